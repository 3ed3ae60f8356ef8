/**
 * The machines of all hooks. A hook's first event boots a machine up to its agent and saves it; from
 * then on machines are restored from that, and some are restored before anybody asks, within a bound
 * of memory, and wait paused. A machine belongs to one hook from its start to its end.
 *
 * Who gets to wait: each hook that ran lately may have as many as it runs, and one more. Where memory
 * is short, the second of one hook goes before the first of another, and then the one that was of use
 * longest ago. A machine that is to run takes room from those that wait.
 */
import type { Clock } from '../../../clock.ts'
import type { Logger } from '../../../log.ts'
import { createLimiter } from '../../limiter.ts'
import type { HookFacts } from '../hook-runner.ts'
import type { HookMachine, HookMachinePlan } from './hook-machine.ts'
import type { MachineMaker } from './machine-maker.ts'
import type { MachineRoom } from './machine-room.ts'
import { chooseVictim, fits, isWanted, makesWay, type WaitingSize } from './waiting-order.ts'

export interface WarmPoolOptions {
  readonly maker: MachineMaker
  readonly room: MachineRoom
  readonly clock: Clock
  readonly log: Logger
  readonly newMachineId: () => string
  /** How much memory the host could give to programs now. */
  readonly hostFreeBytes: () => Promise<number>
  readonly settings: WarmPoolSettings
}

export interface WarmPoolSettings {
  /** Of the machines that wait, together. 0: none does. */
  readonly memoryBytesMax: number
  /** How long a machine waits before it is ended. */
  readonly idleMs: number
  /** What the host is to have free beside them. */
  readonly hostFreeBytesMin: number
}

/** Why a hook has no machine now. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError'
}

export interface Lease {
  readonly machine: HookMachine
  /** `again`: its agent waits for another event of the same hook. Otherwise the machine is ended. */
  release(options: { readonly again: boolean }): Promise<void>
}

interface HookPool extends WaitingSize {
  readonly facts: HookFacts
  readonly plan: HookMachinePlan
  readonly waiting: { readonly machine: HookMachine; readonly sinceMs: number }[]
  runningCount: number
  lastUsedMs: number
  isForgotten: boolean
}

/** Restores that nobody waits for, at a time: they must not slow down those that somebody does. */
const refillsAtATime = 1
const sweepMs = 5_000

export class WarmPool {
  readonly #options: WarmPoolOptions
  readonly #pools = new Map<string, HookPool>()
  readonly #limitRefills = createLimiter(refillsAtATime)
  readonly #work = new Set<Promise<unknown>>()
  readonly #closing = new AbortController()
  readonly #timer: NodeJS.Timeout

  constructor(options: WarmPoolOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.#sweep(), sweepMs)
    this.#timer.unref()
  }

