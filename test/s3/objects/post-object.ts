import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { GetObjectCommand, GetObjectTaggingCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import test from 'ava'
import fc from 'fast-check'
import { parseXml, xmlText } from '../../../lib/http/xml.ts'
import { SMALL_BODY_BYTES_MAX } from '../../../storage/storage.ts'
import {
  BOUNDARY,
  type FormField,
  formBody,
  formRequest,
  type PolicyOptions,
  signedFields,
  signedFieldsV2,
  type UploadFile,
} from '../../support/forms.ts'
import {
  type RawResponse,
  type S3Server,
  startS3,
  type TestAccount,
} from '../../support/s3-server.ts'

const BUCKET = 'photos'
const ANY_KEY = ['starts-with', '$key', '']

interface Upload extends Partial<PolicyOptions> {
  readonly as?: TestAccount
  readonly fields?: readonly FormField[]
  readonly file?: UploadFile
  readonly after?: readonly FormField[]
  readonly sign?: typeof signedFields
}

/** A form whose policy allows any key, and every other field exactly as it is. */
function uploadBody(s3: S3Server, upload: Upload): Buffer {
  const { as = s3.owner, fields = [['key', 'key']], sign = signedFields, ...policy } = upload
  const conditions = policy.conditions ?? [
    ANY_KEY,
    ...fields.filter(([name]) => name !== 'key').map(([name, value]) => ({ [name]: value })),
  ]
  const signed = sign(as, { bucket: BUCKET, ...policy, conditions })
  const { file = { content: 'hello' }, after = [] } = upload
  return formBody([...fields, ...signed], file, { after })
}

async function post(s3: S3Server, upload: Upload = {}) {
  return answerOf(await s3.send(formRequest(BUCKET, uploadBody(s3, upload))))
}

function answerOf(response: RawResponse) {
  const read = (name: string) =>
    response.text === '' ? undefined : xmlText(parseXml(response.text), name)
  return { ...response, code: read('Code'), message: read('Message'), read }
}

test('PostObject stores the file of a signed form', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  for (const sign of [signedFields, signedFieldsV2]) {
    const stored = await post(s3, {
      sign,
      fields: [
        ['Key', 'ä/a b'],
        ['Content-Type', 'text/plain'],
        ['Cache-Control', 'max-age=60'],
        ['X-Amz-Meta-Author', 'Ann'],
        ['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
        ['x-ignore-me', 'anything'],
        ['acl', 'private'],
      ],
      conditions: [
        ANY_KEY,
        { 'Content-Type': 'text/plain' },
        { 'Cache-Control': 'max-age=60' },
        ['starts-with', '$x-amz-meta-author', 'A'],
        { 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
        { acl: 'private' },
      ],
    })
    t.deepEqual([stored.status, stored.text], [204, ''])
    t.is(stored.headers.etag, '"5d41402abc4b2a76b9719d911017c592"')
    t.is(stored.headers.location, `${s3.endpoint}/${BUCKET}/%C3%A4/a%20b`)
    const got = await s3.client().send(new GetObjectCommand({ Bucket: BUCKET, Key: 'ä/a b' }))
    t.is(await got.Body?.transformToString(), 'hello')
    t.is(got.ContentType, 'text/plain')
    t.is(got.CacheControl, 'max-age=60')
    t.is(got.StorageClass, 'REDUCED_REDUNDANCY')
    t.deepEqual(got.Metadata, { author: 'Ann' })
    await s3.storage.deleteObject(BUCKET, 'ä/a b', {})
  }
})

test('PostObject stores files around the bound between small and large alike', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  for (const size of [0, 1, SMALL_BODY_BYTES_MAX, SMALL_BODY_BYTES_MAX + 1, 3_000_000]) {
    const content = Buffer.alloc(size, `${size}\r\n--${BOUNDARY.slice(0, -1)}`)
    const stored = await post(s3, { file: { content }, after: [['submit', 'Upload']] })
    t.is(stored.status, 204)
    t.is(stored.headers.etag, `"${createHash('md5').update(content).digest('hex')}"`)
    const got = await s3.client().send(new GetObjectCommand({ Bucket: BUCKET, Key: 'key' }))
    t.true(content.equals((await got.Body?.transformToByteArray()) ?? Buffer.of(1)))
    t.is(got.ContentType, 'binary/octet-stream')
  }
})

test('PostObject puts the name of the file into the fields before conditions are checked', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const name = '$\u007bfilename}'
  const stored = await post(s3, {
    fields: [
      ['key', `user/${name}`],
      ['x-amz-meta-name', `<${name}>`],
    ],
    file: { content: 'hello', fileName: 'C:\\photos\\$& a.jpg' },
    conditions: [
      ['starts-with', '$key', 'user/$& a'],
      ['starts-with', '$x-amz-meta-name', '<$&'],
    ],
  })
  t.is(stored.status, 204)
  const at = { Bucket: BUCKET, Key: 'user/$& a.jpg' }
  const head = await s3.client().send(new HeadObjectCommand(at))
  t.deepEqual(head.Metadata, { name: '<$& a.jpg>' })
})

