import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { eventually } from '../../support/brokers.ts'
import { type MalleeProcess, startMallee } from '../../support/mallee-process.ts'
import { ROLE } from '../../support/replication.ts'
import { temporaryDirectory } from '../../support/temporary.ts'

const KEYS = 10
const VERSIONS = 3

function clientOf({ endpoint, credentials }: MalleeProcess): S3Client {
  return new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
}

async function makeBucket(client: S3Client, Bucket: string): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
}

async function putRule(client: S3Client): Promise<void> {
  const rule = {
    Status: 'Enabled',
    Priority: 1,
    Filter: {},
    DeleteMarkerReplication: { Status: 'Enabled' },
    Destination: { Bucket: 'arn:aws:s3:::far' },
  } as const
  await client.send(
    new PutBucketReplicationCommand({
      Bucket: 'source',
      ReplicationConfiguration: { Role: ROLE, Rules: [rule] },
    }),
  )
}

/** Each key's versions in turn, the keys side by side; every size is another version. */
async function putVersions(client: S3Client): Promise<void> {
  await Promise.all(
    Array.from({ length: KEYS }, async (_, key) => {
      for (let size = 1; size <= VERSIONS; size++) {
        const Body = Buffer.alloc(size)
        await client.send(new PutObjectCommand({ Bucket: 'source', Key: `key-${key}`, Body }))
      }
    }),
  )
}

test('a server that is killed between put and delivery replicates everything after its next start', async t => {
  t.timeout(300_000)
  using farDirectory = temporaryDirectory()
  using nearDirectory = temporaryDirectory()
  await using far = await startMallee({ dataDirectory: farDirectory.path })
  const farClient = clientOf(far)
  await makeBucket(farClient, 'far')
  const { accessKeyId, secretAccessKey } = far.credentials
  const endpoint = (url: string) => [
    '--replication-endpoints',
    JSON.stringify([
      { name: 'far', endpoint: url, buckets: ['far'], accessKeyId, secretAccessKey },
    ]),
  ]
  {
    // Nothing listens on port 9 of the loopback interface.
    const flags = endpoint('http://127.0.0.1:9')
    await using near = await startMallee({ dataDirectory: nearDirectory.path, flags })
    const client = clientOf(near)
    await makeBucket(client, 'source')
    await putRule(client)
    await putVersions(client)
    client.destroy()
    await near.kill()
  }
  const flags = endpoint(far.endpoint)
  await using near = await startMallee({ dataDirectory: nearDirectory.path, flags, threads: 2 })
  const client = clientOf(near)
  const versions = await eventually(async () => {
    const page = await farClient.send(new ListObjectVersionsCommand({ Bucket: 'far' }))
    return (page.Versions?.length ?? 0) >= KEYS * VERSIONS ? page.Versions : undefined
  })
  for (let key = 0; key < KEYS; key++) {
    const Key = `key-${key}`
    const sizes = versions?.filter(version => version.Key === Key).map(({ Size }) => Size)
    t.deepEqual(sizes, [3, 2, 1])
  }
  const status = await eventually(async () => {
    const head = await client.send(new HeadObjectCommand({ Bucket: 'source', Key: 'key-0' }))
    return head.ReplicationStatus === 'COMPLETED' ? head.ReplicationStatus : undefined
  })
  t.is(status, 'COMPLETED')
  const replica = await farClient.send(new GetObjectCommand({ Bucket: 'far', Key: 'key-0' }))
  t.is(replica.ReplicationStatus, 'REPLICA')
  client.destroy()
  farClient.destroy()
})
