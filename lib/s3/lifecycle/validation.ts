/** What AWS holds the rules of a lifecycle to, beyond their shape, in its codes and words. */
import { S3Error } from '../errors.ts'
import { checkTags, OBJECT_TAGS_MAX, type Tag } from '../object-tags.ts'
import type { LifecycleRule } from './configuration.ts'

const ID_LENGTH_MAX = 255
const PREFIX_BYTES_MAX = 1024
const NEWER_VERSIONS_MAX = 100
const DAY_MS = 86_400_000
/** Before that many days nothing moves to infrequent access, nor on from there. */
const INFREQUENT_DAYS_MIN = 30
const WATERFALL = [
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
]

/** Throws MalformedXML, InvalidArgument, InvalidRequest and InvalidTag. */
export function checkRules(rules: readonly LifecycleRule[]): void {
  const ids = new Set<string>()
  for (const rule of rules) {
    if (rule.ID !== undefined && rule.ID !== '') checkId(rule.ID, ids)
    checkScope(rule)
    checkActions(rule)
    checkExpiration(rule)
    checkTransitions(rule)
    checkNoncurrent(rule)
    checkAbort(rule)
  }
}

function checkId(id: string, ids: Set<string>): void {
  if (id.length > ID_LENGTH_MAX) {
    throw invalidArgument('ID', `ID length should not exceed allowed limit of ${ID_LENGTH_MAX}`)
  }
  if (ids.has(id)) {
    throw invalidArgument('ID', 'Rule ID must be unique. Found same ID for one or more rules')
  }
  ids.add(id)
}

/** What a rule is about is said by exactly one of Filter and, in its older form, Prefix. */
function checkScope({ Filter: filter, Prefix: prefix }: LifecycleRule): void {
  if ((filter === undefined) === (prefix === undefined)) throw malformed()
  const { And: and, ...own } = filter ?? {}
  if (Object.keys(own).length + (and === undefined ? 0 : 1) > 1) throw malformed()
  const tags = tagsOf(filter)
  if (and !== undefined) {
    const { Tag: _, ...rest } = and
    if (Object.keys(rest).length + tags.length < 2) throw malformed()
  }
  checkTags(tags, OBJECT_TAGS_MAX)
  const prefixes = [prefix, own.Prefix, and?.Prefix]
  if (prefixes.some(one => Buffer.byteLength(one ?? '') > PREFIX_BYTES_MAX)) {
    throw invalidRequest(`The maximum size of a prefix is ${PREFIX_BYTES_MAX}.`)
  }
  const { ObjectSizeGreaterThan: above = -1, ObjectSizeLessThan: below } = and ?? own
  if (below === undefined) return
  if (below <= 0) {
    throw invalidRequest("'ObjectSizeLessThan' must be a positive value.")
  }
  if (below <= above) {
    throw invalidRequest(
      "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.",
    )
  }
}

/** Of every form that a filter has. */
export function tagsOf(filter: LifecycleRule['Filter']): Tag[] {
  const tags = [...(filter?.Tag ? [filter.Tag] : []), ...(filter?.And?.Tag ?? [])]
  return tags.map(({ Key, Value }) => ({ key: Key, value: Value }))
}

function hasSize({ Filter: filter }: LifecycleRule): boolean {
  const { ObjectSizeGreaterThan, ObjectSizeLessThan } = filter?.And ?? filter ?? {}
  return (ObjectSizeGreaterThan ?? ObjectSizeLessThan) !== undefined
}

function checkActions(rule: LifecycleRule): void {
  const actions = [
    rule.Expiration,
    rule.Transition,
    rule.NoncurrentVersionExpiration,
    rule.NoncurrentVersionTransition,
    rule.AbortIncompleteMultipartUpload,
  ]
  if (actions.every(action => action === undefined)) {
    throw invalidRequest('At least one action needs to be specified in a rule')
  }
}

function checkExpiration({ Expiration: expiration, Filter: filter }: LifecycleRule): void {
  if (expiration === undefined) return
  const { Days: days, Date: date, ExpiredObjectDeleteMarker: marker } = expiration
  if ([days, date, marker].filter(one => one !== undefined).length !== 1) throw malformed()
  checkPositive('Days', days, "'Days' for Expiration action must be a positive integer")
  checkMidnight(date)
  if (marker !== undefined && tagsOf(filter).length > 0) {
    throw invalidRequest('ExpiredObjectDeleteMarker cannot be specified with Tags.')
  }
}

function checkTransitions(rule: LifecycleRule): void {
  const { Transition: transitions = [], Expiration: expiration } = rule
  for (const { Days: days, Date: date } of transitions) {
    if ((days === undefined) === (date === undefined)) throw malformed()
    if (days !== undefined && days < 0) {
      throw invalidArgument('Days', "'Days' in Transition action must be nonnegative")
    }
    checkMidnight(date)
  }
  const timed = [
    ...transitions,
    ...(expiration?.ExpiredObjectDeleteMarker === undefined ? [expiration] : []),
  ]
  const present = timed.filter(one => one !== undefined)
  if (new Set(present.map(one => one.Days === undefined)).size > 1) {
    throw invalidRequest(
      "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for " +
        prefixWords(rule),
    )
  }
  checkOrder(
    transitions.map(one => ({ storageClass: one.StorageClass, days: daysOf(one) })),
    { rule, field: 'Days', action: 'Transition' },
  )
  if (expiration?.Days === undefined && expiration?.Date === undefined) return
  const field = expiration.Days === undefined ? 'Date' : 'Days'
  if (transitions.some(one => daysOf(one) >= daysOf(expiration))) {
    throw invalidArgument(
      field,
      `'${field}' in the Expiration action for ${prefixWords(rule)} must be ` +
        `${field === 'Date' ? 'later' : 'greater'} than '${field}' in the Transition action`,
    )
  }
}

