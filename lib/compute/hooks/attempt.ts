/**
 * One try of one event: looks whether it may and can be run, has it run with credentials of its own,
 * and writes down what came of it. Whether it is tried again is told, not decided, here.
 */
import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import { type EventFacts, eventId, outputPrefix, readEvent } from './event.ts'
import type { HookFailure, HookRunner, HookRunResult } from './hook-runner.ts'
import { factsOf, type Hook } from './hooks.ts'
import type { InvocationRecord, Invocations } from './invocations.ts'
import type { HookMetrics } from './metrics.ts'
import type { HookGrants, HookObjects, WaitingEvent } from './ports.ts'
import { referenceOf } from './tries.ts'

export interface AttemptOptions {
  readonly runner: HookRunner
  readonly objects: HookObjects
  readonly grants: HookGrants
  readonly invocations: Invocations
  readonly metrics: HookMetrics
  readonly clock: Clock
  readonly log: Logger
  readonly region: string
  /** Hooks in a row that may lead to one another. */
  readonly depthMax: number
}

export interface Try {
  readonly hook: Hook
  readonly event: WaitingEvent
  /** Of earlier tries. */
  readonly failures: number
}

/** `done`: nothing more is to be done with the event. `wait`: it did not come to a try. */
export type Verdict = 'again' | 'done' | 'stopped' | 'wait'

/** Why it was not a success, and whether another try could be one. */
interface Trouble {
  readonly result: 'failed' | 'refused'
  readonly reason: string
  readonly message: string
  readonly exitStatus?: number
  readonly isFinal: boolean
}

/** For the machine to start and the last outputs to arrive, beyond the hook's own timeout. */
const GRACE_MS = 300_000
const OUTPUTS_RECORDED_MAX = 100
const MESSAGE_LENGTH_MAX = 1_000

export async function attempt(
  options: AttemptOptions,
  work: Try,
  signal: AbortSignal,
): Promise<Verdict> {
  const { objects, clock, depthMax } = options
  const { hook, event } = work
  const invocationId = randomBytes(16).toString('hex')
  const facts = readEvent(event)
  if (event.depth >= depthMax) {
    const message = `${depthMax} hooks in a row have led to this event: it is taken for a loop`
    const trouble = { result: 'refused', reason: 'loop', message, isFinal: true } as const
    return await settle(options, work, { invocationId, facts, trouble, ran: notRun(clock) })
  }
  const { subject } = facts
  const input = facts.hasInput && subject ? await objects.find(hook.accountId, subject) : undefined
  if (facts.hasInput && input === undefined) {
    const message = 'the object that the event tells of is not there any more'
    const trouble = { result: 'failed', reason: 'source-gone', message, isFinal: true } as const
    return await settle(options, work, { invocationId, facts, trouble, ran: notRun(clock) })
  }
  const ran = await run(options, work, { invocationId, facts, sizeBytes: input?.sizeBytes, signal })
  const { outcome } = ran
  if (outcome.kind === 'failed' && outcome.failure === 'cancelled') return 'stopped'
  if (outcome.kind === 'failed' && outcome.failure === 'no-capacity') return 'wait'
  return await settle(options, work, { invocationId, facts, trouble: troubleOf(ran), ran })
}

interface Running {
  readonly invocationId: string
  readonly facts: EventFacts
  /** Of the input, where there is one. */
  readonly sizeBytes: number | undefined
  readonly signal: AbortSignal
}

/** With credentials that are void when it is over, whatever the guest still does. */
async function run(
  { runner, grants, clock, log, region }: AttemptOptions,
  { hook, event, failures }: Try,
  { invocationId, facts, sizeBytes, signal }: Running,
): Promise<HookRunResult> {
  const { accountId, name, timeoutMs, outputBucket } = hook
  const output = { bucket: outputBucket, prefix: outputPrefix(hook, event) }
  const source = sizeBytes === undefined ? undefined : facts.subject
  const { credentials, links } = await grants.begin({
    invocationId,
    accountId,
    hookName: name,
    reference: referenceOf(hook, event.id),
    depth: event.depth + 1,
    eventId: eventId(hook, event),
    ...(source && { source }),
    output,
    expiresAtMs: clock.now() + timeoutMs + GRACE_MS,
  })
  const deadline = AbortSignal.timeout(timeoutMs + GRACE_MS)
  try {
    const result = await runner.run(
      {
        invocationId,
        hook: factsOf(hook),
        attempt: failures + 1,
        event: JSON.stringify(event.message),
        ...(source && sizeBytes !== undefined && { input: { ...source, sizeBytes } }),
        output,
        credentials,
        region,
        links,
      },
      AbortSignal.any([signal, deadline]),
    )
    const isLate = deadline.aborted && !signal.aborted && isFailure(result, 'cancelled')
    return isLate ? { ...result, outcome: failed('timeout', 'the machine did not end') } : result
  } catch (error) {
    if (signal.aborted) return { ...notRun(clock), outcome: failed('cancelled', 'stopped') }
    log.error({ err: error, hook: name, accountId, invocationId }, 'a hook could not be run')
    return { ...notRun(clock), outcome: failed('machine-failed', 'see the log of the server') }
  } finally {
    await grants.end(invocationId)
  }
}

function failed(failure: HookFailure, message: string) {
  return { kind: 'failed', failure, message } as const
}

function isFailure({ outcome }: HookRunResult, failure: HookFailure): boolean {
  return outcome.kind === 'failed' && outcome.failure === failure
}

