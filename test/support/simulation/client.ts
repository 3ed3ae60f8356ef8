/**
 * A client that does one thing after the other with keys of its own, checks every answer, and tells
 * the model. What fails must be allowed to, by the faults that there are.
 */
import type { Body, ObjectFields, ObjectRecord, Storage } from '../../../storage/storage.ts'
import type { BodyNumber } from './bodies.ts'
import { bodiesOf, bodyOf, contentOf, etagOf } from './bodies.ts'
import type { Chance } from './chance.ts'
import { added, deleted, type KeyState, withoutVersion } from './key-model.ts'
import type { Model, ModelUpload } from './model.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface ClientContext {
  readonly storage: Storage
  readonly model: Model
  readonly time: VirtualTime
  readonly chance: Chance
  /** Between two operations, and two pieces of a body. */
  readonly thinkMs: number
  /** Whether objects may be renamed, which takes an index of one shard. */
  readonly renames: boolean
  /** Whether something is broken that explains the failure. */
  readonly isExcused: (error: unknown) => boolean
}

const SIZES_BYTES = [0, 1, 100, 100, 100, 3000, 3000, 3000, 70_000, 262_144, 300_000] as const
const PART_SIZES_BYTES = [1, 100, 100, 100, 3000, 3000, 3000, 262_145] as const
const CHUNK_BYTES = 100_000
/** After a failure: some are over in a second. */
const REST_MS = 300

class Refused extends Error {}

export class Client {
  readonly #context: ClientContext
  readonly #name: string
  readonly #buckets: readonly [string, ...string[]]
  readonly #keys: readonly [string, ...string[]]

  constructor(context: ClientContext, name: string, buckets: readonly [string, ...string[]]) {
    this.#context = context
    this.#name = name
    this.#buckets = buckets
    this.#keys = [`${name}/a`, `${name}/b`, `${name}/ü`]
  }

  async act(stepCount: number): Promise<void> {
    const { time, chance, thinkMs, isExcused } = this.#context
    for (let step = 0; step < stepCount; step++) {
      await time.wait(chance.waitMs(thinkMs))
      this.#context.model.renames.delete(this.#name)
      try {
        await this.#step()
      } catch (error) {
        if (!isExcused(error)) throw error
        await time.wait(chance.waitMs(REST_MS))
      }
    }
  }

  #step(): Promise<void> {
    const { chance, renames } = this.#context
    const bucket = chance.pick(this.#buckets)
    const key = chance.pick(this.#keys)
    const kind = chance.below(100)
    if (kind < 35) return this.#put(bucket, key)
    if (kind < 45) return this.#delete(bucket, key)
    if (kind < 52) return this.#deleteVersion(bucket, key)
    if (kind < 62) return this.#upload(bucket, key)
    if (kind < 67) return this.#append('off', key)
    if (kind < 72 && renames) return this.#rename('off', key)
    if (kind < 77) return this.#pin(bucket, key)
    if (kind < 82) return this.#count()
    return this.#read(bucket, key)
  }

  async #put(bucket: string, key: string): Promise<void> {
    const { storage, model, chance } = this.#context
    const number = model.newBody(chance.pick(SIZES_BYTES))
    const etag = etagOf([number])
    const versioning = model.versioningOf(bucket)
    const known = model.key(bucket, key)
    const { certain } = known
    const isRefused = certain !== undefined && chance.happens(0.15)
    const expected = isRefused ? 'something else' : certain && currentEtag(certain)
    const condition = (current: ObjectRecord | undefined) => {
      const found = current?.isDeleteMarker ? '' : (current?.etag ?? '')
      if (certain && found !== expected) throw new Refused()
    }
    const change = known.begin(added({ etag, isDeleteMarker: false }, { versioning }))
    try {
      const options = { finish: () => fields(etag), condition }
      const body = this.#bodyOf(number)
      const { versionId } = await storage.putObject(bucket, key, body, options)
      if (isRefused) throw new Error('a condition that does not hold was passed over')
      change.done(added({ etag, isDeleteMarker: false }, { versioning, id: versionId }))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (!isRefused) throw new Error('a condition that holds was refused', { cause: error })
      change.done(state => state)
    }
  }

