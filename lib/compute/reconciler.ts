/**
 * Makes what runs agree with what the records want. Machines are worked on side by side, each one
 * by one task at a time; a task goes on until its record wants nothing more. A sweep compares
 * everything, at the start and from time to time, so that nothing depends on an event being seen.
 */
import type { Logger } from 'pino'
import { type Host, hostOf, isAnswering } from './hosts/host.ts'
import type { Hypervisor, MachineEvent } from './hypervisor.ts'
import {
  type ComputeRecords,
  findMachine,
  type MachineRecord,
  type MachineState,
} from './records.ts'
import type { Scheduler } from './scheduler.ts'
import type { EndCause, Transitions } from './transitions.ts'
import { wantsDiskSteps } from './volumes/disk-steps.ts'

export interface ReconcilerOptions {
  readonly records: ComputeRecords
  readonly scheduler: Scheduler
  readonly transitions: Transitions
  readonly log: Logger
  /** Called by each sweep for machines that need nothing any more. */
  readonly onTerminated: (machine: MachineRecord) => Promise<void>
}

export interface Reconciler {
  /** A record changed: carry out what it wants. */
  wake(machineId: string): void
  /** Follows what a hypervisor that came later tells. */
  watch(hypervisor: Hypervisor): void
  /** Compares every record with every hypervisor; resolves when all work has been handed out. */
  sweep(): Promise<void>
  /** Begins to restart the guest of a machine that runs; a failure is logged. */
  reboot(machine: MachineRecord): void
  /** Resolves when no machine is being worked on. */
  settled(): Promise<void>
  /** Starts nothing more; machines go on running. */
  close(): Promise<void>
}

interface Task {
  readonly abort: AbortController
  /** The transitional state that is being carried out. */
  step: MachineState | undefined
  /** Look again when this round is done. */
  isAwake: boolean
  endCause: EndCause | undefined
  done: Promise<void>
}

/** No record can want more steps than this in one go: stop, start, fail, destroy. */
const STEPS_MAX = 16
const CLOSE_DEADLINE_MS = 5_000

/** Begins to watch the hypervisors at once. */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  return new TaskReconciler(options)
}

class TaskReconciler implements Reconciler {
  readonly #options: ReconcilerOptions
  readonly #tasks = new Map<string, Task>()
  readonly #reboots = new Map<string, Promise<void>>()
  #sweeping: Promise<void> | undefined
  #isClosed = false

  constructor(options: ReconcilerOptions) {
    this.#options = options
    for (const { hypervisor } of options.scheduler.hosts.list()) void this.#watch(hypervisor)
  }

  wake(machineId: string): void {
    this.#wake(machineId)
  }

  watch(hypervisor: Hypervisor): void {
    void this.#watch(hypervisor)
  }

  #wake(machineId: string, endCause?: EndCause): void {
    if (this.#isClosed) return
    const running = this.#tasks.get(machineId)
    if (running) {
      running.isAwake = true
      running.endCause ??= endCause
      void this.#hurry(machineId, running)
      return
    }
    const task: Task = {
      abort: new AbortController(),
      step: undefined,
      isAwake: false,
      endCause,
      done: Promise.resolve(),
    }
    this.#tasks.set(machineId, task)
    task.done = this.#work(machineId, task)
  }

  /** A machine that is to end need not finish its start, nor its polite stop. */
  async #hurry(machineId: string, task: Task): Promise<void> {
    try {
      const machine = await findMachine(this.#options.records, machineId)
      if (!machine) return
      const isEnding = machine.state === 'shutting-down'
      if (isEnding && task.step === 'pending') task.abort.abort()
      const isForced = isEnding || (machine.state === 'stopping' && machine.isForced)
      if (isForced && task.step === 'stopping') {
        const host = hostOf(this.#options.scheduler.hosts, machine)
        await host.run(hypervisor => hypervisor.stop(machineId, { graceMs: 0 }))
      }
    } catch (error) {
      // The task itself goes on, only slower.
      this.#options.log.debug({ err: error, machineId }, 'a step could not be cut short')
    }
  }

  async #work(machineId: string, task: Task): Promise<void> {
    try {
      do {
        task.isAwake = false
        await this.#advanceAll(machineId, task)
      } while (task.isAwake && !this.#isClosed)
    } catch (error) {
      // The next sweep tries again.
      this.#options.log.error(
        { err: error, machineId },
        'a machine could not be brought to its wanted state',
      )
    } finally {
      this.#tasks.delete(machineId)
    }
    // Woken between the last look and the end.
    if (task.isAwake) this.#wake(machineId, task.endCause)
  }

