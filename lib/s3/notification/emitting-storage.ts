/**
 * Storage that leaves an event for every change that a bucket's rules ask for, in the commit of the
 * change itself. Whoever changes objects through it need not know of notifications; a bucket that
 * asks for none gets its storage as it is.
 */
import type {
  BucketRecord,
  DeleteResult,
  ObjectRecord,
  QueuedEvent,
  Storage,
} from '../../../storage/storage.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { readAttributes } from '../object-attributes.ts'
import { type NotificationRule, notificationRules } from './configuration.ts'
import { covers, type EventName } from './event-names.ts'
import { hookDepth } from './hook-objects.ts'
import type { NotificationEvent } from './queued-event.ts'
import { type EventOrigin, type EventSubject, eventRecord } from './record.ts'

/** What a change is called; absent where it is not told of. */
export interface EventNames {
  readonly put?: EventName | undefined
  readonly complete?: EventName | undefined
  /** Of metadata: tags, ACL. One change may be several events. */
  readonly update?: readonly EventName[] | undefined
  readonly remove?: EventName | undefined
  readonly mark?: EventName | undefined
}

export interface Emission {
  readonly bucket: BucketRecord
  readonly names: EventNames
  readonly origin: EventOrigin
  readonly nowMs: number
  /** Where its events wait; `undefined`: what nobody will take is not kept. */
  queueOf(arn: string, accountId: string): string | undefined
}

/** A rule that somebody is told of. */
type HeardRule = NotificationRule & { readonly queue: string }

export function emittingStorage(storage: Storage, emission: Emission): Storage {
  const { notification } = readBucketAttributes(emission.bucket.attributes)
  if (notification === undefined) return storage
  const { bucket, names, nowMs } = emission
  const rules = notificationRules(notification).flatMap((rule): HeardRule[] => {
    const queue = emission.queueOf(rule.arn, bucket.ownerId)
    return queue === undefined ? [] : [{ ...rule, queue }]
  })
  const eventsOf = (name: EventName | undefined, atMs: number, subject: Subject) =>
    name === undefined ? [] : plan({ emission, rules, name, atMs, subject })
  return {
    ...storage,
    putObject: (bucketName, key, body, options) =>
      storage.putObject(bucketName, key, body, {
        ...options,
        events: (record, atMs) => [
          ...(options.events?.(record, atMs) ?? []),
          ...eventsOf(names.put, atMs, subjectOf(record, bucket)),
        ],
      }),
    completeUpload: (bucketName, key, uploadId, options) =>
      storage.completeUpload(bucketName, key, uploadId, {
        ...options,
        events: (record, atMs) => [
          ...(options.events?.(record, atMs) ?? []),
          ...eventsOf(names.complete, atMs, subjectOf(record, bucket)),
        ],
      }),
    updateObject: (bucketName, key, versionId, change) =>
      storage.updateObject(bucketName, key, versionId, current => {
        const next = change(current)
        const atMs = Math.max(nowMs, current.modifiedAtMs)
        const subject = subjectOf(current, bucket)
        const events = (names.update ?? []).flatMap(name => eventsOf(name, atMs, subject))
        return { ...next, events: [...(next.events ?? []), ...events] }
      }),
    deleteObject: (bucketName, key, options) =>
      storage.deleteObject(bucketName, key, {
        ...options,
        events(result, atMs) {
          const isMark = options?.versionId === undefined && result.isDeleteMarker
          return [
            ...(options?.events?.(result, atMs) ?? []),
            ...eventsOf(isMark ? names.mark : names.remove, atMs, removedSubject(key, result)),
          ]
        },
      }),
  }
}

type Subject = EventSubject & { readonly depth?: number }

function subjectOf(record: ObjectRecord, bucket: BucketRecord): Subject {
  const { key, sizeBytes, etag, versionId } = record
  const depth = hookDepth(readAttributes(record.attributes))
  return { key, sizeBytes, etag, depth, ...(bucket.versioning !== 'off' && { versionId }) }
}

function removedSubject(key: string, { versionId }: DeleteResult): Subject {
  return { key, ...(versionId !== undefined && { versionId }) }
}

function plan(options: {
  readonly emission: Emission
  readonly rules: readonly HeardRule[]
  readonly name: EventName
  readonly atMs: number
  readonly subject: Subject
}): QueuedEvent[] {
  const { emission, rules, name, atMs, subject } = options
  const { bucket, origin } = emission
  const { key } = subject
  const events: QueuedEvent[] = []
  for (const rule of rules) {
    const isMeant =
      key.startsWith(rule.prefix) &&
      key.endsWith(rule.suffix) &&
      rule.events.some(pattern => covers(pattern, name))
    if (!isMeant) continue
    const event: NotificationEvent = {
      line: `${bucket.id}/${key}`,
      atMs,
      message: { Records: [eventRecord({ ...options, bucket, origin, ruleId: rule.id })] },
      ...(subject.depth && { depth: subject.depth }),
    }
    events.push({ queue: rule.queue, event })
  }
  return events
}
