/** Blobs over several real directories, whose disks can be taken away or made to fail. */
import { join } from 'node:path'
import { DiskBlobs } from '../../../storage/blobs/disk.ts'
import { blobFolders, blobsPath, segmentsPath } from '../../../storage/blobs/disk-layout.ts'
import { DiskUpkeep } from '../../../storage/blobs/disk-upkeep.ts'
import { SegmentWriter } from '../../../storage/blobs/segment-writer.ts'
import type { Damage } from '../../../storage/blobs/upkeep.ts'
import type { Disk, DiskSet } from '../../../storage/disk/disk-set.ts'
import { fixedDiskSet } from '../../../storage/disk/disk-set.ts'
import type { File, FileSystem } from '../../../storage/disk/file-system.ts'
import { nodeFileSystem } from '../../../storage/disk/node-file-system.ts'
import type { Schemes } from '../../../storage/disk/schemes.ts'
import { DiskSpace } from '../../../storage/disk/space.ts'
import { IdSource } from '../../../storage/ids.ts'
import { makeDirectory } from './temporary.ts'

export interface DiskRig extends AsyncDisposable {
  readonly disks: readonly Disk[]
  readonly blobs: DiskBlobs
  readonly upkeep: DiskUpkeep
  readonly damages: Damage[]
  /** Numbers of disks that are gone. */
  readonly gone: Set<number>
  /** Numbers of disks that get nothing new. */
  readonly draining: Set<number>
  /** Of disks that were given up. */
  readonly givenUp: number[]
  /** By numbers of disks: how many writes they still take before each fails with EIO. */
  readonly writesLeft: Map<number, number>
}

export async function openDiskRig(
  diskCount: number,
  { schemes, seed = 1 }: { schemes?: Schemes; seed?: number } = {},
): Promise<DiskRig> {
  const directory = await makeDirectory()
  const writesLeft = new Map<number, number>()
  const gone = new Set<number>()
  const draining = new Set<number>()
  const givenUp: number[] = []
  const damages: Damage[] = []
  const disks: Disk[] = []
  for (let number = 0; number < diskCount; number++) {
    disks.push(await makeDisk(join(directory.path, String(number)), number, writesLeft))
  }
  const set: DiskSet = {
    ...fixedDiskSet(disks, schemes),
    canRead: number => !gone.has(number),
    canWrite: number => !gone.has(number) && !draining.has(number),
  }
  const giveUpDisk = async (number: number) => {
    givenUp.push(number)
  }
  const ids = new IdSource(count => new Uint8Array(count).fill(seed))
  const now = () => 1_700_000_000_000
  const segments = new SegmentWriter({ disks: set, ids, now, giveUpDisk })
  const openSegmentId = () => segments.openSegmentId
  const blobs = new DiskBlobs({
    disks: set,
    ids,
    now,
    append: ({ bytes }) => segments.append(bytes),
    openSegmentId,
    onDamage: damage => damages.push(damage),
    giveUpDisk,
  })
  return {
    ...{ disks, blobs, damages, gone, draining, givenUp, writesLeft },
    upkeep: new DiskUpkeep(blobs, openSegmentId),
    [Symbol.asyncDispose]: async () => {
      await segments.close()
      await blobs[Symbol.asyncDispose]()
      await directory[Symbol.asyncDispose]()
    },
  }
}

async function makeDisk(
  path: string,
  number: number,
  writesLeft: Map<number, number>,
): Promise<Disk> {
  await nodeFileSystem.makeDirectories(segmentsPath(path))
  for (const folder of blobFolders()) {
    await nodeFileSystem.makeDirectories(join(blobsPath(path), folder))
  }
  const files = failingFileSystem(() => {
    const left = writesLeft.get(number)
    if (left === undefined) return
    writesLeft.set(number, left - 1)
    if (left <= 0) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
  })
  const space = new DiskSpace(files, path)
  await space.look()
  return { number, id: `disk-${number}`, path, files, space }
}

/** Asks before each creation, write and sync. */
function failingFileSystem(ask: () => void): FileSystem {
  return {
    ...nodeFileSystem,
    create: async path => {
      ask()
      return failingFile(await nodeFileSystem.create(path), ask)
    },
  }
}

function failingFile(file: File, ask: () => void): File {
  return {
    read: (length, position) => file.read(length, position),
    readInto: (parts, position) => file.readInto(parts, position),
    readDirectly: (length, position) => file.readDirectly(length, position),
    write: async (bytes, position) => {
      ask()
      await file.write(bytes, position)
    },
    writeAll: async (parts, position) => {
      ask()
      await file.writeAll(parts, position)
    },
    sizeBytes: () => file.sizeBytes(),
    syncData: async () => {
      ask()
      await file.syncData()
    },
    close: () => file.close(),
  }
}
