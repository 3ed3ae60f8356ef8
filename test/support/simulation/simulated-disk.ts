/**
 * What a disk holds, and what of it a crash leaves. Bytes are certain once their file was synced,
 * names once their directory was; of everything else each write and each change of a name is kept,
 * lost or, within sectors, torn, in any order. Knows nothing of time and paths.
 */
import type { Chance } from './chance.ts'

const SECTOR_BYTES = 512

interface Write {
  readonly position: number
  readonly bytes: Uint8Array
}

/** A file, whatever its names. Later writes lie over earlier ones. */
export class FileNode {
  /** On the medium. */
  #durable: Write[] = []
  #durableBytes = 0
  /** In the page cache, in the order in which they were made. */
  #pending: Write[] = []
  /** Of a sync that failed: still read, and never written again. */
  #abandoned: Write[] = []
  #settledCount = 0
  #sizeBytes = 0

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  write(bytes: Uint8Array, position: number): void {
    this.#pending.push({ position, bytes: new Uint8Array(bytes) })
    this.#sizeBytes = Math.max(this.#sizeBytes, position + bytes.length)
  }

  read(length: number, position: number): Buffer {
    const end = Math.min(this.#sizeBytes, position + length)
    const bytes = Buffer.alloc(Math.max(0, end - position))
    for (const write of [...this.#durable, ...this.#abandoned, ...this.#pending]) {
      const from = Math.max(write.position, position)
      const to = Math.min(write.position + write.bytes.length, end)
      if (from < to) {
        bytes.set(write.bytes.subarray(from - write.position, to - write.position), from - position)
      }
    }
    return bytes
  }

  /** What has been written by now; `sync` makes that much certain and no more. */
  mark(): number {
    return this.#settledCount + this.#pending.length
  }

  sync(mark: number): void {
    for (const write of this.#settle(mark)) this.#keep(write)
  }

  /** The system forgets what it could not write, and says so only once. */
  failSync(chance: Chance): void {
    for (const write of this.#settle(this.mark())) {
      if (chance.happens(0.5)) this.#keep(write)
      else this.#abandoned.push(write)
    }
  }

  crash(chance: Chance): void {
    const keptShare = chance.pick([0, 0.5, 0.9])
    const writes = this.#settle(this.mark()).map(write => ({ write, place: chance.next() }))
    this.#abandoned = []
    for (const { write } of writes.sort((a, b) => a.place - b.place)) {
      if (chance.happens(keptShare)) this.#keep(write)
      else if (chance.happens(0.3)) this.#keepTorn(write, chance)
    }
    this.#sizeBytes = this.#durableBytes
  }

  /** Changes one bit of what is on the medium; false where nothing is. */
  flipBit(chance: Chance): boolean {
    const bytes = this.#durable[chance.below(this.#durable.length)]?.bytes
    if (!bytes) return false
    const index = chance.below(bytes.length)
    bytes[index] = (bytes[index] ?? 0) ^ (1 << chance.below(8))
    return true
  }

  #settle(mark: number): Write[] {
    const settled = this.#pending.splice(0, Math.max(0, mark - this.#settledCount))
    this.#settledCount += settled.length
    return settled
  }

  #keepTorn({ position, bytes }: Write, chance: Chance): void {
    for (let start = 0; start < bytes.length; ) {
      const end = Math.min(bytes.length, start + SECTOR_BYTES - ((position + start) % SECTOR_BYTES))
      if (chance.happens(0.5)) {
        this.#keep({ position: position + start, bytes: bytes.subarray(start, end) })
      }
      start = end
    }
  }

  #keep(write: Write): void {
    this.#durable.push(write)
    this.#durableBytes = Math.max(this.#durableBytes, write.position + write.bytes.length)
  }
}

export type Node = FileNode | DirectoryNode

/** One step that is certain or not as a whole. A removal has no node. */
type NameChange = readonly { readonly name: string; readonly node: Node | undefined }[]

export class DirectoryNode {
  #durable = new Map<string, Node>()
  #pending: NameChange[] = []
  #settledCount = 0
  #names = new Map<string, Node>()

  get names(): ReadonlyMap<string, Node> {
    return this.#names
  }

  change(change: NameChange): void {
    this.#pending.push(change)
    apply(this.#names, change)
  }

  mark(): number {
    return this.#settledCount + this.#pending.length
  }

  sync(mark: number): void {
    for (const change of this.#settle(mark)) apply(this.#durable, change)
  }

  crash(chance: Chance): void {
    const keptShare = chance.pick([0, 0.5, 0.9])
    for (const change of this.#settle(this.mark())) {
      if (chance.happens(keptShare)) apply(this.#durable, change)
    }
    this.#names = new Map(this.#durable)
    for (const node of this.#names.values()) node.crash(chance)
  }

  #settle(mark: number): NameChange[] {
    const settled = this.#pending.splice(0, Math.max(0, mark - this.#settledCount))
    this.#settledCount += settled.length
    return settled
  }
}

function apply(names: Map<string, Node>, change: NameChange): void {
  for (const { name, node } of change) {
    if (node) names.set(name, node)
    else names.delete(name)
  }
}
