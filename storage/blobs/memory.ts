/** Blobs in memory, for tests: every blob is its own, none shares a region. */
import type { ByteRange } from '../storage.ts'
import type { BlobReader, Blobs, BlobsHealth, Region, WrittenBlob } from './blobs.ts'

const CHUNK_BYTES = 65_536

export class MemoryBlobs implements Blobs {
  readonly #blobs = new Map<string, Uint8Array>()
  #count = 0

  async append(bytes: Uint8Array): Promise<string> {
    const locator = this.reserve()
    this.#blobs.set(locator, bytes.slice())
    return locator
  }

  reserve(): string {
    return `m${++this.#count}`
  }

  async write(locator: string, body: AsyncIterable<Uint8Array>): Promise<WrittenBlob> {
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk.slice())
    const bytes = Buffer.concat(chunks)
    this.#blobs.set(locator, bytes)
    return { locator, sizeBytes: bytes.length, isComplete: true }
  }

  async open(locator: string): Promise<BlobReader | undefined> {
    const bytes = this.#blobs.get(locator)
    if (!bytes) return undefined
    return {
      sizeBytes: bytes.length,
      read: range => inChunks(bytes, range),
      bytes: async ({ start, end }) => bytes.slice(start, end + 1),
      [Symbol.dispose]: () => {},
    }
  }

  async remove(locator: string): Promise<void> {
    this.#blobs.delete(locator)
  }

  share(): undefined {
    return undefined
  }

  async sealedRegions(): Promise<readonly Region[]> {
    return []
  }

  async *scan(): AsyncGenerator<never> {}

  async removeRegion(): Promise<void> {}

  async health(): Promise<BlobsHealth> {
    return { isWritable: true, disks: [] }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#blobs.clear()
  }
}

async function* inChunks(bytes: Uint8Array, range: ByteRange): AsyncGenerator<Uint8Array> {
  for (let position = range.start; position <= range.end; position += CHUNK_BYTES) {
    yield bytes.slice(position, Math.min(position + CHUNK_BYTES, range.end + 1))
  }
}
