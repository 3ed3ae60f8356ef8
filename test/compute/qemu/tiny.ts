import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import test from 'ava'
import {
  asObject,
  connectQmp,
  type QmpClient,
} from '../../../lib/compute/hypervisors/qemu/qmp-client.ts'
import {
  consoleWith,
  fileImage,
  filesBelow,
  processesOf,
  type Rig,
  rig,
  testImage,
  until,
} from '../../support/qemu-rig.ts'

const run = promisify(execFile)

// Machines are emulated and the processors few: one after the other.
const signal = () => AbortSignal.timeout(60_000)

/** Reads the disk past every cache once a second, says so, and does what the metadata asks. */
const ticking = `#!/bin/sh
for tick in $(seq 1 600); do
  echo 3 > /proc/sys/vm/drop_caches
  dd if=/dev/vda of=/dev/null bs=64k count=16 skip=$((tick % 500)) 2> /dev/null
  echo "tick $tick"
  $(timeout 5 wget -q -O - http://169.254.169.254/latest/meta-data/command)
  sleep 1
done
`

/** The guest goes on: it says a tick that it had not said before. */
async function nextTick(machine: Rig, timeoutMs = 30_000): Promise<number> {
  const tickOf = async () => {
    const { bytes } = await machine.hypervisor.consoleOutput(machine.spec.id)
    const ticks = Buffer.from(bytes)
      .toString('latin1')
      .match(/tick \d+/g)
    return Number(ticks?.at(-1)?.slice(5) ?? 0)
  }
  const before = await tickOf()
  await until(`a tick after ${before}`, async () => (await tickOf()) > before, timeoutMs)
  return await tickOf()
}

async function nothingIsLeft(machine: Rig): Promise<readonly unknown[]> {
  return [
    ...(await filesBelow(`${machine.folder}/machines`)),
    ...(await filesBelow(`${machine.folder}/run`)),
    ...(await processesOf(machine)),
  ]
}

test.before('the tiny image is there', async t => {
  t.timeout(300_000)
  t.regex(await testImage('tiny'), /tiny-[0-9a-f]+\.raw$/)
})

test.serial('an image boots from the block server and its user data runs', async t => {
  const machine = await rig(t, {
    image: await testImage('tiny'),
    userData: '#!/bin/sh\necho user data ran: $((6 * 7))\n',
  })
  await machine.hypervisor.start(machine.spec, signal())
  const shown = await consoleWith(machine, 'tiny: ready')
  t.regex(shown, /user data ran: 42/)
  t.regex(shown, /tiny: address 172\.31\.5\.77\/20/)
  t.regex(shown, /tiny: hostname ip-172-31-5-77/)
  t.regex(shown, /tiny: metadata v2 instance-id i-0123456789abcdef0/)
  t.regex(shown, /tiny: metadata v1 instance-id i-0123456789abcdef0/)
  t.true(machine.requests.includes('PUT /latest/api/token'))
  t.deepEqual(await machine.hypervisor.list(), [{ id: machine.spec.id, power: 'running' }])
  t.deepEqual(await filesBelow(`${machine.folder}/machines`), [
    machine.spec.id,
    `${machine.spec.id}/disk.qcow2`,
  ])
  await machine.hypervisor.destroy(machine.spec.id)
  await machine.hypervisor.destroy(machine.spec.id)
  t.deepEqual(await nothingIsLeft(machine), [])
  t.deepEqual(machine.events, [])
})

