import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { readConsoleTail } from '../../../lib/compute/hypervisors/qemu/console-log.ts'
import { machinePaths } from '../../../lib/compute/hypervisors/qemu/machine-paths.ts'
import { filesBelow, testImage, tinySpec, until } from '../../support/qemu-rig.ts'

const nobody = 65534
const ticking = `#!/bin/sh
for tick in $(seq 1 600); do
  echo 3 > /proc/sys/vm/drop_caches
  dd if=/dev/vda of=/dev/null bs=64k count=16 skip=$((tick % 500)) 2> /dev/null
  timeout 5 wget -q -O /dev/null http://169.254.169.254/latest/user-data && echo "tick $tick"
  sleep 1
done
`

/** As root it becomes nobody; anyone else is unprivileged already. */
function startServer(image: string, folder: string): ChildProcess {
  const script = join(import.meta.dirname, '../../support/qemu-server-process.ts')
  const user = process.geteuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  return spawn(process.execPath, [script, image, folder, ticking], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  })
}

async function started(server: ChildProcess): Promise<void> {
  if (server.stdout === null) throw new Error('the server has no output')
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`the server ended with ${code}`)
  })
  await Promise.race([once(server.stdout, 'data'), ended])
  ended.catch(() => undefined)
}

test('a server without rights runs machines, and finds them again after it was killed', async t => {
  t.timeout(300_000)
  const folder = await mkdtemp(join(tmpdir(), 'mallee-user-'))
  const image = join(folder, 'image.raw')
  await copyFile(await testImage('tiny'), image)
  if (process.geteuid?.() === 0) await chown(folder, nobody, nobody)
  await chmod(image, 0o644)

  const first = startServer(image, folder)
  t.teardown(() => first.kill('SIGKILL'))
  await started(first)
  const paths = machinePaths(tinySpec.id, {
    machines: join(folder, 'machines'),
    runtime: join(folder, 'run'),
  })
  const tickCount = async () => {
    const { bytes = new Uint8Array() } = (await readConsoleTail(paths)) ?? {}
    return Buffer.from(bytes).toString('latin1').split('tick ').length - 1
  }
  await until('the guest ticks', async () => (await tickCount()) > 1, 60_000)
  first.kill('SIGKILL')
  await once(first, 'exit')

  const second = startServer(image, folder)
  t.teardown(() => second.kill('SIGKILL'))
  await started(second)
  const before = await tickCount()
  await until('the guest goes on', async () => (await tickCount()) > before + 1, 60_000)

  second.kill('SIGTERM')
  const [code] = await once(second, 'exit')
  t.is(code, 0)
  t.deepEqual(await filesBelow(join(folder, 'machines')), [])
  t.deepEqual(await filesBelow(join(folder, 'run')), [])
  await rm(folder, { recursive: true })
})
