/**
 * What a request says under the condition keys of policies. Nothing is computed before a policy asks
 * for it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import { parseTimestamp } from '../../auth/time.ts'
import type { ConditionKeys } from '../../iam/policy/conditions.ts'
import type { PolicyPrincipal } from '../../iam/policy/principals.ts'
import { parseCopySource } from '../copy-source.ts'
import { S3Error } from '../errors.ts'
import { formatRetainUntil, type ObjectLock } from '../object-lock/lock.ts'
import { parseTaggingHeader, type Tags } from '../object-tags.ts'
import type { S3Request } from '../operation.ts'
import { headerKeys } from './actions.ts'

export interface RequestFacts {
  readonly request: S3Request
  readonly principal: PolicyPrincipal | undefined
  readonly region: string
  /** Whose the bucket is: 12 digits. */
  readonly resourceAccountId: string
  /** Where they may decide; else empty. */
  readonly bucketTags: Tags
}

/** What is different for each of the objects that one request is about. */
export interface ObjectFacts {
  readonly versionId?: string | undefined
  /** Of an object that is there. */
  readonly tags?: Tags
  /** Of a listing that would tell that the object is not there: its key. */
  readonly prefix?: string
}

type Values = readonly string[] | undefined
type Read = (facts: RequestFacts, object: ObjectFacts) => Values

/** `fromBody`: keys of what the operation found in the request's body. */
export function conditionKeys(
  facts: RequestFacts,
  object: ObjectFacts,
  fromBody?: ConditionKeys,
): ConditionKeys {
  return key => fromBody?.(key) ?? readKey(key, facts, object)
}

function readKey(key: string, facts: RequestFacts, object: ObjectFacts): Values {
  const slash = key.indexOf('/')
  if (slash < 0) return readers.get(key)?.(facts, object)
  const tagKey = key.slice(slash + 1)
  switch (key.slice(0, slash)) {
    case 's3:existingobjecttag':
      return tagValue(object.tags, tagKey)
    case 's3:requestobjecttag':
      return tagValue(requestTags(facts), tagKey)
    case 'aws:resourcetag':
    case 's3:buckettag':
      return tagValue(facts.bucketTags, tagKey)
    default:
      return undefined
  }
}

/** For tags that stand in a request's body, under the keys of those in its headers. */
export function requestTagKeys(tags: Tags): ConditionKeys {
  return key => {
    if (key === 's3:requestobjecttagkeys') return tags.map(tag => tag.key)
    const prefix = 's3:requestobjecttag/'
    return key.startsWith(prefix) ? tagValue(tags, key.slice(prefix.length)) : undefined
  }
}

/** For a lock that stands in a request's body, under the keys of one in its headers. */
export function requestLockKeys(
  { retention, legalHold }: ObjectLock,
  nowMs: number,
): ConditionKeys {
  const values: ReadonlyMap<string, Values> = new Map([
    ['s3:object-lock-legal-hold', one(legalHold)],
    ['s3:object-lock-mode', one(retention?.mode)],
    ['s3:object-lock-retain-until-date', retention && [formatRetainUntil(retention.untilMs)]],
    ['s3:object-lock-remaining-retention-days', retention && [daysUntil(retention.untilMs, nowMs)]],
  ])
  return key => values.get(key)
}

function tagValue(tags: Tags | undefined, key: string): Values {
  const tag = tags?.find(each => each.key === key)
  return tag && [tag.value]
}

function requestTags({ request }: RequestFacts): Tags | undefined {
  return tolerantly(() => parseTaggingHeader(request.headers['x-amz-tagging'] ?? ''))
}

/** What is malformed is refused by the operation; until then it says nothing. */
function tolerantly<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (thrown) {
    if (thrown instanceof S3Error) return undefined
    throw thrown
  }
}

function one(value: string | undefined): Values {
  return value === undefined ? undefined : [value]
}

const header =
  (name: string): Read =>
  ({ request }) =>
    one(request.headers[name])

/** They mean something to listings alone. */
const listParameter =
  (name: string): Read =>
  ({ request }) =>
    request.key === '' ? one(request.query.get(name)) : undefined

const ofAccount =
  (read: (account: Extract<PolicyPrincipal, { kind: 'account' }>) => string | undefined): Read =>
  ({ principal }) =>
    principal?.kind === 'account' ? one(read(principal)) : undefined

