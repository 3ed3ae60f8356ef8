/** Disks, files and databases for a storage to be opened on, with the faults that a seed decides. */
import type { StorageEnvironment } from '../../../storage/disk/environment.ts'
import type { File, FileSystem } from '../../../storage/disk/file-system.ts'
import type { Chance } from './chance.ts'
import { DatabaseContent, levelError, simulatedDatabase } from './simulated-database.ts'
import type { Node } from './simulated-disk.ts'
import { DirectoryNode, FileNode } from './simulated-disk.ts'
import type { VirtualTime } from './virtual-time.ts'

/** Each a probability of one operation. */
export interface Faults {
  readonly read: number
  readonly write: number
  readonly sync: number
  readonly name: number
  readonly batch: number
}

export const noFaults: Faults = { read: 0, write: 0, sync: 0, name: 0, batch: 0 }

/** A promise that is broken, to see that it is found out. */
export type Canary =
  | 'bodies-unsynced'
  | 'names-unsynced'
  | 'index-unsynced'
  | 'sync-returns-early'
  | 'members-unsynced'

export interface EnvironmentOptions {
  readonly time: VirtualTime
  readonly chance: Chance
  readonly diskCount: number
  readonly canary: Canary | undefined
}

const LATENCY_MS = 1
/** A full disk takes no more than a batch or two. */
const BATCH_BYTES = 4096

/** `dead`: nothing answers. `unmounted`: its directory is an empty one. */
type Presence = 'here' | 'dead' | 'unmounted'

export class SimulatedDisk {
  readonly #root = new DirectoryNode()
  readonly databases = new Map<string, DatabaseContent>()
  faults: Faults = noFaults
  /** Times the latency of others. */
  slowness = 1
  #presence: Presence = 'here'
  #mountCount = 0
  /** What its directory is while it is not there. */
  #mountPoint = new DirectoryNode()
  /** Bytes; what others have on it counts too. */
  capacityBytes = Number.POSITIVE_INFINITY
  otherBytes = 0

  get presence(): Presence {
    return this.#presence
  }

  /** Grows when the disk goes: files that were open before never work again. */
  get mountCount(): number {
    return this.#mountCount
  }

  /** What its directory shows. */
  get root(): DirectoryNode {
    return this.#presence === 'unmounted' ? this.#mountPoint : this.#root
  }

  /** Its page cache goes with it. */
  leave(presence: 'dead' | 'unmounted', chance: Chance): void {
    if (this.#presence !== 'here') return
    this.crash(chance)
    this.#presence = presence
    this.#mountPoint = new DirectoryNode()
    this.#mountCount++
  }

  comeBack(): void {
    this.#presence = 'here'
  }

  crash(chance: Chance): void {
    this.#root.crash(chance)
    for (const content of this.databases.values()) content.recover(chance, { isCrash: true })
  }

  freeBytes(): number {
    if (this.capacityBytes === Number.POSITIVE_INFINITY) return 2 ** 40
    return Math.max(0, this.capacityBytes - this.otherBytes - bytesBelow(this.root))
  }

  totalBytes(): number {
    return this.capacityBytes === Number.POSITIVE_INFINITY ? 2 ** 41 : this.capacityBytes
  }
}

function bytesBelow(directory: DirectoryNode): number {
  let sum = 0
  for (const node of directory.names.values()) {
    sum += node instanceof FileNode ? node.sizeBytes : bytesBelow(node)
  }
  return sum
}

export class SimulatedEnvironment implements StorageEnvironment {
  readonly disks: readonly SimulatedDisk[]
  readonly files: FileSystem
  readonly #options: EnvironmentOptions
  /** Of databases that only one may have open. */
  readonly #locked = new Set<string>()

  constructor(options: EnvironmentOptions) {
    this.#options = options
    this.disks = Array.from({ length: options.diskCount }, () => new SimulatedDisk())
    this.files = this.#fileSystem()
  }

