import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { pino } from 'pino'
import {
  type BlockServer,
  type BlockServerLimits,
  openBlockServer,
} from '../../../lib/compute/block-server/block-server.ts'
import { SocketInput } from '../../../lib/compute/block-server/socket-input.ts'

const run = promisify(execFile)
const log = pino({ level: 'silent' })

type Read = (offset: number, length: number) => Promise<Uint8Array>

interface Served {
  readonly server: BlockServer
  readonly folder: string
  readonly bytes: Buffer
  readonly closed: () => number
}

async function serve(
  t: ExecutionContext,
  options: { bytes?: Buffer; read?: Read; limits?: Partial<BlockServerLimits> } = {},
): Promise<Served> {
  const bytes = options.bytes ?? randomBytes(3 * 1024 * 1024)
  const folder = await mkdtemp(join(tmpdir(), 'mallee-nbd-'))
  let closeCount = 0
  const server = await openBlockServer({
    path: join(folder, 'nbd.sock'),
    log,
    limits: options.limits ?? {},
    openDevice: async () => ({
      virtualSizeBytes: bytes.length,
      sizeBytes: bytes.length,
      format: 'raw',
      read: options.read ?? (async (offset, length) => bytes.subarray(offset, offset + length)),
      [Symbol.asyncDispose]: async () => {
        closeCount++
      },
    }),
  })
  t.teardown(async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })
  return { server, folder, bytes, closed: () => closeCount }
}

/** A client that has chosen the export with NBD_OPT_EXPORT_NAME and may send requests. */
async function attach(t: ExecutionContext, path: string) {
  const socket = connect(path)
  t.teardown(() => socket.destroy())
  socket.on('error', () => undefined)
  const input = new SocketInput(socket)
  await input.take(18)
  socket.write(Buffer.from('00000003' + '49484156454f5054' + '00000001' + '00000000', 'hex'))
  const size = (await input.take(10))?.readBigUInt64BE(0)
  return { socket, input, size }
}

function request(command: number, cookie: number, offset: number | bigint, length: number): Buffer {
  const header = Buffer.alloc(28)
  header.writeUInt32BE(0x25609513, 0)
  header.writeUInt16BE(command, 6)
  header.writeBigUInt64BE(BigInt(cookie), 8)
  header.writeBigUInt64BE(BigInt(offset), 16)
  header.writeUInt32BE(length, 24)
  return header
}

async function reply(input: SocketInput): Promise<{ error: number; cookie: number }> {
  const header = await input.take(16)
  if (header === undefined) throw new Error('the connection ended instead of a reply')
  return { error: header.readUInt32BE(4), cookie: Number(header.readBigUInt64BE(8)) }
}

const uriOf = ({ server }: Served) => `nbd+unix:///?socket=${server.path}`

test('qemu-img reads the very bytes of the image, and they are metered', async t => {
  const served = await serve(t)
  const copy = join(served.folder, 'copy')
  await writeFile(copy, served.bytes)
  const args = ['compare', '-f', 'raw', '-F', 'raw', copy, uriOf(served)]
  t.regex((await run('qemu-img', args, { timeout: 20_000 })).stdout, /identical/)
  t.is(served.server.usage().byteCount, served.bytes.length)
  t.true(served.server.usage().requestCount >= 2)
})

test('nbdinfo sees a read-only export that may be used over several connections', async t => {
  const served = await serve(t)
  const { stdout } = await run('nbdinfo', [uriOf(served)], { timeout: 20_000 })
  t.regex(stdout, /export-size: 3145728/)
  t.regex(stdout, /is_read_only: true/)
  t.regex(stdout, /can_multi_conn: true/)
  t.regex(stdout, /can_flush: true/)
  t.regex(stdout, /newstyle-fixed/)
})

test('several clients copy the image at once', async t => {
  const served = await serve(t)
  const copies = ['a', 'b', 'c'].map(name => join(served.folder, name))
  await Promise.all(copies.map(copy => run('nbdcopy', [uriOf(served), copy], { timeout: 20_000 })))
  for (const copy of copies) t.is((await stat(copy)).size, served.bytes.length)
  t.is(served.server.usage().byteCount, 3 * served.bytes.length)
})

test('a slow read holds up no other read of the same connection', async t => {
  const slow = Promise.withResolvers<void>()
  const served = await serve(t, {
    read: async (offset, length) => {
      if (offset === 0) await slow.promise
      return Buffer.alloc(length, 1)
    },
  })
  const { socket, input } = await attach(t, served.server.path)
  socket.write(Buffer.concat([request(0, 1, 0, 512), request(0, 2, 512, 512)]))
  t.deepEqual(await reply(input), { error: 0, cookie: 2 })
  await input.take(512)
  slow.resolve()
  t.deepEqual(await reply(input), { error: 0, cookie: 1 })
})

test('a failed read is EIO for that request alone', async t => {
  const served = await serve(t, {
    read: async (offset, length) => {
      if (offset === 0) throw new Error('disk on fire')
      return Buffer.alloc(length)
    },
  })
  const { socket, input } = await attach(t, served.server.path)
  socket.write(request(0, 1, 0, 512))
  t.deepEqual(await reply(input), { error: 5, cookie: 1 })
  socket.write(request(0, 2, 512, 512))
  t.deepEqual(await reply(input), { error: 0, cookie: 2 })
  t.is(served.server.usage().errorCount, 1)
})

