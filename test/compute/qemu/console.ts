import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import {
  consoleTailBytes,
  createLiveConsole,
  fileSizeLimitBytes,
  keepConsole,
  liveRoomBytes,
  readConsoleTail,
  rotateConsole,
} from '../../../lib/compute/hypervisors/qemu/console-log.ts'
import { readPicture } from '../../../lib/compute/hypervisors/qemu/picture.ts'
import { openSerialHub } from '../../../lib/compute/hypervisors/qemu/serial-hub.ts'
import { diskFigures } from '../../../lib/compute/hypervisors/qemu/statistics.ts'
import { consoleWith, processesOf, rig, testImage, until } from '../../support/qemu-rig.ts'

const run = promisify(execFile)

async function temporary(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-console-'))
  t.teardown(() => rm(folder, { recursive: true }))
  return folder
}

async function logs(t: ExecutionContext) {
  const folder = await temporary(t)
  const paths = { console: join(folder, 'log'), liveConsole: join(folder, 'live') }
  const shown = async () => Buffer.from((await readConsoleTail(paths))?.bytes ?? []).toString()
  return { paths, shown }
}

test('what was said is shown across starts, whether it was moved or not', async t => {
  const { paths, shown } = await logs(t)
  t.is(await readConsoleTail(paths), undefined)
  for (const words of ['first ', 'second ']) {
    await createLiveConsole(paths)
    await appendFile(paths.liveConsole, words)
    await rotateConsole(paths)
    t.is((await shown()).endsWith(words), true)
    await keepConsole(paths)
    await rm(paths.liveConsole)
  }
  t.is(await shown(), 'first second ')
  const tail = await readConsoleTail(paths)
  t.true(Math.abs((tail?.atMs ?? 0) - Date.now()) < 60_000)
})

test('however much is said, the last 64 KiB are shown and a bounded part is kept', async t => {
  const { paths, shown } = await logs(t)
  await createLiveConsole(paths)
  const line = (n: number) => `${String(n).padStart(15, '.')}\n`
  const lines = (from: number, until: number) =>
    Array.from({ length: until - from }, (_, index) => line(from + index)).join('')
  for (let n = 0; n < 100_000; n += 10_000) {
    await appendFile(paths.liveConsole, lines(n, n + 10_000))
    await rotateConsole(paths)
  }
  t.is(await shown(), lines(100_000 - consoleTailBytes / 16, 100_000))
  t.true((await stat(paths.console)).size <= 256 * 1024)
  const { blocks } = await stat(paths.liveConsole)
  t.true(blocks * 512 < 300 * 1024, String(blocks))
})

test('a live log that somebody else made wrong is read within its bounds', async t => {
  const { paths, shown } = await logs(t)
  await createLiveConsole(paths)
  const { size } = await stat(paths.liveConsole)
  await truncate(paths.liveConsole, size + 2 * liveRoomBytes)
  t.is((await shown()).length, consoleTailBytes)
  await truncate(paths.liveConsole, 0)
  t.is(await shown(), '')
})

async function connected(path: string): Promise<{ socket: Socket; heard(): string }> {
  const socket = connect(path)
  await once(socket, 'connect')
  let heard = ''
  socket.on('data', chunk => {
    heard += chunk
  })
  socket.on('error', () => undefined)
  return { socket, heard: () => heard }
}

test('several viewers share a serial port, which is free when nobody views it', async t => {
  const folder = await temporary(t)
  const portPath = join(folder, 'port')
  const guests: Socket[] = []
  const port = createServer(guest => guests.push(guest)).listen(portPath)
  await once(port, 'listening')
  t.teardown(() => port.close())
  const hub = await openSerialHub({ path: join(folder, 'hub'), portPath })
  const [one, other] = await Promise.all([connected(hub.path), connected(hub.path)])
  await until('the port is held once', () => guests.length > 0)
  const [guest] = guests
  guest?.write('hello')
  await until('both hear', () => one.heard() === 'hello' && other.heard() === 'hello')
  one.socket.write('typed')
  t.is(String((await once(guest ?? port, 'data'))[0]), 'typed')
  t.is(guests.length, 1)

  // One that takes nothing is let go of; the other goes on.
  other.socket.pause()
  const gone = once(other.socket, 'close')
  let toldBytes = 0
  while (!other.socket.destroyed && toldBytes < 64 * 1024 * 1024) {
    toldBytes += 64 * 1024
    if (!guest?.write(Buffer.alloc(64 * 1024))) await once(guest ?? port, 'drain')
    if (one.heard().length >= toldBytes / 2 && toldBytes > 4 * 1024 * 1024) other.socket.resume()
  }
  await gone
  await until('one hears all', () => one.heard().length === toldBytes + 5)
  const left = once(guest ?? port, 'close')
  one.socket.destroy()
  await left

  const third = await connected(hub.path)
  await until('the port is held again', () => guests.length === 2)
  guests[1]?.destroy()
  await once(third.socket, 'close')
  await hub[Symbol.asyncDispose]()
  t.pass()
})

