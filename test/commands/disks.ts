/** `mallee disks` as a person meets it: a real server, the command, its output. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { projectDirectory, rootCredentials, startMallee } from '../support/mallee-process.ts'

const launcher = join(projectDirectory, 'lib', 'launcher.js')

test('mallee disks lists, adds, drains and removes the disks of a running server', async t => {
  t.timeout(120_000)
  const root = await mkdtemp(join(tmpdir(), 'mallee-disks-command-'))
  t.teardown(() => rm(root, { recursive: true, force: true, maxRetries: 3 }))
  const path = (disk: number) => join(root, `disk${disk}`)
  await using mallee = await startMallee({
    dataDirectory: join(root, 'data'),
    flags: ['--disks', join(root, 'disk{0...2}')],
  })
  const env = {
    PATH: process.env.PATH,
    AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
    AWS_ENDPOINT_URL: mallee.endpoint,
  }
  const disks = async (...args: string[]) => {
    const argv = [launcher, 'disks', ...args]
    return (await promisify(execFile)(process.execPath, argv, { env, timeout: 30_000 })).stdout
  }
  const refused = (message: RegExp) => ({ message })

  const table = await disks()
  t.regex(table, /^DISK +STATE +FREE +TOTAL +READ +WRITE +VERIFY +DIRECTORY\n/)
  t.regex(table, /^1 +online +[\d.]+ [KMGTP]iB +[\d.]+ [KMGTP]iB +0 +0 +0 +\S+\/disk1$/m)
  await t.throwsAsync(disks('add', path(3)), refused(/409: \S+\/disk3 is not there/))
  await mkdir(path(3))
  t.is(await disks('add', path(3)), 'disk 3: added\n')
  await t.throwsAsync(disks('remove', '3'), refused(/disk 3 is \w+: drain it first/))
  await t.throwsAsync(disks('drain', '7'), refused(/there is no disk 7/))
  await t.throwsAsync(disks('drain', '3', '--force'), refused(/usage: mallee disks/))
  await t.throwsAsync(disks('drain', '../3'), refused(/usage: mallee disks/))
  t.regex(await disks('drain', '3'), /disk 3: gets nothing new/)
  t.regex(await disks('keep', '3'), /disk 3: gets new objects again/)
  const { isWritable, disks: listed } = JSON.parse(await disks('--json'))
  t.true(isWritable)
  const states = listed.map(
    ({ number, state }: { number: number; state: string }) => `${number} ${state}`,
  )
  // A new disk is healing until it has its share of what is there.
  t.regex(states.join(), /^0 online,1 online,2 online,3 (healing|online)$/)
})
