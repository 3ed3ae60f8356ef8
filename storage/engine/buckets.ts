/**
 * Buckets by name, an index of them by owner, and a gate per shard: a commit into a bucket checks
 * that its gate is there, and a bucket is deleted by closing the gates of all shards while their
 * counts are zero. So an object can never be stored in a bucket that is gone.
 */
import { setTimeout as delay } from 'node:timers/promises'
import {
  BUCKET_ID_LENGTH,
  bucketKey,
  byteCountKey,
  deletionKey,
  gateKey,
  ownedKey,
  ownedPrefix,
  uploadBucketPrefix,
  versionCountKey,
} from '../layout.ts'
import type { MetaShard, Write } from '../meta/meta.ts'
import { CheckFailed } from '../meta/meta.ts'
import { compareUtf8, prefixEnd } from '../order.ts'
import type { BucketChange, BucketRecord, BucketUsage, NewBucket, Page } from '../storage.ts'
import { StorageError } from '../storage.ts'
import { removeBucket } from './bucket-deletion.ts'
import type { EngineContext } from './context.ts'
import { shardOf, update } from './context.ts'
import { Cursor } from './cursor.ts'

const CACHED_BUCKETS_MAX = 1000
const OWNED_PAGE = 1000
const OTHERS_AGE_MS_MAX = 1000
/** Uploads may begin while those of before are aborted; in the end the deletion is refused. */
const DELETE_ATTEMPTS_MAX = 10
const DELETE_REST_MS = 20

export class Buckets {
  readonly #context: EngineContext
  /** Parsed records beside the text that they were parsed from, which is read each time. */
  readonly #parsed = new Map<string, { text: string; record: BucketRecord }>()
  /** By the id of a bucket: what its owner's others hold. */
  readonly #others = new Map<string, { usage: BucketUsage; untilMs: number }>()

  constructor(context: EngineContext) {
    this.#context = context
  }

  async create(name: string, options: NewBucket): Promise<BucketRecord> {
    const { clock, ids } = this.#context
    const record: BucketRecord = {
      name,
      id: ids.random(BUCKET_ID_LENGTH),
      ownerId: options.ownerId,
      createdAtMs: clock.now(),
      versioning: options.versioning ?? 'off',
      attributes: options.attributes ?? {},
      ...(options.limits && { limits: options.limits }),
    }
    const gate: Write = { type: 'put', key: gateKey(record.id), value: '' }
    const home = this.#home(name)
    // Before anything is written for it; what counts is below.
    if (await this.get(name)) throw exists(name)
    for (const shard of this.#othersThan(home)) {
      await update(shard, [], async () => ({ result: undefined, writes: [gate] }))
    }
    await update(home, [bucketKey(name)], async read => {
      if ((await read.get(bucketKey(name))) !== undefined) {
        throw exists(name)
      }
      const owned: Write = { type: 'put', key: ownedKey(record.ownerId, name), value: record.id }
      const stored: Write = { type: 'put', key: bucketKey(name), value: JSON.stringify(record) }
      return { result: undefined, writes: [gate, owned, stored] }
    })
    return record
  }

  async get(name: string): Promise<BucketRecord | undefined> {
    const text = await this.#home(name).get(bucketKey(name))
    if (text === undefined) return undefined
    const known = this.#parsed.get(name)
    if (known?.text === text) return known.record
    const record = parseBucket(text)
    if (this.#parsed.size >= CACHED_BUCKETS_MAX) this.#parsed.clear()
    this.#parsed.set(name, { text, record })
    return record
  }

  async require(name: string): Promise<BucketRecord> {
    const record = await this.get(name)
    if (!record) throw new StorageError('bucket-missing', `there is no bucket ${name}`)
    return record
  }

  update(name: string, change: (current: BucketRecord) => BucketChange): Promise<BucketRecord> {
    const key = bucketKey(name)
    return update(this.#home(name), [key], async read => {
      const text = await read.get(key)
      if (text === undefined) {
        throw new StorageError('bucket-missing', `there is no bucket ${name}`)
      }
      const current = parseBucket(text)
      const { limits: currentLimits, ...fixed } = current
      const { versioning, attributes, limits } = {
        limits: currentLimits,
        ...fixed,
        ...change(current),
      }
      const next: BucketRecord = { ...fixed, versioning, attributes, ...(limits && { limits }) }
      return { result: next, writes: [{ type: 'put', key, value: JSON.stringify(next) }] }
    })
  }