/** A date counts as the number of its day: only those of one kind are compared. */
function daysOf({ Days, Date: date }: { readonly Days?: number; readonly Date?: string }): number {
  return Days ?? Date.parse(date ?? '') / DAY_MS
}

function checkNoncurrent(rule: LifecycleRule): void {
  const { NoncurrentVersionExpiration: expiration, NoncurrentVersionTransition: moves = [] } = rule
  for (const action of [...moves, ...(expiration ? [expiration] : [])]) {
    const { NewerNoncurrentVersions: newer } = action
    if (newer === undefined) continue
    if (newer <= 0 || newer > NEWER_VERSIONS_MAX) {
      const message = `'NewerNoncurrentVersions' must be between 1 and ${NEWER_VERSIONS_MAX}`
      throw invalidArgument('NewerNoncurrentVersions', message)
    }
    if (rule.Filter === undefined) {
      throw invalidRequest('NewerNoncurrentVersions can only be used in rules with a Filter.')
    }
  }
  checkPositive(
    'NoncurrentDays',
    expiration?.NoncurrentDays,
    "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
  )
  if (moves.some(one => one.NoncurrentDays < 0)) {
    const message = "'NoncurrentDays' in NoncurrentVersionTransition action must be nonnegative"
    throw invalidArgument('NoncurrentDays', message)
  }
  checkOrder(
    moves.map(one => ({ storageClass: one.StorageClass, days: one.NoncurrentDays })),
    { rule, field: 'NoncurrentDays', action: 'NoncurrentVersionTransition' },
  )
  const { NoncurrentDays: end } = expiration ?? {}
  if (end !== undefined && moves.some(one => one.NoncurrentDays >= end)) {
    throw invalidArgument(
      'NoncurrentDays',
      "'NoncurrentDays' in the NoncurrentVersionExpiration action for " +
        `${prefixWords(rule)} must be greater than 'NoncurrentDays' in the ` +
        'NoncurrentVersionTransition action',
    )
  }
}

interface Move {
  readonly storageClass: string
  readonly days: number
}

/** Objects go down the waterfall, to each class once, and stay a month in infrequent access. */
function checkOrder(
  moves: readonly Move[],
  at: { readonly rule: LifecycleRule; readonly field: string; readonly action: string },
): void {
  const { rule, field, action } = at
  if (new Set(moves.map(move => move.storageClass)).size < moves.length) {
    throw invalidRequest(
      `'StorageClass' must be different for '${action}' actions in same 'Rule' with ${prefixWords(rule)}`,
    )
  }
  const rank = (move: Move) => WATERFALL.indexOf(move.storageClass)
  const inOrder = moves.toSorted((one, other) => rank(one) - rank(other))
  for (const [index, move] of inOrder.entries()) {
    const { storageClass, days } = move
    if (isInfrequent(storageClass) && days < INFREQUENT_DAYS_MIN) {
      const message =
        `'${field}' in ${action} action must be greater than or equal to ${INFREQUENT_DAYS_MIN} ` +
        `for storageClass '${storageClass}'`
      throw invalidArgument(field, message)
    }
    const before = inOrder[index - 1]
    if (before === undefined) continue
    const rest = isInfrequent(before.storageClass) ? INFREQUENT_DAYS_MIN : 1
    if (days < before.days + rest) {
      const message =
        `'${field}' in the '${storageClass}' ${action} action for ${prefixWords(rule)} must be at ` +
        `least ${rest} days more than '${field}' in the '${before.storageClass}' ${action} action`
      throw invalidArgument(field, message)
    }
  }
}

function isInfrequent(storageClass: string): boolean {
  return storageClass === 'STANDARD_IA' || storageClass === 'ONEZONE_IA'
}

function checkAbort(rule: LifecycleRule): void {
  const { AbortIncompleteMultipartUpload: abort } = rule
  if (abort === undefined) return
  checkPositive(
    'DaysAfterInitiation',
    abort.DaysAfterInitiation,
    "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer",
  )
  if (tagsOf(rule.Filter).length > 0) {
    throw invalidRequest('AbortIncompleteMultipartUpload cannot be specified with Tags.')
  }
  if (hasSize(rule)) {
    throw invalidRequest('AbortIncompleteMultipartUpload cannot be specified with Object Size.')
  }
}

function checkPositive(name: string, value: number | undefined, message: string): void {
  if (value !== undefined && value <= 0) throw invalidArgument(name, message)
}

function checkMidnight(date: string | undefined): void {
  if (date === undefined || Date.parse(date) % DAY_MS === 0) return
  throw invalidArgument('Date', "'Date' must be at midnight GMT")
}

function prefixWords({ Filter: filter, Prefix: prefix }: LifecycleRule): string {
  const value = prefix ?? filter?.Prefix ?? filter?.And?.Prefix ?? ''
  return `prefix '${value}'`
}

function malformed(): S3Error {
  return new S3Error('MalformedXML')
}

function invalidArgument(name: string, message: string): S3Error {
  return new S3Error('InvalidArgument', { ArgumentName: name }, { message })
}

function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', {}, { message })
}
