/** One event on one machine: from the line that lets its agent begin until nothing of it goes on. */
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../../clock.ts'
import type { MachineUsage } from '../../ephemeral-machine.ts'
import type { HookInvocation, HookOutcome, HookRunResult } from '../hook-runner.ts'
import type { LogCollector } from './control-port.ts'
import type { HookMachine } from './hook-machine.ts'
import { createInvocationService, type InvocationService } from './invocation-service.ts'
import { StoreMeter } from './store-meter.ts'

export interface InvocationRun {
  readonly machine: HookMachine
  readonly invocation: HookInvocation
  readonly signal: AbortSignal
  /** The store as the machine sees it. */
  readonly endpoint: string
  /** Takes over a connection of the machine to the store. */
  readonly store: (connection: Socket) => void
  readonly clock: Clock
  readonly random: (sizeBytes: number) => Buffer
}

const outputCountMax = 1000
/** How often a machine's use of processor, memory and store is looked at. */
const sampleMs = 250
/** What requests take besides the outputs in them. */
const storeOverheadBytesMax = 4 * 1024 * 1024
/** Between the agent's report and the last of the command's output. */
const logDrainMs = 2_000
const entropyBytes = 64

export async function runInvocation(run: InvocationRun): Promise<HookRunResult> {
  const { machine, invocation, clock, endpoint } = run
  const startedAtMs = clock.now()
  const service = createInvocationService({ invocation, endpoint, outputCountMax })
  const meter = new StoreMeter(run.store)
  machine.session = {
    answer: (request, response) => service.answer(request, response),
    store: connection => meter.accept(connection),
  }
  const consoleBefore = machine.machine.consoleTail()
  const before = await machine.machine.usage()
  let latest = before
  const log = await begin(run)
  const watch = watchLimits(run, meter, usage => {
    latest = usage
  })
  try {
    const end = await firstEnd(run, service, watch.exceeded)
    service.close()
    const hasReported = end.kind === 'exited'
    if (hasReported) await Promise.race([log.over, machine.machine.gone, sleep(logDrainMs)])
    latest = (await machine.machine.usage()) ?? latest
    const outcome = explain(end, consoleBefore, machine.machine.consoleTail())
    const { bytes, isTruncated } = log.result()
    return {
      outcome,
      startedAtMs,
      endedAtMs: clock.now(),
      cpuSeconds: Math.max(0, (latest?.cpuSeconds ?? 0) - (before?.cpuSeconds ?? 0)),
      memoryBytesMax: latest?.memoryBytesMax ?? 0,
      log: bytes,
      isLogTruncated: isTruncated,
      outputs: hasReported ? service.outputs() : [],
    }
  } finally {
    watch.stop()
    service.close()
    meter.close()
    machine.session = undefined
  }
}

async function begin({ machine, invocation, clock, random }: InvocationRun) {
  const line = {
    seconds: Math.round(clock.now() / 1000),
    entropy: random(entropyBytes).toString('hex'),
    machineId: invocation.invocationId,
    end: random(16).toString('hex'),
  }
  const log: LogCollector = machine.port.run(line, invocation.hook.limits.logBytesMax)
  await machine.machine.resume()
  return log
}

/** Looks at what the machine uses from time to time; `exceeded` resolves when it is too much. */
function watchLimits(
  { machine, invocation }: InvocationRun,
  meter: StoreMeter,
  onUsage: (usage: MachineUsage) => void,
): { readonly exceeded: Promise<HookOutcome>; stop(): void } {
  const { promise: exceeded, resolve } = Promise.withResolvers<HookOutcome>()
  const sentBytesMax = invocation.hook.limits.outputBytesMax + storeOverheadBytesMax
  const timer = setInterval(async () => {
    if (meter.receivedBytes > sentBytesMax) {
      const message = `the machine sent more than ${sentBytesMax} bytes to the store`
      resolve({ kind: 'failed', failure: 'output-too-large', message })
    }
    const usage = await machine.machine.usage()
    if (usage !== undefined) onUsage(usage)
  }, sampleMs)
  timer.unref()
  return { exceeded, stop: () => clearInterval(timer) }
}

async function firstEnd(
  { machine, invocation, signal }: InvocationRun,
  service: InvocationService,
  exceeded: Promise<HookOutcome>,
): Promise<HookOutcome> {
  const over = new AbortController()
  const { timeoutMs } = invocation.hook.limits
  const timeout = sleep(timeoutMs, undefined, { signal: over.signal }).then(
    (): HookOutcome => failed('timeout', `not done after ${timeoutMs} ms`),
  )
  const cancelled = new Promise<HookOutcome>(resolve => {
    const cancel = () => resolve(failed('cancelled', 'the run was cancelled'))
    if (signal.aborted) cancel()
    signal.addEventListener('abort', cancel, { once: true, signal: over.signal })
  })
  const gone = machine.machine.gone.then(() => failed('machine-failed', 'the machine ended'))
  try {
    return await Promise.race([cancelled, service.report, exceeded, gone, timeout])
  } finally {
    over.abort()
    // The timer's end by the line above is no failure of anything.
    timeout.catch(() => undefined)
  }
}

const outOfMemory = /Out of memory: Killed process|System is deadlocked on memory/

/** The guest's kernel says on its console why a command or the whole machine was ended. */
function explain(end: HookOutcome, before: string, after: string): HookOutcome {
  if (end.kind === 'exited' && end.exitStatus === 0) return end
  const news = after.startsWith(before) ? after.slice(before.length) : after
  const isOurs = end.kind === 'exited' || end.failure === 'machine-failed'
  if (isOurs && outOfMemory.test(news)) return failed('memory', 'the guest ran out of memory')
  if (end.kind === 'failed' && end.failure === 'machine-failed') {
    return failed('machine-failed', `${end.message}: ${lastLines(news)}`)
  }
  return end
}

function lastLines(text: string): string {
  const printable = text.replaceAll(/[^\x20-\x7e\n]/g, '').trim()
  return printable.slice(-500)
}

function failed(failure: Extract<HookOutcome, { kind: 'failed' }>['failure'], message: string) {
  return { kind: 'failed', failure, message } as const
}
