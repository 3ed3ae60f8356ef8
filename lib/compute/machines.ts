/**
 * What owners ask of their machines after launch. A command checks every machine before it changes
 * any, writes the wish into the records and wakes the reconciler; the answer does not wait for it.
 */
import type { Clock } from '../clock.ts'
import { ComputeError } from './errors.ts'
import { movedTo } from './hosts/evacuation.ts'
import { hostOf } from './hosts/host.ts'
import type { Seat } from './placement.ts'
import {
  type ComputeRecords,
  isBoundToHost,
  listOwned,
  type MachineRecord,
  type MachineState,
} from './records.ts'
import { reservationOf, type Scheduler } from './scheduler.ts'

export interface Transition {
  readonly id: string
  readonly previous: MachineState
  readonly current: MachineState
}

export interface ConsoleOutput {
  readonly bytes: Uint8Array
  readonly atMs: number
}

export interface Machines {
  get(accountId: string, machineId: string): Promise<MachineRecord | undefined>
  list(accountId: string, after?: string): AsyncIterable<MachineRecord>
  /** The base64 text given at launch; `undefined` if none was. */
  userData(machine: MachineRecord): Promise<string | undefined>
  start(accountId: string, machineIds: readonly string[]): Promise<readonly Transition[]>
  stop(
    accountId: string,
    machineIds: readonly string[],
    options: { readonly isForced: boolean },
  ): Promise<readonly Transition[]>
  /** Answers when it has begun: a guest may take its time to go down. */
  reboot(accountId: string, machineIds: readonly string[]): Promise<void>
  /** `overridesProtection`: for what no owner has been told of yet. */
  terminate(
    accountId: string,
    machineIds: readonly string[],
    options?: { readonly overridesProtection: boolean },
  ): Promise<readonly Transition[]>
  consoleOutput(accountId: string, machineId: string): Promise<ConsoleOutput>
}

interface Rule {
  /** For each state the next one; a state that is not named refuses the command. */
  readonly next: { readonly [State in MachineState]?: MachineState }
  refuse?(machine: MachineRecord): void
}

const startRule: Rule = {
  next: { pending: 'pending', running: 'running', stopped: 'pending' },
  refuse({ id, state, hasLocalDisk = true, disks }) {
    const canBoot =
      hasLocalDisk || disks.some(disk => disk.slot === 0 && disk.state !== 'detaching')
    if (state === 'stopped' && !canBoot) throw new ComputeError('root-volume-missing', id)
  },
}
const stopRule: Rule = {
  next: { running: 'stopping', stopping: 'stopping', stopped: 'stopped' },
  refuse({ id, isStopProtected }) {
    if (isStopProtected) throw new ComputeError('stop-protected', id)
  },
}
const endRule: Rule = {
  next: {
    pending: 'shutting-down',
    running: 'shutting-down',
    stopping: 'shutting-down',
    stopped: 'shutting-down',
    'shutting-down': 'shutting-down',
    terminated: 'terminated',
  },
}
const terminateRule: Rule = {
  ...endRule,
  refuse({ id, isTerminationProtected, state }) {
    const isEnding = state === 'shutting-down' || state === 'terminated'
    if (isTerminationProtected && !isEnding) throw new ComputeError('termination-protected', id)
  },
}
const rebootRule: Rule = { next: { running: 'running' } }