  diskPath(index: number): string {
    return `/disk-${index}`
  }

  /** The power goes: whoever ran on it must be gone, and its events with it. */
  crash(): void {
    const { chance } = this.#options
    this.#locked.clear()
    for (const disk of this.disks) disk.crash(chance)
  }

  /** One bit somewhere in the bodies of a disk; false where there are none. */
  flipBit(diskIndex: number): boolean {
    const { chance } = this.#options
    const root = this.disks[diskIndex]?.root
    const bodies = ['segments', 'blobs'].flatMap(name => filesBelow(root?.names.get(name)))
    const [first, ...others] = bodies
    return first !== undefined && chance.pick([first, ...others]).flipBit(chance)
  }

  /** Paths of the files of bodies, by their places below the disk's directory. */
  bodyFiles(diskIndex: number): readonly string[] {
    const root = this.disks[diskIndex]?.root
    return ['segments', 'blobs'].flatMap(name => pathsBelow(root?.names.get(name), name))
  }

  createDatabase = (
    path: string,
    { isShared, createIfMissing = true }: { isShared: boolean; createIfMissing?: boolean },
  ) => {
    const { chance, canary } = this.#options
    const { disk, names } = this.#place(path)
    const key = names.join('/')
    let mountCount = disk.mountCount
    const isHere = () => disk.presence === 'here' && disk.mountCount === mountCount
    return simulatedDatabase({
      chance,
      syncsBatches: canary !== 'index-unsynced',
      find: () => this.#findDatabase(disk, key, { createIfMissing }),
      work: async kind => {
        if (kind === 'open') mountCount = disk.mountCount
        await this.#databaseWork(disk, kind)
        if (!isHere()) throw levelError('LEVEL_IO_ERROR')
      },
      read: () => {
        const fails = chance.happens(disk.faults.read / 10)
        if (fails || !isHere()) throw levelError('LEVEL_IO_ERROR')
      },
      lock: () => {
        if (this.#locked.has(path)) {
          throw levelError('LEVEL_DATABASE_NOT_OPEN', levelError('LEVEL_LOCKED'))
        }
        if (!isShared) this.#locked.add(path)
      },
      unlock: () => {
        this.#locked.delete(path)
      },
    })
  }

  destroyDatabase = async (path: string) => {
    const { disk, names } = this.#place(path)
    await this.#work(disk, 'name')
    disk.databases.delete(names.join('/'))
    const directory = find(disk.root, names)
    if (directory instanceof DirectoryNode) directory.change([{ name: 'CURRENT', node: undefined }])
  }

  /** A file stands for it in its directory: it is there only as long as that is. */
  #findDatabase(
    disk: SimulatedDisk,
    key: string,
    { createIfMissing }: { createIfMissing: boolean },
  ): DatabaseContent {
    const directory = find(disk.root, key.split('/')) ?? makeDirectories(disk.root, key.split('/'))
    if (!(directory instanceof DirectoryNode)) throw levelError('LEVEL_IO_ERROR')
    const name = disk.presence === 'unmounted' ? `under ${key}` : key
    const content = disk.databases.get(name)
    if (content && directory.names.has('CURRENT')) return content
    if (!createIfMissing) throw levelError('LEVEL_IO_ERROR')
    const created = new DatabaseContent()
    disk.databases.set(name, created)
    directory.change([{ name: 'CURRENT', node: new FileNode() }])
    return created
  }