test('PostObject answers with the status that the form asks for', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  for (const [asked, status] of [
    ['200', 200],
    ['201', 201],
    ['204', 204],
    ['404', 204],
  ] as const) {
    const fields: FormField[] = [
      ['key', 'a&b'],
      ['success_action_status', asked],
    ]
    const stored = await post(s3, { fields })
    t.is(stored.status, status)
    if (status !== 201) {
      t.is(stored.text, '')
      continue
    }
    t.is(parseXml(stored.text).name, 'PostResponse')
    t.deepEqual(['Location', 'Bucket', 'Key', 'ETag'].map(stored.read), [
      `${s3.endpoint}/${BUCKET}/a%26b`,
      BUCKET,
      'a&b',
      '"5d41402abc4b2a76b9719d911017c592"',
    ])
  }
})

test('PostObject sends the browser on to the address in the form', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const added = 'bucket=photos&key=a%26b%20c&etag=%225d41402abc4b2a76b9719d911017c592%22'
  const redirects: readonly [name: string, address: string, location: string | undefined][] = [
    ['success_action_redirect', 'http://example.com/done', `http://example.com/done?${added}`],
    ['redirect', 'https://example.com/?a=b#c', `https://example.com/?a=b&${added}#c`],
    ['success_action_redirect', 'javascript:alert(1)', undefined],
    ['success_action_redirect', 'http://', undefined],
    ['success_action_redirect', '', undefined],
  ]
  for (const [name, address, location] of redirects) {
    const fields: FormField[] = [
      ['key', 'a&b c'],
      [name, address],
    ]
    const stored = await post(s3, { fields })
    t.is(stored.status, location === undefined ? 204 : 303, address)
    t.is(stored.headers.location, location ?? `${s3.endpoint}/${BUCKET}/a%26b%20c`)
  }
})

test('PostObject takes tags as XML', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const tagging = (text: string): FormField[] => [
    ['key', 'key'],
    ['tagging', text],
  ]
  const tag = '<Tag><Key>a &amp;b</Key><Value>é=</Value></Tag>'
  const document = `<Tagging><TagSet>${tag}</TagSet></Tagging>`
  const refused = await post(s3, { fields: tagging(document) })
  t.deepEqual([refused.status, refused.code], [400, 'InvalidTag'])
  const malformed = await post(s3, { fields: tagging('<Tagging>') })
  t.deepEqual([malformed.status, malformed.code], [400, 'MalformedXML'])
  const stored = await post(s3, { fields: tagging(document.replace('&amp;', '+')) })
  t.is(stored.status, 204)
  const got = await s3.client().send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: 'key' }))
  t.deepEqual(got.TagSet, [{ Key: 'a +b', Value: 'é=' }])
})

