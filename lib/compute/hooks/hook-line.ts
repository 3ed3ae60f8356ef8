/**
 * What of one hook's queue is being worked on, and what may be next: the first event of each line
 * that nothing holds. In memory; all of it can be told again from the queue and the tries.
 */
import type { HookName } from './hooks.ts'
import type { HookEvents, WaitingEvent } from './ports.ts'
import { type EventTries, NO_TRIES, type Tries } from './tries.ts'

const PAGE_SIZE = 100
/** Events that one look goes through: as many lines may be held by failures before others wait. */
const SCAN_MAX = 2_000
/** After a look that found many events and none to work on. */
const REST_MS = 500

export class HookLine {
  readonly hook: HookName
  /** Lines that are worked on, and by what they can be stopped. */
  readonly running = new Map<string, AbortController>()
  /** When one was started last, in the order of all starts. */
  lastStart = 0
  /** Nothing is started before: there was no room, or something is broken. */
  heldUntilMs = 0
  holds = 0
  readonly #events: HookEvents
  readonly #store: Tries
  #tries: Map<string, EventTries> | undefined
  #restUntilMs = 0
  /** Events that a look may have read before they left the queue; true: they have left it. */
  readonly #finished = new Map<string, boolean>()

  constructor(hook: HookName, { events, tries }: { events: HookEvents; tries: Tries }) {
    this.hook = hook
    this.#events = events
    this.#store = tries
  }

  isHeld(nowMs: number): boolean {
    return this.heldUntilMs > nowMs || this.#restUntilMs > nowMs
  }

  /** What can be started now, in order; taken from as there is room. */
  async *ready(nowMs: number): AsyncGenerator<WaitingEvent> {
    const tries = await this.#loadTries()
    for (const [id, hasLeft] of this.#finished) if (hasLeft) this.#finished.delete(id)
    const seen = new Set<string>()
    let scanned = 0
    let found = 0
    for (let after = ''; scanned < SCAN_MAX; ) {
      const page = await this.#events.read(this.hook, { after, limit: PAGE_SIZE })
      for (const event of page) {
        const isFirst = !seen.has(event.line)
        seen.add(event.line)
        const isFree = isFirst && !this.running.has(event.line) && !this.#finished.has(event.id)
        if (!isFree || (tries.get(event.id)?.notBeforeMs ?? 0) > nowMs) continue
        found += 1
        yield event
      }
      scanned += page.length
      after = page.at(-1)?.id ?? after
      if (page.length < PAGE_SIZE) break
    }
    if (found === 0 && scanned > PAGE_SIZE) this.#restUntilMs = nowMs + REST_MS
  }

  triesOf(event: WaitingEvent): EventTries {
    return this.#tries?.get(event.id) ?? NO_TRIES
  }

  async setTries(event: WaitingEvent, tries: EventTries): Promise<void> {
    const all = await this.#loadTries()
    await this.#store.set(this.hook, event.id, tries)
    all.set(event.id, tries)
  }

  /** Acknowledged first: what is not in the queue any more has no need of its tries. */
  async finish(event: WaitingEvent): Promise<void> {
    this.#finished.set(event.id, false)
    try {
      await this.#events.acknowledge(this.hook, [event.id])
      this.#finished.set(event.id, true)
    } catch (error) {
      // It may be in the queue still: then it is run again.
      this.#finished.delete(event.id)
      throw error
    }
    if (!this.#tries?.delete(event.id)) return
    await this.#store.set(this.hook, event.id, undefined)
  }

  async #loadTries(): Promise<Map<string, EventTries>> {
    this.#tries ??= await this.#store.load(this.hook)
    return this.#tries
  }
}
