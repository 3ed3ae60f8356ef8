/** Devices served to the converter, each on a socket of its own for as long as a piece of work takes. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from '../../log.ts'
import { openBlockServer } from '../block-server/block-server.ts'
import { type Export, isWritable } from '../block-server/export.ts'

export interface ServedDisk extends AsyncDisposable {
  readonly socketPath: string
}

export interface ServingOptions {
  /** A short path: a socket's name has at most 107 bytes. */
  readonly socketFolder: string
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
  readonly log: Logger
}

/** The device stays the caller's. */
export async function serveDisk(
  { socketFolder, owner, log }: ServingOptions,
  device: Export,
): Promise<ServedDisk> {
  const socketPath = join(socketFolder, `t-${randomUUID().slice(0, 13)}`)
  const server = await openBlockServer({
    path: socketPath,
    openDevice: async () => borrowed(device),
    log,
    owner,
  })
  return { socketPath, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

function borrowed(device: Export): Export & AsyncDisposable {
  return {
    get sizeBytes() {
      return device.sizeBytes
    },
    read: (offset, length) => device.read(offset, length),
    ...(isWritable(device) && {
      write: (offset, bytes, options) => device.write(offset, bytes, options),
      writeZeroes: (offset, length, options) => device.writeZeroes(offset, length, options),
      flush: () => device.flush(),
    }),
    [Symbol.asyncDispose]: async () => {},
  }
}
