/**
 * What a bucket answers for the configurations that it cannot have yet: exactly what AWS answers for
 * a bucket on which they were never set. Clients that read a bucket's whole state (terraform does)
 * get true statements; the operations that would set them are in unimplemented.ts.
 */
import { S3Error, type S3ErrorCode } from '../errors.ts'
import { type AnyOperation, defineOperation } from '../operation.ts'

interface Unset {
  readonly name: string
  readonly query: string
  readonly action: string
  readonly code: S3ErrorCode
}

const unset: readonly Unset[] = [
  {
    name: 'GetBucketReplication',
    query: 'replication',
    action: 's3:GetReplicationConfiguration',
    code: 'ReplicationConfigurationNotFoundError',
  },
]

export const unsetConfigurations: readonly AnyOperation[] = unset.map(
  ({ name, query, action, code }) =>
    defineOperation({
      name,
      on: { method: 'GET', target: 'bucket', query: [query] },
      action,
      parse: () => undefined,
      async run() {
        throw new S3Error(code)
      },
    }),
)
