/** The plainest request of each operation, for tests of who may send it. */
import { createHash } from 'node:crypto'
import type { AnyOperation } from '../../lib/s3/operation.ts'
import { operations } from '../../lib/s3/operations.ts'
import type { RawRequest } from './s3-server.ts'

/** Forms are signed in their own way and have tests of their own, and so have copies. */
export const testedOperations: readonly AnyOperation[] = operations.filter(
  ({ name, needsNoBucket, on, grant }) =>
    !needsNoBucket && name !== 'PostObject' && (on.header === undefined || grant?.on === 'upload'),
)

const VALUES: Readonly<Record<string, string>> = { 'list-type': '2', partNumber: '1' }

/** At the bucket `photos` and its object `key`. */
export function requestOf({ on }: AnyOperation, uploadId: string): RawRequest {
  const { method, target, query = [], header } = on
  const path = target === 'bucket' ? '/photos' : '/photos/key'
  const values: Readonly<Record<string, string>> = { ...VALUES, uploadId }
  const parameters = query.map(name => `${name}=${values[name] ?? ''}`)
  return {
    method,
    path: parameters.length === 0 ? path : `${path}?${parameters.join('&')}`,
    headers: header === undefined ? {} : { [header]: '/photos/key' },
  }
}

/** What they say is a part of the question. */
const bodies: Readonly<Record<string, string>> = {
  PutObjectTagging: '<Tagging><TagSet/></Tagging>',
  PutObjectRetention: '<Retention/>',
  PutObjectLegalHold: '<LegalHold><Status>ON</Status></LegalHold>',
}

/** With what the operation cannot do without, so that nothing but who may do it is left to refuse. */
export function wholeRequestOf(operation: AnyOperation, uploadId: string): RawRequest {
  const request = requestOf(operation, uploadId)
  const body = bodies[operation.name] ?? ''
  const md5 = createHash('md5').update(body).digest('base64')
  return {
    ...request,
    headers: {
      'x-amz-object-attributes': 'ETag',
      'x-amz-rename-source': 'key',
      ...request.headers,
      ...(body !== '' && { 'content-md5': md5 }),
    },
    body,
  }
}
