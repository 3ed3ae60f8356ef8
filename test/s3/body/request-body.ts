import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { storedContentEncoding } from '../../../lib/s3/body/content-encoding.ts'
import { createChecksums } from '../../../lib/s3/checksums/checksum.ts'
import { S3Error } from '../../../lib/s3/errors.ts'
import { startBodyServer } from '../../support/body-server.ts'
import { encodeChunked } from '../../support/chunked.ts'

const checksums = createChecksums()
const hello = Buffer.from('hello')
const helloMd5 = createHash('md5').update(hello).digest('base64')
const helloCrc32 = checksums.base64('CRC32', hello)

/** Sends an unsigned PUT and returns the status and the code of the answer. */
async function put(
  port: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array = hello,
): Promise<{ status: number; code: string }> {
  const request = httpRequest({ port, host: '127.0.0.1', method: 'PUT', path: '/b/k', headers })
  request.end(body)
  const [response] = await once(request, 'response')
  return { status: response.statusCode, code: (await text(response)) || 'none' }
}

/** A connection to write whatever to. */
async function raw(port: number, head: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(head)
  return socket
}

const trailerFraming = {
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': '5',
  'x-amz-trailer': 'x-amz-checksum-crc32',
}

const unnamedTrailer = {
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': '5',
}

const headerRules: {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  readonly code: string
  readonly body?: Uint8Array
  readonly says?: RegExp
}[] = [
  { name: 'nothing', headers: {}, code: 'none' },
  { name: 'the right Content-MD5', headers: { 'content-md5': helloMd5 }, code: 'none' },
  {
    name: 'another Content-MD5',
    headers: { 'content-md5': 'rL0Y20xC+Fzt72VPzMSk2A==' },
    code: 'BadDigest',
  },
  {
    name: 'a Content-MD5 of 11 bytes',
    headers: { 'content-md5': 'YWJyYWNhZGFicmE=' },
    code: 'InvalidDigest',
  },
  { name: 'an empty Content-MD5', headers: { 'content-md5': '' }, code: 'InvalidDigest' },
  {
    name: 'the right SHA-256',
    headers: { 'x-amz-content-sha256': createHash('sha256').update(hello).digest('hex') },
    code: 'none',
  },
  {
    name: 'another SHA-256',
    headers: { 'x-amz-content-sha256': createHash('sha256').digest('hex') },
    code: 'XAmzContentSHA256Mismatch',
  },
  { name: 'the right CRC32', headers: { 'x-amz-checksum-crc32': helloCrc32 }, code: 'none' },
  {
    name: 'another CRC32',
    headers: { 'x-amz-checksum-crc32': 'AAAAAA==' },
    code: 'BadDigest',
    says: /^The CRC32 you specified did not match the calculated checksum\.$/,
  },
  {
    name: 'a CRC32 of three bytes',
    headers: { 'x-amz-checksum-crc32': 'AAAA' },
    code: 'InvalidRequest',
    says: /^Value for x-amz-checksum-crc32 header is invalid\.$/,
  },
  {
    name: 'two checksums, one of them empty',
    headers: { 'x-amz-checksum-crc32': helloCrc32, 'x-amz-checksum-sha1': '' },
    code: 'InvalidRequest',
    says: /^Expecting a single x-amz-checksum- header/,
  },
  {
    name: 'an unknown checksum',
    headers: { 'x-amz-checksum-crc16': 'AAA=' },
    code: 'InvalidRequest',
  },
  {
    name: 'only settings of checksums',
    headers: { 'x-amz-checksum-algorithm': 'CRC32', 'x-amz-checksum-type': 'COMPOSITE' },
    code: 'none',
  },
  {
    name: 'an SDK algorithm with its checksum',
    headers: { 'x-amz-sdk-checksum-algorithm': 'crc32', 'x-amz-checksum-crc32': helloCrc32 },
    code: 'none',
  },
  {
    name: 'an SDK algorithm without checksum',
    headers: { 'x-amz-sdk-checksum-algorithm': 'CRC32' },
    code: 'InvalidRequest',
    says: /no corresponding x-amz-checksum/,
  },
  {
    name: 'an SDK algorithm with another checksum',
    headers: { 'x-amz-sdk-checksum-algorithm': 'SHA1', 'x-amz-checksum-crc32': helloCrc32 },
    code: 'InvalidRequest',
    says: /^Value for x-amz-sdk-checksum-algorithm header is invalid\.$/,
  },
  {
    name: 'the right trailer',
    headers: trailerFraming,
    body: encodeChunked(hello, {
      chunkBytes: 3,
      trailers: { 'x-amz-checksum-crc32': helloCrc32 },
    }),
    code: 'none',
  },
  {
    name: 'another trailer',
    headers: trailerFraming,
    body: encodeChunked(hello, { chunkBytes: 3, trailers: { 'x-amz-checksum-crc32': 'AAAAAA==' } }),
    code: 'BadDigest',
  },
  {
    name: 'a trailer that is no checksum',
    headers: trailerFraming,
    body: encodeChunked(hello, { chunkBytes: 3, trailers: { 'x-amz-checksum-crc32': 'x' } }),
    code: 'InvalidRequest',
  },
  {
    name: 'a missing trailer',
    headers: trailerFraming,
    body: encodeChunked(hello, { chunkBytes: 3, trailers: {} }),
    code: 'MalformedTrailerError',
  },
  {
    name: 'the framing of trailers and none declared',
    headers: unnamedTrailer,
    body: encodeChunked(hello, { chunkBytes: 3, trailers: {} }),
    code: 'none',
  },
  {
    name: 'framing cut off after all of the data',
    headers: unnamedTrailer,
    body: Buffer.from('5\r\nhello\r\n'),
    code: 'IncompleteBody',
  },
  {
    name: 'framing cut off in the data',
    headers: unnamedTrailer,
    body: Buffer.from('5\r\nhell'),
    code: 'IncompleteBody',
  },
  {
    name: 'framing of nothing at all',
    headers: { ...unnamedTrailer, 'x-amz-decoded-content-length': '0', 'content-length': '0' },
    body: Buffer.alloc(0),
    code: 'IncompleteBody',
  },
  {
    name: 'a trailer and a header',
    headers: { ...trailerFraming, 'x-amz-checksum-crc32': helloCrc32 },
    code: 'InvalidRequest',
  },
  {
    name: 'a trailer name that is no checksum',
    headers: { ...trailerFraming, 'x-amz-trailer': 'x-amz-meta-a' },
    code: 'InvalidRequest',
  },
  {
    name: 'a trailer where no framing can carry it',
    headers: { 'x-amz-trailer': 'x-amz-checksum-crc32' },
    code: 'MalformedTrailerError',
  },
  {
    name: 'framing without a decoded length',
    headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
    code: 'MissingContentLength',
  },
  {
    name: 'a decoded length that is no number',
    headers: { ...trailerFraming, 'x-amz-decoded-content-length': '-5' },
    code: 'InvalidArgument',
  },
]

