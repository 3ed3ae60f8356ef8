/**
 * The server in a virtual machine of its own, whose disk forgets what was not flushed. Memory, and
 * with it the page cache, is the guest's: killing QEMU is cutting its power. Nothing but one port
 * on the loopback interface leads into the guest, and nothing leads out.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { connectQmp } from '../../../lib/compute/hypervisors/qemu/qmp-client.ts'
import type { Target } from '../acknowledged-load.ts'
import { projectDirectory, rootCredentials } from '../mallee-process.ts'
import { VolatileDisk } from './volatile-disk.ts'

const run = promisify(execFile)
const diskBytes = 512 * 1024 * 1024
/** Without hardware virtualization on a busy machine. */
const bootTimeoutMs = 180_000
const qmpTimeoutMs = 20_000
const consoleCharactersMax = 64 * 1024

export interface GuestFiles {
  /** Holds `program.raw`, `data.raw` and the sockets. */
  readonly folder: string
  /** The folder that test/images/build.sh made. */
  readonly image: string
}

export interface Guest extends Target {
  /** Ends the machine between two instructions. */
  kill(): Promise<void>
}

/** Builds the server of this checkout into a disk of its own. */
export async function buildProgram({ folder }: GuestFiles): Promise<void> {
  const program = join(folder, 'program')
  const tsc = join(projectDirectory, 'node_modules', '.bin', 'tsc')
  await mkdir(program)
  // The types were checked by whoever runs the tests.
  await run(tsc, ['-p', join(projectDirectory, 'lib'), '--outDir', program, '--noCheck'])
  await cp(join(projectDirectory, 'package.json'), join(program, 'package.json'))
  await cp(join(import.meta.dirname, 'guest-start.js'), join(program, 'start.js'))
  const options = ['-q', '-F', '-t', 'ext4', '-O', '^has_journal', '-m', '0', '-d', program]
  await run('mke2fs', [...options, join(folder, 'program.raw'), '32m'], { env: withTools() })
  await rm(program, { recursive: true })
}

/** An empty file system, all of which is on the medium. */
export async function makeDataDisk({ folder }: GuestFiles): Promise<VolatileDisk> {
  const file = join(folder, 'data.raw')
  const options = ['-q', '-F', '-t', 'ext4', '-E', 'lazy_itable_init=0,lazy_journal_init=0']
  await run('mke2fs', [...options, file, `${diskBytes >> 10}k`], { env: withTools() })
  const socketPath = join(folder, 'disk.sock')
  const disk = new VolatileDisk({ file, sizeBytes: diskBytes, socketPath })
  await disk.listen()
  return disk
}

export interface BootOptions {
  /** What the server leaves unsynced: see guest-start.js. */
  readonly unsynced?: 'bodies' | 'index'
  /** When the kernel gives the disk what nobody synced: at once, or never. */
  readonly writeback: 'eager' | 'never'
}

/**
 * What the machine's disk holds after a cut, as files of this machine: the journal is replayed by
 * e2fsck as the kernel would. For looking at it without booting again.
 */
export async function extractData({ folder }: GuestFiles): Promise<string> {
  const file = join(folder, 'data.raw')
  const extracted = join(folder, 'extracted')
  await mkdir(extracted)
  // Its exit code 1 says that it replayed the journal.
  await run('e2fsck', ['-f', '-y', file], { env: withTools() }).catch(error => {
    if (error.code !== 1) throw error
  })
  await run('debugfs', ['-R', `rdump /mallee ${extracted}`, file], { env: withTools() })
  return join(extracted, 'mallee')
}