test('PostObject takes user metadata in any characters', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const fields = [
    ['key', 'key'],
    ['x-amz-meta-name', 'Café 日本'],
    ['x-amz-meta-lines', 'a\r\nSet-Cookie: b'],
  ] as const
  t.is((await post(s3, { fields })).status, 204)
  const got = await s3.send({ path: `/${BUCKET}/key` })
  t.is(got.headers['x-amz-meta-name'], '=?UTF-8?Q?Caf=C3=A9_=E6=97=A5=E6=9C=AC?=')
  t.is(got.headers['x-amz-meta-lines'], '=?UTF-8?Q?a=0D=0ASet-Cookie:_b?=')
})

test('PostObject verifies the checksums in the form, and stores nothing that fails', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const sha256 = createHash('sha256').update('hello').digest('base64')
  const md5 = createHash('md5').update('hello').digest('base64')
  const fields: readonly [name: string, value: string, code: string | undefined][] = [
    ['x-amz-checksum-sha256', createHash('sha256').update('other').digest('base64'), 'BadDigest'],
    ['x-amz-checksum-sha256', 'sailorjerry', 'InvalidRequest'],
    ['Content-MD5', createHash('md5').update('other').digest('base64'), 'BadDigest'],
    ['Content-MD5', 'md5', 'InvalidDigest'],
    ['Content-MD5', md5, undefined],
    ['x-amz-checksum-sha256', sha256, undefined],
  ]
  for (const [name, value, code] of fields) {
    const stored = await post(s3, {
      fields: [
        ['key', 'key'],
        [name, value],
      ],
    })
    t.is(stored.code, code, `${name} ${value}`)
    const object = await s3.storage.statObject(BUCKET, 'key')
    t.is(object === undefined, code !== undefined)
  }
  const head = await s3
    .client()
    .send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'key', ChecksumMode: 'ENABLED' }))
  t.is(head.ChecksumSHA256, sha256)
})

test('PostObject holds the file to the range of sizes in the policy', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const ranges: readonly [min: number, max: number, size: number, code: string | undefined][] = [
    [5, 5, 5, undefined],
    [0, 4, 5, 'EntityTooLarge'],
    [6, 9, 5, 'EntityTooSmall'],
    [0, 0, 0, undefined],
    [0, 0, 1, 'EntityTooLarge'],
    [0, 1_000_000, 1_000_001, 'EntityTooLarge'],
    [1_000_001, 2_000_000, 1_000_000, 'EntityTooSmall'],
  ]
  for (const [min, max, size, code] of ranges) {
    const stored = await post(s3, {
      file: { content: Buffer.alloc(size) },
      conditions: [ANY_KEY, ['content-length-range', min, max]],
    })
    t.is(stored.status, code === undefined ? 204 : 400)
    t.is(stored.code, code)
    if (code !== undefined) t.is(stored.read('ProposedSize'), String(size))
    t.is((await s3.storage.statObject(BUCKET, 'key')) === undefined, code !== undefined)
    await s3.storage.deleteObject(BUCKET, 'key', {})
  }
})

test('PostObject refuses what its policy does not allow', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const refusals: readonly { upload: Upload; status: number; code: string; message?: RegExp }[] = [
    {
      upload: { conditions: [['starts-with', '$key', 'user/']] },
      status: 403,
      code: 'AccessDenied',
      message: /^Invalid according to Policy: Policy Condition failed: \["starts-with", "\$key"/,
    },
    {
      upload: { conditions: [] },
      status: 403,
      code: 'AccessDenied',
      message: /Extra input fields: key$/,
    },
    {
      upload: { bucket: 'elsewhere' },
      status: 403,
      code: 'AccessDenied',
      message: /Policy Condition failed: \["eq", "\$bucket", "elsewhere"\]/,
    },
    {
      upload: {
        bucket: 'elsewhere',
        fields: [
          ['key', 'key'],
          ['bucket', 'elsewhere'],
        ],
      },
      status: 403,
      code: 'AccessDenied',
    },
    {
      upload: { expiresAtMs: 0 },
      status: 403,
      code: 'AccessDenied',
      message: /^Invalid according to Policy: Policy expired\.$/,
    },
    { upload: { conditions: [ANY_KEY, {}] }, status: 400, code: 'InvalidPolicyDocument' },
    {
      upload: { as: { ...s3.owner, secretAccessKey: 'wrong' } },
      status: 403,
      code: 'SignatureDoesNotMatch',
    },
    {
      upload: { as: { ...s3.owner, accessKeyId: 'NOBODY' } },
      status: 403,
      code: 'InvalidAccessKeyId',
    },
    { upload: { as: s3.stranger }, status: 403, code: 'AccessDenied', message: /^Access Denied$/ },
  ]
  for (const { upload, status, code, message } of refusals) {
    const refused = await post(s3, upload)
    t.deepEqual([refused.status, refused.code], [status, code])
    if (message !== undefined) t.regex(refused.message ?? '', message)
  }
  t.is(await s3.storage.statObject(BUCKET, 'key'), undefined)
})