  async #delete(bucket: string, key: string): Promise<void> {
    const { storage, model } = this.#context
    const versioning = model.versioningOf(bucket)
    const change = model.key(bucket, key).begin(deleted({ versioning }))
    const { versionId } = await storage.deleteObject(bucket, key)
    change.done(deleted({ versioning, ...(versionId !== undefined && { id: versionId }) }))
  }

  async #deleteVersion(bucket: string, key: string): Promise<void> {
    const { storage, model, chance } = this.#context
    const known = model.key(bucket, key)
    const ids = (known.certain ?? []).flatMap(({ id }) => (id === undefined ? [] : [id]))
    const versionId = ids[chance.below(ids.length)]
    if (versionId === undefined) return
    const change = known.begin(withoutVersion(versionId))
    await storage.deleteObject(bucket, key, { versionId })
    change.done(withoutVersion(versionId))
  }

  async #upload(bucket: string, key: string): Promise<void> {
    const { storage, model, chance } = this.#context
    const { uploadId } = await storage.createUpload(bucket, key, { summary: '', attributes: {} })
    const upload: ModelUpload = { bucket, key, uploadId, parts: new Map() }
    model.uploads.add(upload)
    const partCount = 1 + chance.below(3)
    const putPart = async (partNumber: number) => {
      const number = model.newBody(chance.pick(PART_SIZES_BYTES))
      const options = { finish: () => ({ etag: etagOf([number]), attributes: {} }) }
      const body = this.#bodyOf(number)
      await storage.putPart(bucket, key, uploadId, partNumber, body, options)
      upload.parts.set(partNumber, number)
    }
    const putting = Array.from({ length: partCount }, (_, index) => putPart(index + 1))
    const failed = (await Promise.allSettled(putting)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
    if (chance.happens(0.6)) await this.complete(upload)
    else if (chance.happens(0.5)) await this.abort(upload)
  }

  /** All parts that were acknowledged become the object. */
  async complete(upload: ModelUpload): Promise<void> {
    const { storage, model } = this.#context
    const { bucket, key, uploadId } = upload
    const parts = [...upload.parts].sort(([a], [b]) => a - b)
    const etag = etagOf(parts.map(([, number]) => number))
    const versioning = model.versioningOf(bucket)
    const version = { etag, isDeleteMarker: false }
    const change = model.key(bucket, key).begin(added(version, { versioning }))
    upload.completing = etag
    const choose = () => ({ ...fields(etag), partNumbers: parts.map(([number]) => number) })
    const { versionId } = await storage.completeUpload(bucket, key, uploadId, { choose })
    change.done(added(version, { versioning, id: versionId }))
    model.uploads.delete(upload)
    const again = await storage.completeUpload(bucket, key, uploadId, { choose })
    if (again.versionId !== versionId) throw new Error('a repeated completion gave another version')
  }

  async abort(upload: ModelUpload): Promise<void> {
    const { storage, model } = this.#context
    upload.isAborting = true
    await storage.abortUpload(upload.bucket, upload.key, upload.uploadId)
    model.uploads.delete(upload)
  }

  async #append(bucket: string, key: string): Promise<void> {
    const { storage, model, chance } = this.#context
    const known = model.key(bucket, key)
    const etag = known.certain && currentEtag(known.certain)
    if (!etag || this.#isPinned(etag)) return
    const number = model.newBody(chance.pick(PART_SIZES_BYTES))
    const joined = etagOf([...bodiesOf(etag), number])
    const change: (state: KeyState) => KeyState = () => [
      { id: 'null', etag: joined, isDeleteMarker: false },
    ]
    const begun = known.begin(change)
    await storage.appendObject(bucket, key, this.#bodyOf(number), {
      finish: () => ({}),
      firstPart: () => ({}),
      join: () => fields(joined),
    })
    begun.done(change)
  }

  async #rename(bucket: string, from: string): Promise<void> {
    const { storage, model, chance } = this.#context
    const to = chance.pick(this.#keys)
    const [source, target] = [model.key(bucket, from), model.key(bucket, to)]
    const state = source.certain
    const etag = state && currentEtag(state)
    const replaced = target.certain && currentEtag(target.certain)
    if (from === to || !etag || !target.certain || this.#isPinned(etag)) return
    if (replaced && this.#isPinned(replaced)) return
    const [gone, come] = [() => [], () => state]
    const begun = [source.begin(gone), target.begin(come)] as const
    model.renames.set(this.#name, { bucket, from, to, etag })
    await storage.renameObject(bucket, from, to)
    model.renames.delete(this.#name)
    begun[0].done(gone)
    begun[1].done(come)
  }

  #isPinned(etag: string): boolean {
    return [...this.#context.model.pins.values()].some(possible => possible.includes(etag))
  }

  async #pin(bucket: string, key: string): Promise<void> {
    const { storage, model, chance } = this.#context
    const pin = `${this.#name}-${chance.below(2)}`
    const possible = model.pins.get(pin) ?? [undefined]
    const [held] = possible
    if (possible.length > 1 || held !== undefined) {
      if (possible.length === 1 && chance.happens(0.5)) return this.#readPin(pin, held ?? '')
      model.pins.set(pin, [...possible, undefined])
      await storage.removePin(pin)
      model.pins.set(pin, [undefined])
      return
    }
    const { certain } = model.key(bucket, key)
    const etag = certain && currentEtag(certain)
    if (!etag) return
    model.pins.set(pin, [undefined, etag])
    const record = await storage.pinObject(pin, bucket, key)
    if (record?.etag !== etag) throw new Error(`pinned ${record?.etag} instead of ${etag}`)
    model.pins.set(pin, [etag])
  }

  async #readPin(pin: string, etag: string): Promise<void> {
    await using opened = await this.#context.storage.openPin(pin)
    if (!opened) throw new Error(`pin ${pin} holds nothing`)
    await expectContent(opened, etag)
  }

  async #count(): Promise<void> {
    const { storage, model, chance } = this.#context
    const id = `${this.#name}-${chance.below(2)}`
    const possible = model.documents.get(id) ?? [0]
    const counted = possible.map(value => value + 1)
    model.documents.set(id, [...new Set([...possible, ...counted])])
    const now = await storage.documents<number>('counts').update(id, value => (value ?? 0) + 1)
    if (now === undefined || !counted.includes(now)) {
      throw new Error(`document ${id} is ${now}, not one of ${counted}`)
    }
    model.documents.set(id, [now])
  }

  async #read(bucket: string, key: string): Promise<void> {
    const { storage, model, chance } = this.#context
    const known = model.key(bucket, key)
    const states = known.possible
    const version = chance.pick([undefined, ...(known.certain ?? [])])
    await using opened = await storage.openObject(bucket, key, version?.id)
    const etag = opened?.record.isDeleteMarker ? '' : (opened?.record.etag ?? '')
    if (version?.id !== undefined) {
      if (version.etag !== etag) throw new Error(`version ${version.id} of ${key} is ${etag}`)
    } else if (!states.some(state => currentEtag(state) === etag)) {
      throw new Error(`${bucket}/${key} reads ${etag}, none of ${JSON.stringify(states)}`)
    }
    if (!opened || etag === '') return
    if (chance.happens(0.5)) return expectContent(opened, etag)
    await this.#readRange(opened, etag)
  }

  async #readRange(
    opened: { record: ObjectRecord; read(range: ByteRange): AsyncIterable<Uint8Array> },
    etag: string,
  ): Promise<void> {
    const { chance } = this.#context
    const { sizeBytes } = opened.record
    if (sizeBytes === 0) return
    const start = chance.below(sizeBytes)
    const end = start + chance.below(sizeBytes - start)
    const read = Buffer.concat(await Array.fromAsync(opened.read({ start, end })))
    if (!read.equals(contentOf(bodiesOf(etag)).subarray(start, end + 1))) {
      throw new Error(`bytes ${start}-${end} of ${etag} are others`)
    }
  }

  /** Small ones in one piece or in several, others as they would come from a socket. */
  #bodyOf(number: BodyNumber): Body {
    const { time, chance, thinkMs } = this.#context
    const bytes = bodyOf(number)
    if (number.sizeBytes <= 262_144 && chance.happens(0.7)) return bytes
    return (async function* () {
      for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
        await time.wait(chance.waitMs(thinkMs))
        yield bytes.subarray(start, start + CHUNK_BYTES)
      }
    })()
  }
}

interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Empty where there is no object or a delete marker. */
export function currentEtag(state: KeyState): string {
  return state[0]?.etag ?? ''
}

/** Throws unless the object holds the bytes that its ETag stands for. */
export async function expectContent(
  opened: { record: ObjectRecord; read(): AsyncIterable<Uint8Array> },
  etag: string,
): Promise<void> {
  if (opened.record.etag !== etag) throw new Error(`${opened.record.etag} instead of ${etag}`)
  const expected = contentOf(bodiesOf(etag))
  if (opened.record.sizeBytes !== expected.length) throw new Error(`${etag} has another size`)
  const read = Buffer.concat(await Array.fromAsync(opened.read()))
  if (!read.equals(expected)) throw new Error(`the bytes of ${etag} are others`)
}

function fields(etag: string): ObjectFields {
  return { etag, summary: `of ${etag}`, attributes: { etag } }
}
