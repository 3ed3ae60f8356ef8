/** Looking at machines: pictures of their screens, and tickets to their screens and serial ports. */
import type { Clock } from '../../clock.ts'
import { ComputeError } from '../errors.ts'
import { type HostSet, hostOf } from '../hosts/host.ts'
import { type ConsoleKind, HypervisorError, type Picture } from '../hypervisor.ts'
import { createLimiter } from '../limiter.ts'
import type { ComputeRecords, MachineRecord } from '../records.ts'
import { toJpeg } from './jpeg.ts'
import { type IssuedTicket, Tickets } from './tickets.ts'

/** One open console: count it as ended with close(). */
export interface ConsoleVisit {
  readonly id: string
  /** A unix socket; see Hypervisor.consoleSocket. */
  readonly socketPath: string
  readonly machineId: string
  readonly accountId: string
}

export interface Consoles {
  /** A JPEG. Whoever asks while one is being taken is given that one. */
  screenshot(
    accountId: string,
    machineId: string,
    options: { readonly wakeUp: boolean },
  ): Promise<Uint8Array>
  /** Whether the account's serial ports may be opened; not until it says so, as on EC2. */
  isSerialAllowed(accountId: string): Promise<boolean>
  allowSerial(accountId: string, isAllowed: boolean): Promise<void>
  issueTicket(accountId: string, machineId: string, kind: ConsoleKind): Promise<IssuedTicket>
  /** Undefined for a ticket that is not good, or a machine that cannot be viewed now. */
  open(ticket: string, kind: ConsoleKind): Promise<ConsoleVisit | undefined>
  close(visitId: string): void
}

/** Of each kind, of one machine. */
const machineVisitCountMax = 4
const visitCountMax = 512

export function createConsoles(options: {
  readonly records: ComputeRecords
  readonly hosts: HostSet
  readonly clock: Clock
  readonly random: (bytes: number) => Buffer
}): Consoles {
  const { records, hosts } = options
  const tickets = new Tickets(options)
  const visits = new Map<string, string>()
  const shots = new Map<string, Promise<Uint8Array>>()
  const limitShots = createLimiter(1)
  let lastVisit = 0

  async function find(accountId: string, machineId: string): Promise<MachineRecord> {
    const machine = await records.machines.get(`${accountId}/${machineId}`)
    if (!machine) throw new ComputeError('machine-missing', machineId)
    if (machine.state !== 'running') throw new ComputeError('machine-wrong-state', machineId)
    return machine
  }

  async function take(machine: MachineRecord, wakeUp: boolean): Promise<Uint8Array> {
    return await limitShots(async () => await toJpeg(await pictureOf(machine, wakeUp)))
  }

  async function pictureOf(machine: MachineRecord, wakeUp: boolean): Promise<Picture> {
    try {
      const { id } = machine
      return await hostOf(hosts, machine).run(host => host.screenshot(id, { wakeUp }))
    } catch (error) {
      throw visible(error, machine.id)
    }
  }

  async function isSerialAllowed(accountId: string): Promise<boolean> {
    return (await records.serialConsoles.get(accountId))?.isAllowed ?? false
  }

  return {
    isSerialAllowed,

    async screenshot(accountId, machineId, { wakeUp }) {
      const machine = await find(accountId, machineId)
      const present = shots.get(machineId)
      if (present) return await present
      const shot = take(machine, wakeUp).finally(() => shots.delete(machineId))
      shots.set(machineId, shot)
      return await shot
    },

    async allowSerial(accountId, isAllowed) {
      await records.serialConsoles.update(accountId, () => ({ isAllowed }))
    },

    async issueTicket(accountId, machineId, kind) {
      await find(accountId, machineId)
      if (kind === 'serial' && !(await isSerialAllowed(accountId))) {
        throw new ComputeError('serial-console-disabled', machineId)
      }
      const issued = tickets.issue({ accountId, machineId, kind })
      if (!issued) throw new ComputeError('too-many-tickets', machineId)
      return issued
    },

    async open(ticket, kind) {
      const subject = tickets.redeem(ticket, kind)
      if (!subject) return undefined
      const { accountId, machineId } = subject
      // Either may have changed since the ticket was issued.
      if (kind === 'serial' && !(await isSerialAllowed(accountId))) return undefined
      let socketPath: string
      try {
        const machine = await find(accountId, machineId)
        const host = hostOf(hosts, machine)
        socketPath = await host.run(each => each.consoleSocket(machineId, kind))
      } catch (error) {
        if (error instanceof ComputeError || error instanceof HypervisorError) return undefined
        throw error
      }
      const place = `${machineId} ${kind}`
      const count = [...visits.values()].filter(each => each === place).length
      if (count >= machineVisitCountMax || visits.size >= visitCountMax) return undefined
      const id = String(++lastVisit)
      visits.set(id, place)
      return { id, socketPath, machineId, accountId }
    },

    close: visitId => void visits.delete(visitId),
  }
}

/** It ended meanwhile, or has no screen. */
function visible(error: unknown, machineId: string): unknown {
  if (!(error instanceof HypervisorError)) return error
  const code = error.code === 'machine-missing' ? 'machine-wrong-state' : 'screen-missing'
  return new ComputeError(code, machineId, { cause: error })
}
