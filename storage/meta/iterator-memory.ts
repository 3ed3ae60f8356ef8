/**
 * What LevelDB's iterators hold outside V8's heap. The addon keeps the entries that an iterator last
 * read until the garbage collector finalizes its handle, which only a major collection does; and as
 * V8 does not know of these bytes, nothing drives it to one: a minute of large listings would hold
 * gigabytes. So they are counted here, and a collection is asked for when they are too many.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** A collection of a small heap takes some 20 ms, and this much is held by about 200 full listings. */
const HELD_BYTES_MAX = 64 * 1024 * 1024
/** Two std::string of the addon's vector, reserved for as many entries as were asked for. */
const ENTRY_OVERHEAD_BYTES = 64
/** Fewer are not worth counting. */
const ENTRIES_MIN = 16

export class IteratorMemory {
  #collect: (() => void) | undefined
  #heldBytes = 0

  constructor(collect?: () => void) {
    this.#collect = collect
  }

  /** An iterator was closed after it had read `entries`, at most `limit` at once. */
  noteClosed(entries: readonly (readonly [string, string])[], limit: number): void {
    if (entries.length < ENTRIES_MIN) return
    const [key, value] = entries[entries.length >> 1] ?? ['', '']
    this.#heldBytes += (key.length + value.length) * entries.length + limit * ENTRY_OVERHEAD_BYTES
    if (this.#heldBytes < HELD_BYTES_MAX) return
    this.#heldBytes = 0
    // Not before it is needed: a new context takes milliseconds.
    this.#collect ??= exposedCollector()
    this.#collect()
  }
}

/**
 * V8's collector without a flag on the command line. The flag is the whole process's and stays: to
 * take it back would take it from another thread that is just here.
 */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new TypeError('V8 did not expose its collector')
  return () => collect()
}
