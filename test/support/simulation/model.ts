/** All that the simulated clients did and were told. */
import type { Versioning } from '../../../storage/storage.ts'
import type { BodyNumber } from './bodies.ts'
import { KeyModel } from './key-model.ts'

export interface ModelUpload {
  readonly bucket: string
  readonly key: string
  readonly uploadId: string
  /** Acknowledged. */
  readonly parts: Map<number, BodyNumber>
  /** The ETag that a completion under way would give. */
  completing?: string
  isAborting?: boolean
}

export class Model {
  readonly versioning = new Map<string, Versioning>()
  readonly #keys = new Map<string, KeyModel>()
  readonly uploads = new Set<ModelUpload>()
  /** Of each pin the ETag of what it may hold, or `undefined` for none. */
  readonly pins = new Map<string, readonly (string | undefined)[]>()
  /** Of each document its possible values; they only count. */
  readonly documents = new Map<string, readonly number[]>()
  /** Of each client the rename that it is at, or that was the last thing to fail. */
  readonly renames = new Map<string, { bucket: string; from: string; to: string; etag: string }>()
  #lastBodyId = 0

  key(bucket: string, key: string): KeyModel {
    const name = `${bucket}/${key}`
    const known = this.#keys.get(name) ?? new KeyModel()
    this.#keys.set(name, known)
    return known
  }

  *keys(): Generator<{ bucket: string; key: string; model: KeyModel }> {
    for (const [name, model] of this.#keys) {
      const slash = name.indexOf('/')
      yield { bucket: name.slice(0, slash), key: name.slice(slash + 1), model }
    }
  }

  newBody(sizeBytes: number): BodyNumber {
    return { id: ++this.#lastBodyId, sizeBytes }
  }

  versioningOf(bucket: string): Versioning {
    return this.versioning.get(bucket) ?? 'off'
  }
}