test('only a whole picture of a screen’s size is taken for one', async t => {
  const folder = await temporary(t)
  const path = join(folder, 'screen.ppm')
  await writeFile(path, Buffer.concat([Buffer.from('P6\n2 1\n255\n'), Buffer.alloc(6, 7)]))
  t.deepEqual(await readPicture(path), { width: 2, height: 1, rgb: Buffer.alloc(6, 7) })
  const wrong = [
    '',
    'P6\n2 1\n255\n12345',
    'P6\n4096 4096\n255\n',
    'P6\n0 5\n255\n',
    'P5\n1 1\n255\n1',
  ]
  for (const content of wrong) {
    await writeFile(path, content)
    await t.throwsAsync(readPicture(path), undefined, content)
  }
})

test('a disk’s figures are those of the guest’s device and of nothing below it', t => {
  const stats = { rd_bytes: 512, wr_bytes: 1024, rd_operations: 1, wr_operations: 2 }
  const times = { rd_total_time_ns: 3_000_000, wr_total_time_ns: 500_000 }
  const disk = {
    qdev: '/machine/peripheral/root-disk/virtio-backend',
    stats: { ...stats, ...times },
  }
  const figures = {
    name: 'root-disk',
    readBytes: 512,
    writtenBytes: 1024,
    readCount: 1,
    writeCount: 2,
    readTimeMs: 3,
    writeTimeMs: 0.5,
  }
  t.deepEqual(diskFigures([disk, { 'node-name': 'base', stats }, 7]), [figures])
  t.deepEqual(diskFigures({ error: true }), [])
})

const talking = `#!/bin/sh
for tick in $(seq 1 2000); do
  echo "tick $tick"
  $(timeout 5 wget -q -O - http://169.254.169.254/latest/meta-data/command)
  sleep 1
done &
`

test('a guest is heard while the server is away, typed to, seen and measured', async t => {
  t.timeout(240_000)
  const machine = await rig(t, { image: await testImage('tiny'), userData: talking })
  const { id } = machine.spec
  await machine.hypervisor.start(machine.spec, AbortSignal.timeout(60_000))
  await consoleWith(machine, 'tiny: ready')

  const viewers = await Promise.all(
    [1, 2].map(async () => connected(await machine.hypervisor.consoleSocket(id, 'serial'))),
  )
  viewers[0]?.socket.write('echo typed $((6 * 7))\n')
  await until('both see it', () => viewers.every(({ heard }) => heard().includes('typed 42')))
  for (const { socket } of viewers) socket.destroy()

  const screen = await connected(await machine.hypervisor.consoleSocket(id, 'screen'))
  await until('the screen greets', () => screen.heard() === 'RFB 003.008\n')
  screen.socket.destroy()
  const picture = await machine.hypervisor.screenshot(id, { wakeUp: true })
  t.is(picture.rgb.length, picture.width * picture.height * 3)
  t.true(picture.width >= 640 && picture.rgb.some(value => value > 0))

  const statistics = await machine.hypervisor.statistics(id)
  t.is(statistics?.power, 'running')
  t.true((statistics?.cpuTimeMs ?? 0) > 100)
  t.true((statistics?.residentBytes ?? 0) > 10 * 2 ** 20)
  t.is(statistics?.disks[0]?.name, 'root-disk')
  t.true((statistics?.disks[0]?.readBytes ?? 0) > 2 ** 20)
  t.true((statistics?.storageReadBytes ?? 0) > 2 ** 20)

  // The guest's words outlive the absence of the server, within bounds.
  await machine.hypervisor[Symbol.asyncDispose]()
  const live = join(machine.folder, 'run', id, 'console.live')
  const before = (await stat(live)).size
  await until('it speaks on', async () => (await stat(live)).size > before)
  const flood = await connected(join(machine.folder, 'run', id, 'serial.sock'))
  flood.socket.write('yes 0123456789012345678901234567890123456789\n')
  await until('it floods', () => flood.heard().includes('0123456789\r\n0123456789'))
  flood.socket.destroy()
  await until(
    'the log is full',
    async () => (await stat(live)).size === fileSizeLimitBytes,
    120_000,
  )
  const { stdout } = await run('du', ['-s', '--block-size=1', join(machine.folder, 'run')])
  t.true(Number.parseInt(stdout, 10) < 2 * liveRoomBytes, stdout)

  await machine.restart()
  await until('the log has room', async () => (await stat(live)).size < fileSizeLimitBytes)
  const { bytes } = await machine.hypervisor.consoleOutput(id)
  t.is(bytes.length, consoleTailBytes)
  await machine.hypervisor.stop(id, { graceMs: 0 })
  t.deepEqual(await processesOf(machine), [])
  t.is((await machine.hypervisor.consoleOutput(id)).bytes.length, consoleTailBytes)
  t.is(await machine.hypervisor.statistics(id), undefined)
  await t.throwsAsync(machine.hypervisor.screenshot(id, { wakeUp: false }), {
    code: 'machine-missing',
  })
})
