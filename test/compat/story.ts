/**
 * The whole story with the stock command line: an image is uploaded to a bucket and booted, its
 * user data runs, the image may go meanwhile, and a terminated machine leaves nothing behind.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { createClientHome, runClient, tryClient } from '../support/client-program.ts'
import type { CompatContext } from '../support/compat.ts'
import { commandLinesWith, projectDirectory, startMallee } from '../support/mallee-process.ts'

const test = anyTest as TestFn<CompatContext & { runtimeDirectory: string }>
const bootTimeoutMs = 180_000
const buildTimeoutMs = 300_000

test.beforeEach(async t => {
  t.timeout(buildTimeoutMs + 4 * bootTimeoutMs)
  // Short: the path of a unix socket has a hundred characters.
  const runtimeDirectory = await mkdtemp(join(tmpdir(), 'mr-'))
  const mallee = await startMallee({
    threads: 2,
    compute: 'on',
    flags: ['--runtime-dir', runtimeDirectory],
  })
  const { endpoint, credentials } = mallee
  t.context = { mallee, runtimeDirectory, home: await createClientHome({ endpoint, credentials }) }
})

test.afterEach.always(async t => {
  t.timeout(bootTimeoutMs)
  const { mallee, home, runtimeDirectory } = t.context
  await mallee?.[Symbol.asyncDispose]()
  await home?.[Symbol.asyncDispose]()
  if (runtimeDirectory) await rm(runtimeDirectory, { recursive: true, force: true })
})

type Context = ExecutionContext<CompatContext & { runtimeDirectory: string }>

function aws(t: Context, ...argv: string[]): Promise<string> {
  const withEndpoint = ['--endpoint-url', t.context.mallee.endpoint, '--output', 'text', ...argv]
  return runClient('/usr/bin/aws', withEndpoint, {
    home: t.context.home,
    timeoutMs: bootTimeoutMs,
  }).then(text => text.trim())
}

async function buildImage(t: Context): Promise<string> {
  const script = join(projectDirectory, 'test', 'images', 'build.sh')
  const environment = {
    // Images are kept between runs, which a fresh home would forget.
    HOME: process.env.HOME ?? t.context.home.directory,
    ...(process.env.XDG_CACHE_HOME && { XDG_CACHE_HOME: process.env.XDG_CACHE_HOME }),
  }
  const output = await runClient('/bin/bash', [script, 'tiny'], {
    home: t.context.home,
    environment,
    timeoutMs: buildTimeoutMs,
  })
  return output.trim()
}

async function waitForConsole(t: Context, machine: string, expected: RegExp): Promise<string> {
  const endMs = performance.now() + bootTimeoutMs
  let text = ''
  while (performance.now() < endMs) {
    text = await aws(t, 'ec2', 'get-console-output', '--instance-id', machine, '--latest')
    if (expected.test(text)) return text
    // The console can only be asked, as every EC2 client does.
    await delay(500)
  }
  throw new Error(`The console never said ${expected}:\n${text}`)
}

async function filesWith(directory: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true })
  return entries.filter(entry => entry.includes(text))
}

test('story: an uploaded image boots, runs its user data, outlives its object and leaves nothing', async t => {
  const { home, mallee, runtimeDirectory } = t.context
  const image = await buildImage(t)
  await aws(t, 's3', 'mb', 's3://images')
  await aws(t, 's3', 'cp', image, 's3://images/tiny.raw', '--no-progress')

  const imageId = await aws(
    t,
    ...['ec2', 'register-image', '--name', 'tiny', '--image-location', 'images/tiny.raw'],
    ...['--architecture', 'x86_64', '--root-device-name', '/dev/vda'],
    ...['--virtualization-type', 'hvm', '--query', 'ImageId'],
  )
  t.regex(imageId, /^ami-[0-9a-f]{17}$/)

  // What the guest prints is not in what it was given, so an echo of the script cannot pass.
  const script = '#!/bin/sh\necho "story says $(printf mallee | sha256sum)"\n'
  const said = createHash('sha256').update('mallee').digest('hex')
  await writeFile(home.path('user-data'), script)
  const machine = await aws(
    t,
    ...['ec2', 'run-instances', '--image-id', imageId, '--instance-type', 't3.micro'],
    ...['--user-data', 'file://user-data', '--query', 'Instances[0].InstanceId'],
  )
  t.regex(machine, /^i-[0-9a-f]{17}$/)
  await aws(t, 'ec2', 'wait', 'instance-running', '--instance-ids', machine)

  // The machine goes on with the version that it was started from.
  await writeFile(home.path('junk'), 'this is no image')
  await aws(t, 's3', 'cp', 'junk', 's3://images/tiny.raw', '--no-progress')
  await aws(t, 's3', 'rm', 's3://images/tiny.raw')

  const text = await waitForConsole(t, machine, new RegExp(`story says ${said}`))
  t.log(
    text
      .split('\n')
      .filter(line => /tiny:|story/.test(line))
      .join('\n'),
  )
  t.not((await commandLinesWith(machine)).length, 0, 'the machine is a process of this host')

  await aws(t, 'ec2', 'terminate-instances', '--instance-ids', machine)
  await aws(t, 'ec2', 'wait', 'instance-terminated', '--instance-ids', machine)
  t.deepEqual(await commandLinesWith(machine), [], 'no process is left')
  t.deepEqual(await filesWith(runtimeDirectory, machine), [], 'no socket is left')
  t.deepEqual(await filesWith(mallee.dataDirectory, machine), [], 'no overlay is left')

  await aws(t, 'ec2', 'deregister-image', '--image-id', imageId)
  const again = ['--endpoint-url', mallee.endpoint, 'ec2', 'run-instances', '--image-id', imageId]
  t.regex((await tryClient('/usr/bin/aws', again, t.context)).stderr, /InvalidAMIID/)
})
