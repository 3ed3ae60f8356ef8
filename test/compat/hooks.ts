/** Hooks and temporary credentials with the AWS command line. */
import { writeFile } from 'node:fs/promises'
import anyTest, { type TestFn } from 'ava'
import { findProgram, runClient, tryClient } from '../support/client-program.ts'
import { type CompatContext, withMallee } from '../support/compat.ts'

const test = anyTest as TestFn<CompatContext>
withMallee(test)

const aws = findProgram('aws') ?? 'aws'

test('aws names a hook in a bucket, and assumes the role of its account', async t => {
  const { home, mallee } = t.context
  // Older than 2.13 it does not read the endpoint from its environment.
  const endpoint = ['--endpoint-url', mallee.endpoint]
  const run = async (argv: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    await runClient(aws, [...endpoint, ...argv], { home, environment })
  const json = async (...argv: string[]) => JSON.parse(await run([...argv, '--output', 'json']))

  await run(['s3', 'mb', 's3://documents'])
  await writeFile(home.path('disk'), new Uint8Array(1024 * 1024))
  await run(['s3', 'cp', 'disk', 's3://documents/image'])
  const location = ['--name', 'any', '--image-location', 'documents/image']
  const { ImageId } = await json('ec2', 'register-image', ...location)
  const machine = ['--image', ImageId, '--type', 't3.nano', '--command', 'true']
  const create = ['hooks', 'create', 'check', '--output-bucket', 'documents', ...machine]
  const { arn, accountId } = JSON.parse(await mallee.command(create))

  const Filter = { Key: { FilterRules: [{ Name: 'prefix', Value: 'in/' }] } }
  const Events = ['s3:ObjectCreated:*']
  const rule = { Id: 'check', LambdaFunctionArn: arn, Events, Filter }
  const text = JSON.stringify({ LambdaFunctionConfigurations: [rule] })
  const configuration = ['--bucket', 'documents', '--notification-configuration', text]
  await run(['s3api', 'put-bucket-notification-configuration', ...configuration])
  const bucket = ['--bucket', 'documents']
  const shown = await json('s3api', 'get-bucket-notification-configuration', ...bucket)
  t.deepEqual(shown.LambdaFunctionConfigurations, [rule])
  await run(['s3', 'cp', 'disk', 's3://documents/in/disk'])
  t.like(JSON.parse(await mallee.command(['hooks', 'show', 'check'])), { queuedCount: 1 })

  const role = `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`
  const Statement = [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::documents/in/*' },
  ]
  const policy = JSON.stringify({ Version: '2012-10-17', Statement })
  const session = ['--role-arn', role, '--role-session-name', 'work', '--policy', policy]
  const { Credentials: made } = await json('sts', 'assume-role', ...session)
  const environment = {
    AWS_ACCESS_KEY_ID: made.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: made.SecretAccessKey,
    AWS_SESSION_TOKEN: made.SessionToken,
  }
  await run(['s3', 'cp', 's3://documents/in/disk', 'back'], environment)
  const list = [...endpoint, 's3', 'ls', 's3://documents']
  const refused = await tryClient(aws, list, { home, environment })
  t.not(refused.code, 0)
  t.regex(refused.stderr, /AccessDenied/)
  const who = await run(['sts', 'get-caller-identity', '--output', 'text'], environment)
  t.true(who.includes(`assumed-role/OrganizationAccountAccessRole/work`))
})
