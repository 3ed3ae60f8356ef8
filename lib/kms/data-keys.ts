/**
 * Keys that encrypt the keys of many objects, so that not every object costs a call to the key store:
 * one per scope (all of SSE-S3, or a bucket with a bucket key), made anew every few minutes in each
 * thread. Objects keep it with them, encrypted; what was decrypted once is remembered for a while.
 */

import type { RandomBytes } from '../auth/secret-box.ts'
import type { Clock } from '../clock.ts'

export interface DataKey {
  readonly key: Uint8Array
  /** As the key store encrypted it. */
  readonly wrapped: string
}

const KEY_BYTES = 32
const USE_MS_MAX = 5 * 60_000
const REMEMBERED_MAX = 10_000

interface Remembered<Value> {
  readonly value: Value
  readonly untilMs: number
}

export class DataKeys {
  readonly #clock: Clock
  readonly #random: RandomBytes
  readonly #current = new Map<string, Remembered<Promise<DataKey>>>()
  readonly #opened = new Map<string, Remembered<Promise<Uint8Array>>>()

  constructor({ clock, random }: { readonly clock: Clock; readonly random: RandomBytes }) {
    this.#clock = clock
    this.#random = random
  }

  /** The key to encrypt with. `wrap` is only called for a new one. */
  current(scope: string, wrap: (key: Uint8Array) => Promise<string>): Promise<DataKey> {
    return this.#remember(this.#current, scope, async () => {
      const key = this.#random(KEY_BYTES)
      return { key, wrapped: await wrap(key) }
    })
  }

  /** The next ones to encrypt with will be new: encrypted by the current versions of their keys. */
  renew(): void {
    this.#current.clear()
  }

  open(scope: string, wrapped: string, unwrap: () => Promise<Uint8Array>): Promise<Uint8Array> {
    return this.#remember(this.#opened, `${scope}\n${wrapped}`, unwrap)
  }

  #remember<Value>(
    memory: Map<string, Remembered<Promise<Value>>>,
    name: string,
    make: () => Promise<Value>,
  ): Promise<Value> {
    const now = this.#clock.now()
    const known = memory.get(name)
    if (known !== undefined && known.untilMs > now) return known.value
    if (memory.size >= REMEMBERED_MAX) memory.clear()
    const value = make()
    const entry = { value, untilMs: now + USE_MS_MAX }
    memory.set(name, entry)
    // The next one tries again.
    value.catch(() => memory.get(name) === entry && memory.delete(name))
    return value
  }
}