  /** A machine whose agent waits for an event; NoRoomError where there is no room for one. */
  async lease(facts: HookFacts, plan: HookMachinePlan, signal: AbortSignal): Promise<Lease> {
    const pool = this.#poolOf(facts, plan)
    pool.lastUsedMs = this.#options.clock.now()
    pool.runningCount++
    try {
      const waiting = pool.waiting.pop()?.machine
      const machine = waiting ?? (await this.#make(pool, { signal, takesFromWaiting: true }))
      this.#refill(pool)
      return { machine, release: options => this.#release(pool, machine, options) }
    } catch (error) {
      pool.runningCount--
      throw error
    }
  }

  /** Ends machines that wait until so much memory is free, or none waits. */
  async giveBack(memoryBytes: number): Promise<void> {
    let freedBytes = 0
    while (freedBytes < memoryBytes) {
      const victim = chooseVictim([...this.#pools.values()])
      const machine = victim?.waiting.shift()?.machine
      if (!victim || !machine) return
      freedBytes += victim.memoryBytes
      await this.#end(machine)
    }
  }

  /** For figures. */
  waiting(): { readonly count: number; readonly memoryBytes: number } {
    const pools = [...this.#pools.values()]
    return {
      count: pools.reduce((sum, { waiting }) => sum + waiting.length, 0),
      memoryBytes: waitingBytes(pools),
    }
  }

  async forget(hook: Pick<HookFacts, 'accountId' | 'hookId' | 'revision'>): Promise<void> {
    const pool = this.#pools.get(keyOf(hook))
    if (pool) {
      pool.isForgotten = true
      this.#pools.delete(keyOf(hook))
      await this.#endAll(pool)
    }
    await this.#options.maker.forget(hook)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#closing.abort()
    await Promise.allSettled(this.#work)
    await Promise.all([...this.#pools.values()].map(pool => this.#endAll(pool)))
  }

  #poolOf(facts: HookFacts, plan: HookMachinePlan): HookPool {
    const key = keyOf(facts)
    const present = this.#pools.get(key)
    if (present) return present
    const pool: HookPool = {
      facts,
      plan,
      memoryBytes: plan.memoryBytes,
      waiting: [],
      runningCount: 0,
      lastUsedMs: 0,
      isForgotten: false,
    }
    this.#pools.set(key, pool)
    return pool
  }

  /** Takes its room first: from what is free, then, if it is to run, from machines that wait. */
  async #make(
    pool: HookPool,
    options: { readonly signal: AbortSignal; readonly takesFromWaiting: boolean },
  ): Promise<HookMachine> {
    const { signal, takesFromWaiting } = options
    const { room, maker, newMachineId } = this.#options
    const id = newMachineId()
    const { vcpuCount, memoryBytes, machineType } = pool.plan
    const size = { accountId: pool.facts.accountId, machineType, vcpuCount, memoryBytes }
    while (!(await room.reserve(id, size))) {
      if (!takesFromWaiting || this.waiting().count === 0) {
        throw new NoRoomError(`no room for ${memoryBytes} bytes`)
      }
      await this.giveBack(memoryBytes)
    }
    try {
      const stop = AbortSignal.any([signal, this.#closing.signal])
      const machine = await maker.make(pool.facts, pool.plan, { id, signal: stop })
      void machine.machine.gone.then(() => this.#forgetGone(pool, machine))
      return machine
    } catch (error) {
      room.release(id)
      throw error
    }
  }

  async #release(
    pool: HookPool,
    machine: HookMachine,
    { again }: { readonly again: boolean },
  ): Promise<void> {
    pool.runningCount--
    if (again && this.#isOpen(pool)) await this.#keepUsed(pool, machine)
    else await this.#end(machine)
    this.#refill(pool)
  }

  /** One that was used is the next to be used; one that was not makes way for it. */
  async #keepUsed(pool: HookPool, machine: HookMachine): Promise<void> {
    const unused = this.#hasPlace(pool) ? undefined : pool.waiting.shift()
    if (unused) await this.#end(unused.machine)
    const isKept = this.#isOpen(pool) && this.#hasPlace(pool)
    if (isKept) pool.waiting.push({ machine, sinceMs: this.#options.clock.now() })
    else await this.#end(machine)
  }

  #isOpen(pool: HookPool): boolean {
    return !pool.isForgotten && !this.#closing.signal.aborted
  }

  /** Restores one more to wait, if the hook may have it. */
  #refill(pool: HookPool): void {
    const isDue = () =>
      this.#isOpen(pool) && this.#options.maker.canRestore(pool.facts) && isWanted(pool)
    if (!isDue()) return
    const { clock } = this.#options
    const work = this.#limitRefills(async () => {
      if (!isDue()) return
      if (!this.#hasPlace(pool) && !(await this.#makeWay(pool))) return
      const { hostFreeBytes, settings } = this.#options
      if ((await hostFreeBytes()) < settings.hostFreeBytesMin + pool.memoryBytes) return
      const { signal } = this.#closing
      const machine = await this.#make(pool, { signal, takesFromWaiting: false })
      if (this.#isOpen(pool)) pool.waiting.unshift({ machine, sinceMs: clock.now() })
      else await this.#end(machine)
    }).catch(error => {
      if (error instanceof NoRoomError || this.#closing.signal.aborted) return
      this.#options.log.warn({ err: error, hook: pool.facts.hookId }, 'no machine was kept warm')
    })
    this.#work.add(work)
    void work.finally(() => this.#work.delete(work))
  }

  #hasPlace(pool: HookPool): boolean {
    return isWanted(pool) && fits(pool, this.#others(pool), this.#options.settings.memoryBytesMax)
  }

  #others(pool: HookPool): readonly HookPool[] {
    return [...this.#pools.values()].filter(other => other !== pool)
  }

  /** Ends another hook's waiting machine where that is fair; true if there is a place then. */
  async #makeWay(pool: HookPool): Promise<boolean> {
    const machine = makesWay(pool, this.#others(pool))?.waiting.shift()?.machine
    if (machine) await this.#end(machine)
    return this.#hasPlace(pool)
  }

  async #sweep(): Promise<void> {
    try {
      this.#endIdle()
      if (this.waiting().count === 0) return
      const { hostFreeBytes, settings } = this.#options
      const missingBytes = settings.hostFreeBytesMin - (await hostFreeBytes())
      if (missingBytes > 0) await this.giveBack(missingBytes)
    } catch (error) {
      this.#options.log.error({ err: error }, 'looking after the warm machines failed')
    }
  }

  #endIdle(): void {
    const beforeMs = this.#options.clock.now() - this.#options.settings.idleMs
    for (const [key, pool] of this.#pools) {
      const old = pool.waiting.filter(({ sinceMs }) => sinceMs < beforeMs)
      for (const entry of old) {
        pool.waiting.splice(pool.waiting.indexOf(entry), 1)
        void this.#end(entry.machine)
      }
      const isUnused = pool.runningCount === 0 && pool.waiting.length === 0
      if (isUnused && pool.lastUsedMs < beforeMs) this.#pools.delete(key)
    }
  }

  #forgetGone(pool: HookPool, machine: HookMachine): void {
    const at = pool.waiting.findIndex(entry => entry.machine === machine)
    if (at < 0) return
    pool.waiting.splice(at, 1)
    void this.#end(machine)
  }

  async #endAll(pool: HookPool): Promise<void> {
    await Promise.all(pool.waiting.splice(0).map(({ machine }) => this.#end(machine)))
  }

  async #end(machine: HookMachine): Promise<void> {
    try {
      await machine[Symbol.asyncDispose]()
    } catch (error) {
      this.#options.log.error({ err: error, machine: machine.machine.id }, 'a machine did not end')
    } finally {
      this.#options.room.release(machine.machine.id)
    }
  }
}

function keyOf({
  accountId,
  hookId,
  revision,
}: Pick<HookFacts, 'accountId' | 'hookId' | 'revision'>) {
  return `${accountId}/${hookId}/${revision}`
}

function waitingBytes(pools: readonly HookPool[]): number {
  return pools.reduce((sum, { waiting, memoryBytes }) => sum + waiting.length * memoryBytes, 0)
}