test('requests past the end, too long, changing or unknown are refused and the next one is served', async t => {
  const served = await serve(t)
  const { socket, input, size } = await attach(t, served.server.path)
  t.is(size, BigInt(served.bytes.length))
  const refused = [
    { bytes: request(0, 1, served.bytes.length, 1), error: 22 },
    { bytes: request(0, 2, 2n ** 64n - 1n, 2), error: 22 },
    { bytes: request(0, 3, 0, 0xffffffff), error: 22 },
    { bytes: request(0, 4, 0, 0), error: 22 },
    { bytes: Buffer.concat([request(1, 5, 0, 70_000), Buffer.alloc(70_000)]), error: 1 },
    { bytes: request(4, 6, 0, 512), error: 1 },
    { bytes: request(77, 7, 0, 512), error: 22 },
  ]
  for (const [index, { bytes, error }] of refused.entries()) {
    socket.write(bytes)
    t.deepEqual(await reply(input), { error, cookie: index + 1 })
  }
  socket.write(request(3, 8, 0, 0))
  t.deepEqual(await reply(input), { error: 0, cookie: 8 })
  socket.write(request(0, 9, 10, 20))
  t.deepEqual(await reply(input), { error: 0, cookie: 9 })
  t.deepEqual(await input.take(20), served.bytes.subarray(10, 30))
})

test('a client that does not take its replies has only so many reads made for it', async t => {
  let readCount = 0
  const served = await serve(t, {
    limits: { requestsInFlightMax: 4 },
    read: async (_offset, length) => {
      readCount++
      return Buffer.alloc(length)
    },
  })
  const { socket } = await attach(t, served.server.path)
  socket.pause()
  const one = request(0, 1, 0, 1024 * 1024)
  socket.write(Buffer.concat(Array.from({ length: 500 }, () => one)))
  // Another client is served all the while; its turns give the first every chance to overdo it.
  const other = await attach(t, served.server.path)
  for (let cookie = 0; cookie < 200; cookie++) {
    other.socket.write(request(3, cookie, 0, 0))
    await reply(other.input)
  }
  t.true(readCount <= 8, `${readCount} reads`)
})

test('a client that says nothing is let go', async t => {
  const served = await serve(t, { limits: { handshakeTimeoutMs: 50 } })
  const socket = connect(served.server.path)
  socket.resume()
  await once(socket, 'close')
  t.pass()
})

test('closing ends the connections, removes the socket and closes the image once', async t => {
  const served = await serve(t)
  const { input } = await attach(t, served.server.path)
  await served.server[Symbol.asyncDispose]()
  await served.server[Symbol.asyncDispose]()
  t.is(await input.take(1), undefined)
  await t.throwsAsync(stat(served.server.path), { code: 'ENOENT' })
  t.is(served.closed(), 1)
})

test('an image that cannot be opened ends the connection, and the next one tries again', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-nbd-'))
  let openCount = 0
  await using server = await openBlockServer({
    path: join(folder, 'nbd.sock'),
    log,
    openDevice: async () => {
      openCount++
      throw new Error('not yet')
    },
  })
  t.teardown(() => rm(folder, { recursive: true }))
  for (let attempt = 0; attempt < 2; attempt++) {
    const socket = connect(server.path)
    socket.resume()
    await once(socket, 'close')
  }
  t.is(openCount, 2)
})

/** Sends the bytes and waits until the server hangs up or has nothing more to say to them. */
async function pour(path: string, chunks: readonly Uint8Array[]): Promise<void> {
  const socket: Socket = connect(path)
  socket.on('error', () => undefined)
  socket.resume()
  for (const chunk of chunks) socket.write(chunk)
  socket.end()
  await once(socket, 'close')
}

test('whatever a client sends, the server lives and serves the next one', async t => {
  const served = await serve(t, { bytes: randomBytes(64 * 1024) })
  const hello = Buffer.from('00000003', 'hex')
  const goOption = Buffer.from('49484156454f505400000007', 'hex')
  const attachOption = Buffer.from('49484156454f50540000000100000000', 'hex')
  const noise = fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes))
  const anyRequest = fc
    .tuple(fc.nat(9), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.nat(0xffffffff))
    .map(([command, offset, length]) => request(command, 1, offset, length))
  const conversation = fc.oneof(
    fc.array(noise, { maxLength: 4 }),
    noise.map(data => [hello, goOption, data]),
    fc.array(fc.oneof(anyRequest, noise), { maxLength: 6 }).map(r => [hello, attachOption, ...r]),
  )
  await fc.assert(
    fc.asyncProperty(conversation, async chunks => {
      await pour(served.server.path, chunks)
    }),
    { numRuns: 300 },
  )
  const { socket, input } = await attach(t, served.server.path)
  socket.write(request(0, 1, 0, 512))
  t.deepEqual(await reply(input), { error: 0, cookie: 1 })
  t.deepEqual(await input.take(512), served.bytes.subarray(0, 512))
})
