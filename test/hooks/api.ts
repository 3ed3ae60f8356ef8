/** Hooks as they are managed over HTTP, and as S3's stock clients see them. */
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { builtInRole } from '../../lib/iam/built-in-role.ts'
import { AMI, type HookServer, startHooks } from '../support/hooks.ts'

const arnOf = ({ s3 }: HookServer, name: string, accountId = s3.owner.accountId) =>
  `arn:aws:lambda:us-east-1:${accountId}:function:${name}`

test('a hook is made with what is meant where nothing is said, and listens to its bucket', async t => {
  await using hooks = await startHooks()
  const made = await hooks.create({ prefix: 'in/', suffix: '.png', outputPrefix: undefined })
  t.like(made, {
    name: 'capitals',
    arn: arnOf(hooks, 'capitals'),
    isEnabled: true,
    events: ['copy', 'put'],
    outputBucket: 'photos',
    outputPrefix: 'hook-outputs/capitals/',
    deadLetterPrefix: 'hook-dead-letters/capitals/',
    timeoutMs: 60_000,
    concurrency: 4,
    retries: 2,
    reuse: false,
  })
  const notification = await hooks.s3
    .client()
    .send(new GetBucketNotificationConfigurationCommand({ Bucket: 'photos' }))
  t.deepEqual(notification.LambdaFunctionConfigurations, [
    {
      Id: 'hook-capitals',
      LambdaFunctionArn: arnOf(hooks, 'capitals'),
      Events: ['s3:ObjectCreated:*'],
      Filter: {
        Key: {
          FilterRules: [
            { Name: 'prefix', Value: 'in/' },
            { Name: 'suffix', Value: '.png' },
          ],
        },
      },
    },
  ])
  t.like(await hooks.ask('GET', '/_/hooks'), { hooks: [{ name: 'capitals' }] })
  await t.throwsAsync(hooks.create(), { code: 'hook-name-taken' })
  // Two rules for one change would be ambiguous: the hook that asks for it is not made.
  await t.throwsAsync(hooks.create({ name: 'second' }), { code: 'InvalidArgument' })
  t.is((await hooks.ask('GET', '/_/hooks')).hooks?.toString(), '[object Object]')
})

test('a stock client turns a hook on by its ARN, only one that is there and is its own', async t => {
  await using hooks = await startHooks()
  await hooks.create({ bucket: undefined, outputBucket: 'photos' })
  await hooks.s3.storage.createBucket('theirs', { ownerId: hooks.s3.stranger.accountId })
  const client = hooks.s3.client()
  const turnOn = (LambdaFunctionArn: string, as = client, Bucket = 'photos') =>
    as.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [
            {
              Id: 'mine',
              LambdaFunctionArn,
              Events: ['s3:ObjectCreated:Put'],
              Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.in' }] } },
            },
          ],
        },
      }),
    )
  await turnOn(arnOf(hooks, 'capitals'))
  await hooks.put('anywhere.in', 'text')
  await hooks.drain()
  t.deepEqual([...(await hooks.objects('out/')).values()], ['TEXT'])
  const shown = await client.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: 'photos' }),
  )
  t.is(shown.LambdaFunctionConfigurations?.[0]?.LambdaFunctionArn, arnOf(hooks, 'capitals'))

  const unknown = { message: /Unable to validate the following destination configurations/ }
  for (const arn of [
    arnOf(hooks, 'other'),
    arnOf(hooks, 'capitals', hooks.s3.stranger.accountId),
    arnOf(hooks, 'capitals').replace('us-east-1', 'eu-west-1'),
    `${arnOf(hooks, 'capitals')}:alias`,
  ]) {
    await t.throwsAsync(turnOn(arn), unknown, arn)
  }
  const theirs = hooks.s3.client({ as: hooks.s3.stranger })
  await t.throwsAsync(turnOn(arnOf(hooks, 'capitals'), theirs, 'theirs'), unknown)
})

test('each account has its own hooks, and nobody without a signature has any', async t => {
  await using hooks = await startHooks()
  const { s3 } = hooks
  await hooks.create()
  const as = s3.stranger
  t.deepEqual(await hooks.ask('GET', '/_/hooks', undefined, as), { hooks: [] })
  for (const [method, path] of [
    ['GET', ''],
    ['DELETE', ''],
    ['POST', '/disable'],
    ['POST', '/invocations'],
    ['GET', '/invocations'],
    ['GET', '/stats'],
    ['GET', '/logs/x'],
  ] as const) {
    await t.throwsAsync(hooks.ask(method, `/_/hooks/capitals${path}`, undefined, as), {
      code: 'hook-missing',
    })
  }
  // Neither bucket is the stranger's.
  await t.throwsAsync(hooks.create({}, as), { code: 'bucket-missing' })
  const unsigned = await fetch(`${s3.endpoint}/_/hooks`)
  t.is(unsigned.status, 403)
  t.like(await unsigned.json(), { code: 'access-denied' })
})

test('temporary credentials manage what their policy allows', async t => {
  await using hooks = await startHooks()
  const { accountId, accessKeyId } = hooks.s3.owner
  await hooks.create()
  const Statement = [{ Effect: 'Allow', Action: 'mallee:Get*', Resource: arnOf(hooks, 'capitals') }]
  const as = await hooks.s3.accounts.sessions.issue({
    accountId,
    expiresAtMs: hooks.clock.now() + 60_000,
    hangsOn: { accessKeyId },
    role: { ...builtInRole(accountId), sessionName: 'operator' },
    policies: [JSON.stringify({ Version: '2012-10-17', Statement })],
  })
  t.like(await hooks.ask('GET', '/_/hooks/capitals', undefined, as), { name: 'capitals' })
  await t.throwsAsync(hooks.ask('DELETE', '/_/hooks/capitals', undefined, as), {
    code: 'access-denied',
  })
  await t.throwsAsync(hooks.ask('GET', '/_/hooks', undefined, as), { code: 'access-denied' })
})

test('settings that make no sense are refused, each by its name', async t => {
  await using hooks = await startHooks()
  const wrong: readonly (readonly [string, object])[] = [
    ['name', { name: 'a b' }],
    ['imageId', { imageId: 'debian' }],
    ['command', { command: '' }],
    ['events', { events: [] }],
    ['events.0', { events: ['move'] }],
    ['timeoutMs', { timeoutMs: 0 }],
    ['retries', { retries: 1.5 }],
    ['concurrency', { concurrency: 0 }],
    ['prefix', { prefix: 'x'.repeat(513) }],
    ['outputBucket', { bucket: undefined }],
    ['Unrecognized key', { image: AMI }],
  ]
  for (const [name, settings] of wrong) {
    const error = await t.throwsAsync(hooks.create(settings), { code: 'settings-invalid' })
    t.true(error?.message.includes(name), `${name}: ${error?.message}`)
  }
  await t.throwsAsync(hooks.create({ outputBucket: 'nowhere' }), { code: 'bucket-missing' })
  for (const path of ['/_/hooks/a%2Fb', '/_/hooks/a/nothing', '/_/hooks/a/logs', '/_/hooks/']) {
    await t.throwsAsync(hooks.ask('GET', path), { code: 'not-found' }, path)
  }
  await t.throwsAsync(hooks.ask('GET', '/_/hooks/a/invocations?limit=0'), {
    code: 'invalid-request',
  })
})
