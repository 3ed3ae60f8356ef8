/**
 * A hypervisor without guests: it keeps the contract, does what a script says, and tells what was
 * asked of it. It runs the control plane where there is nothing to boot: in tests and on a machine
 * without QEMU, for trying clients out.
 */
import { EventEmitter, on } from 'node:events'
import {
  type Hypervisor,
  type HypervisorCapacity,
  HypervisorError,
  type HypervisorErrorCode,
  type MachineEvent,
  type MachinePower,
  type MachineSpec,
  type RunningMachine,
} from '../../hypervisor.ts'

export type FakeStep = 'start' | 'stop' | 'reboot' | 'destroy' | 'list'

export interface FakeHypervisor extends Hypervisor {
  /** The specification that each machine was last started with. */
  readonly specs: ReadonlyMap<string, MachineSpec>
  /** Every call that changes something, such as `start i-…`, in order. */
  readonly calls: readonly string[]
  /** The next `step` fails with this code. */
  failNext(step: FakeStep, code: HypervisorErrorCode): void
  /** Starts wait until the function that is returned is called. */
  holdStarts(): () => void
  /** How many starts are waiting or running, at most, so far. */
  readonly startsAtOnceMax: number
  guestPowersOff(id: string): void
  guestCrashes(id: string): void
  /** As if it was there before anybody asked. */
  adopt(id: string, power: MachinePower): void
}

interface FakeMachine {
  power: MachinePower
  console: string
  consoleAtMs: number
}

const CALLS_MAX = 10_000

export function createFakeHypervisor(options: {
  readonly name?: string
  readonly capacity?: HypervisorCapacity
  readonly clock: { now(): number }
}): FakeHypervisor {
  const { clock } = options
  const capacity = options.capacity ?? { vcpuCount: 64, memoryBytes: 256 * 2 ** 30 }
  const machines = new Map<string, FakeMachine>()
  const specs = new Map<string, MachineSpec>()
  const calls: string[] = []
  const failures: { step: FakeStep; code: HypervisorErrorCode }[] = []
  const emitter = new EventEmitter()
  const ended = new AbortController()
  let gate: Promise<void> | undefined
  const starts = { now: 0, max: 0 }

  function enter(step: FakeStep, id = ''): void {
    if (step !== 'list' && calls.length < CALLS_MAX) calls.push(`${step} ${id}`)
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

  function end(id: string, cause: 'guest' | 'crash'): void {
    const machine = machines.get(id)
    if (!machine || machine.power === 'off') return
    machine.power = 'off'
    emitter.emit('event', { kind: 'stopped', id, cause } satisfies MachineEvent)
  }

  async function start(spec: MachineSpec, signal: AbortSignal): Promise<void> {
    starts.max = Math.max(starts.max, ++starts.now)
    try {
      await turn()
      if (gate) await Promise.race([gate, aborted(signal)])
      signal.throwIfAborted()
      enter('start', spec.id)
      specs.set(spec.id, spec)
      const machine = machines.get(spec.id) ?? { power: 'off', console: '', consoleAtMs: 0 }
      machines.set(spec.id, machine)
      if (machine.power !== 'running') {
        machine.power = 'running'
        write(spec.id, `booting ${spec.hostname}`)
      }
    } finally {
      starts.now--
    }
  }

  return {
    name: options.name ?? 'fake',
    can: { pause: false, liveDiskAttach: false, consoleOutput: true },
    acceleration: 'none',
    specs,
    calls,
    get startsAtOnceMax() {
      return starts.max
    },
    capacity: async () => capacity,
    start,

    async stop(id) {
      await turn()
      enter('stop', id)
      const machine = machines.get(id)
      if (machine) machine.power = 'off'
    },

    async reboot(id) {
      enter('reboot', id)
      if (!machines.has(id)) throw new HypervisorError('machine-missing', id)
      write(id, 'rebooting')
    },

    async destroy(id) {
      await turn()
      enter('destroy', id)
      machines.delete(id)
    },

    async list(): Promise<readonly RunningMachine[]> {
      enter('list')
      return [...machines].map(([id, { power }]) => ({ id, power }))
    },

    async consoleOutput(id) {
      const machine = machines.get(id)
      if (!machine) throw new HypervisorError('machine-missing', id)
      return { bytes: Buffer.from(machine.console), atMs: machine.consoleAtMs }
    },

    async *events(): AsyncIterable<MachineEvent> {
      try {
        for await (const [event] of on(emitter, 'event', { signal: ended.signal })) yield event
      } catch (error) {
        if (!ended.signal.aborted) throw error
      }
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
    guestPowersOff: id => end(id, 'guest'),
    guestCrashes: id => end(id, 'crash'),
    adopt: (id, power) => void machines.set(id, { power, console: '', consoleAtMs: clock.now() }),

    async [Symbol.asyncDispose]() {
      ended.abort()
    },
  }
}

/** Nothing is done at once: between a call and its effect others have their turn. */
function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
}
