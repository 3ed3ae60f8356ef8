/** Disks as their owner sees them: a server on four of them, one that goes and comes, bits that rot. */
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { type MalleeProcess, startMallee } from '../support/mallee-process.ts'
import { makeDirectory } from '../support/storage/temporary.ts'

const large = Buffer.alloc(900_001, 'mallee')

async function flip(path: string): Promise<void> {
  await using file = await open(path, 'r+')
  await file.write(Buffer.from('rotten'), 0, 6, 70_000)
}

/** Resolves once a line of `mallee disks` says so of the disk. */
async function until(server: MalleeProcess, disk: number, state: string): Promise<void> {
  const line = new RegExp(`^${disk}\\s+${state}\\b`, 'm')
  while (!line.test(await server.command(['disks']))) await delay(200)
}

test('disks, inspect, scrub and heal tell and do what their owner needs', async t => {
  t.timeout(120_000)
  await using directory = await makeDirectory()
  const flags = ['--disks', join(directory.path, 'd{1...4}')]
  await using server = await startMallee({ flags, threads: 2 })
  const { endpoint, credentials } = server
  const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
  const put = (key: string, body: Uint8Array) =>
    client.send(new PutObjectCommand({ Bucket: 'things', Key: key, Body: body }))
  const get = async (key: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'things', Key: key }))
    return Buffer.from((await Body?.transformToByteArray()) ?? [])
  }
  await client.send(new CreateBucketCommand({ Bucket: 'things' }))
  await put('large', large)
  await put('small', Buffer.from('hello'))

  const inspection = await server.command(['inspect', 's3://things/large'])
  const paths = [...inspection.matchAll(/good +(\S+)/g)].map(([, path = '']) => path)
  t.is(paths.length, 4)
  for (const path of paths.slice(0, 2)) await flip(path)
  t.regex(await server.command(['inspect', 's3://things/large']), /damaged[\s\S]*damaged/)
  t.regex(await server.command(['scrub']), /scrub: done: .* 1 repaired/)
  t.notRegex(await server.command(['inspect', 's3://things/large']), /damaged/)
  t.true((await get('large')).equals(large))

  const third = join(directory.path, 'd3')
  await rename(third, `${third}.away`)
  await until(server, 2, 'lost')
  await put('later', large)
  t.regex(await server.command(['inspect', 's3://things/later']), /absent/)
  await rename(`${third}.away`, third)
  await until(server, 2, 'online')
  t.notRegex(await server.command(['inspect', 's3://things/later']), /absent/)
  t.regex(await server.command(['heal', 'status']), /heal: done/)
  t.true((await get('later')).equals(large))
  const missing = server.command(['inspect', 's3://things/nothing'])
  await t.throwsAsync(missing, { message: /there is no such object/ })
  client.destroy()
})
