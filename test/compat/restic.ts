/** restic of Debian: a backup program whose repository is a bucket. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import anyTest, { type TestFn } from 'ava'
import { runClient, sha256OfFile, writeRandomFile } from '../support/client-program.ts'
import { type CompatContext, multipartBytes, withMallee } from '../support/compat.ts'

const test = anyTest as TestFn<CompatContext>
withMallee(test)

test('restic: a backup is checked with all its data, restored and forgotten', async t => {
  const { home, mallee } = t.context
  const restic = (...argv: string[]) =>
    runClient('/usr/bin/restic', argv, {
      home,
      environment: {
        RESTIC_REPOSITORY: `s3:${mallee.endpoint}/backups/laptop`,
        RESTIC_PASSWORD: 'correct horse',
      },
    })
  await mkdir(home.path('documents'))
  await writeFile(home.path('documents/letter'), 'Dear reader')
  const film = await writeRandomFile(home.path('documents/film'), multipartBytes)
  await restic('init')
  await restic('backup', 'documents')
  await restic('check', '--read-data')
  await restic('restore', 'latest', '--target', 'restored')
  t.is(await readFile(home.path('restored/documents/letter'), 'utf8'), 'Dear reader')
  t.is(await sha256OfFile(home.path('restored/documents/film')), film)
  await restic('forget', 'latest', '--prune')
  t.regex(await restic('snapshots', '--json'), /^(null|\[\])\s*$/)
})
