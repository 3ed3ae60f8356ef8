/**
 * What a request touched beside the one thing that it is about, for the access log of the bucket
 * concerned: each object of a DeleteObjects, the source of a copy.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html#AdditionalLoggingforCopyOperations
 */
import type { BucketRecord } from '../../../storage/storage.ts'

export interface FurtherAccess {
  readonly bucket: BucketRecord
  /** `BATCH.DELETE.OBJECT` */
  readonly operation: string
  readonly key: string
  readonly versionId: string | undefined
  readonly status: number
  readonly errorCode?: string
  readonly objectSizeBytes?: number
}
