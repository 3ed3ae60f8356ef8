import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import fc from 'fast-check'
import { ImageFormatError } from '../../../lib/compute/image-formats/image-format-error.ts'
import {
  type ContainerFormat,
  containerFormats,
  findContainedDisk,
} from '../../../lib/compute/image-transfer/container-format.ts'

const run = promisify(execFile)

function find(bytes: Uint8Array, format: ContainerFormat) {
  const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length)
  return findContainedDisk(read, { format, sizeBytes: bytes.length })
}

/** What the commands leave as `image` in a folder of their own. */
async function made(...commands: readonly (readonly string[])[]): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-container-'))
  try {
    await writeFile(join(folder, 'source'), Buffer.alloc(1024 * 1024, 7))
    for (const [program = '', ...args] of commands) {
      await run(program, args, { cwd: folder, timeout: 30_000 })
    }
    return await readFile(join(folder, 'image'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const convert = (format: string, ...rest: readonly string[]) => [
  ...['qemu-img', 'convert', '-f', 'raw', '-O', format, ...rest, 'source', 'image'],
]

const disks: readonly (readonly [ContainerFormat, readonly string[], string])[] = [
  ['raw', ['cp', 'source', 'image'], 'raw'],
  ['qcow2', convert('qcow2'), 'qcow2'],
  ['vmdk', convert('vmdk'), 'vmdk'],
  ['vmdk', convert('vmdk', '-o', 'subformat=streamOptimized'), 'vmdk'],
  ['vhd', convert('vpc'), 'vpc'],
  ['vhd', convert('vpc', '-o', 'subformat=fixed'), 'vpc'],
  ['vhdx', convert('vhdx'), 'vhdx'],
]

for (const [format, command, driver] of disks) {
  test(`a disk of ${command.slice(5, -2).join(' ') || 'raw'} is taken as ${format}`, async t => {
    const bytes = await made(command)
    t.deepEqual(await find(bytes, format), { driver, offset: 0, sizeBytes: bytes.length } as never)
    for (const other of containerFormats) {
      // Anything of whole sectors is a raw disk, if its owner says so.
      if (other === format || other === 'raw') continue
      await t.throwsAsync(find(bytes, other), { instanceOf: ImageFormatError }, other)
    }
  })
}

test('an OVA gives its disk, wherever it lies in the archive', async t => {
  const bytes = await made(
    ['qemu-img', 'convert', '-f', 'raw', '-O', 'vmdk', 'source', 'disk1.vmdk'],
    ['sh', '-c', 'echo "<Envelope/>" > machine.ovf; echo > machine.mf'],
    ['tar', '--format=ustar', '-cf', 'image', 'machine.ovf', 'machine.mf', 'disk1.vmdk'],
  )
  const { driver, offset, sizeBytes } = await find(bytes, 'ova')
  t.is(driver, 'vmdk')
  t.is(bytes.toString('latin1', offset, offset + 4), 'KDMV')
  t.true(sizeBytes > 65_536 && offset + sizeBytes <= bytes.length)
  await t.throwsAsync(find(bytes.subarray(0, offset + 512), 'ova'), { message: /cut off/ })
})

test('an OVA without a disk, or with two, is refused', async t => {
  const none = await made(
    ['sh', '-c', 'echo > machine.ovf'],
    ['tar', '-cf', 'image', 'machine.ovf'],
  )
  const two = await made(
    ['sh', '-c', 'cp source a.raw; cp source b.img'],
    ['tar', '-cf', 'image', 'a.raw', 'b.img'],
  )
  await t.throwsAsync(find(none, 'ova'), { message: /no disk/ })
  await t.throwsAsync(find(two, 'ova'), { message: /2 disks/ })
})

test('disks that lead to other files are refused', async t => {
  const flat = await made(convert('vmdk', '-o', 'subformat=monolithicFlat'), [
    'sh',
    '-c',
    'head -c 65536 image > cut; mv cut image',
  ])
  await t.throwsAsync(find(flat, 'vmdk'), { message: /in one file/ })

  const sparse = await made(convert('vmdk'))
  const withParent = Buffer.from(sparse)
  withParent.write('parentFileNameHint="/etc/shadow"\n', 0x200 + 600, 'latin1')
  await t.throwsAsync(find(withParent, 'vmdk'), { message: /parent/ })

  const wrapped = Buffer.from(sparse)
  wrapped.writeBigUInt64LE(0n, 12)
  await t.throwsAsync(find(wrapped, 'vmdk'), { message: /other files/ })

  const stream = await made(convert('vmdk', '-o', 'subformat=streamOptimized'))
  // As tools write it that cannot go back to the start: the header that counts is at the end.
  const footer = Buffer.concat([Buffer.alloc(512), stream.subarray(0, 512), Buffer.alloc(512)])
  stream.writeBigUInt64LE(0xffff_ffff_ffff_ffffn, 56)
  await t.notThrowsAsync(find(Buffer.concat([stream, footer]), 'vmdk'))
  footer.writeBigUInt64LE(0n, 512 + 12)
  const misled = Buffer.concat([stream, footer])
  await t.throwsAsync(find(misled, 'vmdk'), { message: /other files/ })

  const differencing = await made(convert('vpc'))
  differencing.writeUInt32BE(4, 60)
  await t.throwsAsync(find(differencing, 'vhd'), { message: /parent/ })

  const backed = await made([
    'qemu-img',
    'create',
    '-q',
    '-f',
    'qcow2',
    '-b',
    '/etc/passwd',
    '-F',
    'raw',
    '-u',
    'image',
    '1M',
  ])
  await t.throwsAsync(find(backed, 'qcow2'), { message: /backing file/ })
})

test('no bytes make it fail otherwise than by refusing', async t => {
  const heads = ['KDMV', 'conectix', 'vhdxfile', 'QFI\xfb\0\0\0\x03', '']
  const property = fc.asyncProperty(
    fc.constantFrom(...containerFormats),
    fc.constantFrom(...heads),
    fc.uint8Array({ maxLength: 4096 }),
    async (format, head, rest) => {
      const bytes = Buffer.concat([Buffer.from(head, 'latin1'), rest])
      try {
        await find(bytes, format)
      } catch (error) {
        if (!(error instanceof ImageFormatError)) throw error
      }
    },
  )
  await t.notThrowsAsync(async () => fc.assert(property, { numRuns: 1000 }))
})
