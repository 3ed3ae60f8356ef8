import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { pino } from 'pino'
import { openBlockServer } from '../../../lib/compute/block-server/block-server.ts'
import type { WritableExport } from '../../../lib/compute/block-server/export.ts'
import { SocketInput } from '../../../lib/compute/block-server/socket-input.ts'
import { BlockError } from '../../../lib/compute/blocks/block-store.ts'

const command = { read: 0, write: 1, flush: 3, trim: 4, writeZeroes: 6 } as const

/** Flags, and NBD_OPT_EXPORT_NAME. */
const hello = Buffer.from('0000000349484156454f50540000000100000000', 'hex')

/** A device in memory that says what was asked of it. */
class MemoryDevice implements WritableExport {
  readonly bytes = Buffer.alloc(256 * 1024)
  readonly asked: string[] = []
  failure: Error | undefined

  get sizeBytes(): number {
    return this.bytes.length
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    return this.bytes.subarray(offset, offset + length)
  }

  async write(offset: number, bytes: Uint8Array, { isDurable }: { isDurable: boolean }) {
    this.asked.push(`write ${offset} ${bytes.length} ${isDurable}`)
    if (this.failure) throw this.failure
    this.bytes.set(bytes, offset)
  }

  async writeZeroes(offset: number, length: number, { isDurable }: { isDurable: boolean }) {
    this.asked.push(`zeroes ${offset} ${length} ${isDurable}`)
    this.bytes.fill(0, offset, offset + length)
  }

  async flush() {
    this.asked.push('flush')
    if (this.failure) throw this.failure
  }

  async [Symbol.asyncDispose]() {}
}

interface Asked {
  readonly command: number
  readonly flags?: number
  readonly offset?: number
  readonly length?: number
  readonly payload?: Uint8Array
}

function encode(asked: Asked): Buffer {
  const header = Buffer.alloc(28)
  header.writeUInt32BE(0x25609513, 0)
  header.writeUInt16BE(asked.flags ?? 0, 4)
  header.writeUInt16BE(asked.command, 6)
  header.writeBigUInt64BE(BigInt(asked.offset ?? 0), 16)
  header.writeUInt32BE(asked.length ?? asked.payload?.length ?? 0, 24)
  return Buffer.concat([header, asked.payload ?? Buffer.alloc(0)])
}

async function serve(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-nbd-'))
  const device = new MemoryDevice()
  const server = await openBlockServer({
    path: join(folder, 'nbd.sock'),
    log: pino({ level: 'silent' }),
    openDevice: async () => device,
  })
  t.teardown(async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })
  return { device, path: server.path }
}

async function attach(t: ExecutionContext, path: string) {
  const socket = connect(path)
  t.teardown(() => socket.destroy())
  socket.on('error', () => undefined)
  const input = new SocketInput(socket)
  await input.take(18)
  socket.write(hello)
  await input.take(10)
  return {
    /** The error number of the reply. */
    async ask(asked: Asked): Promise<number | undefined> {
      socket.write(encode(asked))
      return (await input.take(16))?.readUInt32BE(4)
    },
  }
}

test('writes, zeroes, trims and flushes reach the device, and forced unit access makes them durable', async t => {
  const { device, path } = await serve(t)
  const { ask } = await attach(t, path)
  const payload = randomBytes(70_000)
  t.is(await ask({ command: command.write, offset: 10, payload }), 0)
  t.deepEqual(device.bytes.subarray(10, 70_010), payload)
  t.is(await ask({ command: command.write, flags: 1, offset: 0, payload: Buffer.from('x') }), 0)
  t.is(await ask({ command: command.writeZeroes, flags: 1, offset: 20, length: 30 }), 0)
  t.is(await ask({ command: command.trim, offset: 0, length: device.sizeBytes }), 0)
  t.is(await ask({ command: command.flush }), 0)
  t.deepEqual(device.asked, [
    'write 10 70000 false',
    'write 0 1 true',
    'zeroes 20 30 true',
    `zeroes 0 ${device.sizeBytes} false`,
    'flush',
  ])
})

test('want of room is ENOSPC, any other failure EIO, and neither reaches another request', async t => {
  const { device, path } = await serve(t)
  const { ask } = await attach(t, path)
  const write = { command: command.write, offset: 0, payload: Buffer.from('x') }
  device.failure = new BlockError('no-space', 'full')
  t.is(await ask(write), 28)
  t.is(await ask({ command: command.flush }), 28)
  device.failure = new Error('a disk on fire')
  t.is(await ask(write), 5)
  device.failure = undefined
  t.is(await ask(write), 0)
  const outside = { ...write, offset: device.sizeBytes }
  t.is(await ask(outside), 28)
  t.is(await ask({ command: command.trim, offset: 1, length: device.sizeBytes }), 22)
  t.is(await ask({ command: command.writeZeroes, offset: 1, length: 0xffffffff }), 28)
})

test('whatever a client sends, nothing outside of the device is asked for and the next one is served', async t => {
  const { device, path } = await serve(t)
  const anyRequest = fc
    .record({
      command: fc.nat(9),
      flags: fc.nat(0xffff),
      offset: fc.oneof(fc.nat(300_000), fc.nat()),
      length: fc.oneof(fc.nat(300_000), fc.nat(0xffffffff)),
      payload: fc.uint8Array({ maxLength: 3000 }),
    })
    .map(encode)
  await fc.assert(
    fc.asyncProperty(fc.array(anyRequest, { maxLength: 6 }), async requests => {
      const socket = connect(path).resume()
      socket.on('error', () => undefined)
      socket.end(Buffer.concat([hello, ...requests]))
      await once(socket, 'close')
    }),
    { numRuns: 100 },
  )
  for (const asked of device.asked) {
    const [, offset = 0, length = 0] = asked.split(' ').map(Number)
    t.true(asked === 'flush' || offset + length <= device.sizeBytes, asked)
  }
  const { ask } = await attach(t, path)
  t.is(await ask({ command: command.flush }), 0)
})
