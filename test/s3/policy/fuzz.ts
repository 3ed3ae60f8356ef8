/** Whatever is put as a policy, and whoever asks afterwards: an answer of S3, and never a 500. */
import test from 'ava'
import fc from 'fast-check'
import { BUCKET_ARN, OBJECTS_ARN } from '../../support/policies.ts'
import { storeObject } from '../../support/s3-objects.ts'
import { type RawRequest, startS3 } from '../../support/s3-server.ts'

const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '*',
    '?',
    '',
    '$\u007baws:userid}',
    '$\u007b',
    'true',
    '7',
    '2026-01-01',
    '10.0.0.0/8',
  ),
)
const operator = fc
  .tuple(
    fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'),
    fc.constantFrom(
      'StringLike',
      'StringNotEqualsIgnoreCase',
      'NumericLessThan',
      'DateEquals',
      'Bool',
      'IpAddress',
      'ArnLike',
      'BinaryEquals',
      'Null',
      'Odd',
    ),
    fc.constantFrom('', 'IfExists'),
  )
  .map(parts => parts.join(''))
const key = fc.oneof(
  fc.constantFrom(
    'aws:SourceIp',
    'aws:userid',
    'aws:CurrentTime',
    's3:prefix',
    's3:max-keys',
    's3:ExistingObjectTag/a',
    's3:RequestObjectTagKeys',
    's3:x-amz-copy-source',
    's3:signatureAge',
    's3:VersionId',
    'aws:ResourceTag/a',
    's3:object-lock-remaining-retention-days',
  ),
  word,
)
const statement = fc.record(
  {
    Effect: fc.constantFrom('Allow', 'Deny'),
    Principal: fc.oneof(fc.constant('*'), fc.constant({ AWS: '*' }), word),
    Action: fc.oneof(
      fc.constantFrom('s3:*', 's3:Get*', 's3:PutObject', ['s3:ListBucket', 's3:Delete?bject']),
      word,
    ),
    Resource: fc.oneof(fc.constantFrom([BUCKET_ARN, OBJECTS_ARN], `${BUCKET_ARN}*`, '*'), word),
    Condition: fc.dictionary(
      operator,
      fc.dictionary(key, fc.oneof(word, fc.array(word, { maxLength: 2 })), { maxKeys: 2 }),
      { maxKeys: 2 },
    ),
    Sid: word,
  },
  { requiredKeys: ['Effect', 'Principal', 'Action', 'Resource'] },
)
const policy = fc.record({
  Version: fc.constantFrom('2008-10-17', '2012-10-17'),
  Statement: fc.array(statement, { minLength: 1, maxLength: 3 }),
})

test('no policy, and no request under it, is answered with 500', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key', 'hello')
  const as = s3.stranger
  const requests: RawRequest[] = [
    { path: '/photos?prefix=a&max-keys=x' },
    { path: '/photos/key?versionId=null', as },
    { method: 'PUT', path: '/photos/new', body: 'x', as, headers: { 'x-amz-tagging': 'a=b&%' } },
    { method: 'PUT', path: '/photos/new', as, headers: { 'x-amz-copy-source': '%' } },
    { method: 'DELETE', path: '/photos/new', as: 'anonymous' },
  ]
  let taken = 0
  await fc.assert(
    fc.asyncProperty(policy, async document => {
      const body = JSON.stringify(document)
      const put = await s3.send({ method: 'PUT', path: '/photos?policy', body })
      t.true(put.status === 204 || put.status === 400, body)
      if (put.status === 400) return
      taken += 1
      for (const request of requests) t.true((await s3.send(request)).status < 500, body)
      t.is((await s3.send({ path: '/photos?policy' })).text, body)
    }),
    { numRuns: 150 },
  )
  t.true(taken > 0)
})