test.serial('a guest reaches the metadata service and nothing else', async t => {
  let connectionCount = 0
  const listener = createServer(socket => {
    connectionCount++
    socket.end('reached')
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  t.teardown(() => listener.close())
  const address = listener.address()
  const port = typeof address === 'object' ? address?.port : undefined

  const machine = await rig(t, {
    image: await testImage('tiny'),
    // The gateway is where user networking shows the host's loopback.
    userData: `#!/bin/sh
for host in 172.31.0.1 172.31.0.2 10.0.2.2 169.254.169.254; do
  echo "$host: $(timeout 3 nc $host ${port} < /dev/null 2>&1)."
done
echo tried all
`,
  })
  await machine.hypervisor.start(machine.spec, signal())
  const shown = await consoleWith(machine, 'tried all')
  t.notRegex(shown, /reached/)
  t.is(connectionCount, 0)

  const [pid] = await processesOf(machine)
  const isRoot = process.geteuid?.() === 0
  // A user of its own: not the server's, and with no way back.
  const status = await readFile(`/proc/${pid}/status`, 'latin1')
  if (isRoot) t.regex(status, /^Uid:\t([1-9]\d+)\t\1\t\1\t\1$/m)
  const inside = ['--target', String(pid), '--net', 'ip', '-o', 'address']
  const { stdout } = await run('nsenter', inside)
  t.deepEqual(
    [...stdout.matchAll(/inet (\S+)/g)].map(match => match[1]),
    ['127.0.0.1/8', '169.254.169.254/32'],
  )
  t.notRegex(stdout, /\b(eth|tap|veth)/)
})

test.serial('stopping asks the guest, starting again finds its disk as it left it', async t => {
  const machine = await rig(t, {
    image: await testImage('tiny'),
    userData: `#!/bin/sh
echo "marker was [$(dd if=/dev/vda bs=512 skip=110000 count=1 2> /dev/null | head -c 6)]"
printf marker | dd of=/dev/vda bs=512 seek=110000 conv=notrunc 2> /dev/null
sync
`,
  })
  await machine.hypervisor.start(machine.spec, signal())
  t.regex(await consoleWith(machine, 'tiny: ready'), /marker was \[\0*\]/)
  await machine.hypervisor.stop(machine.spec.id, { graceMs: 20_000 })
  const { bytes } = await machine.hypervisor.consoleOutput(machine.spec.id)
  t.regex(Buffer.from(bytes).toString('latin1'), /tiny: power button/)
  t.deepEqual(await machine.hypervisor.list(), [])
  t.deepEqual(await processesOf(machine), [])
  t.deepEqual(await filesBelow(`${machine.folder}/run`), [])

  await machine.hypervisor.start(machine.spec, signal())
  await machine.hypervisor.start(machine.spec, signal())
  t.regex(await consoleWith(machine, 'tiny: ready', { count: 2 }), /marker was \[marker\]/)

  await machine.hypervisor.reboot(machine.spec.id)
  await consoleWith(machine, 'tiny: ready', { count: 3 })
  await consoleWith(machine, 'tiny: power button', { count: 2 })
  t.is((await processesOf(machine)).length, 1)

  // A guest that shuts down while no server is there is found off, and was not killed.
  await machine.hypervisor[Symbol.asyncDispose]()
  const control = await connectQmp({
    path: `${machine.folder}/run/${machine.spec.id}/qmp.sock`,
    timeoutMs: 5_000,
    onEvent: () => undefined,
    onClose: () => undefined,
  })
  await control.execute('system_powerdown')
  await until('the guest is off', async () => (await statusOf(control)) === 'shutdown')
  control.close()
  await machine.restart()
  t.deepEqual(await machine.hypervisor.list(), [{ id: machine.spec.id, power: 'off' }])
  await machine.hypervisor.stop(machine.spec.id, { graceMs: 0 })
  t.deepEqual(await machine.hypervisor.list(), [])
  await machine.hypervisor.start(machine.spec, signal())

  // A guest that is asked in its firmware does not answer; a stop in haste ends the patient one.
  await machine.hypervisor.reboot(machine.spec.id)
  const patient = machine.hypervisor.stop(machine.spec.id, { graceMs: 600_000 })
  await machine.hypervisor.stop(machine.spec.id, { graceMs: 0 })
  await patient
  t.deepEqual(await processesOf(machine), [])
  t.deepEqual(machine.events, [])
})

test.serial('a machine outlives its server, waits for its disk and goes on', async t => {
  let isFailing = false
  const image = await testImage('tiny')
  const machine = await rig(t, {
    image,
    userData: ticking,
    timing: { reconnectDelaySeconds: 1, resumeMs: 200 },
    resolver: {
      openBaseImage: async () => {
        const opened = await fileImage(image)
        return {
          ...opened,
          read: async (offset, length) => {
            if (isFailing) throw new Error('the store is away')
            return await opened.read(offset, length)
          },
        }
      },
    },
  })
  await machine.hypervisor.start(machine.spec, signal())
  await consoleWith(machine, 'tick 2')

  // The server closes and another takes over.
  const [pid] = await processesOf(machine)
  await machine.restart()
  t.deepEqual(await machine.hypervisor.list(), [{ id: machine.spec.id, power: 'running' }])
  t.deepEqual(await processesOf(machine), [pid])
  const requestCount = machine.requests.length
  await nextTick(machine)
  await until('the new metadata listener is asked', () => machine.requests.length > requestCount)

  // Nobody is there for so long that the guest is paused.
  await machine.hypervisor[Symbol.asyncDispose]()
  const control = await connectQmp({
    path: `${machine.folder}/run/${machine.spec.id}/qmp.sock`,
    timeoutMs: 5_000,
    onEvent: () => undefined,
    onClose: () => undefined,
  })
  await until('the guest is paused', async () => (await statusOf(control)) === 'io-error')
  control.close()
  await machine.restart()
  await nextTick(machine)

  // The server is there and its store fails.
  isFailing = true
  await until('an error is told', () => machine.events.some(event => event.kind === 'io-error'))
  isFailing = false
  await nextTick(machine)

  machine.answers.set('/latest/meta-data/command', 'poweroff -f')
  await until('the machine stops', () => machine.events.some(event => event.kind === 'stopped'))
  t.deepEqual(machine.events.at(-1), { kind: 'stopped', id: machine.spec.id, cause: 'guest' })
  t.deepEqual(await machine.hypervisor.list(), [])
  t.deepEqual(await filesBelow(`${machine.folder}/run`), [])
})

async function statusOf(control: QmpClient): Promise<unknown> {
  return asObject(await control.execute('query-status'))?.status
}

test.serial(
  'a server that was killed finds its machine again; a killed machine is told',
  async t => {
    const image = await testImage('tiny')
    const machine = await rig(t, { image, userData: ticking })
    const script = new URL('../../support/qemu-server-process.ts', import.meta.url).pathname
    const server = spawn(process.execPath, [script, image, machine.folder, ticking], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    t.teardown(() => server.kill('SIGKILL'))
    await once(server.stdout, 'data')
    server.kill('SIGKILL')
    await once(server, 'exit')

    await machine.restart()
    t.deepEqual(await machine.hypervisor.list(), [{ id: machine.spec.id, power: 'running' }])
    await nextTick(machine)

    const [pid] = await processesOf(machine)
    process.kill(pid ?? 0, 'SIGKILL')
    await until('the crash is told', () => machine.events.length > 0)
    t.deepEqual(machine.events, [{ kind: 'stopped', id: machine.spec.id, cause: 'crash' }])
    t.deepEqual(await machine.hypervisor.list(), [])
  },
)

test.serial('a guest that floods its console fills no disk', async t => {
  const machine = await rig(t, {
    image: await testImage('tiny'),
    userData: '#!/bin/sh\nyes 0123456789012345678901234567890123456789 | head -c 2000000\n',
  })
  await machine.hypervisor.start(machine.spec, signal())
  await consoleWith(machine, 'tiny: ready', { timeoutMs: 90_000 })
  const { bytes } = await machine.hypervisor.consoleOutput(machine.spec.id)
  t.is(bytes.length, 64 * 1024)
  const { stdout } = await run('du', [
    '-b',
    '--exclude=*.qcow2',
    '-s',
    `${machine.folder}/machines`,
  ])
  t.true(Number.parseInt(stdout, 10) < 600_000, stdout)
})

test.serial('a start that fails leaves nothing behind', async t => {
  const machine = await rig(t, {
    image: '/nonexistent',
    userData: '',
    resolver: {
      openBaseImage: async () => {
        throw new Error('no such image')
      },
    },
  })
  await t.throwsAsync(machine.hypervisor.start(machine.spec, signal()), { code: 'start-failed' })
  t.deepEqual(await nothingIsLeft(machine), [])

  // QEMU itself refuses: its message is told.
  const image = await testImage('tiny')
  const nic = { id: 'eni-01234567', macAddress: 'nonsense', privateIpAddress: '172.31.5.77' }
  const refused = await rig(t, {
    image,
    userData: '',
    spec: { network: { kind: 'private', interfaces: [nic] } },
  })
  const error = await t.throwsAsync(refused.hypervisor.start(refused.spec, signal()), {
    code: 'start-failed',
  })
  t.regex(error.message, /mac/)
  t.deepEqual(await nothingIsLeft(refused), [])

  // Given up while its process is being made, which takes longer than this.
  const given = new AbortController()
  const cancelled = await rig(t, {
    image,
    userData: '',
    resolver: {
      openBaseImage: async () => {
        setTimeout(() => given.abort(), 10)
        return await fileImage(image)
      },
    },
  })
  await t.throwsAsync(cancelled.hypervisor.start(cancelled.spec, given.signal), { code: 'timeout' })
  t.deepEqual(await nothingIsLeft(cancelled), [])
})