const iso = (ms: number) => new Date(ms).toISOString()
const DAY_MS = 24 * 60 * 60 * 1000

/**
 * With and without the slash at its beginning, and decoded: however it is written, it is the same
 * source to a policy.
 */
function copySource({ request }: RequestFacts): Values {
  const text = request.headers['x-amz-copy-source']
  const source = text === undefined ? undefined : tolerantly(() => parseCopySource(text))
  return source && [`${source.bucket}/${source.key}`, `/${source.bucket}/${source.key}`]
}

function authType({ request }: RequestFacts): Values {
  if (request.signature === undefined) return undefined
  if (request.form !== undefined) return ['POST']
  return [request.isPresigned ? 'REST-QUERY-STRING' : 'REST-HEADER']
}

function signatureAge({ request }: RequestFacts): Values {
  const signedAtMs = parseTimestamp(request.signature?.timestamp ?? '')
  return signedAtMs === undefined ? undefined : [String(Math.max(0, request.nowMs - signedAtMs))]
}

function signatureVersion({ request }: RequestFacts): Values {
  const { signature } = request
  return signature && [signature.version === 'v4' ? 'AWS4-HMAC-SHA256' : 'AWS']
}

function remainingRetentionDays({ request }: RequestFacts): Values {
  const untilMs = Date.parse(request.headers['x-amz-object-lock-retain-until-date'] ?? '')
  if (Number.isNaN(untilMs)) return undefined
  return [daysUntil(untilMs, request.nowMs)]
}

function daysUntil(untilMs: number, nowMs: number): string {
  return String(Math.floor((untilMs - nowMs) / DAY_MS))
}

/** Of an IPv4 client on a socket for both. */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['aws:currenttime', ({ request }) => [iso(request.nowMs)]],
  ['aws:epochtime', ({ request }) => [String(Math.floor(request.nowMs / 1000))]],
  ['aws:principalaccount', ofAccount(({ accountId }) => accountId)],
  ['aws:principalarn', ofAccount(({ roleArn, arn }) => roleArn ?? arn)],
  ['aws:principalisawsservice', ({ principal }) => [String(principal?.kind === 'service')]],
  [
    'aws:principalservicename',
    ({ principal }) => (principal?.kind === 'service' ? [principal.service] : undefined),
  ],
  [
    'aws:principaltype',
    ({ principal }) =>
      principal === undefined
        ? ['Anonymous']
        : principal.kind === 'account'
          ? ['Account']
          : undefined,
  ],
  ['aws:referer', header('referer')],
  ['aws:requestedregion', ({ region }) => [region]],
  ['aws:resourceaccount', ({ resourceAccountId }) => [resourceAccountId]],
  ['aws:securetransport', ({ request }) => [String(request.isTls)]],
  ['aws:sourceip', ({ request }) => one(request.remoteAddress.replace(MAPPED, ''))],
  ['aws:useragent', header('user-agent')],
  ['aws:userid', ofAccount(({ accountId }) => accountId)],
  ['aws:viaawsservice', () => ['false']],
  ...headerKeys.map((name): [string, Read] => [`s3:${name}`, header(name)]),
  ['s3:authtype', authType],
  ['s3:delimiter', listParameter('delimiter')],
  ['s3:max-keys', listParameter('max-keys')],
  ['s3:object-lock-legal-hold', header('x-amz-object-lock-legal-hold')],
  ['s3:object-lock-mode', header('x-amz-object-lock-mode')],
  ['s3:object-lock-remaining-retention-days', remainingRetentionDays],
  ['s3:object-lock-retain-until-date', header('x-amz-object-lock-retain-until-date')],
  ['s3:prefix', (facts, object) => one(object.prefix) ?? listParameter('prefix')(facts, object)],
  ['s3:requestobjecttagkeys', facts => requestTags(facts)?.map(({ key }) => key)],
  ['s3:resourceaccount', ({ resourceAccountId }) => [resourceAccountId]],
  ['s3:signatureage', signatureAge],
  ['s3:signatureversion', signatureVersion],
  ['s3:tlsversion', ({ request }) => one(request.tlsVersion)],
  ['s3:versionid', (_facts, { versionId }) => one(versionId)],
  ['s3:x-amz-copy-source', copySource],
])
