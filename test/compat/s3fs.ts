/** s3fs of Debian: a bucket mounted as a file system. */
import { constants } from 'node:fs'
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { runClient, sha256OfFile, tryClient, writeRandomFile } from '../support/client-program.ts'
import { type CompatContext, multipartBytes, withMallee } from '../support/compat.ts'

const test = anyTest as TestFn<CompatContext>
withMallee(test)

const MOUNTPOINT = 'mounted'

interface Mount extends AsyncDisposable {
  path(name: string): string
}

/** `undefined`, and the test is over, where this machine lets nobody mount. */
async function mountBucket(
  t: ExecutionContext<CompatContext>,
  bucket: string,
): Promise<Mount | undefined> {
  const { home, mallee } = t.context
  const { accessKeyId, secretAccessKey } = mallee.credentials
  const skip = (reason: string) => {
    t.log(`skipped: ${reason}`)
    t.pass()
    return undefined
  }
  try {
    await access('/dev/fuse', constants.R_OK | constants.W_OK)
  } catch (error) {
    return skip(`/dev/fuse cannot be opened: ${error}`)
  }
  await writeFile(home.path('password'), `${accessKeyId}:${secretAccessKey}\n`, { mode: 0o600 })
  await mkdir(home.path(MOUNTPOINT), { recursive: true })
  const options = [
    `url=${mallee.endpoint}`,
    `passwd_file=${home.path('password')}`,
    'use_path_request_style',
    'multipart_size=5',
    'retries=1',
  ]
  const argv = [bucket, MOUNTPOINT, ...options.flatMap(option => ['-o', option])]
  const { code, stderr } = await tryClient('/usr/bin/s3fs', argv, { home })
  if (code !== 0) {
    if (/not permitted|denied/i.test(stderr)) return skip(`nobody may mount here: ${stderr}`)
    throw new Error(`s3fs ended with ${code}: ${stderr}`)
  }
  return {
    path: name => home.path(`${MOUNTPOINT}/${name}`),
    async [Symbol.asyncDispose]() {
      await runClient('/usr/bin/fusermount', ['-u', '-z', MOUNTPOINT], { home })
    },
  }
}

test('s3fs: files of a mounted bucket are written, read, renamed and removed', async t => {
  const { home } = t.context
  await runClient(
    '/usr/bin/aws',
    ['--endpoint-url', t.context.mallee.endpoint, 's3', 'mb', 's3://mounted-bucket'],
    { home },
  )
  const film = await writeRandomFile(home.path('film'), multipartBytes)
  {
    await using mount = await mountBucket(t, 'mounted-bucket')
    if (!mount) return
    await mkdir(mount.path('deep'))
    await writeFile(mount.path('deep/ü b+'), 'text')
    await writeFile(mount.path('film'), await readFile(home.path('film')))
    await rename(mount.path('film'), mount.path('deep/film'))
    await writeFile(mount.path('deep/ü b+'), ' and more', { flag: 'a' })
    await writeFile(mount.path('gone'), 'x')
    await rm(mount.path('gone'))
  }
  await using again = await mountBucket(t, 'mounted-bucket')
  if (!again) return
  t.deepEqual((await readdir(again.path('deep'))).toSorted(), ['film', 'ü b+'])
  t.deepEqual(await readdir(again.path('')), ['deep'])
  t.is(await readFile(again.path('deep/ü b+'), 'utf8'), 'text and more')
  t.is(await sha256OfFile(again.path('deep/film')), film)
})
