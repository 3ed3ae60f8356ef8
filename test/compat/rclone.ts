/** rclone of Debian. */
import { mkdir, writeFile } from 'node:fs/promises'
import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { runClient, sha256OfFile, writeRandomFile } from '../support/client-program.ts'
import { type CompatContext, multipartBytes, withMallee } from '../support/compat.ts'

const test = anyTest as TestFn<CompatContext>
withMallee(test)

type Context = ExecutionContext<CompatContext>

function rclone(t: Context, ...argv: string[]): Promise<string> {
  return rcloneWithInput(t, undefined, ...argv)
}

function rcloneWithInput(
  t: Context,
  input: string | undefined,
  ...argv: string[]
): Promise<string> {
  const { endpoint, credentials } = t.context.mallee
  return runClient('/usr/bin/rclone', ['--retries', '1', '--low-level-retries', '2', ...argv], {
    home: t.context.home,
    ...(input !== undefined && { input }),
    environment: {
      RCLONE_CONFIG: t.context.home.path('rclone.conf'),
      RCLONE_CONFIG_MALLEE_TYPE: 's3',
      RCLONE_CONFIG_MALLEE_PROVIDER: 'Other',
      RCLONE_CONFIG_MALLEE_ENDPOINT: endpoint,
      RCLONE_CONFIG_MALLEE_REGION: 'us-east-1',
      RCLONE_CONFIG_MALLEE_ACCESS_KEY_ID: credentials.accessKeyId,
      RCLONE_CONFIG_MALLEE_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  })
}

test('rclone: sync and check --download agree, through changes and removals', async t => {
  const { home } = t.context
  await mkdir(home.path('tree/deep'), { recursive: true })
  for (const file of ['a', 'b c', 'deep/ü+~', 'deep/empty']) {
    await writeRandomFile(home.path(`tree/${file}`), file === 'deep/empty' ? 0 : 5000)
  }
  await rclone(t, 'sync', 'tree', 'mallee:sync-tree/x')
  await rclone(t, 'check', '--download', 'tree', 'mallee:sync-tree/x')

  await writeFile(home.path('tree/a'), 'changed')
  await rclone(t, 'sync', 'tree', 'mallee:sync-tree/x', '--exclude', 'b c', '--delete-excluded')
  const listed = await rclone(t, 'lsf', '-R', '--files-only', 'mallee:sync-tree/x')
  t.deepEqual(listed.trim().split('\n').toSorted(), ['a', 'deep/empty', 'deep/ü+~'])
  await rclone(t, 'sync', 'mallee:sync-tree/x', 'back')
  await rclone(t, 'check', '--download', 'back', 'mallee:sync-tree/x')
  await rclone(t, 'purge', 'mallee:sync-tree')
  t.notRegex(await rclone(t, 'lsd', 'mallee:'), /sync-tree/)
})

test('rclone: a multipart upload comes back the same, copied and moved too', async t => {
  const { home } = t.context
  const large = await writeRandomFile(home.path('large'), multipartBytes)
  const parts = ['--s3-upload-cutoff', '5M', '--s3-chunk-size', '5M', '--s3-copy-cutoff', '5M']
  await rclone(t, 'mkdir', 'mallee:large-files')
  await rclone(t, ...parts, 'copyto', 'large', 'mallee:large-files/one')
  await rclone(t, ...parts, 'copyto', 'mallee:large-files/one', 'mallee:large-files/two')
  await rclone(t, ...parts, 'moveto', 'mallee:large-files/two', 'mallee:large-files/three')
  await rclone(t, 'copyto', 'mallee:large-files/three', 'back')
  t.is(await sha256OfFile(home.path('back')), large)
  t.deepEqual((await rclone(t, 'lsf', 'mallee:large-files')).trim().split('\n'), ['one', 'three'])

  const link = (await rclone(t, 'link', 'mallee:large-files/one')).trim()
  const response = await fetch(link)
  t.is(response.status, 200)
  t.is((await response.arrayBuffer()).byteLength, multipartBytes)
  await rclone(t, 'deletefile', 'mallee:large-files/one')
  await rclone(t, 'delete', 'mallee:large-files')
  await rclone(t, 'rmdir', 'mallee:large-files')
  t.notRegex(await rclone(t, 'lsd', 'mallee:'), /large-files/)
})

test('rclone: a stream of unknown length is stored whole', async t => {
  const text = 'a line of text\n'.repeat(1000)
  await rclone(t, 'mkdir', 'mallee:streams')
  await rcloneWithInput(t, text, 'rcat', 'mallee:streams/log')
  t.is(await rclone(t, 'cat', 'mallee:streams/log'), text)
})