test('PostObject refuses a form that nobody signed, whoever signed the request around it', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const request = formRequest(BUCKET, formBody([['key', 'key']], { content: 'hello' }))
  for (const as of ['anonymous', s3.owner] as const) {
    const refused = answerOf(await s3.send({ ...request, as }))
    t.deepEqual([refused.status, refused.code], [403, 'AccessDenied'])
  }
  t.is(await s3.storage.statObject(BUCKET, 'key'), undefined)
})

test('PostObject takes anybody’s form where everybody may write, and nothing that was signed in vain', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  await s3.send({ method: 'PUT', path: '/public', headers: { 'x-amz-acl': 'public-read-write' } })
  const fields: FormField[] = [
    ['key', 'key'],
    ['acl', 'public-read'],
  ]
  const form = formBody(fields, { content: 'hello' })
  const stored = await s3.send(formRequest('public', form))
  t.is(stored.status, 204)
  t.is((await s3.send({ path: '/public/key', as: 'anonymous' })).text, 'hello')
  const expired = signedFields(s3.owner, {
    bucket: 'public',
    expiresAtMs: 0,
    conditions: [ANY_KEY],
  })
  const body = formBody([['key', 'other'], ...expired], { content: 'hello' })
  t.is(answerOf(await s3.send(formRequest('public', body))).code, 'AccessDenied')
  t.is(await s3.storage.statObject('public', 'other'), undefined)
})

test('PostObject refuses fields that could not be sent again, and others in words', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const fields: readonly [name: string, value: string, code: string][] = [
    ['x-amz-meta-a b', 'c', 'InvalidArgument'],
    ['x-amz-meta-ä', 'c', 'InvalidArgument'],
    ['Content-Type', 'a\u0000b', 'InvalidArgument'],
    ['acl', 'everybody', 'InvalidArgument'],
    ['x-amz-meta-a', 'x'.repeat(3000), 'MetadataTooLarge'],
    ['x-amz-storage-class', 'COLD', 'InvalidStorageClass'],
    ['x-amz-server-side-encryption', 'AES192', 'InvalidArgument'],
    ['x-amz-website-redirect-location', 'nowhere', 'InvalidArgument'],
  ]
  for (const [name, value, code] of fields) {
    const refused = await post(s3, {
      fields: [
        ['key', 'key'],
        [name, value],
      ],
    })
    t.is(refused.code, code, name)
  }
  const longKey = await post(s3, { fields: [['key', 'k'.repeat(1025)]] })
  t.deepEqual([longKey.status, longKey.code], [400, 'KeyTooLongError'])
  t.is(await s3.storage.statObject(BUCKET, 'key'), undefined)
})

test('PostObject refuses what is no form', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const body = uploadBody(s3, {})
  const send = async (type: string, sent: Uint8Array = body) =>
    answerOf(
      await s3.send({
        ...formRequest(BUCKET, sent),
        headers: { 'content-type': type },
      }),
    )
  const plain = await send('application/x-www-form-urlencoded')
  t.deepEqual([plain.status, plain.code], [412, 'PreconditionFailed'])
  const other = await send('multipart/form-data; boundary=other')
  t.deepEqual([other.status, other.code], [400, 'MalformedPOSTRequest'])
  const missing = await s3.send({ ...formRequest('nowhere', body) })
  t.is(answerOf(missing).code, 'AccessDenied')
})

