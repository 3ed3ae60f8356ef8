import { createHmac } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { AuthError, type AuthErrorCode } from '../../lib/auth/contract.ts'
import { authenticateForm } from '../../lib/auth/form.ts'
import { checkPostPolicy, parsePostPolicy } from '../../lib/auth/post-policy.ts'
import { createSigningKeys, deriveSigningKey } from '../../lib/auth/signing-keys.ts'

const AKID = 'AKIAIOSFODNN7EXAMPLE'
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const NOW_MS = Date.UTC(2015, 11, 29)

const context = {
  nowMs: NOW_MS,
  region: 'us-east-1',
  service: 's3',
  signingKeys: createSigningKeys(),
  lookUp: async (accessKeyId: string) =>
    accessKeyId === AKID ? { secretAccessKey: SECRET, identity: 'ann' } : undefined,
}

const encode = (policy: unknown) =>
  Buffer.from(typeof policy === 'string' ? policy : JSON.stringify(policy)).toString('base64')

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html */
const published = [
  '{ "expiration": "2015-12-30T12:00:00.000Z",',
  '  "conditions": [',
  '    {"bucket": "sigv4examplebucket"},',
  '    ["starts-with", "$key", "user/user1/"],',
  '    {"acl": "public-read"},',
  '    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},',
  '    ["starts-with", "$Content-Type", "image/"],',
  '    {"x-amz-meta-uuid": "14365123651274"},',
  '    {"x-amz-server-side-encryption": "AES256"},',
  '    ["starts-with", "$x-amz-meta-tag", ""],',
  '',
  '    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},',
  '    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},',
  '    {"x-amz-date": "20151229T000000Z" }',
  '  ]',
  '}',
].join('\r\n')

const publishedFields = {
  policy: encode(published),
  'x-amz-algorithm': 'AWS4-HMAC-SHA256',
  'x-amz-credential': `${AKID}/20151229/us-east-1/s3/aws4_request`,
  'x-amz-date': '20151229T000000Z',
  'x-amz-signature': '8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e',
}

test('the published example of a signed form is verified', async t => {
  const signed = await authenticateForm(new Map(Object.entries(publishedFields)), context)
  t.deepEqual(signed, {
    identity: 'ann',
    policy: publishedFields.policy ?? '',
    timestamp: '20151229T000000Z',
    version: 'v4',
  })
})

test('the published policy allows what its text says', t => {
  const fields = new Map([
    ...Object.entries(publishedFields),
    ['bucket', 'sigv4examplebucket'],
    ['key', 'user/user1/photo.jpg'],
    ['acl', 'public-read'],
    [
      'success_action_redirect',
      'http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html',
    ],
    ['content-type', 'image/jpeg'],
    ['x-amz-meta-uuid', '14365123651274'],
    ['x-amz-server-side-encryption', 'AES256'],
    ['x-amz-meta-tag', 'anything'],
  ])
  const policy = parsePostPolicy(publishedFields.policy)
  t.notThrows(() => checkPostPolicy(policy, fields, NOW_MS))
  for (const name of fields.keys()) {
    if (name === 'policy' || name === 'x-amz-signature') continue
    const without = new Map([...fields].filter(([other]) => other !== name))
    const other = new Map([...fields, [name, 'other']])
    for (const changed of [without, other]) {
      const check = () => checkPostPolicy(policy, changed, NOW_MS)
      // The policy lets it be anything, and so nothing too.
      if (name === 'x-amz-meta-tag') t.notThrows(check)
      else t.throws(check, { instanceOf: AuthError, message: /Policy Condition failed/ }, name)
    }
  }
})

const v2Fields = (policy: string) => ({
  policy,
  awsaccesskeyid: AKID,
  signature: createHmac('sha1', SECRET).update(policy).digest('base64'),
})

test('a form signed in version 2 is verified', async t => {
  const fields = v2Fields(encode({ expiration: '2016-01-01T00:00:00Z', conditions: [] }))
  const signed = await authenticateForm(new Map(Object.entries(fields)), context)
  t.is(signed?.identity, 'ann')
})

test('a form without policy and signature is nobody’s', async t => {
  t.is(await authenticateForm(new Map([['key', 'a']]), context), undefined)
})

