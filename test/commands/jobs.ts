/** `mallee jobs`, and what becomes of a job whose server is killed in the middle of it. */
import { S3 } from '@aws-sdk/client-s3'
import test from 'ava'
import type { ListedTask } from '../../lib/s3/jobs/task-states.ts'
import { type MalleeProcess, startMallee } from '../support/mallee-process.ts'
import { temporaryDirectory } from '../support/temporary.ts'

const Bucket = 'photos'
const OLD_OBJECTS = 1200
const KEPT_OBJECTS = 10

function connect({ endpoint, credentials }: MalleeProcess): S3 {
  return new S3({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
}

async function fill(client: S3): Promise<void> {
  const keys = Array.from({ length: OLD_OBJECTS }, (_, index) => `old/${index}`)
  keys.push(...Array.from({ length: KEPT_OBJECTS }, (_, index) => `kept/${index}`))
  const queue = keys.values()
  const worker = async () => {
    for (const Key of queue) await client.putObject({ Bucket, Key, Body: Key })
  }
  await Promise.all(Array.from({ length: 16 }, worker))
}

async function count(client: S3, Prefix: string): Promise<number> {
  let total = 0
  for (let ContinuationToken: string | undefined; ; ) {
    const page = await client.listObjectsV2({ Bucket, Prefix, ContinuationToken })
    total += page.KeyCount ?? 0
    if (!page.IsTruncated) return total
    ContinuationToken = page.NextContinuationToken
  }
}

async function lifecycleTask(mallee: MalleeProcess): Promise<ListedTask | undefined> {
  const lines = (await mallee.command(['jobs', '--json'])).split('\n').filter(Boolean)
  // One task to a line, as the command prints them.
  const tasks = lines.map(line => JSON.parse(line) as ListedTask)
  return tasks.find(({ job, task }) => job === 'lifecycle' && task === Bucket)
}

test('a lifecycle run whose server is killed goes on where it was, and touches nothing else', async t => {
  using directory = temporaryDirectory()
  const options = { dataDirectory: directory.path }
  await using first = await startMallee(options)
  const client = connect(first)
  await client.createBucket({ Bucket })
  await fill(client)
  await client.putBucketLifecycleConfiguration({
    Bucket,
    LifecycleConfiguration: {
      Rules: [
        {
          Status: 'Enabled',
          Filter: { Prefix: 'old/' },
          Expiration: { Date: new Date('2020-01-01T00:00:00Z') },
        },
      ],
    },
  })
  await first.stop()

  // Slow, so that there is a middle.
  await using second = await startMallee({ ...options, flags: ['--jobs-requests-max', '150'] })
  let before: ListedTask | undefined
  while ((before?.state.counts.examined ?? 0) === 0) before = await lifecycleTask(second)
  t.true(before?.state.isRunning)
  t.regex(await second.command(['jobs']), /lifecycle +photos +running/)
  await second.kill()

  await using third = await startMallee({ ...options, flags: ['--jobs-requests-max', '100000'] })
  const again = connect(third)
  let after = await lifecycleTask(third)
  while (after?.state.isRunning) after = await lifecycleTask(third)
  t.is(after?.state.startedAtMs, before?.state.startedAtMs, 'it is the same run')
  t.is(await count(again, 'old/'), 0)
  t.is(await count(again, 'kept/'), KEPT_OBJECTS)
  const { examined = 0, failed } = after?.state.counts ?? {}
  t.true(examined <= OLD_OBJECTS && examined > OLD_OBJECTS / 2, `${examined} examined`)
  t.is(failed, 0)
})
