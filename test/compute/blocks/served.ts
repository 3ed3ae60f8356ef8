/** Volumes as QEMU's own programs see them, over NBD. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { pino } from 'pino'
import { openBlockServer } from '../../../lib/compute/block-server/block-server.ts'
import { openBlocks } from '../../support/blocks/rig.ts'

const run = promisify(execFile)
const log = pino({ level: 'silent' })
const MIB = 1024 * 1024
const accountId = '111122223333'

async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-served-'))
  t.teardown(() => rm(folder, { recursive: true }))
  return folder
}

const uriOf = (path: string) => `nbd+unix:///?socket=${path}`

test('qemu-img copies an image into a volume and finds it there, and a clone of it shows what qemu-io wrote', async t => {
  t.timeout(120_000)
  const folder = await temporaryFolder(t)
  const { store } = await openBlocks(t)
  await store.createVolume({ id: 'vol-1', accountId, sizeBytes: 8 * MIB })
  const path = join(folder, 'nbd.sock')
  const image = join(folder, 'image')
  await writeFile(
    image,
    Buffer.concat([randomBytes(3 * MIB), Buffer.alloc(4 * MIB), randomBytes(MIB)]),
  )
  const compare = ['compare', '-f', 'raw', '-F', 'raw', image, uriOf(path)]
  {
    await using _ = await openBlockServer({ path, log, openDevice: () => store.open('vol-1') })
    const { stdout } = await run('nbdinfo', [uriOf(path)], { timeout: 60_000 })
    t.regex(stdout, /is_read_only: false/)
    t.regex(stdout, /can_fua: true/)
    t.regex(stdout, /can_zero: true/)
    t.regex(stdout, /can_trim: true/)
    const convert = ['convert', '-n', '-f', 'raw', '-O', 'raw', image, uriOf(path)]
    await run('qemu-img', convert, { timeout: 60_000 })
    t.regex((await run('qemu-img', compare, { timeout: 60_000 })).stdout, /identical/)
  }
  t.is((await store.usage(accountId)).storedBytes, 4 * MIB, 'zeroes take no room')
  await store.snapshot('vol-1', 'snap-1')
  await store.createVolume({ id: 'vol-2', accountId, sizeBytes: 8 * MIB, snapshotId: 'snap-1' })
  {
    await using _ = await openBlockServer({ path, log, openDevice: () => store.open('vol-2') })
    t.regex((await run('qemu-img', compare, { timeout: 60_000 })).stdout, /identical/)
    const commands = [
      'write -P 0x5a 1000000 5000',
      'write -f -P 0x6b 4000000 4096',
      'write -z 65536 200000',
      'discard 7M 1M',
      'flush',
      'read -P 0x5a 1000000 5000',
      'read -P 0x6b 4000000 4096',
      'read -P 0 65536 200000',
      'read -P 0 7M 1M',
    ]
    const args = ['-f', 'raw', ...commands.flatMap(command => ['-c', command]), uriOf(path)]
    const { stdout } = await run('qemu-io', args, { timeout: 60_000 })
    t.notRegex(stdout, /fail|error/i)
  }
  await using served = await openBlockServer({
    path,
    log,
    openDevice: () => store.openSnapshot('snap-1'),
  })
  t.regex((await run('qemu-img', compare, { timeout: 60_000 })).stdout, /identical/)
  const refused = ['-f', 'raw', '-c', 'write 0 512', uriOf(served.path)]
  await t.throwsAsync(run('qemu-io', refused, { timeout: 60_000 }))
})

test('a volume that grew shows its size to the next client', async t => {
  const folder = await temporaryFolder(t)
  const { store } = await openBlocks(t)
  await store.createVolume({ id: 'vol-1', accountId, sizeBytes: MIB })
  const path = join(folder, 'nbd.sock')
  await using _ = await openBlockServer({ path, log, openDevice: () => store.open('vol-1') })
  const size = async () =>
    (await run('nbdinfo', ['--size', uriOf(path)], { timeout: 60_000 })).stdout
  t.is(await size(), `${MIB}\n`)
  await store.grow('vol-1', 3 * MIB)
  t.is(await size(), `${3 * MIB}\n`)
})

/** Serves `vol-1` in a process of its own. */
async function serve(t: ExecutionContext, folder: string): Promise<ChildProcess> {
  const program = fileURLToPath(new URL('../../support/blocks/served-volume.ts', import.meta.url))
  const places = ['storage', 'journals', 'nbd.sock'].map(name => join(folder, name))
  const server = spawn(process.execPath, [program, ...places, 'vol-1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => server.kill('SIGKILL'))
  await once(server.stdout ?? server, 'data')
  return server
}

async function kill(server: ChildProcess): Promise<void> {
  server.kill('SIGKILL')
  await once(server, 'exit')
}

test('a client goes on over the kill of the server, and nothing that it wrote is lost', async t => {
  t.timeout(240_000)
  const folder = await temporaryFolder(t)
  let server = await serve(t, folder)
  const node = JSON.stringify({
    driver: 'raw',
    file: {
      driver: 'nbd',
      server: { type: 'unix', path: join(folder, 'nbd.sock') },
      'reconnect-delay': 60,
    },
  })
  const client = spawn('qemu-io', [`json:${node}`], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.teardown(() => client.kill('SIGKILL'))
  let said = ''
  client.stdout.setEncoding('utf8').on('data', text => {
    said += text
  })
  const command = async (text: string) => {
    const before = said.length
    client.stdin.write(`${text}\n`)
    while (!/(ops|flush|verification).*\n[\s\S]*qemu-io> $/.test(said.slice(before))) {
      await once(client.stdout, 'data')
    }
    return said.slice(before)
  }
  // Acknowledged, not flushed: the client believes it in the disk's cache.
  await command('write -P 1 0 20M')
  await command('write -P 2 100000 300000')
  await kill(server)
  // Asked for while nobody is there to answer.
  const answer = command('write -P 3 5M 1M')
  server = await serve(t, folder)
  t.regex(await answer, /wrote 1048576/)
  for (const read of ['-P 1 0 100000', '-P 2 100000 300000', '-P 1 400000 4842880', '-P 3 5M 1M']) {
    const result = await command(`read ${read}`)
    t.notRegex(result, /fail|error/i, read)
  }
  client.stdin.end('flush\n')
  await once(client, 'exit')
  await kill(server)
  await serve(t, folder)
  const again = ['-f', 'raw', '-c', 'read -P 1 6M 14M', uriOf(join(folder, 'nbd.sock'))]
  t.notRegex((await run('qemu-io', again, { timeout: 60_000 })).stdout, /fail|error/i)
})
