/**
 * The objects that hold one volume's blocks, in its account's hidden bucket:
 *
 *     key      <volume id>/<block index, 8 hex digits>/<generation, 8 hex digits>
 *     body     the block without the zeroes at its end; empty: all of it is zero
 *     summary  decimal: every write with at most this sequence number is in the body
 *
 * The bucket's name is none that S3 can address, and its owner no account that anybody can act for.
 */
import { type Storage, StorageError } from '../../../storage/storage.ts'
import type { BlockUsage } from './block-store.ts'
import { type BlockName, blockKey, keyBefore, parseBlockKey } from './geometry.ts'

export interface ListedBlock extends BlockName {
  readonly isZero: boolean
}

export interface BlockPage {
  readonly blocks: readonly ListedBlock[]
  /** Where the next page begins; absent at the end. */
  readonly next?: string
}

export function hiddenBucket(accountId: string): string {
  return `blocks@${accountId}`
}

export async function ensureHiddenBucket(storage: Storage, accountId: string): Promise<void> {
  const name = hiddenBucket(accountId)
  if ((await storage.getBucket(name)) !== undefined) return
  try {
    await storage.createBucket(name, { ownerId: name })
  } catch (error) {
    // Another volume of the account was faster.
    if (!(error instanceof StorageError && error.code === 'bucket-exists')) throw error
  }
}

export async function hiddenUsage(storage: Storage, accountId: string): Promise<BlockUsage> {
  const name = hiddenBucket(accountId)
  if ((await storage.getBucket(name)) === undefined) return { blockCount: 0, storedBytes: 0 }
  const { versionCount, sizeBytes } = await storage.bucketUsage(name)
  return { blockCount: versionCount, storedBytes: sizeBytes }
}

export class BlockObjects {
  readonly volumeId: string
  readonly #storage: Storage
  readonly #bucket: string

  constructor(storage: Storage, volume: { readonly id: string; readonly accountId: string }) {
    this.volumeId = volume.id
    this.#storage = storage
    this.#bucket = hiddenBucket(volume.accountId)
  }

  async put(name: BlockName, body: Uint8Array, sequence: number): Promise<void> {
    await this.#storage.putObject(this.#bucket, blockKey(this.volumeId, name), body, {
      finish: () => ({ etag: '', summary: String(sequence), attributes: {} }),
    })
  }

  /** Less than was asked for where the block ends in zeroes; `undefined`: there is no such object. */
  async read(name: BlockName, start: number, end: number): Promise<Uint8Array | undefined> {
    const object = await this.#storage.openObject(this.#bucket, blockKey(this.volumeId, name))
    if (object === undefined) return undefined
    try {
      const last = Math.min(end, object.record.sizeBytes) - 1
      return last < start ? new Uint8Array(0) : await object.bytes({ start, end: last })
    } finally {
      await object[Symbol.asyncDispose]()
    }
  }

  /** Up to which sequence number writes are in it; `undefined`: there is no such object. */
  async sequenceOf(name: BlockName): Promise<number | undefined> {
    const record = await this.#storage.statObject(this.#bucket, blockKey(this.volumeId, name))
    return record && Number(record.summary)
  }

  async delete(name: BlockName): Promise<void> {
    await this.#storage.deleteObject(this.#bucket, blockKey(this.volumeId, name))
  }

  /** From a block on, or from where the page before ended. */
  async list(from: number | string, limit: number): Promise<BlockPage> {
    const page = await this.#storage.listObjects(this.#bucket, {
      prefix: `${this.volumeId}/`,
      delimiter: '',
      after: typeof from === 'string' ? from : keyBefore(this.volumeId, from),
      limit,
    })
    const blocks: ListedBlock[] = []
    let next: string | undefined
    for (const entry of page.entries) {
      // Without a delimiter there are no common prefixes.
      if ('commonPrefix' in entry) continue
      blocks.push({ ...parseBlockKey(entry.key), isZero: entry.sizeBytes === 0 })
      next = entry.key
    }
    return page.isTruncated && next !== undefined ? { blocks, next } : { blocks }
  }
}
