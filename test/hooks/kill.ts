import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EC2Client, RegisterImageCommand } from '@aws-sdk/client-ec2'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ObjectVersion,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { type MalleeProcess, projectDirectory, startMallee } from '../support/mallee-process.ts'
import { temporaryDirectory } from '../support/temporary.ts'

/** More of them by hand: HOOK_OBJECTS=1000. */
const OBJECTS = Number(process.env.HOOK_OBJECTS ?? 40)
const KILLS = 5
const BURST = OBJECTS / KILLS
const AT_ONCE = 16
/** From the answer to half of a burst to the kill: results are on their way. */
const KILL_AFTER_MS = 100

const configOf = ({ endpoint, credentials }: MalleeProcess) => ({
  endpoint,
  credentials,
  region: 'us-east-1',
  forcePathStyle: true,
  maxAttempts: 1,
})

const textOf = (index: number) => `object ${index}`

/** Resolves to those that may not be there, as the server was killed. */
async function putAll(
  client: S3Client,
  indexes: readonly number[],
  onAnswer: () => void = () => undefined,
): Promise<number[]> {
  const waiting = indexes.values()
  const failed: number[] = []
  const worker = async () => {
    for (const index of waiting) {
      const Key = `in/${index}`
      // Whatever a broken answer left in doubt is put again, and is there once.
      const put = { Bucket: 'work', Key, Body: textOf(index), IfNoneMatch: '*' }
      await client.send(new PutObjectCommand(put)).then(onAnswer, error => {
        if (error.name !== 'PreconditionFailed') failed.push(index)
      })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return failed
}

async function versionsOf(client: S3Client, Prefix: string): Promise<ObjectVersion[]> {
  const found: ObjectVersion[] = []
  for (let KeyMarker: string | undefined, VersionIdMarker: string | undefined; ; ) {
    const page = await client.send(
      new ListObjectVersionsCommand({ Bucket: 'work', Prefix, KeyMarker, VersionIdMarker }),
    )
    found.push(...(page.Versions ?? []))
    if (!page.IsTruncated) return found
    KeyMarker = page.NextKeyMarker
    VersionIdMarker = page.NextVersionIdMarker
  }
}

async function prepare(mallee: MalleeProcess): Promise<void> {
  const client = new S3Client(configOf(mallee))
  await client.send(new CreateBucketCommand({ Bucket: 'work' }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await client.send(new PutBucketVersioningCommand({ Bucket: 'work', VersioningConfiguration }))
  const Body = new Uint8Array(1024 * 1024)
  await client.send(new PutObjectCommand({ Bucket: 'work', Key: 'image', Body }))
  const ec2 = new EC2Client(configOf(mallee))
  const image = new RegisterImageCommand({ Name: 'any', ImageLocation: 'work/image' })
  const { ImageId = '' } = await ec2.send(image)
  const flags = ['--bucket', 'work', '--prefix', 'in/', '--output-prefix', 'out/']
  const machine = ['--image', ImageId, '--type', 't3.nano', '--command', 'sha256sum']
  await mallee.command(['hooks', 'create', 'sums', ...flags, ...machine])
}

test('a server that is killed again and again makes of every object one right result', async t => {
  t.timeout(300_000 + OBJECTS * 1_000)
  using directory = temporaryDirectory()
  const program = join(projectDirectory, 'test/support/hook-server.ts')
  const options = { dataDirectory: directory.path, threads: 2, program } as const
  let mallee = await startMallee(options)
  await prepare(mallee)
  let todo: number[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    const burst = Array.from({ length: BURST }, (_, index) => kill * BURST + index)
    const client = new S3Client(configOf(mallee))
    const half = Promise.withResolvers<void>()
    let answered = 0
    const put = putAll(client, [...todo, ...burst], () => {
      if (++answered >= BURST / 2) half.resolve()
    })
    await half.promise
    await sleep(KILL_AFTER_MS)
    await mallee.kill()
    const missing = await put
    client.destroy()
    todo = missing
    mallee = await startMallee(options)
  }
  await using last = mallee
  const client = new S3Client(configOf(last))
  t.deepEqual(await putAll(client, todo), [])

  for (let isDone = false; !isDone; ) {
    const { queuedCount, runningCount } = JSON.parse(await last.command(['hooks', 'show', 'sums']))
    isDone = queuedCount === 0 && runningCount === 0
    if (!isDone) await sleep(200)
  }
  const inputs = await versionsOf(client, 'in/')
  t.is(inputs.length, OBJECTS)
  const results = await versionsOf(client, 'out/')
  t.is(results.length, OBJECTS, 'one version of one result for each')
  for (const { Key = '' } of results) {
    const [, index = ''] = /^out\/in\/(\d+)\/[^/]+\/sha256$/.exec(Key) ?? []
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'work', Key }))
    const expected = createHash('sha256')
      .update(textOf(Number(index)))
      .digest('hex')
    t.is(await Body?.transformToString(), expected)
  }
  t.is(new Set(results.map(({ Key = '' }) => Key.split('/')[2])).size, OBJECTS)
  t.deepEqual(await versionsOf(client, 'hook-dead-letters/'), [])
  const { failed, succeeded } = JSON.parse(await last.command(['hooks', 'stats', 'sums']))
  t.log(
    `${OBJECTS} objects, ${KILLS} kills, ${succeeded} tries that succeeded, ${failed} that failed`,
  )
  client.destroy()
})
