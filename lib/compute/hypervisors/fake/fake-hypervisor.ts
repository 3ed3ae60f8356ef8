/**
 * A hypervisor without guests: it keeps the contract, does what a script says, and tells what was
 * asked of it. It runs the control plane where there is nothing to boot: in tests and on a machine
 * without QEMU, for trying clients out.
 */
import { EventEmitter, on } from 'node:events'
import {
  type DiskSpec,
  type Hypervisor,
  type HypervisorCapacity,
  HypervisorError,
  type HypervisorErrorCode,
  type MachineEvent,
  type MachinePower,
  type MachineSpec,
  type MachineStatistics,
  type RunningMachine,
} from '../../hypervisor.ts'
import { createFakeNetworks, type FakeNetworks } from './fake-networks.ts'

export type FakeStep =
  | 'attachDisk'
  | 'capacity'
  | 'check'
  | 'destroy'
  | 'detachDisk'
  | 'fence'
  | 'list'
  | 'pause'
  | 'readmit'
  | 'reboot'
  | 'resizeDisk'
  | 'resume'
  | 'start'
  | 'stop'

export interface FakeHypervisor extends Hypervisor {
  /** The specification that each machine was last started with. */
  readonly specs: ReadonlyMap<string, MachineSpec>
  readonly networks: FakeNetworks
  /** Every call that changes something, such as `start i-…`, in order. */
  readonly calls: readonly string[]
  /** The next `step` fails with this code. */
  failNext(step: FakeStep, code: HypervisorErrorCode): void
  /** The next `step` does not go on until the function that is returned is called. */
  hangNext(step: FakeStep): () => void
  /** The next list() answers this, whatever is so. */
  lieNext(machines: readonly RunningMachine[]): void
  /**
   * The host answers nothing any more. Its machines go on where `machinesRun`, and then can be
   * ended by fencing alone; a fence succeeds unless its failure is scripted.
   */
  die(options: { readonly machinesRun: boolean }): void
  /** It answers again. */
  revive(): void
  /** The volumes that a machine has now. */
  disksOf(id: string): readonly DiskSpec[]
  /** What really runs, whatever the host answers. */
  runningIds(): readonly string[]
  setCapacity(capacity: HypervisorCapacity): void
  /** Starts wait until the function that is returned is called. */
  holdStarts(): () => void
  /** How many starts are waiting or running, at most, so far. */
  readonly startsAtOnceMax: number
  /** What statistics() says of it from now on, where it is not the figures of an idle machine. */
  setStatistics(id: string, statistics: Partial<MachineStatistics>): void
  /** Somebody else's unix socket stands for the machine's consoles. */
  setConsoleSocket(id: string, path: string): void
  guestPowersOff(id: string): void
  guestCrashes(id: string): void
  /** As if it was there before anybody asked. */
  adopt(id: string, power: MachinePower): void
}

interface FakeMachine {
  power: MachinePower
  disks: readonly DiskSpec[]
  console: string
  consoleAtMs: number
}

const CALLS_MAX = 10_000

/** Only these are told of in `calls`: how often the others come depends on time. */
const changing: ReadonlySet<FakeStep> = new Set([
  'attachDisk',
  'destroy',
  'detachDisk',
  'fence',
  'pause',
  'reboot',
  'resizeDisk',
  'resume',
  'start',
  'stop',
])

const idle: MachineStatistics = {
  power: 'running',
  cpuTimeMs: 0,
  residentBytes: 64 * 2 ** 20,
  disks: [],
  storageReadBytes: 0,
}

