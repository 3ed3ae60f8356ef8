import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { eventually } from '../../support/brokers.ts'
import { type MalleeProcess, startMallee } from '../../support/mallee-process.ts'
import { HOOK_ARN, startHook } from '../../support/notifications.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const KEYS = 20
const VERSIONS = 5

function clientOf({ endpoint, credentials }: MalleeProcess): S3Client {
  return new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
}

/** Each key's versions in turn, the keys side by side; every size is another version. */
async function putVersions(client: S3Client): Promise<void> {
  await Promise.all(
    Array.from({ length: KEYS }, async (_, key) => {
      for (let size = 1; size <= VERSIONS; size++) {
        const Body = Buffer.alloc(size)
        await client.send(new PutObjectCommand({ Bucket: 'photos', Key: `key-${key}`, Body }))
      }
    }),
  )
}

test('a server that is killed between put and delivery tells every change after its next start', async t => {
  t.timeout(300_000)
  await using hook = await startHook()
  hook.status = 503
  const { arn, type, settings } = hook.destination
  const flags = ['--destinations', JSON.stringify([{ arn, type, ...settings }])]
  using directory = temporaryDirectory()
  const dataDirectory = directory.path
  const options = { dataDirectory, threads: 2, compute: 'off', flags } as const
  {
    await using mallee = await startMallee(options)
    const client = clientOf(mallee)
    await client.send(new CreateBucketCommand({ Bucket: 'photos' }))
    await client.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: 'photos',
        NotificationConfiguration: {
          QueueConfigurations: [{ QueueArn: HOOK_ARN, Events: ['s3:ObjectCreated:*'] }],
        },
      }),
    )
    await putVersions(client)
    client.destroy()
    await mallee.kill()
  }
  t.deepEqual(hook.messages, [])
  hook.status = 200
  await using mallee = await startMallee(options)
  t.truthy(mallee.endpoint)
  await eventually(() => (hook.messages.length > KEYS * VERSIONS ? true : undefined))
  const records = hook.messages.flatMap(({ Records = [] }) => Records)
  for (let key = 0; key < KEYS; key++) {
    const ofKey = records.filter(({ s3: { object } }) => object.key === `key-${key}`)
    const sizes = ofKey.map(({ s3: { object } }) => object.size)
    t.deepEqual(sizes, [1, 2, 3, 4, 5])
  }
})
