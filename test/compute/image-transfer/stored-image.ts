import test from 'ava'
import fc from 'fast-check'
import { ImageFormatError } from '../../../lib/compute/image-formats/image-format-error.ts'
import {
  readStoredImage,
  type StoredImageHeader,
  type StoredPiece,
  writeStoredImage,
} from '../../../lib/compute/image-transfer/stored-image.ts'

const disk = {
  deviceName: '/dev/sda1',
  sizeBytes: 64 * 512,
  sizeGib: 1,
  volumeType: 'gp2',
  iops: 0,
  throughputMibps: 0,
  deleteOnTermination: true,
}

const header: StoredImageHeader = {
  name: 'an image',
  description: '',
  architecture: 'x86_64',
  rootDeviceName: '/dev/sda1',
  enaSupport: true,
  bootMode: 'uefi',
  tags: { colour: 'grün' },
  disks: [disk, { ...disk, deviceName: '/dev/sdb' }],
}

async function written(pieces: readonly (readonly StoredPiece[])[]): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  async function* piecesOf(index: number) {
    yield* pieces[index] ?? []
  }
  for await (const chunk of writeStoredImage(header, piecesOf)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function read(bytes: Uint8Array, chunkBytes = 1000) {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
  }
  let seen: StoredImageHeader | undefined
  const pieces: StoredPiece[][] = [[], []]
  await readStoredImage(chunks(), {
    async header(found) {
      seen = found
    },
    async piece(index, { offset, bytes: content }) {
      pieces[index]?.push({ offset, bytes: Buffer.from(content) })
    },
  })
  return { header: seen, pieces }
}

const sectors = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 3 }), fc.nat(255))
  .map(([start, count, byte]) => ({
    offset: start * 512,
    bytes: Buffer.alloc(count * 512, byte),
  }))

test('what was written is read again, wherever the object is cut', async t => {
  const property = fc.asyncProperty(
    fc.array(sectors, { maxLength: 4 }),
    fc.array(sectors, { maxLength: 4 }),
    fc.integer({ min: 1, max: 5000 }),
    async (first, second, chunkBytes) => {
      const found = await read(await written([first, second]), chunkBytes)
      t.deepEqual(found.header, header)
      t.deepEqual(found.pieces, [first, second])
    },
  )
  await fc.assert(property, { numRuns: 50 })
  t.pass()
})

test('what is damaged, cut off or longer is refused, and nothing else', async t => {
  const whole = await written([[{ offset: 512, bytes: Buffer.alloc(1024, 7) }], []])
  for (const bytes of [whole.subarray(0, -1), Buffer.concat([whole, Buffer.alloc(1)])]) {
    await t.throwsAsync(read(bytes), { instanceOf: ImageFormatError })
  }
  const property = fc.asyncProperty(
    fc.nat(whole.length - 1),
    fc.integer({ min: 1, max: 255 }),
    async (at, change) => {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ change
      const error = await read(bytes).then(
        () => undefined,
        (failure: unknown) => failure,
      )
      t.true(error instanceof ImageFormatError, `a change at ${at}`)
    },
  )
  await fc.assert(property, { numRuns: 500 })
})