  /** `abortUploads` removes the open uploads that it finds. */
  async delete(name: string, abortUploads: (bucket: BucketRecord) => Promise<void>): Promise<void> {
    const bucket = await this.require(name)
    for (let attempt = 1; ; attempt++) {
      if ((await this.usage(bucket)).versionCount > 0) throw notEmpty(name)
      await abortUploads(bucket)
      try {
        await removeBucket(this.#context, bucket)
        return
      } catch (error) {
        if (!(error instanceof CheckFailed)) throw error
        const isOthers = error.check.key === deletionKey(bucket.id)
        if (attempt >= DELETE_ATTEMPTS_MAX) throw isOthers ? beingDeleted(name) : notEmpty(name)
        if (isOthers) await delay(DELETE_REST_MS * attempt)
      }
    }
  }

  async list(options: {
    ownerId: string | undefined
    prefix: string
    after: string
    limit: number
  }): Promise<Page<BucketRecord>> {
    const { ownerId, prefix, after, limit } = options
    const base = ownerId === undefined ? bucketKey('') : ownedPrefix(ownerId)
    const start = compareUtf8(after, prefix) < 0 ? { gte: base + prefix } : { gt: base + after }
    const lt = prefixEnd(base + prefix) ?? base
    const cursor = new Cursor(this.#context.meta.shards, { start, lt, pageSize: limit + 1 })
    const entries: BucketRecord[] = []
    for (;;) {
      const entry = cursor.peek() ?? (await cursor.fill())
      if (!entry) return { entries, isTruncated: false }
      if (entries.length === limit) return { entries, isTruncated: true }
      const record = await this.get(entry[0].slice(base.length))
      if (record && (ownerId ?? record.ownerId) === record.ownerId) entries.push(record)
      cursor.skip()
    }
  }

  async usage(bucket: BucketRecord): Promise<BucketUsage> {
    let versionCount = 0
    let sizeBytes = 0
    for (const shard of this.#context.meta.shards) {
      const usage = await this.usageIn(shard, bucket)
      versionCount += usage.versionCount
      sizeBytes += usage.sizeBytes
    }
    return { versionCount, sizeBytes }
  }

  async usageIn(shard: MetaShard, bucket: BucketRecord): Promise<BucketUsage> {
    return {
      versionCount: Number((await shard.get(versionCountKey(bucket.id))) ?? 0),
      sizeBytes: Number((await shard.get(byteCountKey(bucket.id))) ?? 0),
    }
  }

  /** Of all other buckets of the same owner, as it was at most a second ago. */
  async usageOfOthers(bucket: BucketRecord): Promise<BucketUsage> {
    const nowMs = this.#context.clock.now()
    const known = this.#others.get(bucket.id)
    if (known && known.untilMs > nowMs) return known.usage
    const usage = { versionCount: 0, sizeBytes: 0 }
    for (let after = ''; ; ) {
      const { ownerId } = bucket
      const page = await this.list({ ownerId, prefix: '', after, limit: OWNED_PAGE })
      for (const other of page.entries) {
        after = other.name
        if (other.id === bucket.id) continue
        const { versionCount, sizeBytes } = await this.usage(other)
        usage.versionCount += versionCount
        usage.sizeBytes += sizeBytes
      }
      if (!page.isTruncated) break
    }
    if (this.#others.size >= CACHED_BUCKETS_MAX) this.#others.clear()
    this.#others.set(bucket.id, { usage, untilMs: nowMs + OTHERS_AGE_MS_MAX })
    return usage
  }

  #home(name: string): MetaShard {
    return shardOf(this.#context, name)
  }

  #othersThan(home: MetaShard): MetaShard[] {
    return this.#context.meta.shards.filter(shard => shard !== home)
  }
}

/** The keys of a bucket's uploads, for those that walk all of them. */
export function uploadRange(bucketId: string): { gte: string; lt: string } {
  const gte = uploadBucketPrefix(bucketId)
  return { gte, lt: prefixEnd(gte) ?? gte }
}

function parseBucket(text: string): BucketRecord {
  // Written by create and update above.
  return JSON.parse(text) as BucketRecord
}

function exists(name: string): StorageError {
  return new StorageError('bucket-exists', `bucket ${name} exists`)
}

function beingDeleted(name: string): StorageError {
  return new StorageError('object-in-use', `bucket ${name} is being deleted`)
}

function notEmpty(name: string): StorageError {
  return new StorageError('bucket-not-empty', `bucket ${name} is not empty`)
}
