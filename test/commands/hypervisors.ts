/** `mallee hypervisors` as a person meets it: a real server, the command, its output. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { projectDirectory, rootCredentials, startMallee } from '../support/mallee-process.ts'

const launcher = join(projectDirectory, 'lib', 'launcher.js')

test('mallee hypervisors attaches, drains and detaches hosts of a running server', async t => {
  t.timeout(180_000)
  const root = await mkdtemp(join(tmpdir(), 'mallee-hypervisors-'))
  t.teardown(() => rm(root, { recursive: true, force: true, maxRetries: 3 }))
  const dataDirectory = join(root, 'data')
  const start = () =>
    startMallee({
      dataDirectory,
      compute: 'on',
      flags: ['--runtime-dir', join(root, 'run'), '--machine-memory-max', '512'],
    })
  const run = async (endpoint: string, ...args: string[]) => {
    const env = {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
      AWS_ENDPOINT_URL: endpoint,
    }
    const argv = [launcher, 'hypervisors', ...args]
    return (await promisify(execFile)(process.execPath, argv, { env, timeout: 30_000 })).stdout
  }
  const refused = (message: RegExp) => ({ message })
  const attach = ['--folder', join(root, 'rack'), '--vcpus', '4', '--memory', '1024']
  {
    await using mallee = await start()
    const hypervisors = (...args: string[]) => run(mallee.endpoint, ...args)
    const table = await hypervisors()
    t.regex(table, /^NAME +STATE +MACHINES +VCPUS +MEMORY +ACCELERATION +FOLDER\n/)
    t.regex(table, /^qemu +active +0 +0 of \d+ +0 B of 512 MiB +(kvm|tcg)\n$/m)
    t.is(await hypervisors('attach', 'rack-2', ...attach), 'rack-2: attached\n')
    await t.throwsAsync(hypervisors('attach', 'rack-2', ...attach), refused(/409: there is a host/))
    await t.throwsAsync(hypervisors('attach', 'rack-3', ...attach), refused(/another host keeps/))
    await t.throwsAsync(hypervisors('attach', 'rack-3'), refused(/usage: mallee hypervisors/))
    await t.throwsAsync(hypervisors('drain', 'rack-9'), refused(/404: there is no host rack-9/))
    await t.throwsAsync(hypervisors('drain', 'qemu', '--force'), refused(/usage:/))
    await t.throwsAsync(hypervisors('detach', 'qemu'), refused(/started with/))
    t.regex(await hypervisors('drain', 'rack-2'), /rack-2: gets no new machines/)
  }
  await using mallee = await start()
  const hypervisors = (...args: string[]) => run(mallee.endpoint, ...args)
  const { hypervisors: listed } = JSON.parse(await hypervisors('list', '--json'))
  t.like(listed[1], {
    name: 'rack-2',
    state: 'draining',
    folder: join(root, 'rack'),
    capacity: { vcpuCount: 4, memoryBytes: 2 ** 30 },
  })
  t.regex(await hypervisors('keep', 'rack-2'), /gets machines again/)
  t.is(await hypervisors('detach', 'rack-2'), 'rack-2: detached\n')
  t.notRegex(await hypervisors(), /rack-2/)
})
