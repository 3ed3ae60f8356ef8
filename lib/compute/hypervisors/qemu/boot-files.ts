/** Brings to this host what a machine is started from: its kernel, or UEFI with its variables. */
import { copyFile, open, rename, stat } from 'node:fs/promises'
import { type ByteSource, HypervisorError, type MachineSpec } from '../../hypervisor.ts'
import type { KernelFiles, UefiFiles } from './argv.ts'
import type { MachinePaths } from './machine-paths.ts'
import type { QemuHost, QemuOptions } from './settings.ts'

/** Bounds what an image can make us copy: kernels have some 15 MiB, with their modules some 100. */
const kernelBytesMax = 512 * 1024 * 1024
const copyBytes = 4 * 1024 * 1024

export interface BootFileOptions {
  readonly spec: MachineSpec
  readonly paths: MachinePaths
  readonly host: QemuHost
  readonly resolver: QemuOptions['resolver']
}

export interface BootFilePaths {
  readonly uefi?: UefiFiles
  readonly kernel?: KernelFiles
}

export async function prepareBootFiles(options: BootFileOptions): Promise<BootFilePaths> {
  switch (options.spec.platform) {
    case 'q35-bios':
      return {}
    case 'q35-uefi':
      return { uefi: await prepareUefi(options) }
    case 'q35-kernel':
    case 'microvm-kernel':
      return { kernel: await copyKernel(options) }
  }
}

/** A machine's variables are its own for life: its boot entries are among them. */
async function prepareUefi({ paths, host }: BootFileOptions): Promise<UefiFiles> {
  if (host.uefi === undefined) {
    throw new HypervisorError('unavailable', 'UEFI was not found: install ovmf')
  }
  const variables = paths.uefiVariables
  if (!(await isThere(variables))) {
    await copyFile(host.uefi.variables, `${variables}.new`)
    await rename(`${variables}.new`, variables)
  }
  return { code: host.uefi.code, variables }
}

async function copyKernel(options: BootFileOptions): Promise<KernelFiles> {
  const { spec, paths, host, resolver } = options
  await using files = await resolver.openBootFiles?.(spec.id)
  if (files === undefined) {
    throw new HypervisorError('start-failed', `${spec.id} has no kernel to start`)
  }
  await copy(files.kernel, paths.kernel)
  if (files.initrd !== undefined) await copy(files.initrd, paths.initrd)
  const isTimed = spec.platform === 'microvm-kernel' && host.acceleration === 'tcg'
  return {
    kernel: paths.kernel,
    initrd: files.initrd && paths.initrd,
    kernelArguments: isTimed ? withClockRate(files.kernelArguments, host) : files.kernelArguments,
  }
}

/**
 * An emulated microvm has no timer by which Linux could find out how fast its clock counts: without
 * being told, about every third start hangs.
 */
function withClockRate(kernelArguments: string, { clockKhz }: QemuHost): string {
  return /\btsc_early_khz=/.test(kernelArguments)
    ? kernelArguments
    : `${kernelArguments} tsc_early_khz=${clockKhz}`.trimStart()
}

async function copy(source: ByteSource, path: string): Promise<void> {
  if (source.sizeBytes > kernelBytesMax) {
    throw new HypervisorError('start-failed', `a kernel of ${source.sizeBytes} bytes is too large`)
  }
  await using file = await open(path, 'w', 0o600)
  for (let offset = 0; offset < source.sizeBytes; ) {
    const length = Math.min(copyBytes, source.sizeBytes - offset)
    const bytes = await source.read(offset, length)
    if (bytes.byteLength !== length) throw new Error(`${path}: the object ended at ${offset}`)
    await file.write(bytes)
    offset += length
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
