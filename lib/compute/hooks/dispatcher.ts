/**
 * Starts what waits in the queues of hooks, as there is room: so many at once in all, of each account
 * and of each hook. Whoever has the fewest running comes next, and among equals whoever waited longest,
 * so that no account's backlog holds up another's first event. Events stay in their queues until they
 * are done with, and those of one key are worked on in order.
 */
import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import type { Try, Verdict } from './attempt.ts'
import { HookLine } from './hook-line.ts'
import type { Hook, HookName, Hooks } from './hooks.ts'
import type { HookMetrics } from './metrics.ts'
import type { HookEvents, WaitingEvent } from './ports.ts'
import type { Tries } from './tries.ts'

export interface DispatcherOptions {
  readonly hooks: Pick<Hooks, 'find'>
  readonly events: HookEvents
  readonly tries: Tries
  readonly attempt: (work: Try, signal: AbortSignal) => Promise<Verdict>
  readonly limits: DispatchLimits
  readonly metrics: HookMetrics
  readonly clock: Clock
  readonly log: Logger
  /** 0 up to 1, for delays. */
  readonly random: () => number
  /** How often to look for new events. */
  readonly lookEveryMs?: number
}

export interface DispatchLimits {
  readonly concurrencyMax: number
  /** Of one account. */
  readonly accountConcurrencyMax: number
}

export interface RunningTry {
  readonly hook: HookName
  readonly line: string
}

export interface Dispatcher extends AsyncDisposable {
  start(): void
  /** Looks now instead of a little later. */
  wake(): void
  /** Starts what can be started, once. */
  look(): Promise<void>
  /** Resolves when nothing runs and nothing can be started. */
  settled(): Promise<void>
  running(): readonly RunningTry[]
  /** Stops what runs for a hook, and forgets what is known of it. */
  stop(hook: HookName): Promise<void>
}

const LOOK_EVERY_MS = 100
const RETRY_MS_MIN = 1_000
const RETRY_MS_MAX = 300_000
const HOLD_MS_MIN = 250
const HOLD_MS_MAX = 10_000
/** Crashes of the server with the same event under way before they count as failures. */
const INTERRUPTIONS_MAX = 20
const DROP_PAGE = 1_000

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  return new FairDispatcher(options)
}

interface Candidate {
  readonly line: HookLine
  readonly hook: Hook
  readonly ready: AsyncIterator<WaitingEvent>
}

class FairDispatcher implements Dispatcher {
  readonly #options: DispatcherOptions
  readonly #lines = new Map<string, HookLine>()
  readonly #runs = new Set<Promise<void>>()
  #isStopping = false
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #isWoken = false
  #starts = 0

  constructor(options: DispatcherOptions) {
    this.#options = options
  }

  start(): void {
    const { lookEveryMs = LOOK_EVERY_MS } = this.#options
    this.#timer = setInterval(() => this.wake(), lookEveryMs)
    this.#timer.unref()
  }

