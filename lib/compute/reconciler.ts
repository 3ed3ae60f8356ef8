/**
 * Makes what runs agree with what the records want. Machines are worked on side by side, each one
 * by one task at a time; a task goes on until its record wants nothing more. A sweep compares
 * everything, at the start and from time to time, so that nothing depends on an event being seen.
 */
import type { Logger } from 'pino'
import type { Hypervisor, MachineEvent } from './hypervisor.ts'
import {
  type ComputeRecords,
  findMachine,
  type MachineRecord,
  type MachineState,
} from './records.ts'
import type { Scheduler } from './scheduler.ts'
import type { EndCause, Transitions } from './transitions.ts'

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
  /** Compares every record with every hypervisor; resolves when all work has been handed out. */
  sweep(): Promise<void>
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

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { records, scheduler, transitions, log } = options
  const tasks = new Map<string, Task>()
  let isClosed = false

  function wake(machineId: string, endCause?: EndCause): void {
    if (isClosed) return
    const running = tasks.get(machineId)
    if (running) {
      running.isAwake = true
      running.endCause ??= endCause
      void hurry(machineId, running)
      return
    }
    const task: Task = {
      abort: new AbortController(),
      step: undefined,
      isAwake: false,
      endCause,
      done: Promise.resolve(),
    }
    tasks.set(machineId, task)
    task.done = work(machineId, task)
  }

  /** A machine that is to end need not finish its start, nor its polite stop. */
  async function hurry(machineId: string, task: Task): Promise<void> {
    try {
      const machine = await findMachine(records, machineId)
      if (!machine) return
      const isEnding = machine.state === 'shutting-down'
      if (isEnding && task.step === 'pending') task.abort.abort()
      const isForced = isEnding || (machine.state === 'stopping' && machine.isForced)
      if (isForced && task.step === 'stopping') {
        await scheduler.hypervisor(machine.hypervisor)?.stop(machineId, { graceMs: 0 })
      }
    } catch (error) {
      // The task itself goes on, only slower.
      log.debug({ err: error, machineId }, 'a step could not be cut short')
    }
  }

  async function work(machineId: string, task: Task): Promise<void> {
    try {
      do {
        task.isAwake = false
        await advanceAll(machineId, task)
      } while (task.isAwake && !isClosed)
    } catch (error) {
      // The next sweep tries again.
      log.error({ err: error, machineId }, 'a machine could not be brought to its wanted state')
    } finally {
      tasks.delete(machineId)
    }
    // Woken between the last look and the end.
    if (task.isAwake) wake(machineId, task.endCause)
  }

  async function advanceAll(machineId: string, task: Task): Promise<void> {
    // What a step has just done needs no second look, unless an event says otherwise.
    let needsLook = true
    for (let step = 0; step < STEPS_MAX; step++) {
      const machine = isClosed ? undefined : await findMachine(records, machineId)
      if (!machine) return
      if (isTransitional(machine)) {
        task.step = machine.state
        // A start that was cut short leaves its signal aborted; what follows it needs none.
        await transitions.advance(machine, task.abort.signal)
        needsLook = false
      } else if (needsLook || task.endCause) {
        const { endCause } = task
        task.step = undefined
        task.endCause = undefined
        await transitions.verify(machine, endCause)
        needsLook = false
      } else {
        return
      }
    }
  }

  /** What the hypervisor has, apart from what no record names: that is destroyed. */
  async function inventory(hypervisor: Hypervisor): Promise<ReadonlySet<string> | undefined> {
    try {
      const running = new Set<string>()
      for (const { id, power } of await hypervisor.list()) {
        const machine = await findMachine(records, id)
        if (machine?.hypervisor === hypervisor.name && machine.state !== 'terminated') {
          if (power !== 'off') running.add(id)
        } else {
          log.warn({ machineId: id, hypervisor: hypervisor.name }, 'destroying an unknown machine')
          await hypervisor.destroy(id)
        }
      }
      return running
    } catch (error) {
      // Nothing is known, so nothing is concluded from what is not in its list.
      log.error({ err: error, hypervisor: hypervisor.name }, 'a hypervisor could not be asked')
      return undefined
    }
  }

  let sweeping: Promise<void> | undefined

  /** One at a time: whoever comes during a sweep waits for that one. */
  function sweep(): Promise<void> {
    sweeping ??= compareAll().finally(() => {
      sweeping = undefined
    })
    return sweeping
  }

  async function compareAll(): Promise<void> {
    const inventories = new Map<string, ReadonlySet<string> | undefined>()
    for (const hypervisor of scheduler.hypervisors) {
      inventories.set(hypervisor.name, await inventory(hypervisor))
    }
    for await (const [, machine] of records.machines.list()) {
      if (isClosed) return
      const running = inventories.get(machine.hypervisor)
      if (machine.state === 'terminated') await options.onTerminated(machine)
      else if (isTransitional(machine)) wake(machine.id)
      else if (running && running.has(machine.id) !== (machine.state === 'running')) {
        wake(machine.id)
      }
    }
  }

  async function watch(hypervisor: Hypervisor): Promise<void> {
    try {
      for await (const event of hypervisor.events()) {
        if (isClosed) return
        react(event)
      }
    } catch (error) {
      // Sweeps see what events would have told, later.
      log.error({ err: error, hypervisor: hypervisor.name }, 'no more events from a hypervisor')
    }
  }

  function react(event: MachineEvent): void {
    if (event.kind === 'stopped') wake(event.id, event.cause === 'guest' ? 'guest' : 'crash')
    else log.error({ machineId: event.id, message: event.message }, 'a disk error in a machine')
  }

  for (const hypervisor of scheduler.hypervisors) void watch(hypervisor)

  async function settled(): Promise<void> {
    while (tasks.size > 0) await Promise.all([...tasks.values()].map(task => task.done))
  }

  return {
    wake: machineId => wake(machineId),
    sweep,
    settled,

    async close() {
      isClosed = true
      for (const { abort } of tasks.values()) abort.abort()
      const deadline = Promise.withResolvers<void>()
      const timer = setTimeout(deadline.resolve, CLOSE_DEADLINE_MS)
      await Promise.race([settled(), deadline.promise])
      clearTimeout(timer)
    },
  }
}

function isTransitional({ state }: MachineRecord): boolean {
  return state === 'pending' || state === 'stopping' || state === 'shutting-down'
}
