/**
 * Machines of hooks played by a function: it gets what an agent in a guest would get, reaches the
 * store by the same signed requests, and says how the command ended.
 */
import type {
  HookFailure,
  HookInvocation,
  HookOutput,
  HookRunner,
  HookRunResult,
} from '../../lib/compute/hooks/hook-runner.ts'

export interface Guest {
  readonly invocation: HookInvocation
  readonly signal: AbortSignal
  /** Throws where the store refuses. */
  input(): Promise<string>
  /** Throws where the store refuses; that it is there already is no refusal. */
  put(name: string, body: string): Promise<void>
}

export interface GuestEnd {
  readonly exitStatus?: number
  readonly failure?: HookFailure
  readonly log?: string
}

export type Work = (guest: Guest) => Promise<GuestEnd | undefined>

export interface ScriptedRunner extends HookRunner {
  readonly invocations: HookInvocation[]
  readonly forgotten: string[]
  runningCount: number
  runningMax: number
}

/** `endpoint`: the store as machines see it. */
export function createScriptedRunner(endpoint: () => string, work: Work): ScriptedRunner {
  const runner: ScriptedRunner = {
    invocations: [],
    forgotten: [],
    runningCount: 0,
    runningMax: 0,
    async run(invocation, signal) {
      runner.invocations.push(invocation)
      runner.runningCount += 1
      runner.runningMax = Math.max(runner.runningMax, runner.runningCount)
      try {
        return await play(endpoint(), { invocation, signal, work })
      } finally {
        runner.runningCount -= 1
      }
    },
    async forget({ hookId }) {
      runner.forgotten.push(hookId)
    },
    async [Symbol.asyncDispose]() {},
  }
  return runner
}

async function play(
  endpoint: string,
  { invocation, signal, work }: { invocation: HookInvocation; signal: AbortSignal; work: Work },
): Promise<HookRunResult> {
  const startedAtMs = Date.now()
  const outputs: HookOutput[] = []
  const { promise: aborted, resolve } = Promise.withResolvers<GuestEnd>()
  signal.addEventListener('abort', () => resolve({ failure: 'cancelled' }), { once: true })
  const ended = work({
    invocation,
    signal,
    async input() {
      const response = await fetch(invocation.links.input(endpoint) ?? '')
      if (!response.ok) throw new Error(await response.text())
      return await response.text()
    },
    async put(name, body) {
      const { url, method, headers } = invocation.links.output(endpoint, name)
      const response = await fetch(url, { method, headers, body })
      if (!response.ok && response.status !== 412) throw new Error(await response.text())
      const isRepeated = response.status === 412
      outputs.push({ name, sizeBytes: Buffer.byteLength(body), isRepeated })
    },
  })
  const { exitStatus = 0, failure, log = '' } = (await Promise.race([ended, aborted])) ?? {}
  return {
    outcome: failure
      ? { kind: 'failed', failure, message: `it was ${failure}` }
      : { kind: 'exited', exitStatus },
    startedAtMs,
    endedAtMs: Date.now(),
    cpuSeconds: 0.25,
    memoryBytesMax: 64 * 1024 * 1024,
    log: Buffer.from(log),
    isLogTruncated: false,
    outputs: failure || exitStatus !== 0 ? [] : outputs,
  }
}
