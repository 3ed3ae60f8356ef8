/**
 * A disk that boots by BIOS: a GPT with a FAT partition that holds syslinux, the kernel and the
 * initial RAM file system, and an ext4 partition with the root file system. Everything is written at
 * offsets of a file, so neither root nor a loop device is needed.
 */
import { open, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunTool } from './tools.ts'

export interface BootDiskParts {
  readonly kernel: string
  readonly ram: string
  readonly rootFolder: string
  readonly rootMebibytes: number
  readonly work: string
  /** Where the qcow2 file is to be. */
  readonly path: string
}

const kernelArguments = 'console=ttyS0 quiet panic=-1'
const mebibyte = 1024 * 1024
const sectorsPerMebibyte = 2048
/** One sector a cluster: FAT32 needs 65,525 of them. */
const bootMebibytes = 64
const boot = { start: sectorsPerMebibyte, size: bootMebibytes * sectorsPerMebibyte }
const efiSystem = 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B'
const linuxRoot = '4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709'
const bootCode = '/usr/lib/syslinux/mbr/gptmbr.bin'
const bootCodeBytes = 440

const syslinuxConfig = `DEFAULT linux
PROMPT 0
TIMEOUT 1
LABEL linux
 LINUX /vmlinuz
 INITRD /initrd
 APPEND ${kernelArguments}
`

export async function makeBootDisk(run: RunTool, parts: BootDiskParts): Promise<void> {
  const { work, rootMebibytes } = parts
  const disk = join(work, 'disk.raw')
  const rootStart = boot.start + boot.size
  await writeFile(disk, '')
  await truncate(disk, (1 + bootMebibytes + rootMebibytes + 1) * mebibyte)
  const table = `label: gpt
start=${boot.start}, size=${boot.size}, type=${efiSystem}, attrs="LegacyBIOSBootable"
start=${rootStart}, size=${rootMebibytes * sectorsPerMebibyte}, type=${linuxRoot}
`
  await run('sfdisk', ['--quiet', disk], { input: table })
  await fillBootPartition(run, parts, disk)
  await run('mke2fs', [
    ...['-q', '-t', 'ext4', '-O', '^has_journal', '-m', '0', '-L', 'root'],
    ...['-d', parts.rootFolder, '-E', `offset=${rootStart * 512},root_owner=0:0`],
    ...[disk, `${rootMebibytes * 1024}k`],
  ])
  await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', disk, parts.path])
}

async function fillBootPartition(
  run: RunTool,
  { kernel, ram, work }: BootDiskParts,
  disk: string,
): Promise<void> {
  const offset = boot.start * 512
  const image = ['-i', `${disk}@@${offset}`]
  const config = join(work, 'syslinux.cfg')
  await writeFile(config, syslinuxConfig)
  await run('mkfs.vfat', [
    ...['-n', 'BOOT', '-F', '32', '-s', '1', '-i', '6d616c6c', '--invariant'],
    ...['--offset', String(boot.start), disk, String(bootMebibytes * 1024)],
  ])
  await run('mmd', [...image, '::/syslinux'])
  await run('mcopy', [...image, kernel, '::/vmlinuz'])
  await run('mcopy', [...image, ram, '::/initrd'])
  await run('mcopy', [...image, config, '::/syslinux/syslinux.cfg'])
  await run('syslinux', ['--install', '--offset', String(offset), '--directory', '/syslinux', disk])
  const code = (await readFile(bootCode)).subarray(0, bootCodeBytes)
  const file = await open(disk, 'r+')
  try {
    await file.write(code, 0, code.length, 0)
  } finally {
    await file.close()
  }
}
