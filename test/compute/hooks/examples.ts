import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import test, { type ExecutionContext } from 'ava'
import jpeg from 'jpeg-js'
import { type MalleeProcess, projectDirectory, startMallee } from '../../support/mallee-process.ts'

const run = promisify(execFile)

/** The blocks of the documentation that it calls examples, as they stand there. */
async function examples(): Promise<readonly string[]> {
  const text = await readFile(join(projectDirectory, 'docs/hooks.md'), 'utf8')
  return [...text.matchAll(/^```sh example\n([\s\S]*?)^```$/gm)].map(match => match[1] ?? '')
}

/** Runs a text in a shell that has the command `mallee`. */
async function shell(mallee: MalleeProcess, folder: string, text: string, image = '') {
  const { endpoint, credentials } = mallee
  const { stdout } = await run('/bin/sh', ['-euc', text], {
    env: {
      PATH: `${folder}:/usr/bin:/bin`,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      IMAGE: image,
    },
  })
  return stdout.trim()
}

function picture(): Buffer {
  const [width, height] = [320, 240]
  const data = Buffer.alloc(width * height * 4, 200)
  return Buffer.from(jpeg.encode({ width, height, data }, 80).data)
}

async function archive(folder: string): Promise<Buffer> {
  const path = join(folder, 'made.tar.gz')
  await run('/bin/sh', ['-ec', 'mkdir -p a/deep; echo one > a/one; echo two > a/deep/two'], {
    cwd: folder,
  })
  await run('tar', ['-C', folder, '-czf', path, 'a'])
  return await readFile(path)
}

async function results(
  t: ExecutionContext,
  s3: S3Client,
  { names, mallee }: { readonly names: readonly string[]; readonly mallee: MalleeProcess },
): Promise<ReadonlyMap<string, Buffer>> {
  const deadlineMs = Date.now() + 400_000
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'results' }))
    const keys = Contents.map(({ Key = '' }) => Key)
    const found = names.map(name => keys.find(key => key.includes(name)))
    const isWhole = found.every(key => key !== undefined)
    if (isWhole || Date.now() > deadlineMs) {
      if (!isWhole) t.log(keys, mallee.output().slice(-4000))
      const bodies = new Map<string, Buffer>()
      for (const [index, key] of found.entries()) {
        if (key === undefined) continue
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'results', Key: key }))
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
        bodies.set(names[index] ?? '', Buffer.from(bytes))
      }
      return bodies
    }
    // A result is an object that appears: there is nothing else to wait for.
    await sleep(250)
  }
}

test('the examples of the documentation do what it says, on an image that is built as it says', async t => {
  t.timeout(900_000)
  const folder = await mkdtemp(join(tmpdir(), 'mallee-examples-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const program = join(folder, 'mallee')
  const launcher = join(projectDirectory, 'lib/main.ts')
  await writeFile(program, `#!/bin/sh\nexec ${process.execPath} ${launcher} "$@"\n`)
  await chmod(program, 0o755)
  await using mallee = await startMallee({ compute: 'on' })
  const { endpoint, credentials } = mallee
  const s3 = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
  t.teardown(() => s3.destroy())
  for (const Bucket of ['images', 'pictures', 'documents', 'archives', 'results']) {
    await s3.send(new CreateBucketCommand({ Bucket }))
  }

  const build = 'mallee hooks image build imagemagick --bucket images'
  const image = await shell(mallee, folder, build)
  t.regex(image, /^ami-[0-9a-f]{17}$/)
  t.is(await shell(mallee, folder, build), image, 'the same image was made twice')

  const commands = await examples()
  t.is(commands.length, 3)
  for (const command of commands) await shell(mallee, folder, command, image)
  const objects: readonly (readonly [string, string, Buffer])[] = [
    ['pictures', 'holiday.jpg', picture()],
    ['pictures', 'notes.txt', Buffer.from('no picture')],
    ['documents', 'letter', Buffer.from('abc')],
    ['archives', 'files.tar.gz', await archive(folder)],
  ]
  for (const [Bucket, Key, Body] of objects) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }))
  }
  const names = ['thumbnail.jpg', 'checksums.txt', 'a/one', 'a/deep/two']
  const found = await results(t, s3, { names, mallee })
  const thumbnail = jpeg.decode(found.get('thumbnail.jpg') ?? Buffer.alloc(0))
  t.deepEqual([thumbnail.width, thumbnail.height], [160, 120])
  t.is(
    found.get('checksums.txt')?.toString(),
    'md5 900150983cd24fb0d6963f7d28e17f72 letter\n' +
      'sha1 a9993e364706816aba3e25717850c26c9cd0d89d letter\n' +
      'sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad letter\n',
  )
  t.is(found.get('a/one')?.toString(), 'one\n')
  t.is(found.get('a/deep/two')?.toString(), 'two\n')
})
