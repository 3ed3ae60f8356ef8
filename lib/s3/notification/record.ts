/**
 * An event as it is told: one record of S3's own JSON. Pure.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
import type { BucketRecord, Json } from '../../../storage/storage.ts'
import { type EventName, eventVersion } from './event-names.ts'

/** Who did it, and how it can be found in the logs. */
export interface EventOrigin {
  readonly region: string
  /** An account's id, or what stands for the one who did it. */
  readonly principalId: string
  readonly sourceAddress: string
  readonly requestId: string
  readonly hostId: string
}

export interface EventSubject {
  readonly key: string
  /** Absent for a delete marker. */
  readonly sizeBytes?: number
  readonly etag?: string
  /** Absent where the bucket never had versioning. */
  readonly versionId?: string
}

export interface EventFacts {
  readonly name: EventName
  /** Of the change: grows with each of one key. */
  readonly atMs: number
  readonly ruleId: string
  readonly bucket: Pick<BucketRecord, 'name' | 'ownerId'>
  readonly origin: EventOrigin
  readonly subject: EventSubject
}

export function eventRecord(facts: EventFacts): { readonly [name: string]: Json } {
  const { name, atMs, ruleId, bucket, origin, subject } = facts
  const { sizeBytes, etag, versionId } = subject
  return {
    eventVersion: eventVersion(name),
    eventSource: 'aws:s3',
    awsRegion: origin.region,
    eventTime: new Date(atMs).toISOString(),
    eventName: name.slice('s3:'.length),
    userIdentity: { principalId: origin.principalId },
    requestParameters: { sourceIPAddress: origin.sourceAddress },
    responseElements: { 'x-amz-request-id': origin.requestId, 'x-amz-id-2': origin.hostId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: ruleId,
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: bucket.ownerId },
        arn: `arn:aws:s3:::${bucket.name}`,
      },
      object: {
        key: encodeKey(subject.key),
        ...(sizeBytes !== undefined && { size: sizeBytes }),
        ...(etag !== undefined && { eTag: etag }),
        ...(versionId !== undefined && { versionId }),
        sequencer: sequencer(atMs),
      },
    },
  }
}

/** As a form encodes it, with slashes left. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')
}

const SEQUENCER_DIGITS = 18

/** Of two changes of one key the later one has the greater, compared as text. */
function sequencer(atMs: number): string {
  return atMs.toString(16).toUpperCase().padStart(SEQUENCER_DIGITS, '0')
}
