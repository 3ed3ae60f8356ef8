/**
 * What a bucket's lifecycle says of one version or upload, as pure functions.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
import type { Tags } from '../object-tags.ts'
import { isColder, type StorageClass } from '../storage-class.ts'
import { type Calendar, endOfDays } from './calendar.ts'
import type { Lifecycle, LifecycleRule, MinimumObjectSize } from './configuration.ts'
import { tagsOf } from './validation.ts'

/** After so many days, or from a date on. */
type Term = { readonly days: number } | { readonly atMs: number }

interface NoncurrentTerm {
  readonly days: number
  /** As many newer noncurrent versions stay, whatever their age. */
  readonly newerVersions: number
}

/** A rule that is enabled, ready for use. */
export interface Rule {
  readonly id: string
  readonly prefix: string
  readonly tags: Tags
  readonly sizeAbove: number
  readonly sizeBelow: number
  /** Whether it says itself how large objects are that it moves. */
  readonly hasSize: boolean
  readonly minimumObjectSize: MinimumObjectSize
  readonly expiration: Term | undefined
  readonly removesExpiredMarkers: boolean
  readonly transitions: readonly { readonly term: Term; readonly storageClass: StorageClass }[]
  readonly noncurrentExpiration: NoncurrentTerm | undefined
  readonly noncurrentTransitions: readonly (NoncurrentTerm & {
    readonly storageClass: StorageClass
  })[]
  readonly abortDays: number | undefined
}

export function enabledRules({ configuration, minimumObjectSize }: Lifecycle): Rule[] {
  return configuration.Rule.filter(rule => rule.Status === 'Enabled').map(rule =>
    readyRule(rule, minimumObjectSize),
  )
}

function readyRule(rule: LifecycleRule, minimumObjectSize: MinimumObjectSize): Rule {
  const { Filter: filter, Expiration: expiration } = rule
  const scope = filter?.And ?? filter ?? {}
  const { ObjectSizeGreaterThan: above, ObjectSizeLessThan: below } = scope
  return {
    id: rule.ID ?? '',
    prefix: rule.Prefix ?? scope.Prefix ?? '',
    tags: tagsOf(filter),
    sizeAbove: above ?? -1,
    sizeBelow: below ?? Number.POSITIVE_INFINITY,
    hasSize: (above ?? below) !== undefined,
    minimumObjectSize,
    expiration: expiration && termOf(expiration),
    removesExpiredMarkers: expiration?.ExpiredObjectDeleteMarker === true,
    transitions: (rule.Transition ?? []).flatMap(move => {
      const term = termOf(move)
      return term === undefined ? [] : [{ term, storageClass: move.StorageClass }]
    }),
    noncurrentExpiration:
      rule.NoncurrentVersionExpiration && noncurrentTerm(rule.NoncurrentVersionExpiration),
    noncurrentTransitions: (rule.NoncurrentVersionTransition ?? []).map(move => ({
      ...noncurrentTerm(move),
      storageClass: move.StorageClass,
    })),
    abortDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
  }
}

function termOf(action: { readonly Days?: number; readonly Date?: string }): Term | undefined {
  if (action.Days !== undefined) return { days: action.Days }
  return action.Date === undefined ? undefined : { atMs: Date.parse(action.Date) }
}

function noncurrentTerm(action: {
  readonly NoncurrentDays: number
  readonly NewerNoncurrentVersions?: number
}): NoncurrentTerm {
  return { days: action.NoncurrentDays, newerVersions: action.NewerNoncurrentVersions ?? 0 }
}

/** A version as the rules see it. */
export interface Candidate {
  readonly key: string
  readonly sizeBytes: number
  readonly modifiedAtMs: number
  readonly isDeleteMarker: boolean
  readonly storageClass: string
  /** `undefined`: not known, and then taken to be what each rule asks for. */
  readonly tags: Tags | undefined
  /** Of a noncurrent version: since when, and how many noncurrent ones are newer. */
  readonly noncurrent: { readonly sinceMs: number; readonly newerVersions: number } | undefined
  /** Of a current version: whether it is its key's only one. */
  readonly isAlone: boolean
}

export type Action =
  /** The current version ends, as a deletion by a client would end it. */
  | { readonly type: 'expire' }
  /** This version goes for good. */
  | { readonly type: 'remove' }
  | { readonly type: 'transition'; readonly storageClass: StorageClass }

export interface Now {
  readonly nowMs: number
  readonly calendar: Calendar
}

/** Removal wins over expiration, and both over transitions, of which the coldest wins. */
export function actionFor(
  rules: readonly Rule[],
  candidate: Candidate,
  now: Now,
): Action | undefined {
  const matching = rules.filter(rule => matches(rule, candidate))
  if (candidate.noncurrent !== undefined) return noncurrentAction(matching, candidate, now)
  if (candidate.isDeleteMarker) {
    const isOver = (rule: Rule) =>
      rule.removesExpiredMarkers || isDue(rule.expiration, candidate.modifiedAtMs, now)
    return candidate.isAlone && matching.some(isOver) ? { type: 'remove' } : undefined
  }
  if (matching.some(rule => isDue(rule.expiration, candidate.modifiedAtMs, now))) {
    return { type: 'expire' }
  }
  const due = matching.flatMap(rule =>
    rule.transitions
      .filter(({ term, storageClass }) => {
        const isLarge = isLargeEnough(rule, storageClass, candidate.sizeBytes)
        return isLarge && isDue(term, candidate.modifiedAtMs, now)
      })
      .map(move => move.storageClass),
  )
  return transitionTo(due, candidate)
}

