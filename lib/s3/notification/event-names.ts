/**
 * What a bucket can tell of, under AWS's names.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
 */

const eventNames = [
  's3:IntelligentTiering',
  's3:LifecycleExpiration:Delete',
  's3:LifecycleExpiration:DeleteMarkerCreated',
  's3:LifecycleTransition',
  's3:ObjectAcl:Put',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Put',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
  's3:ObjectRestore:Completed',
  's3:ObjectRestore:Delete',
  's3:ObjectRestore:Post',
  's3:ObjectTagging:Delete',
  's3:ObjectTagging:Put',
  's3:ReducedRedundancyLostObject',
  's3:Replication:OperationFailedReplication',
  's3:Replication:OperationMissedThreshold',
  's3:Replication:OperationNotTracked',
  's3:Replication:OperationReplicatedAfterThreshold',
] as const

export type EventName = (typeof eventNames)[number]

const names: ReadonlySet<string> = new Set(eventNames)

/** A name, or `s3:ObjectCreated:*` for all that begin so. */
export function isEventPattern(text: string): boolean {
  if (!text.endsWith(':*')) return names.has(text)
  return text.split(':').length === 3 && eventNames.some(name => covers(text, name))
}

/** Whether a pattern stands for a name, or for all that another one stands for. */
export function covers(pattern: string, other: string): boolean {
  return pattern === other || (pattern.endsWith(':*') && other.startsWith(pattern.slice(0, -1)))
}

/** AWS raises the version for the kinds of events that came later. */
export function eventVersion(name: EventName): string {
  if (name.startsWith('s3:Replication:')) return '2.2'
  return LATER.test(name) ? '2.3' : '2.1'
}

const LATER = /^s3:(?:IntelligentTiering|Lifecycle|ObjectAcl|ObjectRestore:Delete|ObjectTagging)/
