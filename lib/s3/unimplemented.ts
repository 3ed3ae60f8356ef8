/**
 * S3's operations that are not here yet, with how each would be recognised: such a request answers
 * NotImplemented instead of becoming another operation by accident. An operation that moves to
 * operations.ts leaves this list.
 */
import type { Match } from './operation.ts'

export interface UnimplementedOperation {
  readonly name: string
  readonly on: Match
  readonly reason: string
}

type Row = readonly [
  name: string,
  method: Match['method'],
  target: Match['target'],
  ...query: string[],
]

interface Group {
  /** Why they are not here: docs/operations.md says it. */
  readonly reason: string
  readonly rows: readonly Row[]
}

const groups: readonly Group[] = [
  {
    reason:
      'Metadata tables are Apache Iceberg tables in S3 Tables, a service of its own; inventory reports tell the same of a bucket.',
    rows: [
      ['CreateBucketMetadataConfiguration', 'POST', 'bucket', 'metadataConfiguration'],
      ['CreateBucketMetadataTableConfiguration', 'POST', 'bucket', 'metadataTable'],
      ['DeleteBucketMetadataConfiguration', 'DELETE', 'bucket', 'metadataConfiguration'],
      ['DeleteBucketMetadataTableConfiguration', 'DELETE', 'bucket', 'metadataTable'],
      ['GetBucketMetadataConfiguration', 'GET', 'bucket', 'metadataConfiguration'],
      ['GetBucketMetadataTableConfiguration', 'GET', 'bucket', 'metadataTable'],
      [
        'UpdateBucketMetadataAnnotationTableConfiguration',
        'PUT',
        'bucket',
        'metadataAnnotationTable',
      ],
      [
        'UpdateBucketMetadataInventoryTableConfiguration',
        'PUT',
        'bucket',
        'metadataInventoryTable',
      ],
      ['UpdateBucketMetadataJournalTableConfiguration', 'PUT', 'bucket', 'metadataJournalTable'],
    ],
  },
  {
    reason: 'Annotations are the youngest part of S3; no client that we know asks for them yet.',
    rows: [
      ['DeleteObjectAnnotation', 'DELETE', 'object', 'annotation'],
      ['GetObjectAnnotation', 'GET', 'object', 'annotation', 'annotationName'],
      ['ListObjectAnnotations', 'GET', 'object', 'annotation'],
      ['PutObjectAnnotation', 'PUT', 'object', 'annotation'],
    ],
  },
  {
    reason: 'AWS has ended BitTorrent for S3.',
    rows: [['GetObjectTorrent', 'GET', 'object', 'torrent']],
  },
  {
    reason: 'Sessions are for directory buckets, which are not here.',
    rows: [['CreateSession', 'GET', 'bucket', 'session']],
  },
]

export const unimplementedOperations: readonly UnimplementedOperation[] = groups.flatMap(
  ({ reason, rows }) =>
    rows.map(([name, method, target, ...query]) => ({
      name,
      on: query.length === 0 ? { method, target } : { method, target, query },
      reason,
    })),
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
