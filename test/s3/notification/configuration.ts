import test from 'ava'
import { HOOK_ARN, queueRule } from '../../support/notifications.ts'
import { errorCode, putDocument } from '../../support/s3-documents.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:topic'
const FUNCTION_ARN = 'arn:mallee:lambda:us-east-1:000000000000:function:run'
const destinations = [HOOK_ARN, TOPIC_ARN, FUNCTION_ARN].map(arn => ({
  arn,
  type: 'webhook',
  settings: { url: 'http://127.0.0.1:9' },
}))

function put(s3: S3Server, rules: string, headers = {}) {
  const body = `<NotificationConfiguration>${rules}</NotificationConfiguration>`
  return putDocument(s3, '/photos?notification', body, { headers })
}

const CREATED = ['s3:ObjectCreated:*']

test('GetBucketNotificationConfiguration gives back what PutBucketNotificationConfiguration kept', async t => {
  await using s3 = await startS3({ bucket: 'photos', destinations })
  const get = async () => (await s3.send({ path: '/photos?notification' })).text
  t.true((await get()).endsWith('/"></NotificationConfiguration>'))
  const rules =
    `<TopicConfiguration><Id>t</Id><Topic>${TOPIC_ARN}</Topic><Event>s3:ObjectAcl:Put</Event></TopicConfiguration>` +
    queueRule(CREATED, { id: 'q', filter: { Prefix: 'a/', Suffix: '.jpg' } }) +
    `<CloudFunctionConfiguration><Id>f</Id><CloudFunction>${FUNCTION_ARN}</CloudFunction>` +
    '<Event>s3:ObjectRemoved:*</Event></CloudFunctionConfiguration>'
  t.is((await put(s3, rules)).status, 200)
  t.true((await get()).endsWith(`${rules}</NotificationConfiguration>`))
  await put(s3, queueRule(CREATED) + queueRule(['s3:ObjectRemoved:Delete']))
  const ids = [...(await get()).matchAll(/<Id>([^<]+)<\/Id>/g)].map(([, id]) => id)
  t.is(new Set(ids).size, 2)
  t.is((await put(s3, '')).status, 200)
  t.false((await get()).includes('Queue'))
})

const refused = [
  [queueRule([]), 'MalformedXML'],
  [queueRule(['s3:ObjectCreated']), 'InvalidArgument'],
  [queueRule(['s3:*']), 'InvalidArgument'],
  [queueRule(CREATED, { arn: 'arn:mallee:sqs:us-east-1:1:hook' }), 'InvalidArgument'],
  [queueRule(CREATED, { arn: `${HOOK_ARN}.fifo` }), 'InvalidArgument'],
  [queueRule(CREATED, { arn: TOPIC_ARN }), 'InvalidArgument'],
  [queueRule(CREATED, { arn: HOOK_ARN.replace('hook', 'other') }), 'InvalidArgument'],
  [queueRule(CREATED, { id: 'i'.repeat(256) }), 'InvalidArgument'],
  [queueRule(CREATED, { filter: { Middle: 'x' } }), 'InvalidArgument'],
  [queueRule(CREATED, { filter: { Prefix: 'a', prefix: 'b' } }), 'InvalidArgument'],
  [queueRule(CREATED, { filter: { Prefix: 'x'.repeat(1025) } }), 'InvalidArgument'],
  [
    queueRule(CREATED, { id: '1' }) + queueRule(['s3:ObjectAcl:Put'], { id: '1' }),
    'InvalidArgument',
  ],
  [queueRule(CREATED) + queueRule(['s3:ObjectCreated:Put']), 'InvalidArgument'],
  [
    queueRule(CREATED, { filter: { Prefix: 'a' } }) +
      queueRule(CREATED, { filter: { Prefix: 'ab', Suffix: '.png' } }),
    'InvalidArgument',
  ],
  ['<EventBridgeConfiguration/>', 'NotImplemented'],
  ['<Surprise/>', 'MalformedXML'],
] as const
for (const [rules, expected] of refused) {
  test(`PutBucketNotificationConfiguration answers ${expected} to ${rules.slice(0, 220)}`, async t => {
    await using s3 = await startS3({ bucket: 'photos', destinations })
    t.is(errorCode(await put(s3, rules)), expected)
  })
}

test('rules that share an event but no key are no overlap', async t => {
  await using s3 = await startS3({ bucket: 'photos', destinations })
  const rules = ['a', 'b'].map(prefix => queueRule(CREATED, { filter: { Prefix: prefix } }))
  t.is((await put(s3, rules.join(''))).status, 200)
})

test('a destination that the operator did not open to an account is none for it', async t => {
  const [hook] = destinations
  if (hook === undefined) return t.fail()
  await using s3 = await startS3({
    bucket: 'photos',
    destinations: [{ ...hook, accounts: ['000000000000'] }],
  })
  const refusal = await put(s3, queueRule(CREATED))
  t.is(errorCode(refusal), 'InvalidArgument')
  t.regex(refusal.text, /Unable to validate the following destination configurations/)
  const unchecked = { 'x-amz-skip-destination-validation': 'true' }
  t.is((await put(s3, queueRule(CREATED), unchecked)).status, 200)
  await s3.send({ method: 'PUT', path: '/photos/key', body: 'x' })
  t.deepEqual(await Array.fromAsync(s3.storage.queueNames({ prefix: '', after: '' })), [])
})
