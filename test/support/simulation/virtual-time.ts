/**
 * The clock and the order of a simulated run. Whatever waits, waits here: the simulated disks for
 * their work and the storage for its timers. Events happen one after the other at their virtual
 * times, and between two of them everything that became possible runs until it waits again. So the
 * seed alone decides the order, and a run of minutes takes milliseconds.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module'

interface Event {
  readonly atMs: number
  readonly order: number
  readonly run: () => void
  isCancelled: boolean
}

/** How a run of events ended. */
export type RunEnd = 'done' | 'out-of-steps' | 'nothing-left'

const realImmediate = setImmediate

export class VirtualTime {
  readonly #heap: Event[] = []
  #order = 0
  #nowMs = 0

  get nowMs(): number {
    return this.#nowMs
  }

  /** Returns what cancels it. */
  after(delayMs: number, run: () => void): () => void {
    const atMs = this.#nowMs + Math.max(0, delayMs)
    const event = { atMs, order: this.#order++, run, isCancelled: false }
    this.#push(event)
    return () => {
      event.isCancelled = true
    }
  }

  wait(delayMs: number): Promise<void> {
    return new Promise(resolve => this.after(delayMs, resolve))
  }

  /** The process is gone: nothing that waits ever comes. */
  clear(): void {
    this.#heap.length = 0
  }

  /** Lets events happen until `isDone`, or until so many have. */
  async run(isDone: () => boolean, stepsMax: number): Promise<RunEnd> {
    for (let steps = 0; ; steps++) {
      // All that can go on without waiting does so before the next turn of the event loop.
      await new Promise(resolve => realImmediate(resolve))
      if (isDone()) return 'done'
      if (steps >= stepsMax) return 'out-of-steps'
      const event = this.#pop()
      if (!event) return 'nothing-left'
      this.#nowMs = Math.max(this.#nowMs, event.atMs)
      event.run()
    }
  }

  #push(event: Event): void {
    const heap = this.#heap
    let index = heap.push(event) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(event, heap[parent])) break
      heap[index] = heap[parent] as Event // It is there: parents come before their children.
      index = parent
    }
    heap[index] = event
  }

  #pop(): Event | undefined {
    for (;;) {
      const first = this.#heap[0]
      if (!first) return undefined
      const last = this.#heap.pop()
      if (last && last !== first) this.#sink(last)
      if (!first.isCancelled) return first
    }
  }

  #sink(event: Event): void {
    const heap = this.#heap
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const child = isBefore(heap[left + 1], heap[left]) ? left + 1 : left
      const next = heap[child]
      if (!next || !isBefore(next, event)) break
      heap[index] = next
      index = child
    }
    heap[index] = event
  }
}

function isBefore(a: Event | undefined, b: Event | undefined): boolean {
  if (!a || !b) return a !== undefined
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}

/**
 * Puts this time in the place of the process's own: timers, and the clock that only goes forward.
 * Until it is disposed everything in the process is in it, which only a process of the simulation's
 * own can stand.
 */
export function installVirtualTime(time: VirtualTime): Disposable {
  // The module itself, whose functions those who import it by name are to see replaced.
  const promises = createRequire(import.meta.url)('node:timers/promises')
  const real = { setTimeout, setInterval, clearTimeout, clearInterval }
  const realDelay = promises.setTimeout
  const cancel = (timer: unknown) => {
    if (timer instanceof VirtualTimer) timer.cancel()
  }
  const fake = {
    setTimeout: (run: () => void, delayMs = 0) => new VirtualTimer(time, run, { delayMs }),
    setInterval: (run: () => void, delayMs = 0) =>
      new VirtualTimer(time, run, { delayMs, repeats: true }),
    clearTimeout: cancel,
    clearInterval: cancel,
  }
  Object.assign(globalThis, fake)
  Object.defineProperty(performance, 'now', { value: () => time.nowMs, configurable: true })
  promises.setTimeout = (delayMs = 0, value?: unknown, options: { signal?: AbortSignal } = {}) =>
    delay(time, delayMs, options.signal).then(() => value)
  syncBuiltinESMExports()
  return {
    [Symbol.dispose]() {
      Object.assign(globalThis, real)
      Reflect.deleteProperty(performance, 'now')
      promises.setTimeout = realDelay
      syncBuiltinESMExports()
    },
  }
}

/** What the code under test asks of a timer. */
class VirtualTimer {
  readonly #time: VirtualTime
  readonly #run: () => void
  readonly #delayMs: number
  #cancel: () => void

  constructor(
    time: VirtualTime,
    run: () => void,
    { delayMs, repeats = false }: { delayMs: number; repeats?: boolean },
  ) {
    this.#time = time
    this.#delayMs = Math.max(1, delayMs)
    this.#run = repeats ? () => this.#repeat(run) : run
    this.#cancel = time.after(this.#delayMs, this.#run)
  }

  cancel(): void {
    this.#cancel()
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  #repeat(run: () => void): void {
    this.#cancel = this.#time.after(this.#delayMs, this.#run)
    run()
  }
}

function delay(time: VirtualTime, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const cancel = time.after(Math.max(1, delayMs), resolve)
    signal?.addEventListener('abort', () => {
      cancel()
      reject(signal.reason)
    })
  })
}
