/**
 * Pins keep a version's bytes beyond the life of its key. A pin's record says which version it
 * holds; beside the version a record lists its pins, and takes over the version's own record when
 * that is removed, until the last pin goes.
 */
import { currentKey, gateKey, pinKey, pinnedKey } from '../layout.ts'
import type { MetaReader, MetaShard, Write } from '../meta/meta.ts'
import { decodeHead, decodeTail, withHead } from '../record.ts'
import type { ObjectRecord, OpenObject } from '../storage.ts'
import type { Buckets } from './buckets.ts'
import type { EngineContext } from './context.ts'
import { objectShard, present, shardOf, update } from './context.ts'
import { openFound } from './objects.ts'
import type { PinnedRecord } from './pinned-record.ts'
import type { Place, StoredVersion } from './versions.ts'
import { findNoncurrent, findVersion, freeBytes, recordOf } from './versions.ts'

/** The version that a pin holds. */
interface PinTarget {
  readonly bucketId: string
  readonly key: string
  readonly token: string
}

export class Pins {
  readonly #context: EngineContext
  readonly #buckets: Buckets

  constructor(context: EngineContext, buckets: Buckets) {
    this.#context = context
    this.#buckets = buckets
  }

  async add(
    pin: string,
    bucketName: string,
    key: string,
    versionId?: string,
  ): Promise<ObjectRecord | undefined> {
    const held = await this.#find(pin)
    if (held) return recordOf(held.version, held.target.key)
    const bucket = await this.#buckets.require(bucketName)
    const shard = objectShard(this.#context, bucket.id, key)
    const version = await findVersion(shard, { bucket, key }, versionId)
    if (!version || version.head.isDeleteMarker) return undefined
    const target: PinTarget = { bucketId: bucket.id, key, token: version.head.token }
    // The name comes first: what it holds can then always be found again and let go.
    await update(this.#home(pin), [pinKey(pin)], async () => ({
      result: undefined,
      writes: [{ type: 'put', key: pinKey(pin), value: JSON.stringify(target) }],
    }))
    const record = await this.#hold(pin, { bucket, key }, version.head.token)
    if (!record) await this.remove(pin)
    return record
  }

  async open(pin: string): Promise<OpenObject | undefined> {
    const held = await this.#find(pin)
    if (!held) return undefined
    const { target, shard } = held
    const find = async () => (await this.#find(pin))?.version
    return openFound(this.#context, shard, { key: target.key, find })
  }

  async remove(pin: string): Promise<void> {
    const target = await this.#target(pin)
    if (!target) return
    const { bucketId, key, token } = target
    const shard = objectShard(this.#context, bucketId, key)
    await update(shard, [currentKey(bucketId, key)], async read => ({
      result: undefined,
      writes: await this.#letGo(read, pin, { bucketId, key, token }),
    }))
    await update(this.#home(pin), [pinKey(pin)], async () => ({
      result: undefined,
      writes: [{ type: 'del', key: pinKey(pin) }],
    }))
  }

  /** `undefined` when the version was removed meanwhile. */
  #hold(pin: string, { bucket, key }: Place, token: string): Promise<ObjectRecord | undefined> {
    const shard = objectShard(this.#context, bucket.id, key)
    return update(shard, [currentKey(bucket.id, key)], async read => {
      const version = await findByToken(read, { bucketId: bucket.id, key, token })
      if (!version) return { result: undefined, writes: [] }
      const metaKey = pinnedKey(bucket.id, key, token)
      const stored = await readPinned(read, metaKey)
      const pins = [...new Set([...(stored?.pins ?? []), pin])]
      const writes: Write[] = [
        { type: 'put', key: metaKey, value: JSON.stringify({ ...stored, pins }) },
        { type: 'put', key: version.metaKey, value: withHead(version.value, { isPinned: true }) },
      ]
      const checks = [present(gateKey(bucket.id))]
      return { result: recordOf(version, key), writes, checks }
    })
  }

  async #letGo(read: MetaReader, pin: string, target: PinTarget): Promise<Write[]> {
    const { bucketId, key, token } = target
    const metaKey = pinnedKey(bucketId, key, token)
    const stored = await readPinned(read, metaKey)
    if (!stored) return []
    const pins = stored.pins.filter(name => name !== pin)
    if (pins.length > 0) {
      return [{ type: 'put', key: metaKey, value: JSON.stringify({ ...stored, pins }) }]
    }
    const gone: Write = { type: 'del', key: metaKey }
    if (stored.orphan !== undefined) {
      return [gone, ...freeBytes(this.#context, decodeTail(stored.orphan))]
    }
    const version = await findByToken(read, target)
    if (!version) return [gone]
    const value = withHead(version.value, { isPinned: false })
    return [gone, { type: 'put', key: version.metaKey, value }]
  }

  async #find(
    pin: string,
  ): Promise<{ target: PinTarget; shard: MetaShard; version: StoredVersion } | undefined> {
    const target = await this.#target(pin)
    if (!target) return undefined
    const { bucketId, key, token } = target
    const shard = objectShard(this.#context, bucketId, key)
    const metaKey = pinnedKey(bucketId, key, token)
    const stored = await readPinned(shard, metaKey)
    if (!stored?.pins.includes(pin)) return undefined
    const live = await findByToken(shard, target)
    if (live) return { target, shard, version: live }
    // Removed since the first read, or long ago: then the record beside it has taken over.
    const value = stored.orphan ?? (await readPinned(shard, metaKey))?.orphan
    if (value === undefined) return undefined
    return { target, shard, version: { metaKey, value, head: decodeHead(value), isLatest: false } }
  }

  async #target(pin: string): Promise<PinTarget | undefined> {
    const text = await this.#home(pin).get(pinKey(pin))
    // Written by add.
    return text === undefined ? undefined : (JSON.parse(text) as PinTarget)
  }

  #home(pin: string): MetaShard {
    return shardOf(this.#context, pin)
  }
}

async function findByToken(
  read: MetaReader,
  { bucketId, key, token }: PinTarget,
): Promise<StoredVersion | undefined> {
  const bucket = { id: bucketId }
  const current = await findVersion(read, { bucket, key })
  if (current?.head.token === token) return current
  return findNoncurrent(read, { bucket, key }, token)
}

async function readPinned(read: MetaReader, metaKey: string): Promise<PinnedRecord | undefined> {
  const text = await read.get(metaKey)
  // Written by this file and by versions.ts.
  return text === undefined ? undefined : (JSON.parse(text) as PinnedRecord)
}
