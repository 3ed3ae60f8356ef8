/** Bodies in aws-chunked as a network delivers them, cut anywhere, and as nobody should send them. */
import { once } from 'node:events'
import { request as startRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import test from 'ava'
import aws4 from 'aws4'
import fc from 'fast-check'
import { encodeChunked } from '../../support/chunked.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const RUNS = 60
const CHUNK_BYTES_MIN = 8192

interface Upload {
  readonly pieces: readonly Uint8Array[]
  readonly decodedBytes: number
}

/** Unsigned chunks with a trailer, which is what SDKs send by default. */
async function upload(s3: S3Server, { pieces, decodedBytes }: Upload) {
  const { hostname, port } = new URL(s3.endpoint)
  const signed = aws4.sign(
    {
      service: 's3',
      region: 'us-east-1',
      method: 'PUT',
      host: `${hostname}:${port}`,
      path: '/photos/chunked',
      headers: {
        'content-encoding': 'aws-chunked',
        'content-length': String(pieces.reduce((sum, { length }) => sum + length, 0)),
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': String(decodedBytes),
        'x-amz-trailer': 'x-amz-checksum-crc32',
      },
    },
    s3.owner,
  )
  const headers = Object.entries(signed.headers ?? {}).map(([name, value]) => [name, String(value)])
  const request = startRequest({
    ...{ host: hostname, port, method: 'PUT', path: '/photos/chunked' },
    headers: Object.fromEntries(headers),
  })
  const answered = once(request, 'response')
  for (const piece of pieces) request.write(piece)
  request.end()
  const [response] = await answered
  return { status: Number(response.statusCode), answer: await text(response) }
}

function encoded(body: Uint8Array, chunkBytes: number): Buffer {
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(body))
  const trailers = { 'x-amz-checksum-crc32': checksum.toString('base64') }
  return encodeChunked(body, { chunkBytes, trailers })
}

function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map(place => place % (bytes.length + 1)), bytes.length]
  ends.sort((left, right) => left - right)
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

const body = fc.uint8Array({ maxLength: 40_000, size: 'max' })
const chunkBytes = fc.integer({ min: CHUNK_BYTES_MIN, max: 2 * CHUNK_BYTES_MIN })
const places = fc.array(fc.nat(), { maxLength: 12 })

for (const defaultEncryption of ['off', 'AES256'] as const) {
  test(`chunks of any size, cut anywhere, are stored whole: encryption ${defaultEncryption}`, async t => {
    await using s3 = await startS3({ bucket: 'photos', defaultEncryption })
    await fc.assert(
      fc.asyncProperty(body, chunkBytes, places, async (bytes, size, cuts) => {
        const pieces = cutAt(encoded(bytes, size), cuts)
        const { status, answer } = await upload(s3, { pieces, decodedBytes: bytes.length })
        t.is(status, 200, answer)
        const stored = await s3.send({ path: '/photos/chunked' })
        t.true(stored.bytes.equals(bytes))
      }),
      { numRuns: RUNS },
    )
  })
}

test('chunks that were tampered with are refused, and nothing of them is stored', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const splice = fc.record({
    at: fc.nat(),
    gone: fc.nat({ max: 20 }),
    come: fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom(
        ...['\r\n', '0\r\n\r\n', 'ffffffffffffffff\r\n', '-1\r\n', ';'].map(Buffer.from),
      ),
    ),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(splice, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: -2, max: 2 }),
      async (splices, wrongBy) => {
        const bytes = Buffer.alloc(20_000, 'content')
        const whole = encoded(bytes, CHUNK_BYTES_MIN)
        let sent = whole
        for (const { at, gone, come } of splices) {
          const start = at % sent.length
          sent = Buffer.concat([sent.subarray(0, start), come, sent.subarray(start + gone)])
        }
        const decodedBytes = bytes.length + wrongBy
        const { status, answer } = await upload(s3, { pieces: [sent], decodedBytes })
        t.not(status, 500, answer)
        const stored = await s3.send({ path: '/photos/chunked' })
        // Names and order of what frames the bytes leave some freedom, the bytes themselves none.
        if (status === 200) t.true(stored.bytes.equals(bytes))
        else t.is(stored.status, 404)
        await s3.send({ method: 'DELETE', path: '/photos/chunked' })
      },
    ),
    { numRuns: 2 * RUNS },
  )
})