function noncurrentAction(
  rules: readonly Rule[],
  candidate: Candidate,
  now: Now,
): Action | undefined {
  const { noncurrent, isDeleteMarker, sizeBytes } = candidate
  if (noncurrent === undefined) return undefined
  const isOver = (term: NoncurrentTerm | undefined) =>
    term !== undefined &&
    noncurrent.newerVersions >= term.newerVersions &&
    isDue(term, noncurrent.sinceMs, now)
  if (rules.some(rule => isOver(rule.noncurrentExpiration))) return { type: 'remove' }
  if (isDeleteMarker) return undefined
  const due = rules.flatMap(rule =>
    rule.noncurrentTransitions
      .filter(move => isLargeEnough(rule, move.storageClass, sizeBytes) && isOver(move))
      .map(move => move.storageClass),
  )
  return transitionTo(due, candidate)
}

function transitionTo(
  classes: readonly StorageClass[],
  { storageClass }: Candidate,
): Action | undefined {
  let coldest: StorageClass | undefined
  for (const one of classes) {
    if (isColder(one, coldest ?? storageClass)) coldest = one
  }
  return coldest && { type: 'transition', storageClass: coldest }
}

function matches(rule: Rule, { key, sizeBytes, tags }: Candidate): boolean {
  return (
    key.startsWith(rule.prefix) &&
    sizeBytes > rule.sizeAbove &&
    sizeBytes < rule.sizeBelow &&
    (tags === undefined || hasTags(tags, rule.tags))
  )
}

function hasTags(tags: Tags, wanted: Tags): boolean {
  return wanted.every(({ key, value }) => tags.some(tag => tag.key === key && tag.value === value))
}

function isDue(term: Term | undefined, fromMs: number, { nowMs, calendar }: Now): boolean {
  return term !== undefined && dueAt(term, fromMs, calendar) <= nowMs
}

function dueAt(term: Term, fromMs: number, calendar: Calendar): number {
  return 'days' in term ? endOfDays(fromMs, term.days, calendar) : term.atMs
}

const SMALL_BYTES = 128 * 1024

/** What is small costs more to move than it saves: S3 leaves it unless the rule says otherwise. */
function isLargeEnough(rule: Rule, storageClass: StorageClass, sizeBytes: number): boolean {
  if (rule.hasSize || sizeBytes >= SMALL_BYTES) return true
  const isArchive = storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE'
  return rule.minimumObjectSize === 'varies_by_storage_class' && isArchive
}

/** Whether the rules can say more once the tags of a version are known. */
export function askForTags(rules: readonly Rule[]): boolean {
  return rules.some(rule => rule.tags.length > 0)
}

export interface Ending {
  readonly atMs: number
  readonly ruleId: string
}

/** When a current object will expire, and by which rule, if it stays as it is. */
export function nextExpiration(
  rules: readonly Rule[],
  candidate: Candidate,
  calendar: Calendar,
): Ending | undefined {
  const endings = rules.flatMap(rule =>
    rule.expiration !== undefined && matches(rule, candidate)
      ? [{ atMs: dueAt(rule.expiration, candidate.modifiedAtMs, calendar), ruleId: rule.id }]
      : [],
  )
  return earliest(endings)
}

/** When an upload that is not completed will be aborted. */
export function nextAbort(
  rules: readonly Rule[],
  upload: { readonly key: string; readonly initiatedAtMs: number },
  calendar: Calendar,
): Ending | undefined {
  const endings = rules.flatMap(rule =>
    rule.abortDays !== undefined && upload.key.startsWith(rule.prefix)
      ? [{ atMs: endOfDays(upload.initiatedAtMs, rule.abortDays, calendar), ruleId: rule.id }]
      : [],
  )
  return earliest(endings)
}

function earliest(endings: readonly Ending[]): Ending | undefined {
  return endings.reduce<Ending | undefined>(
    (first, one) => (first === undefined || one.atMs < first.atMs ? one : first),
    undefined,
  )
}

/**
 * The prefixes that have to be walked for rules of this kind: in the order of their UTF-8 bytes, and
 * none within another.
 */
export function prefixesToWalk(rules: readonly Rule[]): string[] {
  const sorted = [...new Set(rules.map(rule => rule.prefix))].sort((one, other) =>
    Buffer.compare(Buffer.from(one), Buffer.from(other)),
  )
  const walked: string[] = []
  for (const prefix of sorted) {
    const last = walked.at(-1)
    if (last === undefined || !prefix.startsWith(last)) walked.push(prefix)
  }
  return walked
}
