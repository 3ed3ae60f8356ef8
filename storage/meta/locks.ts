/**
 * Mutual exclusion by name, between the promises of one thread and between threads: 64 Ki slots in
 * a SharedArrayBuffer, to which names are hashed. Two names in one slot only wait for each other.
 * Slots are taken in ascending order, so that two holders never wait for each other in a circle.
 * A thread that dies while it holds a slot leaves it taken: the process must end with it.
 */

const SLOT_COUNT = 65_536
/** States of a slot. */
const FREE = 0
const HELD = 1
const HELD_WITH_WAITERS = 2
const KEEP_ALIVE_MS = 60_000

export function createLockMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(SLOT_COUNT * Int32Array.BYTES_PER_ELEMENT)
}

/** FNV-1a over UTF-16 units, folded to a slot. */
export function slotOf(name: string, slotCount: number = SLOT_COUNT): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  }
  return ((hash ^ (hash >>> 16)) >>> 0) % slotCount
}

export class LockTable {
  readonly #slots: Int32Array<SharedArrayBuffer>
  /** Who waits in this thread for a slot that this thread holds or is taking. */
  readonly #queues = new Map<number, (() => void)[]>()
  #waitingCount = 0
  #keepAlive: NodeJS.Timeout | undefined

  constructor(memory: SharedArrayBuffer) {
    this.#slots = new Int32Array(memory)
  }

  /** Runs `work` while it holds all of `names`. */
  async hold<Result>(names: readonly string[], work: () => Promise<Result>): Promise<Result> {
    const slots =
      names.length === 1
        ? [slotOf(names[0] ?? '')]
        : [...new Set(names.map(name => slotOf(name)))].sort((a, b) => a - b)
    for (const slot of slots) await this.#acquire(slot)
    try {
      return await work()
    } finally {
      for (const slot of slots) this.#release(slot)
    }
  }

  async #acquire(slot: number): Promise<void> {
    const queue = this.#queues.get(slot)
    if (queue) await new Promise<void>(resolve => queue.push(resolve))
    else this.#queues.set(slot, [])
    if (Atomics.compareExchange(this.#slots, slot, FREE, HELD) === FREE) return
    while (Atomics.exchange(this.#slots, slot, HELD_WITH_WAITERS) !== FREE) {
      const waiting = Atomics.waitAsync(this.#slots, slot, HELD_WITH_WAITERS)
      if (waiting.async) await this.#keptAlive(waiting.value)
    }
  }

  /** A thread that only waits for Atomics has nothing to live for in the eyes of its event loop. */
  async #keptAlive(waiting: Promise<unknown>): Promise<void> {
    this.#waitingCount++
    this.#keepAlive ??= setInterval(() => {}, KEEP_ALIVE_MS)
    await waiting
    this.#waitingCount--
    if (this.#waitingCount > 0) return
    clearInterval(this.#keepAlive)
    this.#keepAlive = undefined
  }

  #release(slot: number): void {
    if (Atomics.exchange(this.#slots, slot, FREE) === HELD_WITH_WAITERS) {
      Atomics.notify(this.#slots, slot, 1)
    }
    const next = this.#queues.get(slot)?.shift()
    if (next) next()
    else this.#queues.delete(slot)
  }
}