function notRun(clock: Clock): HookRunResult {
  return {
    outcome: failed('machine-failed', ''),
    startedAtMs: clock.now(),
    endedAtMs: clock.now(),
    cpuSeconds: 0,
    memoryBytesMax: 0,
    log: new Uint8Array(),
    isLogTruncated: false,
    outputs: [],
  }
}

function troubleOf({ outcome }: HookRunResult): Trouble | undefined {
  if (outcome.kind === 'failed') {
    const { failure: reason, message } = outcome
    return { result: 'failed', reason, message, isFinal: false }
  }
  const { exitStatus } = outcome
  if (exitStatus === 0) return undefined
  const message = `the command ended with status ${exitStatus}`
  return { result: 'failed', reason: 'exit-status', message, exitStatus, isFinal: false }
}

interface Ended {
  readonly invocationId: string
  readonly facts: EventFacts
  /** `undefined`: it succeeded. */
  readonly trouble: Trouble | undefined
  readonly ran: HookRunResult
}

async function settle(options: AttemptOptions, work: Try, ended: Ended): Promise<Verdict> {
  const { invocations, metrics, log } = options
  const { hook, event, failures } = work
  const { trouble, ran, invocationId } = ended
  const { startedAtMs, endedAtMs } = ran
  const { accountId, name } = hook
  const isLast = trouble !== undefined && (trouble.isFinal || failures >= hook.retries)
  const storedLog = await storeLog(options, work, ended)
  const record = recordOf(work, ended, storedLog)
  const deadLetter = isLast ? await storeDeadLetter(options, work, record) : undefined
  await invocations.add(hook, { ...record, ...(deadLetter && { deadLetter }) })
  const { result, reason = '' } = record
  metrics.ended({ result, reason, durationMs: endedAtMs - startedAtMs })
  if (trouble === undefined) return 'done'
  const facts = {
    accountId,
    hook: name,
    invocationId,
    event: event.id,
    reason,
    attempt: failures + 1,
  }
  log.warn({ ...facts, isLast }, trouble.message)
  return isLast ? 'done' : 'again'
}

function recordOf(
  { hook, event, failures }: Try,
  { invocationId, facts, trouble, ran }: Ended,
  log: InvocationRecord['log'],
): InvocationRecord {
  const { outcome, startedAtMs, endedAtMs, cpuSeconds, memoryBytesMax, outputs } = ran
  const exitStatus = outcome.kind === 'exited' ? outcome.exitStatus : undefined
  const prefix = outputPrefix(hook, event)
  return {
    invocationId,
    eventId: eventId(hook, event),
    eventName: facts.eventName,
    ...facts.subject,
    attempt: failures + 1,
    result: trouble?.result ?? 'succeeded',
    ...(trouble && {
      reason: trouble.reason,
      message: trouble.message.slice(0, MESSAGE_LENGTH_MAX),
    }),
    ...(exitStatus !== undefined && { exitStatus }),
    queuedAtMs: event.atMs,
    startedAtMs,
    endedAtMs,
    cpuSeconds,
    memoryBytesMax,
    ...(log && { log }),
    outputs: outputs.slice(0, OUTPUTS_RECORDED_MAX).map(({ name, sizeBytes, isRepeated }) => ({
      key: prefix + name,
      sizeBytes,
      isRepeated,
    })),
    outputCount: outputs.length,
  }
}

/** Best effort: that a log could not be kept does not make a failure of what it tells of. */
async function storeLog(
  { objects, log }: AttemptOptions,
  { hook, event, failures }: Try,
  { ran, invocationId }: Ended,
): Promise<InvocationRecord['log']> {
  if (ran.log.length === 0) return undefined
  const bucket = hook.outputBucket
  const day = new Date(event.atMs).toISOString().slice(0, 10).replaceAll('-', '/')
  const file = `${eventId(hook, event)}-${failures + 1}-${invocationId.slice(0, 8)}.log`
  const key = `${hook.logPrefix}${day}/${file}`
  const body = ran.log.subarray(0, hook.logBytesMax)
  try {
    await objects.put(hook.accountId, { bucket, key, body, contentType: 'text/plain' })
    return { bucket, key, isTruncated: ran.isLogTruncated || body.length < ran.log.length }
  } catch (error) {
    log.warn({ err: error, hook: hook.name, invocationId }, 'the log of a hook could not be stored')
    return undefined
  }
}

/** The event with what became of it. Where not even that can be stored, its record is what is left. */
async function storeDeadLetter(
  { objects, metrics, log, clock }: AttemptOptions,
  { hook, event }: Try,
  record: InvocationRecord,
): Promise<InvocationRecord['deadLetter']> {
  const { accountId, name, outputBucket: bucket } = hook
  const { attempt: attempts, reason, message, exitStatus, invocationId, log: storedLog } = record
  const key = `${hook.deadLetterPrefix}${record.eventId}.json`
  const letter = {
    hook: name,
    eventId: record.eventId,
    reason,
    message,
    ...(exitStatus !== undefined && { exitStatus }),
    attempts,
    invocationId,
    givenUpAt: new Date(clock.now()).toISOString(),
    ...(storedLog && { log: storedLog }),
    event: event.message,
  }
  const body = Buffer.from(`${JSON.stringify(letter, null, 2)}\n`)
  try {
    await objects.put(accountId, { bucket, key, body, contentType: 'application/json' })
  } catch (error) {
    const facts = { err: error, accountId, hook: name, event: event.message }
    log.error(facts, 'an event was given up, and its dead letter could not be stored')
    return undefined
  }
  metrics.deadLettered()
  return { bucket, key }
}
