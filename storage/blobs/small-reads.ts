/** Small reads, by whichever way is cheaper now. */
import type { File } from '../disk/file-system.ts'
import { CHUNK_BYTES } from './checksum.ts'

/** Slower than any read from the page cache. */
const WAITED_MS = 0.5
const POOLED_READS = 64
/** One chunk, and the header before it. */
const DIRECT_BYTES_MAX = CHUNK_BYTES + 4096

/**
 * Reads small pieces. From the page cache that takes a few microseconds, and handing it to another
 * thread ten times that; from a disk it would hold up the event loop. So it reads directly until a
 * reads have waited for the disk, and then lets the pool do the next ones. One that took long may
 * just have lost the processor: two in a row have not.
 */
export class SmallReads {
  #pooledCount = 0
  #hasWaited = false

  async read(file: File, length: number, position: number): Promise<Buffer> {
    if (this.#pooledCount > 0 || length > DIRECT_BYTES_MAX) {
      this.#pooledCount = Math.max(0, this.#pooledCount - 1)
      return file.read(length, position)
    }
    const startMs = performance.now()
    const bytes = file.readDirectly(length, position)
    const hasWaited = performance.now() - startMs > WAITED_MS
    if (hasWaited && this.#hasWaited) this.#pooledCount = POOLED_READS
    this.#hasWaited = hasWaited
    return bytes
  }
}
