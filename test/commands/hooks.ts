/** `mallee hooks` as a person meets it. */
import { EC2Client, RegisterImageCommand } from '@aws-sdk/client-ec2'
import { S3 } from '@aws-sdk/client-s3'
import test from 'ava'
import { type MalleeProcess, startMallee } from '../support/mallee-process.ts'

async function registerImage({ endpoint, credentials }: MalleeProcess): Promise<string> {
  const config = { endpoint, credentials, region: 'us-east-1', forcePathStyle: true }
  const s3 = new S3(config)
  await s3.createBucket({ Bucket: 'documents' })
  await s3.putObject({ Bucket: 'documents', Key: 'image', Body: new Uint8Array(1024 * 1024) })
  await s3.putObject({ Bucket: 'documents', Key: 'in/letter.txt', Body: 'a letter' })
  const ec2 = new EC2Client(config)
  const image = new RegisterImageCommand({ Name: 'any', ImageLocation: 'documents/image' })
  const { ImageId = '' } = await ec2.send(image)
  return ImageId
}

test('hooks are made, listed, shown, switched off and on, called by hand and deleted', async t => {
  t.timeout(300_000)
  await using mallee = await startMallee({ threads: 2 })
  const hooks = (...args: string[]) => mallee.command(['hooks', ...args])
  const shown = async (...args: string[]) => JSON.parse(await hooks(...args))
  const image = await registerImage(mallee)
  const machine = ['--image', image, '--type', 't3.nano', '--command', 'tr a-z A-Z']
  const bucket = ['--bucket', 'documents', '--prefix', 'in/', '--events', 'put,delete']
  const limits = ['--timeout', '5m', '--memory', '256M', '--log-size', '8K', '--retries', '0']
  const made = await shown('create', 'capitals', ...bucket, ...machine, ...limits, '--reuse')
  t.like(made, {
    name: 'capitals',
    events: ['delete', 'put'],
    timeoutMs: 300_000,
    memoryBytes: 256 * 1024 * 1024,
    logBytesMax: 8192,
    retries: 0,
    reuse: true,
  })
  t.regex(await hooks('list'), /^NAME .*\ncapitals +on +documents +t3\.nano +ami-[0-9a-f]+\n$/)
  t.like(await shown('disable', 'capitals'), { isEnabled: false })
  t.like(await shown('enable', 'capitals'), { isEnabled: true })
  const { eventId } = await shown('invoke', 'capitals', 's3://documents/in/letter.txt')
  t.regex(eventId, /^[0-9a-f]{11}-[0-9a-f]{12}$/)
  // Nothing runs here: the event waits.
  t.like(await shown('show', 'capitals'), { queuedCount: 1, runningCount: 0 })
  t.like(await shown('stats', 'capitals'), { succeeded: 0, queuedCount: 1 })
  t.deepEqual(await shown('invocations', 'capitals'), { invocations: [] })

  const refused: readonly (readonly [string[], RegExp])[] = [
    [['create', 'capitals', ...bucket, ...machine], /hook capitals already/],
    [['create', 'other', ...bucket, ...machine], /overlap/i],
    [['create', 'big', ...bucket, ...machine, '--timeout', 'long'], /long is no amount/],
    [['create', 'big', '--bucket', 'documents', '--type', 't3.nano'], /usage: mallee hooks create/],
    [['create', 'big', ...bucket, ...machine, '--type', 'huge'], /there is no type huge/],
    [['create', 'big', ...bucket, ...machine, '--bucket', 'none'], /no bucket none/],
    [['invoke', 'capitals', 's3://documents/in/none'], /there is no object/],
    [['logs', 'capitals'], /no invocation of this hook has a log/],
    [['show', 'none'], /there is no hook none/],
    [['show'], /usage: mallee hooks/],
    [['sing'], /usage: mallee hooks/],
  ]
  for (const [args, message] of refused) {
    await t.throwsAsync(hooks(...args), { message }, args.join(' '))
  }
  t.deepEqual(await shown('delete', 'capitals'), {})
  t.deepEqual(await shown('list', '--json'), { hooks: [] })
})
