/**
 * Open files, shared by their readers and kept a while for the next ones. A file that is removed
 * stays readable for whoever holds it; one that nobody holds is closed soon, so that its space
 * comes back.
 */
import type { File } from '../disk/file-system.ts'

const IDLE_MAX = 256
const IDLE_MS = 5000

export interface Handle<Value extends { readonly file: File }> extends Disposable {
  readonly value: Value
}

interface Entry<Value> {
  readonly value: Value
  holders: number
  idleSinceMs: number
}

export class Handles<Value extends { readonly file: File }> {
  /** In the order in which they were last let go. */
  readonly #entries = new Map<string, Entry<Value>>()
  readonly #opening = new Map<string, Promise<Entry<Value> | undefined>>()
  readonly #open: (id: string) => Promise<Value | undefined>
  readonly #sweeper: NodeJS.Timeout
  #idleCount = 0

  constructor(open: (id: string) => Promise<Value | undefined>) {
    this.#open = open
    this.#sweeper = setInterval(() => this.#sweep(performance.now() - IDLE_MS), IDLE_MS)
    this.#sweeper.unref()
  }

  /** `undefined`: there is no such file. */
  async hold(id: string): Promise<Handle<Value> | undefined> {
    for (;;) {
      const known = this.#entries.get(id)
      if (known) return this.#take(id, known)
      // Others may wait for the same file, and it may be closed again before this goes on.
      if (!(await this.#openOnce(id))) return undefined
    }
  }

  /** Closes the file once nobody holds it. */
  forget(id: string): void {
    const entry = this.#entries.get(id)
    this.#entries.delete(id)
    if (entry?.holders === 0) this.#close(entry)
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper)
    await Promise.all(this.#opening.values())
    this.#sweep(Number.POSITIVE_INFINITY)
    // Those that are still held are closed by their last holders.
    this.#entries.clear()
  }

  #openOnce(id: string): Promise<Entry<Value> | undefined> {
    const before = this.#opening.get(id)
    if (before) return before
    const opening = this.#open(id)
      .then(value => {
        if (!value) return undefined
        const entry = { value, holders: 0, idleSinceMs: performance.now() }
        this.#idleCount++
        this.#entries.set(id, entry)
        return entry
      })
      .finally(() => this.#opening.delete(id))
    this.#opening.set(id, opening)
    return opening
  }

  #take(id: string, entry: Entry<Value>): Handle<Value> {
    if (entry.holders === 0) this.#idleCount--
    entry.holders++
    let isHeld = true
    return {
      value: entry.value,
      [Symbol.dispose]: () => {
        if (isHeld) this.#letGo(id, entry)
        isHeld = false
      },
    }
  }

  #letGo(id: string, entry: Entry<Value>): void {
    entry.holders--
    if (entry.holders > 0) return
    this.#idleCount++
    if (this.#entries.get(id) !== entry) {
      this.#close(entry)
      return
    }
    entry.idleSinceMs = performance.now()
    this.#entries.delete(id)
    this.#entries.set(id, entry)
    if (this.#idleCount > IDLE_MAX) this.#sweep(0, this.#idleCount - IDLE_MAX)
  }

  /** Closes what was let go before, and the `surplus` that was let go first. */
  #sweep(beforeMs: number, surplus = 0): void {
    let left = surplus
    for (const [id, entry] of this.#entries) {
      if (entry.holders > 0 || (left <= 0 && entry.idleSinceMs >= beforeMs)) continue
      this.#entries.delete(id)
      this.#close(entry)
      left--
    }
  }

  #close({ value }: Entry<Value>): void {
    this.#idleCount--
    // Nothing was written through it: a failure to close loses nothing.
    value.file.close().catch(() => {})
  }
}