  async #databaseWork(disk: SimulatedDisk, kind: 'open' | 'batch'): Promise<void> {
    const { time, chance } = this.#options
    await time.wait(chance.waitMs(LATENCY_MS * disk.slowness))
    const isFull = disk.freeBytes() < BATCH_BYTES
    const fails = kind === 'batch' && chance.happens(disk.faults.batch)
    if (isFull || fails) throw levelError('LEVEL_IO_ERROR')
  }

  /** Waits as long as the disk takes, and throws when it fails. */
  async #work(disk: SimulatedDisk, kind: keyof Faults): Promise<void> {
    const { time, chance } = this.#options
    await time.wait(chance.waitMs(LATENCY_MS * disk.slowness))
    if (disk.presence === 'dead' || chance.happens(disk.faults[kind])) throw failure('EIO')
  }

  #place(path: string): { disk: SimulatedDisk; names: readonly string[] } {
    const [name = '', ...names] = path.split('/').filter(Boolean)
    const disk = this.disks[Number(name.slice('disk-'.length))]
    if (!disk) throw new Error(`${path} is on no disk`)
    return { disk, names }
  }

  #parent(path: string): { disk: SimulatedDisk; parent: DirectoryNode; name: string } {
    const { disk, names } = this.#place(path)
    const parent = find(disk.root, names.slice(0, -1))
    if (!(parent instanceof DirectoryNode)) throw failure('ENOENT')
    return { disk, parent, name: names.at(-1) ?? '' }
  }

  #fileSystem(): FileSystem {
    const existing = async (path: string): Promise<File | undefined> => {
      const { disk, names } = this.#place(path)
      await this.#work(disk, 'name')
      const node = find(disk.root, names)
      return node instanceof FileNode ? this.#file(disk, node, path) : undefined
    }
    return {
      create: async path => {
        await this.#work(this.#place(path).disk, 'name')
        const { disk, parent, name } = this.#parent(path)
        if (parent.names.has(name)) throw failure('EEXIST')
        if (disk.freeBytes() === 0) throw failure('ENOSPC')
        const node = new FileNode()
        parent.change([{ name, node }])
        return this.#file(disk, node, path)
      },
      open: existing,
      openForRepair: existing,
      rename: async (from, to) => {
        await this.#work(this.#place(from).disk, 'name')
        const source = this.#parent(from)
        const node = source.parent.names.get(source.name)
        const target = this.#parent(to)
        if (!node || source.parent !== target.parent) throw failure('ENOENT')
        source.parent.change([
          { name: source.name, node: undefined },
          { name: target.name, node },
        ])
      },
      remove: async path => {
        await this.#work(this.#place(path).disk, 'name')
        const { disk, names } = this.#place(path)
        const parent = find(disk.root, names.slice(0, -1))
        const name = names.at(-1) ?? ''
        if (!(parent instanceof DirectoryNode) || !parent.names.has(name)) return false
        parent.change([{ name, node: undefined }])
        return true
      },
      makeDirectory: async path => {
        await this.#work(this.#place(path).disk, 'name')
        const { parent, name } = this.#parent(path)
        makeDirectories(parent, [name])
      },
      makeDirectories: async path => {
        const { disk, names } = this.#place(path)
        await this.#work(disk, 'name')
        makeDirectories(disk.root, names)
      },
      list: async path => {
        const { disk, names } = this.#place(path)
        await this.#work(disk, 'name')
        const node = find(disk.root, names)
        return node instanceof DirectoryNode ? [...node.names.keys()] : undefined
      },
      sizeBytes: async path => {
        const { disk, names } = this.#place(path)
        await this.#work(disk, 'name')
        const node = find(disk.root, names)
        return node instanceof FileNode ? node.sizeBytes : undefined
      },
      device: async () => 0,
      space: async path => {
        const { disk } = this.#place(path)
        await this.#work(disk, 'read')
        return { totalBytes: disk.totalBytes(), freeBytes: disk.freeBytes() }
      },
      syncDirectory: path => this.#syncDirectory(path),
    }
  }

  async #syncDirectory(path: string): Promise<void> {
    if (path === '/') return
    const { canary } = this.#options
    const { disk, names } = this.#place(path)
    const node = find(disk.root, names)
    if (!(node instanceof DirectoryNode)) throw failure('ENOENT')
    const mark = node.mark()
    await this.#work(disk, 'sync')
    const isLeftOut = canary === 'names-unsynced' && names.length > 0
    if (!isLeftOut) node.sync(mark)
  }

  #file(disk: SimulatedDisk, node: FileNode, path: string): File {
    const { chance, canary, time } = this.#options
    const { mountCount } = disk
    const work = async (kind: keyof Faults) => {
      await this.#work(disk, kind)
      if (disk.mountCount !== mountCount || disk.presence !== 'here') throw failure('EIO')
    }
    const read = (length: number, position: number) => node.read(length, position)
    const write = async (bytes: Uint8Array, position: number) => {
      const isEarly =
        chance.happens(0.5) && disk.mountCount === mountCount && disk.presence === 'here'
      if (isEarly) this.#write(disk, node, { bytes, position })
      try {
        await work('write')
      } catch (error) {
        const part = bytes.subarray(0, chance.below(bytes.length + 1))
        if (!isEarly && part.length > 0) node.write(part, position)
        throw error
      }
      if (!isEarly) this.#write(disk, node, { bytes, position })
    }
    const isBody = /\/(segments|blobs)\//.test(path)
    return {
      read: async (length, position) => {
        await work('read')
        return read(length, position)
      },
      readInto: async (parts, position) => {
        await work('read')
        const bytes = read(
          parts.reduce((sum, part) => sum + part.length, 0),
          position,
        )
        let done = 0
        for (const part of parts) {
          bytes.copy(part, 0, done)
          done += part.length
        }
        return bytes.length
      },
      readDirectly: (length, position) => {
        const isHere = disk.mountCount === mountCount && disk.presence === 'here'
        if (!isHere || chance.happens(disk.faults.read)) throw failure('EIO')
        return read(length, position)
      },
      write,
      writeAll: (parts, position) => write(Buffer.concat(parts), position),
      sizeBytes: async () => {
        await work('name')
        return node.sizeBytes
      },
      syncData: async () => {
        const mark = node.mark()
        if (isBody && canary === 'sync-returns-early') {
          time.after(chance.waitMs(20 * LATENCY_MS), () => node.sync(mark))
          return
        }
        try {
          await work('sync')
        } catch (error) {
          node.failSync(chance)
          throw error
        }
        const isLeftOut = isBody
          ? canary === 'bodies-unsynced'
          : canary === 'members-unsynced' && path.includes('members')
        if (!isLeftOut) node.sync(mark)
      },
      close: async () => {},
    }
  }

  #write(
    disk: SimulatedDisk,
    node: FileNode,
    { bytes, position }: { bytes: Uint8Array; position: number },
  ): void {
    const freeBytes = disk.freeBytes()
    if (freeBytes >= bytes.length) {
      node.write(bytes, position)
      return
    }
    if (freeBytes > 0) node.write(bytes.subarray(0, freeBytes), position)
    throw failure('ENOSPC')
  }
}

function find(root: DirectoryNode, names: readonly string[]): Node | undefined {
  let node: Node | undefined = root
  for (const name of names) {
    if (!(node instanceof DirectoryNode)) return undefined
    node = node.names.get(name)
  }
  return node
}

function makeDirectories(root: DirectoryNode, names: readonly string[]): DirectoryNode {
  let directory = root
  for (const name of names) {
    const existing = directory.names.get(name)
    const next = existing instanceof DirectoryNode ? existing : new DirectoryNode()
    if (next !== existing) directory.change([{ name, node: next }])
    directory = next
  }
  return directory
}

function filesBelow(node: Node | undefined): readonly FileNode[] {
  if (node instanceof FileNode) return [node]
  return node ? [...node.names.values()].flatMap(filesBelow) : []
}

function pathsBelow(node: Node | undefined, path: string): readonly string[] {
  if (node instanceof FileNode) return [path]
  if (!node) return []
  return [...node.names].flatMap(([name, child]) => pathsBelow(child, `${path}/${name}`))
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code} (simulated)`), { code })
}