/** Resolves when the server listens. */
export async function bootGuest(files: GuestFiles, options: BootOptions): Promise<Guest> {
  const qmpPath = join(files.folder, 'qmp.sock')
  await rm(qmpPath, { force: true })
  const child = spawn('qemu-system-x86_64', qemuArguments(files, { qmpPath, ...options }), {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const killWithUs = () => child.kill('SIGKILL')
  process.once('exit', killWithUs)
  const kill = async () => {
    const hasEnded = child.exitCode !== null || child.signalCode !== null
    const exited = hasEnded ? undefined : once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    process.removeListener('exit', killWithUs)
  }
  try {
    await waitForConsole(child, 'Mallee serves')
    const host = `127.0.0.1:${await forwardedPort(qmpPath)}`
    return { endpoint: `http://${host}`, host, credentials: rootCredentials, kill }
  } catch (error) {
    await kill()
    throw error
  }
}

function qemuArguments(
  { folder, image }: GuestFiles,
  { qmpPath, unsynced, writeback }: BootOptions & { readonly qmpPath: string },
): string[] {
  const { accessKeyId, secretAccessKey } = rootCredentials
  // What the kernel does not know becomes the environment of its first process.
  const root = `ROOT_ACCESS_KEY=${accessKeyId} ROOT_SECRET_KEY=${secretAccessKey}`
  const choices = `UNSYNCED=${unsynced ?? 'nothing'} WRITEBACK=${writeback}`
  const append = `console=ttyS0 quiet panic=-1 ${root} ${choices}`
  const readOnlyDisk = (id: string, file: string) => [
    ...['-blockdev', `driver=file,node-name=${id},filename=${file},read-only=on`],
    ...['-device', `virtio-blk-pci,drive=${id}`],
  ]
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-machine', 'q35'],
    ...['-accel', 'tcg,tb-size=256', '-cpu', 'max', '-smp', '1', '-m', '512'],
    ...['-kernel', join(image, 'vmlinuz'), '-initrd', join(image, 'initrd'), '-append', append],
    ...readOnlyDisk('system', join(image, 'system.raw')),
    ...readOnlyDisk('program', join(folder, 'program.raw')),
    '-blockdev',
    `driver=nbd,node-name=data,server.type=unix,server.path=${join(folder, 'disk.sock')}`,
    ...['-device', 'virtio-blk-pci,drive=data,write-cache=on'],
    ...['-netdev', 'user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:0-:9000'],
    ...['-device', 'virtio-net-pci,netdev=net', '-device', 'virtio-rng-pci'],
    ...['-serial', 'stdio', '-qmp', `unix:${qmpPath},server=on,wait=off`],
  ]
}

async function waitForConsole(child: ChildProcess, text: string): Promise<void> {
  let shown = ''
  const found = Promise.withResolvers<void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('latin1').on('data', (piece: string) => {
      shown = (shown + piece).slice(-consoleCharactersMax)
      if (shown.includes(text)) found.resolve()
    })
  }
  child.once('error', found.reject)
  child.once('exit', () => found.reject(new Error(`the machine ended by itself:\n${shown}`)))
  const patience = new AbortController()
  const outOfTime = delay(bootTimeoutMs, undefined, { signal: patience.signal }).then(
    () => found.reject(new Error(`no ${text} in ${bootTimeoutMs} ms:\n${shown}`)),
    () => undefined, // It came in time.
  )
  try {
    await found.promise
  } finally {
    patience.abort()
    await outOfTime
  }
}

/** The port that the system chose on this side. */
async function forwardedPort(path: string): Promise<number> {
  const ignored = () => undefined
  const qmp = await connectQmp({
    path,
    timeoutMs: qmpTimeoutMs,
    onEvent: ignored,
    onClose: ignored,
  })
  try {
    const command = { 'command-line': 'info usernet' }
    const shown = String(await qmp.execute('human-monitor-command', command))
    const port = /TCP\[HOST_FORWARD\]\s+\d+\s+127\.0\.0\.1\s+(\d+)/.exec(shown)?.[1]
    if (port === undefined) throw new Error(`no forwarded port in ${shown}`)
    return Number(port)
  } finally {
    qmp.close()
  }
}

/** Tools of file systems are the administrator's, and not in every path. */
function withTools(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
}
