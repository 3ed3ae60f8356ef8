/** Keys as an operator meets them: real processes, a real disk, restarts, and files that are missing. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import test from 'ava'
import {
  type MalleeProcess,
  projectDirectory,
  rootCredentials,
  startMallee,
} from '../support/mallee-process.ts'
import { temporaryDirectory } from '../support/temporary.ts'
import { startTransit } from '../support/transit-server.ts'

const Bucket = 'vault'

function clientOf({ endpoint }: MalleeProcess): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: rootCredentials,
  })
}

async function kms(server: MalleeProcess, ...args: readonly string[]) {
  const launcher = join(projectDirectory, 'lib', 'launcher.js')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [launcher, 'kms', ...args, '--endpoint', server.endpoint, '--json'],
    {
      timeout: 60_000,
      env: {
        PATH: process.env.PATH,
        AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
      },
    },
  )
  return JSON.parse(stdout)
}

async function put(server: MalleeProcess, Key: string, keyArn?: string): Promise<void> {
  const client = clientOf(server)
  await client.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: `body of ${Key}`,
      ...(keyArn === undefined
        ? { ServerSideEncryption: 'AES256' }
        : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn }),
    }),
  )
  client.destroy()
}

async function get(server: MalleeProcess, Key: string): Promise<string | undefined> {
  const client = clientOf(server)
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
  const text = await Body?.transformToString()
  client.destroy()
  return text
}

async function createBucket(server: MalleeProcess): Promise<void> {
  const client = clientOf(server)
  await client.send(new CreateBucketCommand({ Bucket }))
  client.destroy()
}

test('keys made and rotated by mallee kms encrypt, survive restarts, and are on no disk in the clear', async t => {
  using directory = temporaryDirectory()
  const options = { dataDirectory: directory.path, threads: 2 }
  const rootFile = join(directory.path, 'keys', 'root.json')
  {
    await using server = await startMallee(options)
    await createBucket(server)
    const key = await kms(server, 'create', '--alias', 'alias/photos', '--description', 'photos')
    await put(server, 'kms', key.arn)
    await put(server, 'server')
    const rotated = await kms(server, 'rotate', 'alias/photos')
    t.is(rotated.versions, 2)
    await kms(server, 'rotate', 'server')
    const { keys } = await kms(server, 'keys')
    t.deepEqual(
      keys.map((each: { arn: string }) => each.arn),
      [key.arn],
    )
    await kms(server, 'rewrap')
    t.is(await get(server, 'kms'), 'body of kms')
  }
  const rootKey = Buffer.from(JSON.parse(readFileSync(rootFile, 'utf8')).key, 'base64')
  t.is(rootKey.length, 32)
  for (const file of readdirSync(join(directory.path, 'disk'), {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!file.isFile()) continue
    const bytes = readFileSync(join(file.parentPath, file.name))
    const shapes = [rootKey, rootKey.toString('base64'), rootKey.toString('hex'), 'body of kms']
    t.false(
      shapes.some(shape => bytes.includes(shape)),
      file.name,
    )
  }
  {
    await using server = await startMallee(options)
    t.is(await get(server, 'kms'), 'body of kms')
    t.is(await get(server, 'server'), 'body of server')
  }
  renameSync(rootFile, `${rootFile}.away`)
  const refused = await t.throwsAsync(startMallee(options))
  t.regex(refused?.message ?? '', /the root key file .* is missing/)
})

test('keys in Vault encrypt, and a start without it is refused in words', async t => {
  await using transit = await startTransit()
  using directory = temporaryDirectory()
  using secrets = temporaryDirectory()
  const tokenFile = join(secrets.path, 'token')
  writeFileSync(tokenFile, transit.token)
  const flags = ['--vault-url', transit.url, '--vault-token-file', tokenFile]
  const dataDirectory = directory.path
  {
    await using server = await startMallee({ dataDirectory, flags })
    await createBucket(server)
    const key = await kms(server, 'create')
    await put(server, 'kms', key.arn)
    await put(server, 'server')
    await kms(server, 'rotate', key.keyId)
    t.deepEqual(transit.keyNames().toSorted(), [`mallee-${key.keyId}`, 'mallee-s3'].toSorted())
  }
  {
    await using server = await startMallee({ dataDirectory, flags })
    t.is(await get(server, 'kms'), 'body of kms')
    t.is(await get(server, 'server'), 'body of server')
  }
  const refused = await t.throwsAsync(startMallee({ dataDirectory }))
  t.regex(refused?.message ?? '', /keys of this deployment are in Vault/)
  rmSync(tokenFile)
})
