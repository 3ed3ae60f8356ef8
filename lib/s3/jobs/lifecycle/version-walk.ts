/** Walks the versions of a bucket and does to each what the rules say. */
import type { ListedVersion } from '../../../../storage/storage.ts'
import { type Candidate, prefixesToWalk, type Rule } from '../../lifecycle/rules.ts'
import { isCommonPrefix } from '../../listing.ts'
import { unpackObjectSummary } from '../../object-summary.ts'
import type { LifecycleWork } from './lifecycle-work.ts'
import { forAll, prefixFrom } from './prefix-walk.ts'
import { act } from './version-action.ts'

const PAGE_SIZE = 250
/** A page is one read, however many entries it has. */
const PAGE_REQUESTS = 5

export type VersionsCursor = {
  readonly prefix: string
  readonly isFinished?: true
  readonly keyMarker?: string
  readonly versionIdMarker?: string
  /** Of the version at the marker: what those after it, of the same key, have before them. */
  readonly before?: Before
}

type Before = {
  readonly key: string
  /** When the version that came after this one was made. */
  readonly sinceMs: number
  readonly newerVersions: number
}

/** One page. `undefined`: there is no more. */
export async function walkVersions(
  cursor: VersionsCursor | undefined,
  work: LifecycleWork,
): Promise<VersionsCursor | undefined> {
  const { bucket, step } = work
  const rules = work.rules.filter(isAboutVersions)
  const prefix = prefixFrom(prefixesToWalk(rules), cursor)
  if (prefix === undefined) return undefined
  const { keyMarker = '', versionIdMarker, before } = cursor?.isFinished ? {} : (cursor ?? {})
  await step.pace.take({ requests: PAGE_REQUESTS })
  const page = await step.storage.listVersions(bucket.name, {
    prefix,
    delimiter: '',
    keyMarker,
    limit: PAGE_SIZE,
    ...(versionIdMarker !== undefined && { versionIdMarker }),
  })
  const listed = page.entries.flatMap(entry => (isCommonPrefix(entry) ? [] : [entry]))
  const { candidates, last } = judge(listed, { before, isTruncated: page.isTruncated })
  await forAll(candidates, async ({ version, candidate }) => {
    if (step.signal.aborted) return
    await act({ ...work, rules }, version, candidate)
  })
  step.signal.throwIfAborted()
  step.count({ examined: candidates.length })
  if (!page.isTruncated || last === undefined) return { prefix, isFinished: true }
  return {
    prefix,
    keyMarker: last.version.key,
    versionIdMarker: last.version.versionId,
    before: last.after,
  }
}

function isAboutVersions(rule: Rule): boolean {
  return (
    rule.expiration !== undefined ||
    rule.removesExpiredMarkers ||
    rule.noncurrentExpiration !== undefined ||
    rule.transitions.length > 0 ||
    rule.noncurrentTransitions.length > 0
  )
}

interface Judged {
  readonly version: ListedVersion
  readonly candidate: Candidate
  readonly after: Before
}

/** What stands before and after each version. The last of a page waits for the next one. */
function judge(
  listed: readonly ListedVersion[],
  page: { readonly before: Before | undefined; readonly isTruncated: boolean },
): { candidates: readonly Judged[]; last: Judged | undefined } {
  const candidates: Judged[] = []
  let before = page.before
  const count = page.isTruncated ? listed.length - 1 : listed.length
  for (const [index, version] of listed.slice(0, count).entries()) {
    const isSame = before?.key === version.key
    // Without what came before it nothing can be said of a noncurrent version: another run can.
    const noncurrent = version.isLatest
      ? undefined
      : isSame && before
        ? { sinceMs: before.sinceMs, newerVersions: before.newerVersions }
        : { sinceMs: Number.POSITIVE_INFINITY, newerVersions: 0 }
    const after: Before = {
      key: version.key,
      sinceMs: version.modifiedAtMs,
      newerVersions: noncurrent === undefined ? 0 : noncurrent.newerVersions + 1,
    }
    const candidate: Candidate = {
      key: version.key,
      sizeBytes: version.sizeBytes,
      modifiedAtMs: version.modifiedAtMs,
      isDeleteMarker: version.isDeleteMarker,
      storageClass: unpackObjectSummary(version.summary).storageClass,
      tags: undefined,
      noncurrent,
      isAlone: version.isLatest && listed[index + 1]?.key !== version.key,
    }
    candidates.push({ version, candidate, after })
    before = after
  }
  return { candidates, last: candidates.at(-1) }
}
