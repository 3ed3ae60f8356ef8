/**
 * Disk formats that are known by their first bytes and not booted as they are. Without this table
 * such a file would pass for a raw disk and fail inside the guest, where nobody sees why.
 */
interface ForeignFormat {
  readonly name: string
  readonly magic: Buffer
  readonly offset: number
}

const foreignFormats: readonly ForeignFormat[] = [
  { name: 'VMDK', magic: Buffer.from('KDMV'), offset: 0 },
  { name: 'VMDK', magic: Buffer.from('COWD'), offset: 0 },
  { name: 'VMDK (descriptor)', magic: Buffer.from('# Disk DescriptorFile'), offset: 0 },
  { name: 'VHD', magic: Buffer.from('conectix'), offset: 0 },
  { name: 'VHDX', magic: Buffer.from('vhdxfile'), offset: 0 },
  { name: 'VDI', magic: Buffer.from([0x7f, 0x10, 0xda, 0xbe]), offset: 64 },
  { name: 'QED', magic: Buffer.from('QED\0'), offset: 0 },
  { name: 'qcow (version 1)', magic: Buffer.from([0x51, 0x46, 0x49, 0xfb, 0, 0, 0, 1]), offset: 0 },
  { name: 'Parallels', magic: Buffer.from('WithoutFreeSpace'), offset: 0 },
  { name: 'Parallels', magic: Buffer.from('WithouFreSpacExt'), offset: 0 },
  { name: 'DMG', magic: Buffer.from('koly'), offset: 0 },
  { name: 'LUKS', magic: Buffer.from([0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe]), offset: 0 },
  { name: 'gzip', magic: Buffer.from([0x1f, 0x8b]), offset: 0 },
  { name: 'xz', magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), offset: 0 },
  { name: 'bzip2', magic: Buffer.from('BZh'), offset: 0 },
  { name: 'zstd', magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), offset: 0 },
  { name: 'zip', magic: Buffer.from([0x50, 0x4b, 3, 4]), offset: 0 },
  { name: 'tar or OVA', magic: Buffer.from('ustar'), offset: 257 },
]

/** A fixed-size VHD is a raw disk with a footer: its only mark is in the last 512 bytes. */
export const vhdFooterBytes = 512

/** The name of the foreign format that the image's first bytes show, if any. */
export function foreignFormatOf(head: Buffer): string | undefined {
  return foreignFormats.find(({ magic, offset }) =>
    head.subarray(offset, offset + magic.length).equals(magic),
  )?.name
}

export function isVhdFooter(tail: Buffer): boolean {
  return tail.subarray(0, 8).toString('latin1') === 'conectix'
}