export function createFakeHypervisor(options: {
  readonly name?: string
  readonly capacity?: HypervisorCapacity
  readonly clock: { now(): number }
}): FakeHypervisor {
  const { clock } = options
  let capacity = options.capacity ?? { vcpuCount: 64, memoryBytes: 256 * 2 ** 30 }
  const machines = new Map<string, FakeMachine>()
  const specs = new Map<string, MachineSpec>()
  const figures = new Map<string, Partial<MachineStatistics>>()
  const consoles = new Map<string, string>()
  const calls: string[] = []
  const failures: { step: FakeStep; code: HypervisorErrorCode }[] = []
  const hangs: { step: FakeStep; until: Promise<void> }[] = []
  const lies: (readonly RunningMachine[])[] = []
  let isDead = false
  let isFenced = false
  const emitter = new EventEmitter()
  const ended = new AbortController()
  let gate: Promise<void> | undefined
  const starts = { now: 0, max: 0 }

  async function enter(step: FakeStep, id = ''): Promise<void> {
    if (changing.has(step) && calls.length < CALLS_MAX) calls.push(`${step} ${id}`.trimEnd())
    const hangsAt = hangs.findIndex(hang => hang.step === step)
    const [hang] = hangsAt < 0 ? [] : hangs.splice(hangsAt, 1)
    await hang?.until
    if (isDead && step !== 'fence') throw new HypervisorError('unavailable', 'the host is dead')
    const position = failures.findIndex(failure => failure.step === step)
    const [failure] = position < 0 ? [] : failures.splice(position, 1)
    if (failure) throw new HypervisorError(failure.code, `scripted failure of ${step}`)
  }

  function write(id: string, line: string): void {
    const machine = machines.get(id)
    if (!machine) return
    machine.console = `${machine.console}${line}\n`.slice(-64 * 1024)
    machine.consoleAtMs = clock.now()
  }

  function requireRunning(id: string): void {
    if (machines.get(id)?.power !== 'running') throw new HypervisorError('machine-missing', id)
  }

  function end(id: string, cause: 'guest' | 'crash'): void {
    const machine = machines.get(id)
    if (!machine || machine.power === 'off') return
    machine.power = 'off'
    emitter.emit('event', { kind: 'stopped', id, cause } satisfies MachineEvent)
  }

  function running(id: string): FakeMachine {
    const machine = machines.get(id)
    if (machine && machine.power !== 'off') return machine
    throw new HypervisorError('machine-missing', id)
  }

  async function start(spec: MachineSpec, signal: AbortSignal): Promise<void> {
    starts.max = Math.max(starts.max, ++starts.now)
    try {
      await turn()
      if (gate) await Promise.race([gate, aborted(signal)])
      signal.throwIfAborted()
      await enter('start', spec.id)
      if (isFenced) throw new HypervisorError('unavailable', 'the host is fenced')
      specs.set(spec.id, spec)
      const machine = machines.get(spec.id) ?? {
        power: 'off',
        disks: [],
        console: '',
        consoleAtMs: 0,
      }
      machines.set(spec.id, machine)
      if (machine.power !== 'running') {
        machine.power = 'running'
        machine.disks = spec.disks ?? []
        write(spec.id, `booting ${spec.hostname}`)
      }
    } finally {
      starts.now--
    }
  }

  return {
    name: options.name ?? 'fake',
    can: { pause: true, liveDiskAttach: true, consoleOutput: true, screen: true },
    architecture: 'x86_64',
    acceleration: 'none',
    platforms: ['q35-bios', 'q35-uefi', 'q35-kernel', 'microvm-kernel'],
    specs,
    networks: createFakeNetworks(),
    calls,
    get startsAtOnceMax() {
      return starts.max
    },
    async capacity() {
      await enter('capacity')
      return capacity
    },
    check: () => enter('check'),
    async fence() {
      await enter('fence')
      isFenced = true
      for (const machine of machines.values()) machine.power = 'off'
    },
    async readmit() {
      await enter('readmit')
      isFenced = false
    },
    start,

    async stop(id) {
      await turn()
      await enter('stop', id)
      const machine = machines.get(id)
      if (machine) machine.power = 'off'
    },

    async reboot(id, whileOff) {
      await enter('reboot', id)
      if (!machines.has(id)) throw new HypervisorError('machine-missing', id)
      await whileOff?.()
      write(id, 'rebooting')
    },

    async destroy(id) {
      await turn()
      await enter('destroy', id)
      machines.delete(id)
    },

    async attachDisk(id, disk) {
      await turn()
      await enter('attachDisk', `${id} ${disk.volumeId} ${disk.slot}`)
      const machine = running(id)
      machine.disks = [...withoutVolume(machine, disk), disk]
    },

    async detachDisk(id, disk, { isForced }) {
      await turn()
      await enter('detachDisk', `${id} ${disk.volumeId}${isForced ? ' by force' : ''}`)
      const machine = running(id)
      machine.disks = withoutVolume(machine, disk)
    },

    async resizeDisk(id, disk, sizeBytes) {
      await turn()
      await enter('resizeDisk', `${id} ${disk.volumeId} ${sizeBytes}`)
      running(id)
    },

    async pause(id) {
      await enter('pause', id)
      running(id).power = 'paused'
    },

    async resume(id) {
      await enter('resume', id)
      running(id).power = 'running'
    },

    disksOf: id => machines.get(id)?.disks ?? [],

    async list(): Promise<readonly RunningMachine[]> {
      await enter('list')
      const lie = lies.shift()
      if (lie) return lie
      return [...machines].map(([id, { power }]) => ({ id, power }))
    },

    async consoleOutput(id) {
      const machine = machines.get(id)
      if (!machine) throw new HypervisorError('machine-missing', id)
      return { bytes: Buffer.from(machine.console), atMs: machine.consoleAtMs }
    },

    async screenshot(id, { wakeUp }) {
      requireRunning(id)
      if (wakeUp) write(id, 'woken')
      return { width: 2, height: 1, rgb: Uint8Array.of(255, 0, 0, 0, 0, 255) }
    },

    async consoleSocket(id) {
      requireRunning(id)
      const path = consoles.get(id)
      if (path === undefined) throw new HypervisorError('unavailable', `${id} has no console`)
      return path
    },

    async statistics(id) {
      const machine = machines.get(id)
      if (!machine || machine.power === 'off') return undefined
      return { ...idle, power: machine.power, ...figures.get(id) }
    },

    async *events(): AsyncIterable<MachineEvent> {
      try {
        for await (const [event] of on(emitter, 'event', { signal: ended.signal })) yield event
      } catch (error) {
        if (!ended.signal.aborted) throw error
      }
    },

    hangNext(step) {
      const { promise, resolve } = Promise.withResolvers<void>()
      hangs.push({ step, until: promise })
      return resolve
    },
    lieNext: lie => void lies.push(lie),
    die({ machinesRun }) {
      isDead = true
      if (!machinesRun) for (const machine of machines.values()) machine.power = 'off'
    },
    revive() {
      isDead = false
    },
    runningIds: () => [...machines].filter(([, { power }]) => power !== 'off').map(([id]) => id),
    setCapacity(changed) {
      capacity = changed
    },
    failNext: (step, code) => void failures.push({ step, code }),
    holdStarts() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return () => {
        gate = undefined
        resolve()
      }
    },
    setStatistics: (id, statistics) => void figures.set(id, statistics),
    setConsoleSocket: (id, path) => void consoles.set(id, path),
    guestPowersOff: id => end(id, 'guest'),
    guestCrashes: id => end(id, 'crash'),
    adopt: (id, power) =>
      void machines.set(id, { power, disks: [], console: '', consoleAtMs: clock.now() }),

    async [Symbol.asyncDispose]() {
      ended.abort()
    },
  }
}

function withoutVolume({ disks }: FakeMachine, { volumeId }: DiskSpec): readonly DiskSpec[] {
  return disks.filter(disk => disk.volumeId !== volumeId)
}

/** Nothing is done at once: between a call and its effect others have their turn. */
function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
}
