/** s3cmd of Debian, with buckets in the path and in the host name. */
import { writeFile } from 'node:fs/promises'
import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { runClient, sha256OfFile, tryClient, writeRandomFile } from '../support/client-program.ts'
import { type CompatContext, multipartBytes, withMallee } from '../support/compat.ts'

const test = anyTest as TestFn<CompatContext>
withMallee(test)

type Context = ExecutionContext<CompatContext>

async function configure(t: Context, host: string, hostBucket: string): Promise<void> {
  const { credentials } = t.context.mallee
  await writeFile(
    t.context.home.path('.s3cfg'),
    [
      '[default]',
      `access_key = ${credentials.accessKeyId}`,
      `secret_key = ${credentials.secretAccessKey}`,
      `host_base = ${host}`,
      `host_bucket = ${hostBucket}`,
      'use_https = False',
      'multipart_chunk_size_mb = 5',
      'max_retries = 1',
    ].join('\n'),
  )
}

/** Every bucket verb of a day with s3cmd, by whatever runs it. */
async function useBucket(
  t: Context,
  bucket: string,
  s3cmd: (...argv: string[]) => Promise<string>,
): Promise<void> {
  const { home } = t.context
  const small = await writeRandomFile(home.path('small'), 1000)
  const large = await writeRandomFile(home.path('large'), multipartBytes)
  await s3cmd('mb', `s3://${bucket}`)
  t.regex(await s3cmd('ls'), new RegExp(`s3://${bucket}\\n`))
  await s3cmd('put', 'small', `s3://${bucket}/a+b c/small`)
  await s3cmd('put', 'large', `s3://${bucket}/large`)
  t.regex(await s3cmd('ls', '-r', `s3://${bucket}`), /1000 .*a\+b c\/small\n[^\n]*20971537/)
  await s3cmd('get', `s3://${bucket}/a+b c/small`, 'small-back')
  await s3cmd('get', `s3://${bucket}/large`, 'large-back')
  t.is(await sha256OfFile(home.path('small-back')), small)
  t.is(await sha256OfFile(home.path('large-back')), large)

  t.regex(await s3cmd('info', `s3://${bucket}/large`), /File size: 20971537/)
  await s3cmd('cp', `s3://${bucket}/a+b c/small`, `s3://${bucket}/copy`)
  await s3cmd('mv', `s3://${bucket}/copy`, `s3://${bucket}/moved`)
  await s3cmd('get', `s3://${bucket}/moved`, 'moved-back')
  t.is(await sha256OfFile(home.path('moved-back')), small)

  await s3cmd('sync', 'small', `s3://${bucket}/synced/`)
  t.regex(await s3cmd('sync', 'small', `s3://${bucket}/synced/`), /^$/)
  const link = (await s3cmd('signurl', `s3://${bucket}/moved`, '+600')).trim()
  t.regex(link, /AWSAccessKeyId=/)

  await s3cmd('del', '--recursive', '--force', `s3://${bucket}`)
  await s3cmd('rb', `s3://${bucket}`)
  t.notRegex(await s3cmd('ls'), new RegExp(bucket))
}

test('s3cmd: a bucket in the path serves a whole day', async t => {
  const { host } = t.context.mallee
  await configure(t, host, host)
  await useBucket(t, 'by-path', (...argv) =>
    runClient('/usr/bin/s3cmd', ['--no-progress', ...argv], t.context),
  )
})

test('s3cmd: a bucket in the host name serves a whole day', async t => {
  const { home, mallee } = t.context
  const host = `localhost:${new URL(mallee.endpoint).port}`
  await configure(t, host, `%(bucket)s.${host}`)
  await writeFile(home.path('hosts'), '127.0.0.1 localhost by-host.localhost\n')
  // A mount namespace gives this one client a hosts file of its own.
  const script = 'mount --bind "$HOME/hosts" /etc/hosts && exec "$@"'
  const wrapper = ['--mount', '/bin/sh', '-c', script, 'sh']
  const probe = await tryClient('/usr/bin/unshare', [...wrapper, '/bin/true'], { home })
  if (probe.code !== 0) {
    t.log(`skipped: this machine lets nobody make a mount namespace: ${probe.stderr}`)
    t.pass()
    return
  }
  await useBucket(t, 'by-host', (...argv) =>
    runClient('/usr/bin/unshare', [...wrapper, '/usr/bin/s3cmd', '--no-progress', ...argv], {
      home,
    }),
  )
})

test('s3cmd: version 2 signatures are understood', async t => {
  const { home, mallee } = t.context
  await configure(t, mallee.host, mallee.host)
  const s3cmd = (...argv: string[]) =>
    runClient('/usr/bin/s3cmd', ['--no-progress', '--signature-v2', ...argv], t.context)
  const small = await writeRandomFile(home.path('small'), 1000)
  await s3cmd('mb', 's3://old-times')
  await s3cmd('put', 'small', 's3://old-times/a b')
  await s3cmd('get', 's3://old-times/a b', 'back')
  t.is(await sha256OfFile(home.path('back')), small)
  const response = await fetch((await s3cmd('signurl', 's3://old-times/a b', '+600')).trim())
  t.is(response.status, 200)
  t.is((await response.arrayBuffer()).byteLength, 1000)
})