const wrong: readonly {
  readonly title: string
  readonly fields: Readonly<Record<string, string | undefined>>
  readonly code: AuthErrorCode
}[] = [
  ...Object.keys(publishedFields).map(name => ({
    title: `without ${name}`,
    fields: { ...publishedFields, [name]: undefined },
    code: 'invalid-argument' as const,
  })),
  ...Object.keys(v2Fields('')).map(name => ({
    title: `in version 2 without ${name}`,
    fields: { ...v2Fields('e30='), [name]: undefined },
    code: 'invalid-argument' as const,
  })),
  {
    title: 'with a policy alone',
    fields: { policy: 'e30=' },
    code: 'invalid-argument',
  },
  {
    title: 'with another signature',
    fields: { ...publishedFields, 'x-amz-signature': '0'.repeat(64) },
    code: 'signature-mismatch',
  },
  {
    title: 'with another policy',
    fields: { ...publishedFields, policy: encode(`${published} `) },
    code: 'signature-mismatch',
  },
  {
    title: 'in version 2 with another signature',
    fields: { ...v2Fields('e30='), signature: 'AAAA' },
    code: 'signature-mismatch',
  },
  {
    title: 'signed twice',
    fields: { ...publishedFields, ...v2Fields(publishedFields.policy) },
    code: 'invalid-request',
  },
  {
    title: 'with a policy that is no base64, though its low bytes are',
    fields: { ...publishedFields, policy: 'ťť' },
    code: 'invalid-policy',
  },
  {
    title: 'with an unknown key',
    fields: { ...publishedFields, 'x-amz-credential': 'NOBODY/20151229/us-east-1/s3/aws4_request' },
    code: 'invalid-access-key',
  },
  {
    title: 'with a token that the key does not have',
    fields: { ...publishedFields, 'x-amz-security-token': 'token' },
    code: 'invalid-token',
  },
  {
    title: 'with another algorithm',
    fields: { ...publishedFields, 'x-amz-algorithm': 'AWS4-HMAC-SHA1' },
    code: 'invalid-argument',
  },
  {
    title: 'with no credential',
    fields: { ...publishedFields, 'x-amz-credential': 'me' },
    code: 'authorization-query-malformed',
  },
  {
    title: 'with no date',
    fields: { ...publishedFields, 'x-amz-date': 'today' },
    code: 'authorization-query-malformed',
  },
  {
    title: 'with the date of another day',
    fields: { ...publishedFields, 'x-amz-date': '20151230T000000Z' },
    code: 'authorization-query-malformed',
  },
  {
    title: 'for another region',
    fields: {
      ...publishedFields,
      'x-amz-credential': `${AKID}/20151229/eu-west-1/s3/aws4_request`,
    },
    code: 'authorization-query-malformed',
  },
]
for (const { title, fields, code } of wrong) {
  test(`a form ${title} is refused`, async t => {
    const given = new Map<string, string>()
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) given.set(name, value)
    }
    const error = await t.throwsAsync(authenticateForm(given, context), { instanceOf: AuthError })
    t.is(error?.code, code)
  })
}

test('a form can be signed for another region with the key of that region', async t => {
  const policy = 'e30='
  const scope = { day: '20151229', region: 'eu-west-1', service: 's3' }
  const key = deriveSigningKey(SECRET, scope)
  const fields = {
    ...publishedFields,
    policy,
    'x-amz-credential': `${AKID}/20151229/eu-west-1/s3/aws4_request`,
    'x-amz-signature': createHmac('sha256', key).update(policy).digest('hex'),
  }
  const signed = await authenticateForm(new Map(Object.entries(fields)), {
    ...context,
    region: 'eu-west-1',
  })
  t.is(signed?.identity, 'ann')
})

const EXPIRATION = '2016-01-01T00:00:00Z'

const malformed: readonly { readonly policy: unknown; readonly message: RegExp }[] = [
  { policy: '{', message: /Invalid JSON/ },
  { policy: '[]', message: /Invalid JSON/ },
  { policy: 'null', message: /Invalid JSON/ },
  { policy: { conditions: [] }, message: /missing expiration/ },
  { policy: { EXPIRATION, conditions: [] }, message: /missing expiration/ },
  { policy: { expiration: EXPIRATION }, message: /missing conditions/ },
  { policy: { expiration: EXPIRATION, CONDITIONS: [] }, message: /missing conditions/ },
  { policy: { expiration: EXPIRATION, conditions: {} }, message: /must be a List/ },
  ...[7, '2016-01-01 00:00:00+00:00', '2016-01-01', 'never', '2016-13-01T00:00:00Z', ''].map(
    expiration => ({
      policy: { expiration, conditions: [] },
      message: /Invalid 'expiration' value/,
    }),
  ),
  ...[
    {},
    { acl: 'private', key: 'a' },
    { acl: 1 },
    { acl: null },
    [],
    ['eq'],
    ['eq', '$key'],
    ['eq', '$key', 1],
    ['eq', 'key', 'a'],
    ['eq', '$key', 'a', 'b'],
    ['ends-with', '$key', 'a'],
    [1, '$key', 'a'],
    'key',
    7,
    null,
    ['content-length-range'],
    ['content-length-range', 0],
    ['content-length-range', -1, 0],
    ['content-length-range', 0, 1.5],
    ['content-length-range', 0, null],
    ['content-length-range', '', ''],
    ['content-length-range', 0, 1, 2],
    ['content-length-range', 0, 1e300],
  ].map(condition => ({
    policy: { expiration: EXPIRATION, conditions: [condition] },
    message: /^Invalid Policy: Invalid (Simple-Condition|Condition|content-length-range)/,
  })),
]
for (const { policy, message } of malformed) {
  const text = typeof policy === 'string' ? policy : JSON.stringify(policy)
  test(`the policy ${text} is refused as malformed`, t => {
    const error = t.throws(() => parsePostPolicy(encode(policy)), {
      instanceOf: AuthError,
      message,
    })
    t.is(error?.code, 'invalid-policy')
  })
}

