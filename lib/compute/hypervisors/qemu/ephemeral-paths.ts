import { join } from 'node:path'
import { isMachineId, socketPathBytesMax } from './machine-paths.ts'

/** Where one ephemeral machine keeps its things; all of it goes with the machine. */
export interface EphemeralPaths {
  readonly folder: string
  readonly overlay: string
  readonly runtimeFolder: string
  readonly record: string
  readonly qmp: string
  readonly console: string
  readonly control: string
  readonly blockServer: string
  readonly migration: string
}

export interface EphemeralFolders {
  readonly machines: string
  readonly runtime: string
}

export function ephemeralPaths(id: string, folders: EphemeralFolders): EphemeralPaths {
  if (!isMachineId(id)) throw new RangeError(`not a machine id: ${JSON.stringify(id)}`)
  const folder = join(folders.machines, id)
  const runtimeFolder = join(folders.runtime, id)
  return {
    folder,
    overlay: join(folder, 'overlay.qcow2'),
    runtimeFolder,
    record: join(runtimeFolder, 'process.json'),
    // Short, as a unix socket's path is.
    qmp: join(runtimeFolder, 'q'),
    console: join(runtimeFolder, 's'),
    control: join(runtimeFolder, 'c'),
    blockServer: join(runtimeFolder, 'b'),
    migration: join(runtimeFolder, 'm'),
  }
}

export function checkSocketPaths(folders: EphemeralFolders): void {
  const longest = ephemeralPaths('i-00000000000000000', folders).migration
  if (Buffer.byteLength(longest) > socketPathBytesMax) {
    throw new RangeError(`the runtime folder's path is too long for sockets: ${longest}`)
  }
}

/** What a saved machine consists of; see saved-machine.ts. */
export interface SavedPaths {
  readonly folder: string
  /** The guest's memory as it is, byte by byte. */
  readonly memory: string
  /** The state of its devices, in QEMU's migration format. */
  readonly devices: string
  /** What it had written over its image. */
  readonly disk: string
  /** An overlay in which nothing was written yet; restored machines begin with a copy. */
  readonly emptyOverlay: string
}

export function savedPaths(folder: string): SavedPaths {
  return {
    folder,
    memory: join(folder, 'memory'),
    devices: join(folder, 'devices'),
    disk: join(folder, 'disk.qcow2'),
    emptyOverlay: join(folder, 'overlay.qcow2'),
  }
}