  wake(): void {
    if (this.#isStopping) return
    this.#isWoken = true
    this.#looking ??= this.#lookUntilQuiet().finally(() => {
      this.#looking = undefined
    })
  }

  async #lookUntilQuiet(): Promise<void> {
    while (this.#isWoken && !this.#isStopping) {
      this.#isWoken = false
      try {
        await this.look()
      } catch (error) {
        // Storage's trouble: the next look comes soon.
        this.#options.log.error({ err: error }, 'the queues of hooks could not be looked at')
        return
      }
    }
  }

  async look(): Promise<void> {
    const { limits } = this.#options
    const candidates: Candidate[] = await this.#candidates()
    try {
      while (!this.#isStopping && this.#running() < limits.concurrencyMax) {
        const next = this.#fairest(candidates)
        if (next === undefined) return
        const { value: event, done } = await next.ready.next()
        if (done) candidates.splice(candidates.indexOf(next), 1)
        else this.#start(next, event)
      }
    } finally {
      for (const { ready } of candidates) await ready.return?.()
    }
  }

  async settled(): Promise<void> {
    while (this.#runs.size > 0 || this.#looking !== undefined) {
      await Promise.all([...this.#runs, this.#looking])
    }
  }

  running(): readonly RunningTry[] {
    return [...this.#lines.values()].flatMap(({ hook, running }) =>
      [...running.keys()].map(line => ({ hook, line })),
    )
  }

  async stop(hook: HookName): Promise<void> {
    const line = this.#lines.get(keyOf(hook))
    for (const controller of line?.running.values() ?? []) controller.abort()
    this.#lines.delete(keyOf(hook))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true
    clearInterval(this.#timer)
    await this.#looking
    for (const { running } of this.#lines.values()) {
      for (const controller of running.values()) controller.abort()
    }
    await this.settled()
  }

  /** Hooks that events wait for and that could have one more running. */
  async #candidates(): Promise<Candidate[]> {
    const { events, hooks, clock, metrics } = this.#options
    const candidates: Candidate[] = []
    let queued = 0
    for await (const name of events.waiting()) {
      queued += await events.size(name)
      const hook = await hooks.find(name)
      if (hook === undefined) await this.#drop(name)
      if (hook === undefined || !hook.isEnabled) continue
      const line = this.#lineOf(name)
      if (line.isHeld(clock.now())) continue
      candidates.push({ line, hook, ready: line.ready(clock.now()) })
    }
    metrics.queued(queued)
    return candidates
  }

  #fairest(candidates: readonly Candidate[]): Candidate | undefined {
    const { accountConcurrencyMax } = this.#options.limits
    const accounts = Map.groupBy(this.#lines.values(), ({ hook }) => hook.accountId)
    const rank = ({ line, hook }: Candidate) => {
      const own = accounts.get(hook.accountId) ?? []
      const running = own.reduce((sum, each) => sum + each.running.size, 0)
      const lastStart = Math.max(0, ...own.map(each => each.lastStart))
      return { running, order: [running, lastStart, line.running.size, line.lastStart] }
    }
    const open = candidates
      .filter(({ line, hook }) => line.running.size < hook.concurrency)
      .map(candidate => ({ candidate, ...rank(candidate) }))
      .filter(({ running }) => running < accountConcurrencyMax)
      .sort((one, other) => compare(one.order, other.order))
    return open[0]?.candidate
  }

  #start({ line, hook }: Candidate, event: WaitingEvent): void {
    const controller = new AbortController()
    line.running.set(event.line, controller)
    line.lastStart = ++this.#starts
    this.#options.metrics.running(this.#running())
    const run = this.#work(line, { hook, event }, controller.signal).finally(() => {
      line.running.delete(event.line)
      this.#runs.delete(run)
      this.#options.metrics.running(this.#running())
      this.wake()
    })
    this.#runs.add(run)
  }

  /** Never throws. */
  async #work(line: HookLine, work: Omit<Try, 'failures'>, signal: AbortSignal): Promise<void> {
    const { hook, event } = work
    try {
      const { failures, interruptions } = line.triesOf(event)
      const counted = failures + Math.max(0, interruptions - INTERRUPTIONS_MAX)
      const verdict = await this.#options.attempt({ ...work, failures: counted }, signal)
      await this.#follow(line, event, verdict)
    } catch (error) {
      const { name, accountId } = hook
      this.#options.log.error(
        { err: error, hook: name, accountId },
        'an event could not be settled',
      )
      this.#hold(line)
    }
  }

  async #follow(line: HookLine, event: WaitingEvent, verdict: Verdict): Promise<void> {
    const { clock, random, metrics } = this.#options
    if (verdict === 'done' || verdict === 'again') line.holds = 0
    switch (verdict) {
      case 'done':
        return await line.finish(event)
      case 'again': {
        const tries = line.triesOf(event)
        const failures = tries.failures + 1
        const delayMs = backoff(failures, { least: RETRY_MS_MIN, most: RETRY_MS_MAX }, random())
        return await line.setTries(event, {
          ...tries,
          failures,
          notBeforeMs: clock.now() + delayMs,
        })
      }
      case 'wait':
        metrics.waited()
        return this.#hold(line)
      case 'stopped':
        return this.#hold(line)
    }
  }

  #hold(line: HookLine): void {
    const { clock, random } = this.#options
    line.holds += 1
    const bounds = { least: HOLD_MS_MIN, most: HOLD_MS_MAX }
    line.heldUntilMs = clock.now() + backoff(line.holds, bounds, random())
  }

  /** Its hook was deleted, or never was. */
  async #drop(name: HookName): Promise<void> {
    const { events, log, metrics } = this.#options
    const page = await events.read(name, { after: '', limit: DROP_PAGE })
    await events.acknowledge(
      name,
      page.map(({ id }) => id),
    )
    metrics.dropped(page.length)
    const facts = { hook: name.name, accountId: name.accountId, events: page.length }
    log.warn(facts, 'events were dropped: their hook is not there')
  }

  #lineOf(name: HookName): HookLine {
    const key = keyOf(name)
    const line = this.#lines.get(key) ?? new HookLine(name, this.#options)
    this.#lines.set(key, line)
    return line
  }

  #running(): number {
    return this.#runs.size
  }
}

function keyOf({ accountId, name }: HookName): string {
  return `${accountId}/${name}`
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Ever longer; half of it is up to chance, so that not all come back at once. */
function backoff(
  times: number,
  { least, most }: { readonly least: number; readonly most: number },
  random: number,
): number {
  return Math.min(most, least * 2 ** Math.min(times - 1, 20)) * (0.5 + random / 2)
}