function check(conditions: readonly unknown[], fields: Record<string, string>, nowMs = NOW_MS) {
  const policy = parsePostPolicy(encode({ expiration: EXPIRATION, conditions }))
  checkPostPolicy(policy, new Map(Object.entries(fields)), nowMs)
}

const allowed: readonly { conditions: readonly unknown[]; fields: Record<string, string> }[] = [
  { conditions: [], fields: {} },
  { conditions: [{ KeY: 'a' }], fields: { key: 'a' } },
  { conditions: [['EQ', '$KEY', 'a']], fields: { key: 'a' } },
  { conditions: [['StArTs-WiTh', '$kEy', 'a']], fields: { key: 'ab' } },
  { conditions: [['starts-with', '$key', '']], fields: { key: '' } },
  { conditions: [['eq', '$key', '\\$foo']], fields: { key: '\\$foo' } },
  {
    conditions: [['starts-with', '$Content-Type', 'image/']],
    fields: { 'content-type': 'image/jpeg, image/png,image/gif' },
  },
  {
    conditions: [],
    fields: {
      awsaccesskeyid: 'a',
      signature: 'a',
      'x-amz-signature': 'a',
      policy: 'a',
      file: 'a',
      'x-ignore-this': 'a',
      'x-amz-checksum-sha256': 'a',
    },
  },
]
for (const { conditions, fields } of allowed) {
  test(`conditions ${JSON.stringify(conditions)} hold for ${JSON.stringify(fields)}`, t => {
    t.notThrows(() => check(conditions, fields))
  })
}

const refused: readonly {
  readonly conditions: readonly unknown[]
  readonly fields: Record<string, string>
  readonly message: string
}[] = [
  {
    conditions: [{ key: 'a' }],
    fields: { key: 'A' },
    message: 'Policy Condition failed: ["eq", "$key", "a"]',
  },
  {
    conditions: [['starts-with', '$Key', 'a']],
    fields: { key: 'ba' },
    message: 'Policy Condition failed: ["starts-with", "$Key", "a"]',
  },
  {
    conditions: [['starts-with', '$key', '']],
    fields: {},
    message: 'Policy Condition failed: ["starts-with", "$key", ""]',
  },
  {
    conditions: [{ key: 'a' }, { key: 'b' }],
    fields: { key: 'a' },
    message: 'Policy Condition failed: ["eq", "$key", "b"]',
  },
  {
    conditions: [['starts-with', '$Content-Type', 'image/']],
    fields: { 'content-type': 'image/jpeg,text/html' },
    message: 'Policy Condition failed: ["starts-with", "$Content-Type", "image/"]',
  },
  {
    conditions: [{ key: 'a' }],
    fields: { key: 'a', 'content-type': 'a' },
    message: 'Extra input fields: content-type',
  },
  { conditions: [], fields: { bucket: 'b' }, message: 'Extra input fields: bucket' },
  { conditions: [], fields: { constructor: 'b' }, message: 'Extra input fields: constructor' },
]
for (const { conditions, fields, message } of refused) {
  test(`conditions ${JSON.stringify(conditions)} refuse ${JSON.stringify(fields)}`, t => {
    const error = t.throws(() => check(conditions, fields), { instanceOf: AuthError })
    t.deepEqual(
      [error?.code, error?.message],
      ['access-denied', `Invalid according to Policy: ${message}`],
    )
  })
}

test('a policy ends at the moment of its expiration', t => {
  const endMs = Date.parse(EXPIRATION)
  t.notThrows(() => check([], {}, endMs - 1))
  t.throws(() => check([], {}, endMs), { message: 'Invalid according to Policy: Policy expired.' })
})

test('of several ranges of sizes all must hold', t => {
  const conditions = [
    ['content-length-range', 1, 10],
    ['Content-Length-Range', '5', '20'],
  ]
  const policy = parsePostPolicy(encode({ expiration: EXPIRATION, conditions }))
  t.deepEqual(policy.sizeRange, { minBytes: 5, maxBytes: 10 })
  t.is(parsePostPolicy(encode({ expiration: EXPIRATION, conditions: [] })).sizeRange, undefined)
})

test('no policy, however it looks, is anything but read or refused', t => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string(), fc.base64String()), text => {
      try {
        parsePostPolicy(encode(text))
        return true
      } catch (error) {
        return error instanceof AuthError
      }
    }),
  )
  t.pass()
})
