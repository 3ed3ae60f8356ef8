/** What a request says under each condition key, as far as it decides over a policy. */
import test from 'ava'
import type { Clock } from '../../../lib/clock.ts'
import { outcome } from '../../support/acl.ts'
import { formBody, formRequest } from '../../support/forms.ts'
import { putPolicy } from '../../support/policies.ts'
import { storeObject } from '../../support/s3-objects.ts'
import { type RawRequest, type S3Server, startS3 } from '../../support/s3-server.ts'

type Block = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The policy lets others in under the condition; `yes` satisfies it and `no` does not. */
interface Case {
  readonly what: string
  readonly condition: Block | ((s3: S3Server) => Block)
  readonly yes: RawRequest
  readonly no?: RawRequest
}

const get: RawRequest = { path: '/photos/key' }
const list: RawRequest = { path: '/photos' }
const put: RawRequest = { method: 'PUT', path: '/photos/new', body: 'x' }
const copy: RawRequest = { method: 'PUT', path: '/photos/new' }
const withHeader = (request: RawRequest, name: string, value: string): RawRequest => ({
  ...request,
  headers: { ...request.headers, [name]: value },
})
const is = (key: string, value: string): Block => ({ StringEquals: { [key]: value } })

const ofHeader = (request: RawRequest, name: string, value: string, other: string): Case => ({
  what: `s3:${name}`,
  condition: is(`s3:${name}`, value),
  yes: withHeader(request, name, value),
  no: withHeader(request, name, other),
})

const tagged = (...keys: string[]) =>
  withHeader(put, 'x-amz-tagging', keys.map(key => `${key}=1`).join('&'))
const tagging = (value: string): RawRequest => ({
  method: 'PUT',
  path: '/photos/key?tagging',
  body: `<Tagging><TagSet><Tag><Key>Team</Key><Value>${value}</Value></Tag></TagSet></Tagging>`,
})