  async #advanceAll(machineId: string, task: Task): Promise<void> {
    // What a step has just done needs no second look, unless an event says otherwise.
    let needsLook = true
    for (let step = 0; step < STEPS_MAX; step++) {
      const machine = this.#isClosed
        ? undefined
        : await findMachine(this.#options.records, machineId)
      if (!machine) return
      if (isTransitional(machine) || wantsDiskSteps(machine)) {
        task.step = machine.state
        // A start that was cut short leaves its signal aborted; what follows it needs none.
        await this.#options.transitions.advance(machine, task.abort.signal)
        needsLook = false
      } else if (needsLook || task.endCause) {
        const { endCause } = task
        task.step = undefined
        task.endCause = undefined
        await this.#options.transitions.verify(machine, endCause)
        needsLook = false
      } else {
        return
      }
    }
  }

  /** What the hypervisor has, apart from what no record names: that is destroyed. */
  async #inventory(host: Host): Promise<ReadonlySet<string> | undefined> {
    try {
      const running = new Set<string>()
      for (const { id, power } of await host.run(hypervisor => hypervisor.list())) {
        const machine = await findMachine(this.#options.records, id)
        if (machine?.hypervisor === host.name && machine.state !== 'terminated') {
          if (power !== 'off') running.add(id)
        } else {
          this.#options.log.warn(
            { machineId: id, hypervisor: host.name },
            'destroying an unknown machine',
          )
          await host.run(hypervisor => hypervisor.destroy(id))
        }
      }
      return running
    } catch (error) {
      // Nothing is known, so nothing is concluded from what is not in its list.
      this.#options.log.error(
        { err: error, hypervisor: host.name },
        'a hypervisor could not be asked',
      )
      return undefined
    }
  }

  /** One at a time: whoever comes during a sweep waits for that one. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#compareAll().finally(() => {
      this.#sweeping = undefined
    })
    return this.#sweeping
  }

  async #compareAll(): Promise<void> {
    const inventories = new Map<string, ReadonlySet<string> | undefined>()
    const hosts = this.#options.scheduler.hosts.list()
    const asked = hosts.map(async host => {
      inventories.set(host.name, isAnswering(host) ? await this.#inventory(host) : undefined)
    })
    await Promise.all(asked)
    for await (const [, machine] of this.#options.records.machines.list()) {
      if (this.#isClosed) return
      const running = inventories.get(machine.hypervisor)
      if (machine.state === 'terminated') await this.#options.onTerminated(machine)
      else if (isTransitional(machine) || wantsDiskSteps(machine)) this.#wake(machine.id)
      else if (running && running.has(machine.id) !== (machine.state === 'running')) {
        this.#wake(machine.id)
      }
    }
  }

  async #watch(hypervisor: Hypervisor): Promise<void> {
    try {
      for await (const event of hypervisor.events()) {
        if (this.#isClosed) return
        // What a host tells that does not answer is no news: its machines are judged by its checks.
        const host = this.#options.scheduler.hosts.get(hypervisor.name)
        if (host && isAnswering(host)) this.#react(event)
      }
    } catch (error) {
      // Sweeps see what events would have told, later.
      this.#options.log.error(
        { err: error, hypervisor: hypervisor.name },
        'no more events from a hypervisor',
      )
    }
  }

  #react(event: MachineEvent): void {
    if (event.kind === 'stopped') this.#wake(event.id, event.cause === 'guest' ? 'guest' : 'crash')
    else
      this.#options.log.error(
        { machineId: event.id, message: event.message },
        'a disk error in a machine',
      )
  }

  /** One at a time for each machine: whoever asks again while it goes down has what was asked for. */
  reboot(machine: MachineRecord): void {
    const { id } = machine
    if (this.#isClosed || this.#reboots.has(id)) return
    const rebooted = this.#reboot(machine).finally(() => this.#reboots.delete(id))
    this.#reboots.set(id, rebooted)
  }

  async #reboot(machine: MachineRecord): Promise<void> {
    try {
      const host = hostOf(this.#options.scheduler.hosts, machine)
      await host.run(hypervisor => hypervisor.reboot(machine.id))
    } catch (error) {
      this.#options.log.error({ err: error, machineId: machine.id }, 'a machine did not reboot')
    }
  }

  async settled(): Promise<void> {
    while (this.#tasks.size > 0 || this.#reboots.size > 0) {
      const done = [...this.#tasks.values()].map(task => task.done)
      await Promise.all([...done, ...this.#reboots.values()])
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const { abort } of this.#tasks.values()) abort.abort()
    const deadline = Promise.withResolvers<void>()
    const timer = setTimeout(deadline.resolve, CLOSE_DEADLINE_MS)
    await Promise.race([this.settled(), deadline.promise])
    clearTimeout(timer)
  }
}

function isTransitional({ state }: MachineRecord): boolean {
  return state === 'pending' || state === 'stopping' || state === 'shutting-down'
}
