import { createHash, randomBytes } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import {
  CHUNK_BYTES,
  chunkCount,
  type LayerKeys,
  openBytes,
  openRange,
  plainBytes,
  SealError,
  sealBytes,
  sealedBytes,
  sealedChunkBytes,
  sealedRange,
  sealStream,
} from '../../../lib/s3/encryption/chunks.ts'

const keysOf = (layers: number): LayerKeys =>
  Array.from({ length: layers }, (_, layer) => createHash('sha256').update(`${layer}`).digest())

/** Around the borders of chunks, where mistakes live. */
const size = fc
  .tuple(fc.nat(3), fc.integer({ min: -2, max: 2 }), fc.nat(CHUNK_BYTES))
  .map(([chunks, offset, rest]) => [Math.max(0, chunks * CHUNK_BYTES + offset), rest])
  .chain(sizes => fc.constantFrom(...sizes))
const layers = fc.constantFrom(1, 2)
/** As a share of what there is. */
const share = fc.double({ min: 0, max: 1, noNaN: true })

function plainOf(bytes: number): Buffer {
  return Buffer.alloc(bytes, createHash('sha256').update(`${bytes}`).digest())
}

async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes)
  }
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(pieces))
}

/** Opens the whole body; what was handed out before a refusal has to be right. */
async function open(
  keys: LayerKeys,
  sealed: Uint8Array,
  plain: Uint8Array,
): Promise<'opened' | 'refused'> {
  let offset = 0
  try {
    const range = { start: 0, end: plain.length - 1 }
    const pieces = openRange(keys, inPieces(sealed, 10_007), { range, plainBytes: plain.length })
    for await (const piece of pieces) {
      if (Buffer.compare(piece, plain.subarray(offset, offset + piece.length)) !== 0) {
        throw new Error('wrong bytes were handed out')
      }
      offset += piece.length
    }
    return 'opened'
  } catch (error) {
    if (error instanceof SealError) return 'refused'
    throw error
  }
}

test('any range of any sealed body is that range of the plaintext', async t => {
  await fc.assert(
    fc.asyncProperty(
      size,
      layers,
      share,
      share,
      fc.integer({ min: 1, max: 200_000 }),
      async (...given) => {
        const [bytes, layerCount, from, to, pieceBytes] = given
        const keys = keysOf(layerCount)
        const plain = plainOf(bytes)
        const sealed = await collect(sealStream(keys, inPieces(plain, pieceBytes)))
        t.is(sealed.length, sealedBytes(bytes, layerCount))
        t.is(plainBytes(sealed.length, layerCount), bytes)
        if (bytes === 0) return
        const [start = 0, end = 0] = [from, to]
          .map(part => Math.min(bytes - 1, Math.floor(part * bytes)))
          .toSorted((one, other) => one - other)
        const needed = sealedRange({ start, end }, { plainBytes: bytes, layers: layerCount })
        const read = inPieces(sealed.subarray(needed.start, needed.end + 1), pieceBytes)
        const opened = await collect(
          openRange(keys, read, { range: { start, end }, plainBytes: bytes }),
        )
        t.deepEqual(opened, plain.subarray(start, end + 1))
        const whole = sealed.subarray(needed.start, needed.end + 1)
        const atOnce = openBytes(keys, whole, { range: { start, end }, plainBytes: bytes })
        t.deepEqual(Buffer.from(atOnce), opened)
        const most = Math.ceil((end - start + 1) / CHUNK_BYTES) + 1
        t.true(needed.end - needed.start < most * sealedChunkBytes(layerCount))
      },
    ),
    { numRuns: 60 },
  )
})

test('a body is sealed alike in one piece and in many', async t => {
  await fc.assert(
    fc.asyncProperty(
      size,
      layers,
      fc.integer({ min: 1, max: 150_000 }),
      async (bytes, count, piece) => {
        const plain = plainOf(bytes)
        const streamed = await collect(sealStream(keysOf(count), inPieces(plain, piece)))
        t.deepEqual(Buffer.from(sealBytes(keysOf(count), plain)), streamed)
      },
    ),
    { numRuns: 40 },
  )
})

test('no flipped bit is handed out', async t => {
  await fc.assert(
    fc.asyncProperty(size, layers, share, fc.nat(7), async (bytes, count, where, bit) => {
      const plain = plainOf(bytes)
      const sealed = Buffer.from(sealBytes(keysOf(count), plain))
      const at = Math.min(sealed.length - 1, Math.floor(where * sealed.length))
      sealed[at] = (sealed[at] ?? 0) ^ (1 << bit)
      t.is(await open(keysOf(count), sealed, plain), 'refused')
    }),
    { numRuns: 60 },
  )
})

const longBody = 3 * CHUNK_BYTES + 17
const chunk = (sealed: Buffer, number: number, layerCount: number) =>
  sealed.subarray(
    number * sealedChunkBytes(layerCount),
    (number + 1) * sealedChunkBytes(layerCount),
  )

for (const count of [1, 2]) {
  const plain = plainOf(longBody)
  const sealed = Buffer.from(sealBytes(keysOf(count), plain))
  const [first, second, third, last] = [0, 1, 2, 3].map(number => chunk(sealed, number, count))
  if (!first || !second || !third || !last) throw new Error('the body has four chunks')
  const damaged: readonly (readonly [what: string, bytes: Buffer])[] = [
    ['swapped chunks', Buffer.concat([second, first, third, last])],
    ['a chunk that is there twice', Buffer.concat([first, first, third, last])],
    ['a missing chunk', Buffer.concat([first, second, last])],
    ['a missing end', Buffer.concat([first, second, third])],
    ['an end that is cut short', sealed.subarray(0, -1)],
    ['bytes after the end', Buffer.concat([sealed, last])],
    ['nothing at all', Buffer.alloc(0)],
  ]
  for (const [what, bytes] of damaged) {
    test(`${what} under ${count} key(s) are refused`, async t => {
      t.is(await open(keysOf(count), sealed, plain), 'opened')
      t.is(await open(keysOf(count), bytes, plain), 'refused')
    })
  }

  test(`a body cut at a chunk is refused although its record says so too, ${count} key(s)`, async t => {
    const shorter = plain.subarray(0, 3 * CHUNK_BYTES)
    const cut = sealed.subarray(0, 3 * sealedChunkBytes(count))
    t.is(await open(keysOf(count), cut, shorter), 'refused')
  })
}

test('another key opens nothing, whichever layer it is for', async t => {
  const plain = plainOf(100)
  const [inner = randomBytes(32), outer = randomBytes(32)] = keysOf(2)
  const sealed = sealBytes([inner, outer], plain)
  t.is(await open([inner, outer], sealed, plain), 'opened')
  t.is(await open([randomBytes(32), outer], sealed, plain), 'refused')
  t.is(await open([inner, randomBytes(32)], sealed, plain), 'refused')
  t.is(await open([outer, inner], sealed, plain), 'refused')
})

test('a length that no sealed body has is refused', t => {
  fc.assert(
    fc.property(fc.nat(5 * CHUNK_BYTES), layers, (bytes, count) => {
      t.is(plainBytes(sealedBytes(bytes, count), count), bytes)
    }),
  )
  for (const bytes of [0, 15, sealedChunkBytes(1) + 1, sealedChunkBytes(1) + 15]) {
    t.throws(() => plainBytes(bytes, 1), { instanceOf: SealError })
  }
  t.is(chunkCount(0), 1)
})
