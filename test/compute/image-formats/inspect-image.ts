import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import fc from 'fast-check'
import { ImageFormatError } from '../../../lib/compute/image-formats/image-format-error.ts'
import { inspectImage } from '../../../lib/compute/image-formats/inspect-image.ts'

const run = promisify(execFile)

function inspect(bytes: Uint8Array, options?: { virtualSizeBytesMax: number }) {
  const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length)
  return inspectImage(read, bytes.length, options)
}

const ATTEMPTS_MAX = 10

/** qemu-img measures the processor for LUKS, and gives up on one that is too busy to be measured. */
async function madeAtLast(args: readonly string[]): Promise<Buffer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await made(args)
    } catch (error) {
      if (attempt === ATTEMPTS_MAX) throw error
    }
  }
}

/** What qemu-img makes with these arguments; `FILE` is where it writes. */
async function made(args: readonly string[]): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-image-'))
  try {
    const file = join(folder, 'image')
    const full = args.map(arg => arg.replaceAll('FILE', file).replaceAll('DIR', folder))
    await writeFile(join(folder, 'source'), Buffer.alloc(1024 * 1024, 7))
    await run('qemu-img', full, { timeout: 20_000 })
    return await readFile(file)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const accepted = [
  { name: 'version 3', args: ['create', '-f', 'qcow2', 'FILE', '3M'] },
  { name: 'version 2', args: ['create', '-f', 'qcow2', '-o', 'compat=0.10', 'FILE', '3M'] },
  {
    name: '2 MiB clusters',
    args: ['create', '-f', 'qcow2', '-o', 'cluster_size=2M', 'FILE', '3M'],
  },
  {
    name: '512 byte clusters',
    args: ['create', '-f', 'qcow2', '-o', 'cluster_size=512', 'FILE', '3M'],
  },
  { name: 'extended L2', args: ['create', '-f', 'qcow2', '-o', 'extended_l2=on', 'FILE', '3M'] },
  {
    name: 'lazy refcounts',
    args: ['create', '-f', 'qcow2', '-o', 'lazy_refcounts=on', 'FILE', '3M'],
  },
]
for (const { name, args } of accepted) {
  test(`a qcow2 image with ${name} is known with its virtual size`, async t => {
    const expected = { format: 'qcow2' as const, virtualSizeBytes: 3 * 1024 * 1024 }
    t.deepEqual(await inspect(await made(args)), expected)
  })
}

test('compressed qcow2 images are known, zlib and zstd', async t => {
  for (const type of ['zlib', 'zstd']) {
    const o = `compression_type=${type}`
    const args = ['convert', '-c', '-f', 'raw', '-O', 'qcow2', '-o', o, 'DIR/source', 'FILE']
    t.is((await inspect(await made(args))).virtualSizeBytes, 1024 * 1024, type)
  }
})

test('a raw image is as large as it is', async t => {
  t.deepEqual(await inspect(Buffer.alloc(4096)), { format: 'raw', virtualSizeBytes: 4096 })
})

const refusedFiles = [
  {
    name: 'a backing file',
    args: ['create', '-f', 'qcow2', '-u', '-b', '/etc/passwd', '-F', 'raw', 'FILE', '3M'],
    message: /backing file/,
  },
  {
    name: 'an external data file',
    args: ['create', '-f', 'qcow2', '-o', 'data_file=DIR/data', 'FILE', '3M'],
    message: /another file/,
  },
  {
    name: 'encryption',
    args: [
      ...['create', '-f', 'qcow2', '--object', 'secret,id=s,data=abc'],
      ...['-o', 'encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10', 'FILE', '3M'],
    ],
    message: /encrypted/,
  },
  { name: 'VMDK', args: ['create', '-f', 'vmdk', 'FILE', '3M'], message: /VMDK.*import/ },
  { name: 'VDI', args: ['create', '-f', 'vdi', 'FILE', '3M'], message: /VDI.*import/ },
  { name: 'VHDX', args: ['create', '-f', 'vhdx', 'FILE', '3M'], message: /VHDX.*import/ },
  { name: 'VHD', args: ['create', '-f', 'vpc', 'FILE', '3M'], message: /VHD.*import/ },
  {
    name: 'VHD of fixed size',
    args: ['create', '-f', 'vpc', '-o', 'subformat=fixed', 'FILE', '3M'],
    message: /VHD.*import/,
  },
]
for (const { name, args, message } of refusedFiles) {
  test(`an image with ${name} is refused`, async t => {
    await t.throwsAsync(inspect(await madeAtLast(args)), { instanceOf: ImageFormatError, message })
  })
}

/** One field of a good header changed: name, how, and what the refusal says. */
const refusedHeaders: readonly (readonly [string, (image: Buffer) => void, RegExp])[] = [
  ['an unknown version', b => b.writeUInt32BE(4, 4), /version 4/],
  ['a backing name of no length', b => b.writeBigUInt64BE(512n, 8), /backing file/],
  ['clusters of 2^30 bytes', b => b.writeUInt32BE(30, 20), /cluster/],
  ['an empty disk', b => b.writeBigUInt64BE(0n, 24), /empty/],
  ['a disk of 2^63 bytes', b => b.writeBigUInt64BE(1n << 63n, 24), /larger/],
  ['a disk of 513 bytes', b => b.writeBigUInt64BE(513n, 24), /multiple of 512/],
  ['an old way of encryption', b => b.writeUInt32BE(1, 32), /encrypted/],
  ['an L1 table too small for its disk', b => b.writeBigUInt64BE(1n << 40n, 24), /L1 .*too small/],
  ['an enormous L1 table', b => b.writeUInt32BE(0xffffffff, 36), /L1 .*too large/],
  ['an L1 table past its end', b => b.writeBigUInt64BE(1n << 40n, 40), /past the end/],
  ['an L1 table between clusters', b => b.writeBigUInt64BE(0x30001n, 40), /not at a cluster/],
  ['a reference count table at 0', b => b.writeBigUInt64BE(0n, 48), /not at a cluster/],
  ['no reference count table', b => b.writeUInt32BE(0, 56), /absurd/],
  ['an enormous reference count table', b => b.writeUInt32BE(0xffffffff, 56), /absurd/],
  ['internal snapshots', b => b.writeUInt32BE(1, 60), /snapshots/],
  ['an unknown feature', b => b.writeBigUInt64BE(1n << 63n, 72), /unknown features/],
  ['a corruption mark', b => b.writeBigUInt64BE(2n, 72), /corrupt/],
  ['reference counts of 2^7 bits', b => b.writeUInt32BE(7, 96), /reference counts/],
  ['a header length of 105', b => b.writeUInt32BE(105, 100), /header length/],
  ['a header length of 4 GiB', b => b.writeUInt32BE(0xfffffff8, 100), /header length/],
  ['unknown compression', b => b.writeUInt8(2, 104), /compression/],
  ['a data file extension', b => b.writeUInt32BE(0x44415441, 112), /another file/],
  ['an extension that does not end', b => b.writeUInt32BE(0xffffffff, 116), /do not end/],
]
test('a qcow2 header with nonsense in it is refused with the reason', async t => {
  const good = await made(['create', '-f', 'qcow2', 'FILE', '3M'])
  for (const [name, change, message] of refusedHeaders) {
    const bad = Buffer.from(good)
    change(bad)
    await t.throwsAsync(inspect(bad), { instanceOf: ImageFormatError, message }, name)
  }
})

test('an empty, a cut off and an oversized image are refused', async t => {
  const refused = { instanceOf: ImageFormatError }
  await t.throwsAsync(inspect(Buffer.alloc(0)), { ...refused, message: /empty/ })
  await t.throwsAsync(inspect(Buffer.alloc(1000)), { ...refused, message: /multiple of 512/ })
  await t.throwsAsync(inspect(Buffer.alloc(4096), { virtualSizeBytesMax: 2048 }), refused)
  const good = await made(['create', '-f', 'qcow2', 'FILE', '3M'])
  for (const length of [8, 71, 72, 103, 104, 111, 512, 4096]) {
    await t.throwsAsync(inspect(good.subarray(0, length)), refused, `${length} bytes`)
  }
})

test('any bytes are either known or refused for a stated reason', async t => {
  const good = await made(['create', '-f', 'qcow2', 'FILE', '3M'])
  const mutation = fc.tuple(fc.nat(600), fc.integer({ min: 0, max: 255 }))
  const images = fc.oneof(
    fc.uint8Array({ maxLength: 2048 }).map(bytes => Buffer.from(bytes)),
    fc.array(mutation, { minLength: 1, maxLength: 12 }).map(mutations => {
      const image = Buffer.from(good)
      for (const [at, value] of mutations) image[at] = value
      return image
    }),
  )
  await fc.assert(
    fc.asyncProperty(images, async image => {
      try {
        const { virtualSizeBytes } = await inspect(image)
        return virtualSizeBytes > 0 && virtualSizeBytes % 512 === 0
      } catch (error) {
        return error instanceof ImageFormatError
      }
    }),
    { numRuns: 2000 },
  )
  t.pass()
})