export function createMachines(options: {
  readonly records: ComputeRecords
  readonly scheduler: Scheduler
  readonly clock: Clock
  /** Something about the machine changed that the reconciler has to carry out. */
  readonly wake: (machineId: string) => void
  /** Begins it; the machine is the caller's no more. */
  readonly reboot: (machine: MachineRecord) => void
}): Machines {
  const { records, scheduler, clock, wake } = options

  async function find(accountId: string, ids: readonly string[], rule: Rule) {
    const machines = await Promise.all(
      [...new Set(ids)].map(async id => {
        const machine = await records.machines.get(`${accountId}/${id}`)
        if (!machine) throw new ComputeError('machine-missing', id)
        return machine
      }),
    )
    for (const machine of machines) refuseByState(machine, rule)
    return machines
  }

  /** Writes the rule's next state; the rule is asked again where nothing can come between. */
  async function move(
    machine: MachineRecord,
    rule: Rule,
    change: Partial<MachineRecord>,
  ): Promise<Transition> {
    let previous = machine.state
    const id = `${machine.accountId}/${machine.id}`
    const stored = await records.machines.update(id, current => {
      if (!current) throw new ComputeError('machine-missing', machine.id)
      previous = current.state
      const state = refuseByState(current, rule)
      if (state === current.state) return { ...current, ...(state === 'stopping' && change) }
      return { ...current, stateCause: 'user', ...change, state, stateChangedAtMs: clock.now() }
    })
    const current = stored?.state ?? previous
    if (current !== previous || current === 'stopping') wake(machine.id)
    return { id: machine.id, previous, current }
  }

  /** Room for all of them, or nothing stays reserved. */
  async function reserve(machines: readonly MachineRecord[]): Promise<ReadonlyMap<string, Seat>> {
    const seats = new Map<string, Seat>()
    try {
      for (const machine of machines) {
        const { id, hypervisor } = machine
        const where = isBoundToHost(machine) ? { on: hypervisor } : { preferred: hypervisor }
        const placed = await scheduler.reserve({ ...reservationOf(machine), ...where })
        for (const [each, seat] of placed) seats.set(each, seat)
        if (!placed.has(id)) throw new ComputeError('insufficient-capacity', machine.machineType)
      }
    } catch (error) {
      for (const id of seats.keys()) scheduler.release(id)
      throw error
    }
    return seats
  }

  return {
    get: (accountId, machineId) => records.machines.get(`${accountId}/${machineId}`),
    list: (accountId, after) => listOwned(records.machines, accountId, after),

    async userData({ accountId, id, hasUserData }) {
      if (!hasUserData) return undefined
      return (await records.userData.get(`${accountId}/${id}`))?.base64
    },

    async start(accountId, ids) {
      const machines = await find(accountId, ids, startRule)
      const seats = await reserve(machines.filter(machine => machine.state === 'stopped'))
      const change = { isForced: false, stateCause: 'none', launchedAtMs: clock.now() } as const
      return Promise.all(
        machines.map(machine => {
          const seat = seats.get(machine.id)
          return move(machine, startRule, { ...change, ...(seat && movedTo(machine, seat)) })
        }),
      )
    },

    async stop(accountId, ids, { isForced }) {
      const machines = await find(accountId, ids, stopRule)
      return Promise.all(machines.map(machine => move(machine, stopRule, { isForced })))
    },

    async reboot(accountId, ids) {
      const machines = await find(accountId, ids, rebootRule)
      for (const machine of machines) options.reboot(machine)
    },

    async terminate(accountId, ids, { overridesProtection } = { overridesProtection: false }) {
      const rule = overridesProtection ? endRule : terminateRule
      const machines = await find(accountId, ids, rule)
      return Promise.all(machines.map(machine => move(machine, rule, {})))
    },

    async consoleOutput(accountId, machineId) {
      const machine = await records.machines.get(`${accountId}/${machineId}`)
      if (!machine) throw new ComputeError('machine-missing', machineId)
      const nothing = { bytes: new Uint8Array(0), atMs: machine.stateChangedAtMs }
      if (machine.state === 'terminated' || !machine.hasRun) return nothing
      const host = hostOf(scheduler.hosts, machine)
      return host.run(hypervisor => hypervisor.consoleOutput(machineId))
    },
  }
}

function refuseByState(machine: MachineRecord, rule: Rule): MachineState {
  const next = rule.next[machine.state]
  if (!next) throw new ComputeError('machine-wrong-state', machine.id)
  rule.refuse?.(machine)
  return next
}
