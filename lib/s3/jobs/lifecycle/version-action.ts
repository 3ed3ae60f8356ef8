/**
 * Does to one version what the rules say, on the condition that it is still the very version that
 * was judged, in the same place, and that no lock holds it: all inside storage's conditions.
 */
import type { ListedVersion, ObjectRecord } from '../../../../storage/storage.ts'
import { StorageError } from '../../../../storage/storage.ts'
import { type Action, actionFor, askForTags, type Candidate } from '../../lifecycle/rules.ts'
import { readAttributes } from '../../object-attributes.ts'
import { isLocked } from '../../object-lock/lock.ts'
import { repackObjectSummary } from '../../object-summary.ts'
import type { StorageClass } from '../../storage-class.ts'
import type { LifecycleWork } from './lifecycle-work.ts'

export async function act(
  work: LifecycleWork,
  version: ListedVersion,
  candidate: Candidate,
): Promise<void> {
  const { step, rules, calendar } = work
  const now = { nowMs: step.nowMs(), calendar }
  let action = actionFor(rules, candidate, now)
  if (action === undefined) return
  await step.pace.take({ requests: 1 })
  try {
    if (askForTags(rules)) {
      const known = await withTags(work, version, candidate)
      action = known && actionFor(rules, known, now)
    }
    if (action === undefined) return
    await perform(work, version, action)
    step.count({ changed: 1 })
  } catch (error) {
    if (error instanceof NotAnyMore) return
    // The next run tries again; what is wrong with the bucket or the disk is the whole step's.
    const isAboutVersion = error instanceof StorageError && error.code === 'version-missing'
    if (!isAboutVersion) throw error
    step.count({ failed: 1 })
  }
}

/** Thrown by conditions, and seen nowhere else: the version is not what it was, or is held. */
class NotAnyMore extends Error {}

async function withTags(
  { step, bucket }: LifecycleWork,
  version: ListedVersion,
  candidate: Candidate,
): Promise<Candidate | undefined> {
  const record = await step.storage.statObject(bucket.name, version.key, version.versionId)
  if (!isSame(record, version)) return undefined
  return { ...candidate, tags: readAttributes(record.attributes).tags ?? [] }
}

async function perform(
  { step, bucket }: LifecycleWork,
  version: ListedVersion,
  action: Action,
): Promise<void> {
  const { storage } = step
  const { key, versionId } = version
  switch (action.type) {
    case 'expire': {
      // With versioning the version stays behind a delete marker, locked or not.
      const isRemoval = bucket.versioning !== 'enabled'
      const condition = (current: ObjectRecord | undefined) =>
        requireSame(current, version, isRemoval ? step.nowMs() : undefined)
      await storage.deleteObject(bucket.name, key, { condition })
      return
    }
    case 'remove': {
      const condition = (current: ObjectRecord | undefined) =>
        requireSame(current, version, step.nowMs())
      await storage.deleteObject(bucket.name, key, { versionId, condition })
      return
    }
    case 'transition':
      await storage.updateObject(bucket.name, key, versionId, current => {
        requireSame(current, version, undefined)
        return moved(current, action.storageClass)
      })
  }
}

/** A restored copy is that of the class before. */
function moved({ attributes, summary }: ObjectRecord, storageClass: StorageClass) {
  const { restoredUntilMs: _, ...rest } = readAttributes(attributes)
  return {
    attributes: { ...rest, storageClass },
    summary: repackObjectSummary(summary, { storageClass, restoredUntilMs: undefined }),
  }
}

/** With `nowMs` it must not be locked either. */
function requireSame(
  current: ObjectRecord | undefined,
  version: ListedVersion,
  nowMs: number | undefined,
): void {
  if (!isSame(current, version)) throw new NotAnyMore()
  if (nowMs === undefined) return
  if (isLocked(readAttributes(current.attributes).lock, nowMs)) throw new NotAnyMore()
}

function isSame(
  current: ObjectRecord | undefined,
  version: ListedVersion,
): current is ObjectRecord {
  return (
    current !== undefined &&
    current.versionId === version.versionId &&
    current.modifiedAtMs === version.modifiedAtMs &&
    current.isLatest === version.isLatest
  )
}