test('PostObject of an unknown bucket says so', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const body = uploadBody(s3, { bucket: 'nowhere' })
  const refused = answerOf(await s3.send(formRequest('nowhere', body)))
  t.deepEqual([refused.status, refused.code], [404, 'NoSuchBucket'])
})

/** Writes raw bytes, ends the connection, and reads what comes back. */
async function sendRaw(s3: S3Server, bytes: Buffer): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(s3.endpoint).port) })
  socket.end(bytes)
  return readText(socket)
}

function rawForm(body: Buffer, lengthHeader: string): Buffer {
  const head = `POST /${BUCKET} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${lengthHeader}\r\nContent-Type: multipart/form-data; boundary=${BOUNDARY}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), body])
}

test('PostObject stores nothing of a form that is cut off', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const body = uploadBody(s3, { file: { content: Buffer.alloc(200_000) }, after: [['a', 'b']] })
  const ending = `\r\n--${BOUNDARY}--\r\n`.length
  for (const cut of [1, ending, ending + 20, 100_000, 200_100, body.length - 10]) {
    const cutOff = body.subarray(0, body.length - cut)
    await sendRaw(s3, rawForm(cutOff, `Content-Length: ${body.length}`))
    t.is(await s3.storage.statObject(BUCKET, 'key'), undefined, `${cut}`)
  }
  const shortened = body.subarray(0, 100_000)
  const answer = await sendRaw(s3, rawForm(shortened, `Content-Length: ${shortened.length}`))
  t.regex(answer, /<Code>MalformedPOSTRequest<\/Code>/)
  t.is(await s3.storage.statObject(BUCKET, 'key'), undefined)
  const whole = await sendRaw(s3, rawForm(body, `Content-Length: ${body.length}`))
  t.regex(whole, /^HTTP\/1.1 204 /)
})

test('PostObject wants the length of the form', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const chunked = Buffer.from('1\r\na\r\n0\r\n\r\n')
  const answer = await sendRaw(s3, rawForm(chunked, 'Transfer-Encoding: chunked'))
  t.regex(answer, /<Code>MissingContentLength<\/Code>/)
  const large = await sendRaw(s3, rawForm(Buffer.of(), `Content-Length: ${6 * 1024 ** 3}`))
  t.regex(large, /<Code>EntityTooLarge<\/Code>/)
})

test('PostObject answers no form with 500, however it is damaged', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const fields: FormField[] = [
    ['key', 'key'],
    ['Content-Type', 'text/plain'],
    ['x-amz-meta-a', 'b'],
    ['tagging', '<Tagging><TagSet/></Tagging>'],
    ['success_action_redirect', 'http://example.com/'],
  ]
  const body = uploadBody(s3, { fields })
  const open = formBody(fields, { content: 'hello' })
  await s3.send({ method: 'PUT', path: '/public', headers: { 'x-amz-acl': 'public-read-write' } })
  const splice = fc.record({
    at: fc.nat({ max: body.length }),
    gone: fc.nat({ max: 40 }),
    come: fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom(Buffer.from(`\r\n--${BOUNDARY}`)),
    ),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(splice, { minLength: 1, maxLength: 4 }), async splices => {
      for (const [bucket, whole] of [
        [BUCKET, body],
        ['public', open],
      ] as const) {
        let damaged = whole
        for (const { at, gone, come } of splices) {
          damaged = Buffer.concat([damaged.subarray(0, at), come, damaged.subarray(at + gone)])
        }
        const { status, text } = await s3.send(formRequest(bucket, damaged))
        t.true(status < 500 || status === 501, text)
        const list = await s3.send({ path: `/${bucket}` })
        t.is(list.status, 200)
      }
    }),
    { numRuns: 300 },
  )
})
