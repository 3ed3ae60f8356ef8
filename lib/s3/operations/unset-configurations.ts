/**
 * What a bucket answers for the configurations that it cannot have yet: exactly what AWS answers for
 * a bucket on which they were never set. Clients that read a bucket's whole state (terraform does)
 * get true statements; the operations that would set them are in unimplemented.ts.
 */
import type { HttpResponse } from '../../http/exchange.ts'
import type { XmlNode } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { S3Error, type S3ErrorCode } from '../errors.ts'
import { type AnyOperation, defineOperation } from '../operation.ts'

interface Unset {
  readonly name: string
  readonly query: string
  readonly action: string
  readonly answer: () => HttpResponse
}

const unset: readonly Unset[] = [
  {
    name: 'GetBucketLifecycleConfiguration',
    query: 'lifecycle',
    action: 's3:GetLifecycleConfiguration',
    answer: absent('NoSuchLifecycleConfiguration'),
  },
  {
    name: 'GetBucketReplication',
    query: 'replication',
    action: 's3:GetReplicationConfiguration',
    answer: absent('ReplicationConfigurationNotFoundError'),
  },
  {
    name: 'GetBucketRequestPayment',
    query: 'requestPayment',
    action: 's3:GetBucketRequestPayment',
    answer: document('RequestPaymentConfiguration', { Payer: 'BucketOwner' }),
  },
]

function document(root: string, content: XmlNode): Unset['answer'] {
  return () => xmlAnswer(root, content)
}

function absent(code: S3ErrorCode): Unset['answer'] {
  return () => {
    throw new S3Error(code)
  }
}

export const unsetConfigurations: readonly AnyOperation[] = unset.map(
  ({ name, query, action, answer }) =>
    defineOperation({
      name,
      on: { method: 'GET', target: 'bucket', query: [query] },
      action,
      parse: () => undefined,
      run: async () => answer(),
    }),
)
