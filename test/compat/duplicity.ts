/** duplicity of Debian: encrypted-archive backups, here without a passphrase, through its boto3 back end. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import anyTest, { type TestFn } from 'ava'
import { runClient, sha256OfFile, writeRandomFile } from '../support/client-program.ts'
import { type CompatContext, multipartBytes, withMallee } from '../support/compat.ts'

const test = anyTest as TestFn<CompatContext>
withMallee(test)

test('duplicity: a full and an incremental backup are verified and restored', async t => {
  const { home, mallee } = t.context
  const bucket = 'boto3+s3://archives/laptop'
  const duplicity = (...argv: string[]) =>
    runClient(
      '/usr/bin/duplicity',
      [...argv, '--no-encryption', '--s3-endpoint-url', mallee.endpoint, '--num-retries', '1'],
      { home, timeoutMs: 120_000 },
    )
  await runClient(
    '/usr/bin/aws',
    ['--endpoint-url', mallee.endpoint, 's3', 'mb', 's3://archives'],
    { home },
  )
  await mkdir(home.path('documents'))
  await writeFile(home.path('documents/letter'), 'Dear reader')
  const film = await writeRandomFile(home.path('documents/film'), multipartBytes)
  await duplicity('full', 'documents', bucket)
  await writeFile(home.path('documents/letter'), 'Dear readers')
  await duplicity('incremental', 'documents', bucket)
  t.regex(await duplicity('verify', '--compare-data', bucket, 'documents'), /0 differences found/)
  await duplicity('restore', bucket, 'restored')
  t.is(await readFile(home.path('restored/letter'), 'utf8'), 'Dear readers')
  t.is(await sha256OfFile(home.path('restored/film')), film)
  t.regex(await duplicity('collection-status', bucket), /Full[^\n]*\n[^\n]*Incremental/)
})
