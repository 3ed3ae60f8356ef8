/**
 * S3's operations that are not here yet, with how each would be recognised: such a request answers
 * NotImplemented instead of becoming another operation by accident. An operation that moves to
 * operations.ts leaves this list.
 */
import type { Match } from './operation.ts'

export interface UnimplementedOperation {
  readonly name: string
  readonly on: Match
}

type Row = readonly [
  name: string,
  method: Match['method'],
  target: Match['target'],
  ...query: string[],
]

const rows: readonly Row[] = [
  ['CreateBucketMetadataConfiguration', 'POST', 'bucket', 'metadataConfiguration'],
  ['CreateBucketMetadataTableConfiguration', 'POST', 'bucket', 'metadataTable'],
  ['CreateSession', 'GET', 'bucket', 'session'],
  ['DeleteBucketMetadataConfiguration', 'DELETE', 'bucket', 'metadataConfiguration'],
  ['DeleteBucketMetadataTableConfiguration', 'DELETE', 'bucket', 'metadataTable'],
  ['DeleteBucketReplication', 'DELETE', 'bucket', 'replication'],
  ['DeleteObjectAnnotation', 'DELETE', 'object', 'annotation'],
  ['GetBucketMetadataConfiguration', 'GET', 'bucket', 'metadataConfiguration'],
  ['GetBucketMetadataTableConfiguration', 'GET', 'bucket', 'metadataTable'],
  ['GetObjectAnnotation', 'GET', 'object', 'annotation', 'annotationName'],
  ['GetObjectTorrent', 'GET', 'object', 'torrent'],
  ['ListObjectAnnotations', 'GET', 'object', 'annotation'],
  ['PutBucketReplication', 'PUT', 'bucket', 'replication'],
  ['PutObjectAnnotation', 'PUT', 'object', 'annotation'],
  ['UpdateBucketMetadataAnnotationTableConfiguration', 'PUT', 'bucket', 'metadataAnnotationTable'],
  ['UpdateBucketMetadataInventoryTableConfiguration', 'PUT', 'bucket', 'metadataInventoryTable'],
  ['UpdateBucketMetadataJournalTableConfiguration', 'PUT', 'bucket', 'metadataJournalTable'],
]

export const unimplementedOperations: readonly UnimplementedOperation[] = rows.map(
  ([name, method, target, ...query]) => ({
    name,
    on: query.length === 0 ? { method, target } : { method, target, query },
  }),
)

/**
 * Two more live on other host names of AWS (`s3express-control`, `s3-object-lambda`), so that no
 * request to this endpoint can mean them.
 */
export const unreachableOperations: readonly string[] = [
  'ListDirectoryBuckets',
  'WriteGetObjectResponse',
]

/** Operations that AWS renamed: the requests are the same. */
export const olderNames = {
  GetBucketLifecycle: 'GetBucketLifecycleConfiguration',
  GetBucketNotification: 'GetBucketNotificationConfiguration',
  PutBucketLifecycle: 'PutBucketLifecycleConfiguration',
  PutBucketNotification: 'PutBucketNotificationConfiguration',
} as const satisfies Record<string, string>
