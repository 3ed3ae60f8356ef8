/** What volumes and snapshots must hold, as plain buffers. */

import type { VolumeRecord } from '../../../lib/compute/blocks/records.ts'
import type { Storage } from '../../../storage/storage.ts'

interface UnflushedWrite {
  readonly offset: number
  readonly bytes: Uint8Array
}

export class ModelVolume {
  content: Buffer
  /** What a power cut cannot take. */
  #flushed: Buffer
  #unflushed: UnflushedWrite[] = []

  constructor(content: Buffer) {
    this.content = Buffer.from(content)
    this.#flushed = Buffer.from(content)
  }

  write(offset: number, bytes: Uint8Array): void {
    this.content.set(bytes, offset)
    this.#unflushed.push({ offset, bytes })
  }

  flush(): void {
    this.#flushed = Buffer.from(this.content)
    this.#unflushed = []
  }

  grow(sizeBytes: number): void {
    const more = Buffer.alloc(sizeBytes - this.content.length)
    this.content = Buffer.concat([this.content, more])
    this.#flushed = Buffer.concat([this.#flushed, more])
  }

  /** The first byte that a power cut cannot have made of what was there; -1: there is none. */
  firstImpossible(actual: Uint8Array): number {
    return actual.findIndex((byte, at) => {
      if (byte === this.#flushed[at]) return false
      return !this.#unflushed.some(({ offset, bytes }) => bytes[at - offset] === byte)
    })
  }

  adopt(actual: Uint8Array): void {
    this.content = Buffer.from(actual)
    this.flush()
  }
}

const now = Number.MAX_VALUE

/** The keys that volumes and points show, found out by looking through all of them, and those that are there. */
export async function blockKeys(storage: Storage, accountId: string) {
  const page = await storage.listObjects(`blocks@${accountId}`, {
    prefix: '',
    delimiter: '',
    after: '',
    limit: 100_000,
  })
  const stored = page.entries.map(entry => ('key' in entry ? entry.key : ''))
  const shown = new Set<string>()
  for await (const [, volume] of storage.documents<VolumeRecord>('block-volumes').list()) {
    const moments = volume.points.map(({ generation }) => generation)
    if (!volume.isDeleted) moments.push(now)
    const own = stored.filter(key => key.startsWith(`${volume.id}/`))
    for (const moment of moments) {
      const newest = new Map<string, string>()
      for (const key of own) {
        const [, index = '', generation = ''] = key.split('/')
        if (Number.parseInt(generation, 16) <= moment) newest.set(index, key)
      }
      for (const key of newest.values()) shown.add(key)
    }
  }
  return { stored, shown: [...shown].sort() }
}