for (const { name, headers, body, code, says } of headerRules) {
  for (const bytesMax of [undefined, 100]) {
    const way = bytesMax === undefined ? 'stream' : 'bytes'
    test(`${way} of a body with ${name} ends with ${code}`, async t => {
      await using server = await startBodyServer(bytesMax === undefined ? {} : { bytesMax })
      t.is((await put(server.port, headers, body)).code, code)
      const { bytes, digests, message } = await server.next()
      if (code === 'none') {
        t.is(Buffer.from(bytes ?? []).toString(), 'hello')
        t.is(digests?.md5Hex, createHash('md5').update(hello).digest('hex'))
        t.truthy(digests?.checksum)
      }
      t.regex(message, says ?? /^/)
    })
  }
}

test('a stream without Content-Length is a MissingContentLength, bytes are not', async t => {
  const head = 'PUT /b/k HTTP/1.1\r\nHost: a\r\n'
  await using streaming = await startBodyServer()
  for (const framing of ['\r\n', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n']) {
    const socket = await raw(streaming.port, head + framing)
    const { code, wasOpened } = await streaming.next()
    t.is(code, 'MissingContentLength')
    t.false(wasOpened, 'so that no 100 Continue was sent')
    socket.destroy()
  }
  await using whole = await startBodyServer({ bytesMax: 5 })
  const empty = await raw(whole.port, `${head}\r\n`)
  t.is((await whole.next()).bytes?.length, 0)
  const chunked = await raw(
    whole.port,
    `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  )
  t.is((await whole.next()).bytes?.length, 5)
  empty.destroy()
  chunked.destroy()
})

test('bytes beyond the maximum are refused, by their declared length or when they come', async t => {
  await using server = await startBodyServer({ bytesMax: 4 })
  t.is((await put(server.port, {})).code, 'MaxMessageLengthExceeded')
  t.like(await server.next(), { wasOpened: false, isFinished: false })
  t.is(
    (await put(server.port, { 'transfer-encoding': 'chunked' })).code,
    'MaxMessageLengthExceeded',
  )
  t.like(await server.next(), { wasOpened: true, isFinished: false })
})

for (const bytesMax of [undefined, 200_000]) {
  const way = bytesMax === undefined ? 'stream' : 'bytes'
  test(`${way} of chunks of one byte each is the body`, async t => {
    const body = Buffer.alloc(100_000, 'every stem grows from one root. ')
    await using server = await startBodyServer(bytesMax === undefined ? {} : { bytesMax })
    const headers = { ...trailerFraming, 'x-amz-decoded-content-length': String(body.length) }
    const trailers = { 'x-amz-checksum-crc32': checksums.base64('CRC32', body) }
    t.is(
      (await put(server.port, headers, encodeChunked(body, { chunkBytes: 1, trailers }))).code,
      'none',
    )
    const { bytes, digests } = await server.next()
    t.true(body.equals(bytes ?? Buffer.alloc(0)))
    t.is(digests?.checksum?.algorithm, 'CRC32')
  })
}

test('an empty body is read without touching the connection', async t => {
  await using server = await startBodyServer()
  t.is((await put(server.port, { 'content-length': '0' }, Buffer.alloc(0))).code, 'none')
  const { wasOpened, isFinished, digests } = await server.next()
  t.false(wasOpened)
  t.true(isFinished)
  t.is(digests?.md5Hex, 'd41d8cd98f00b204e9800998ecf8427e')
  t.deepEqual(digests?.checksum, { algorithm: 'CRC64NVME', base64: 'AAAAAAAAAAA=' })
})

for (const bytesMax of [undefined, 100]) {
  const way = bytesMax === undefined ? 'stream' : 'bytes'

  test(`${way} fails when the client goes away in the middle`, async t => {
    await using server = await startBodyServer(bytesMax === undefined ? {} : { bytesMax })
    const head = 'PUT /b/k HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello'
    const socket = await raw(server.port, head)
    socket.end()
    t.like(await server.next(), { code: 'IncompleteBody', bytes: undefined, isFinished: false })
    socket.destroy()
  })

  test(`${way} fails when the client falls silent`, async t => {
    const body = { idleTimeoutMs: 30 }
    await using server = await startBodyServer({
      body,
      ...(bytesMax !== undefined && { bytesMax }),
    })
    const head = 'PUT /b/k HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello'
    const socket = await raw(server.port, head)
    const [answer] = await once(socket, 'data')
    t.regex(String(answer), /^HTTP\/1.1 400 .*RequestTimeout/s)
    t.is((await server.next()).code, 'RequestTimeout')
    socket.destroy()
  })
}

test('a client that left before its body was asked for is not taken for an empty body', async t => {
  await using server = await startBodyServer({
    async read(body, message) {
      // Not once(): that rejects for the error which comes first.
      await new Promise(resolve => message.socket.on('close', resolve))
      return Buffer.concat(await Array.fromAsync(body.stream()))
    },
  })
  const head = 'PUT /b/k HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello'
  const socket = await raw(server.port, head)
  socket.destroy()
  t.like(await server.next(), { code: 'IncompleteBody', bytes: undefined, isFinished: false })
})

test('a reader that stops in the middle leaves the body unfinished', async t => {
  await using server = await startBodyServer({
    async read(body) {
      for await (const slice of body.stream()) if (slice.length > 0) throw new S3Error('SlowDown')
      return Buffer.alloc(0)
    },
  })
  t.is((await put(server.port, {}, Buffer.alloc(1024))).code, 'SlowDown')
  t.like(await server.next(), { code: 'SlowDown', isFinished: false })
})

test('a checksum that the caller asks for is computed where the client sends none', async t => {
  const checksum = 'SHA1' as const
  await using server = await startBodyServer({
    read: async body => Buffer.concat(await Array.fromAsync(body.stream({ checksum }))),
  })
  await put(server.port, {})
  const computed = { algorithm: checksum, base64: checksums.base64(checksum, hello) }
  t.deepEqual((await server.next()).digests?.checksum, computed)
  await put(server.port, { 'x-amz-checksum-crc32': helloCrc32 })
  const sent = { algorithm: 'CRC32' as const, base64: helloCrc32 }
  t.deepEqual((await server.next()).digests?.checksum, sent)
})

test('a slow reader stops the sender, so that little waits in memory', async t => {
  const sizeBytes = 64 * 1024 * 1024
  let readBytes = 0
  await using server = await startBodyServer({
    async read(body, message) {
      const start = message.socket.bytesRead
      for await (const slice of body.stream()) {
        // Looks only once, when the socket has had all the time it wants to read ahead.
        if (readBytes === 0) readBytes = await settled(() => message.socket.bytesRead - start)
        t.true(slice.length > 0)
      }
      return Buffer.alloc(0)
    },
  })
  t.is((await put(server.port, {}, Buffer.alloc(sizeBytes))).code, 'none')
  t.true(readBytes > 0 && readBytes < 2 * 1024 * 1024, `${readBytes} bytes were read ahead`)
})

/** The value once it has stayed the same ten times. */
async function settled(value: () => number): Promise<number> {
  let last = -1
  for (let same = 0; same < 10; ) {
    await new Promise(resolve => setTimeout(resolve, 5))
    same = value() === last ? same + 1 : 0
    last = value()
  }
  return last
}

for (const [header, kept] of [
  [undefined, undefined],
  ['aws-chunked', undefined],
  ['gzip', 'gzip'],
  ['aws-chunked,gzip', 'gzip'],
  ['gzip, AWS-chunked', 'gzip'],
  ['gzip, aws-chunked, br', 'gzip,br'],
  ['', ''],
] as const) {
  test(`of the Content-Encoding ${header}, ${kept} is kept`, t => {
    t.is(storedContentEncoding(header), kept)
  })
}
