/**
 * Disks in foreign formats, read and written by qemu-img. It reaches bytes over the unix sockets of
 * our block servers and nothing else: formats are always stated, and no name in a file is followed.
 */
import { z } from 'zod'
import { type ConfinedProgramOptions, type ConfinedRun, runConfined } from './confined-program.ts'
import type { DiskDriver } from './container-format.ts'

export interface SourceDisk {
  readonly driver: DiskDriver
  /** Of the block server that has the disk's file, byte by byte. */
  readonly socketPath: string
}

export interface Stretch {
  readonly offset: number
  readonly lengthBytes: number
}

export type ExportFormat = 'vmdk' | 'vhd' | 'raw'

export interface DiskConverter {
  /** Bytes of the disk that a guest sees. */
  measure(source: SourceDisk, signal: AbortSignal): Promise<number>
  /** Copies a stretch of the guest's disk to the same place of a device that reads as zeroes there. */
  copy(
    source: SourceDisk,
    target: { readonly socketPath: string },
    stretch: Stretch,
    signal: AbortSignal,
  ): Promise<void>
  /** Writes a whole device as one file, which is there already and may be written. */
  write(
    source: { readonly socketPath: string },
    target: { readonly path: string; readonly format: ExportFormat },
    signal: AbortSignal,
  ): Promise<void>
}

const measureTimeoutMs = 60_000
/** Of a stretch; a disk that gives a byte a second is given up. */
const copyTimeoutMs = 30 * 60_000
const writeTimeoutMs = 24 * 60 * 60_000

const exportOptions: Readonly<Record<ExportFormat, readonly string[]>> = {
  // What VMware takes for upload.
  vmdk: ['-O', 'vmdk', '-o', 'subformat=streamOptimized'],
  vhd: ['-O', 'vpc', '-o', 'subformat=dynamic,force_size=on'],
  raw: ['-O', 'raw'],
}

const information = z.object({ 'virtual-size': z.int().positive() })

export function createDiskConverter(options: ConfinedProgramOptions): DiskConverter {
  const run = (args: readonly string[], confined: ConfinedRun) =>
    runConfined(options, ['qemu-img', ...args], confined)
  return {
    async measure(source, signal) {
      const text = await run(['info', '--output=json', fileName(sourceNode(source))], {
        timeoutMs: measureTimeoutMs,
        signal,
      })
      return information.parse(JSON.parse(text))['virtual-size']
    },

    async copy(source, target, { offset, lengthBytes }, signal) {
      const part = (file: object) => fileName({ driver: 'raw', offset, size: lengthBytes, file })
      const from = part(sourceNode(source))
      const to = part(serverNode(target.socketPath))
      await run(['convert', '-n', '--target-is-zero', '-W', '-m', '4', from, to], {
        timeoutMs: copyTimeoutMs,
        signal,
      })
    },

    async write(source, { path, format }, signal) {
      const from = fileName({ driver: 'raw', file: serverNode(source.socketPath) })
      // What it reads is plain bytes, and the file is where only the server's own user gets to.
      const own = { ...options, runAs: undefined }
      await runConfined(own, ['qemu-img', 'convert', ...exportOptions[format], from, path], {
        timeoutMs: writeTimeoutMs,
        signal,
      })
    },
  }
}

function sourceNode({ driver, socketPath }: SourceDisk): object {
  return { driver, file: serverNode(socketPath) }
}

function serverNode(path: string): object {
  return { driver: 'nbd', server: { type: 'unix', path } }
}

/** QEMU takes the whole description of a disk for a file name. */
function fileName(node: object): string {
  return `json:${JSON.stringify(node)}`
}
