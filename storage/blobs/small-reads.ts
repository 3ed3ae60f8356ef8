/** Small reads, by whichever way is cheaper now. */
import type { File } from '../disk/file-system.ts'

/** Slower than any read from the page cache. */
const WAITED_MS = 0.5
const POOLED_READS = 64
const DIRECT_BYTES_MAX = 65_536

/**
 * Reads small pieces. From the page cache that takes a few microseconds, and handing it to another
 * thread ten times that; from a disk it would hold up the event loop. So it reads directly until a
 * read has waited for the disk, and then lets the pool do the next ones.
 */
export class SmallReads {
  #pooledCount = 0

  async read(file: File, length: number, position: number): Promise<Buffer> {
    if (this.#pooledCount > 0 || length > DIRECT_BYTES_MAX) {
      this.#pooledCount = Math.max(0, this.#pooledCount - 1)
      return file.read(length, position)
    }
    const startMs = performance.now()
    const bytes = file.readDirectly(length, position)
    if (performance.now() - startMs > WAITED_MS) this.#pooledCount = POOLED_READS
    return bytes
  }
}