const cases: readonly Case[] = [
  {
    what: 'aws:SourceIp',
    condition: { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } },
    yes: get,
  },
  {
    what: 'aws:SourceIp of others',
    condition: { NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } },
    yes: get,
  },
  { what: 'aws:SecureTransport', condition: { Bool: { 'aws:SecureTransport': false } }, yes: get },
  {
    what: 'aws:UserAgent',
    condition: { StringLike: { 'aws:UserAgent': 'curl/*' } },
    yes: withHeader(get, 'user-agent', 'curl/8'),
    no: withHeader(get, 'user-agent', 'wget/1'),
  },
  {
    what: 'aws:Referer',
    condition: { StringLike: { 'aws:Referer': 'http://example.com/*' } },
    yes: withHeader(get, 'referer', 'http://example.com/a'),
    no: get,
  },
  {
    what: 'aws:CurrentTime',
    condition: { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
    yes: get,
  },
  { what: 'aws:EpochTime', condition: { NumericLessThan: { 'aws:EpochTime': 4e9 } }, yes: get },
  {
    what: 'aws:PrincipalArn',
    condition: s3 => ({
      ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${s3.stranger.accountId}:*` },
    }),
    yes: get,
    no: { ...get, as: 'anonymous' },
  },
  {
    what: 'aws:PrincipalAccount',
    condition: s3 => is('aws:PrincipalAccount', s3.stranger.accountId),
    yes: get,
    no: { ...get, as: 'anonymous' },
  },
  {
    what: 'aws:PrincipalType',
    condition: is('aws:PrincipalType', 'Anonymous'),
    yes: { ...get, as: 'anonymous' },
    no: get,
  },
  { what: 'aws:RequestedRegion', condition: is('aws:RequestedRegion', 'us-east-1'), yes: get },
  {
    what: 's3:ResourceAccount',
    condition: s3 => is('s3:ResourceAccount', s3.owner.accountId),
    yes: get,
  },
  {
    what: 's3:prefix',
    condition: { StringEquals: { 's3:prefix': ['', 'home/'] } },
    yes: { path: '/photos?prefix=home%2F' },
    no: { path: '/photos?prefix=else' },
  },
  {
    what: 's3:delimiter',
    condition: is('s3:delimiter', '/'),
    yes: { path: '/photos?delimiter=/' },
    no: list,
  },
  {
    what: 's3:max-keys',
    condition: { NumericLessThanEquals: { 's3:max-keys': '10' } },
    yes: { path: '/photos?max-keys=10' },
    no: { path: '/photos?max-keys=11' },
  },
  ofHeader(put, 'x-amz-acl', 'bucket-owner-full-control', 'private'),
  ofHeader(put, 'x-amz-storage-class', 'REDUCED_REDUNDANCY', 'STANDARD'),
  ofHeader(put, 'x-amz-website-redirect-location', '/a', '/b'),
  ofHeader(get, 'if-none-match', '"a"', '"b"'),
  ofHeader(get, 'if-match', '*', '"b"'),
  {
    what: 's3:x-amz-grant-full-control',
    condition: { StringLike: { 's3:x-amz-grant-full-control': 'emailAddress="own*"' } },
    yes: withHeader(put, 'x-amz-grant-full-control', 'emailAddress="owner@example.com"'),
    no: withHeader(put, 'x-amz-grant-full-control', 'emailAddress="other@example.com"'),
  },
  ...['photos/key', '/photos/key', '/photos/%6Bey'].map(source => ({
    what: `s3:x-amz-copy-source as ${source}`,
    condition: {
      StringLike: { 's3:x-amz-copy-source': 'photos/k*' },
      StringNotEquals: { 's3:x-amz-copy-source': '/photos/other' },
    },
    yes: withHeader(copy, 'x-amz-copy-source', source),
    no: withHeader(copy, 'x-amz-copy-source', 'photos/other'),
  })),
  {
    what: 's3:x-amz-metadata-directive',
    condition: is('s3:x-amz-metadata-directive', 'REPLACE'),
    yes: withHeader(
      withHeader(copy, 'x-amz-copy-source', 'photos/key'),
      'x-amz-metadata-directive',
      'REPLACE',
    ),
    no: withHeader(copy, 'x-amz-copy-source', 'photos/key'),
  },
  {
    what: 's3:RequestObjectTag',
    condition: is('s3:RequestObjectTag/Team', '1'),
    yes: tagged('Team', 'b'),
    no: tagged('team'),
  },
  {
    what: 's3:RequestObjectTagKeys',
    condition: { 'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['a', 'b'] } },
    yes: tagged('a'),
    no: tagged('a', 'c'),
  },
  {
    what: 's3:RequestObjectTag of a document',
    condition: is('s3:RequestObjectTag/Team', 'a'),
    yes: tagging('a'),
    no: tagging('b'),
  },
  {
    what: 's3:ExistingObjectTag',
    condition: is('s3:ExistingObjectTag/Team', 'a'),
    yes: { path: '/photos/tagged' },
    no: { path: '/photos/other' },
  },
  {
    what: 's3:authType of a header',
    condition: is('s3:authType', 'REST-HEADER'),
    yes: get,
    no: { ...get, isPresigned: true },
  },
  {
    what: 's3:authType of a query',
    condition: is('s3:authType', 'REST-QUERY-STRING'),
    yes: { ...get, isPresigned: true },
    no: { ...get, as: 'anonymous' },
  },
  {
    what: 's3:signatureversion',
    condition: is('s3:signatureversion', 'AWS4-HMAC-SHA256'),
    yes: get,
    no: { ...get, as: 'anonymous' },
  },
  {
    what: 's3:signatureAge',
    condition: { NumericLessThan: { 's3:signatureAge': '600000' } },
    yes: { ...get, isPresigned: true },
    no: { ...get, as: 'anonymous' },
  },
  {
    what: 's3:TlsVersion, which nothing unencrypted has',
    condition: { NumericGreaterThanEqualsIfExists: { 's3:TlsVersion': '1.2' } },
    yes: get,
  },
  {
    what: 's3:VersionId',
    condition: is('s3:VersionId', 'null'),
    yes: { path: '/photos/key?versionId=null' },
    no: get,
  },
]

test('each condition key says of the request what it is for', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key')
  await storeObject(s3, 'photos', 'other')
  await storeObject(s3, 'photos', 'tagged')
  await s3.storage.updateObject('photos', 'tagged', undefined, ({ attributes }) => ({
    attributes: { ...attributes, tags: [{ key: 'Team', value: 'a' }] },
  }))
  const always = {
    Action: ['s3:GetObject'],
    Condition: { Null: { 's3:x-amz-copy-source': false } },
  }
  for (const { what, condition, yes, no } of cases) {
    const Condition = typeof condition === 'function' ? condition(s3) : condition
    await putPolicy(s3, { Condition }, always)
    const as = s3.stranger
    if (no !== undefined) t.is(await outcome(s3, { as, ...no }), '403 AccessDenied', `not ${what}`)
    t.is(await outcome(s3, { as, ...yes }), '200', what)
    await putPolicy(s3, { Effect: 'Deny', Condition }, {})
    t.is(await outcome(s3, { as, ...yes }), '403 AccessDenied', `${what} denied`)
  }
})

test('a form is of its own kind to s3:authType, and its key is what the policy is asked about', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const form = (key: string) =>
    formRequest('photos', formBody([['key', key]], { content: 'hello' }))
  await putPolicy(s3, { Action: 's3:PutObject', Resource: 'arn:aws:s3:::photos/open/*' })
  t.is(await outcome(s3, { ...form('open/a'), as: 'anonymous' }), '204')
  t.is(await outcome(s3, { ...form('shut/a'), as: 'anonymous' }), '403 AccessDenied')
})

test('the age of a signature is counted from when it was signed', async t => {
  let ahead = 0
  const clock: Clock = { now: () => Date.now() + ahead }
  await using s3 = await startS3({ bucket: 'photos', clock })
  await putPolicy(s3, {
    Effect: 'Deny',
    Condition: { NumericGreaterThan: { 's3:signatureAge': 300_000 } },
  })
  const request = { path: '/photos', isPresigned: true }
  t.is(await outcome(s3, request), '200')
  ahead = 400_000
  t.is(await outcome(s3, request), '403 AccessDenied')
})
