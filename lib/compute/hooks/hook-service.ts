/** Hooks as they are managed: definitions, calls by hand, and what becomes of what they leave behind. */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { Dispatcher, RunningTry } from './dispatcher.ts'
import { HookError } from './errors.ts'
import { eventId } from './event.ts'
import type { HookRunner } from './hook-runner.ts'
import type { HookSettings } from './hook-settings.ts'
import type { Hook, HookName, Hooks } from './hooks.ts'
import type { HookStats, InvocationRecord, Invocations } from './invocations.ts'
import type { HookBuckets, HookEvents, HookGrants, HookObjects, ObjectName } from './ports.ts'
import type { Tries } from './tries.ts'

export interface HookServiceOptions {
  readonly hooks: Hooks
  readonly events: HookEvents
  readonly tries: Tries
  readonly invocations: Invocations
  readonly objects: HookObjects
  readonly buckets: HookBuckets
  readonly grants: HookGrants
  /** Absent where nothing can run here: events wait. */
  readonly runner?: HookRunner
  readonly dispatcher?: Dispatcher
  /** Throws HookError where machines of such an image and type cannot be. */
  readonly checkMachine: (accountId: string, settings: HookSettings) => Promise<void>
  readonly clock: Clock
}

/** A hook as it is now. */
export interface HookView {
  readonly hook: Hook
  readonly queuedCount: number
  /** Keys, and what else is worked on. */
  readonly running: readonly RunningTry[]
}

export interface HookService {
  create(accountId: string, settings: HookSettings): Promise<Hook>
  list(accountId: string): Promise<Hook[]>
  show(name: HookName): Promise<HookView>
  setEnabled(name: HookName, isEnabled: boolean): Promise<Hook>
  remove(name: HookName): Promise<void>
  /** Queued like any event. Resolves to the event's id. */
  invoke(name: HookName, object: ObjectName | undefined): Promise<string>
  invocations(name: HookName, limit: number): Promise<InvocationRecord[]>
  /** The log of one try. */
  log(name: HookName, invocationId: string): Promise<{ record: InvocationRecord; log: Uint8Array }>
  stats(name: HookName): Promise<HookStats & { readonly queuedCount: number }>
  /** At the start: what a crash broke off has no credentials any more, and was no failure. */
  recover(): Promise<void>
}

const LOG_BYTES_MAX = 4 * 1024 * 1024

export function createHookService(options: HookServiceOptions): HookService {
  const { hooks, events, invocations, objects, buckets, clock, dispatcher } = options

  async function find(name: HookName): Promise<Hook> {
    const hook = await hooks.find(name)
    if (hook === undefined) throw new HookError('hook-missing', `there is no hook ${name.name}`)
    return hook
  }

  return {
    create: (accountId, settings) => create(options, accountId, settings),
    list: accountId => hooks.list(accountId),
    async show(name) {
      const hook = await find(name)
      const running = (dispatcher?.running() ?? []).filter(each => isSame(each.hook, name))
      return { hook, queuedCount: await events.size(name), running }
    },
    async setEnabled(name, isEnabled) {
      const hook = await hooks.setEnabled(name, isEnabled)
      dispatcher?.wake()
      return hook
    },
    remove: name => remove(options, name),
    async invoke(name, object) {
      const hook = await find(name)
      const found = object && (await objects.find(name.accountId, object))
      if (object !== undefined && found === undefined) {
        throw new HookError('object-missing', `there is no object ${object.bucket}/${object.key}`)
      }
      const subject = object && found && { ...object, ...found }
      const event = {
        line: `by-hand/${randomBytes(8).toString('hex')}`,
        atMs: clock.now(),
        depth: 0,
        message: buckets.callMessage(name, subject),
      }
      await events.add(name, event)
      dispatcher?.wake()
      return eventId(hook, { ...event, id: '' })
    },
    invocations: async (name, limit) => invocations.list(await find(name), limit),
    async log(name, invocationId) {
      const record = await invocations.find(await find(name), invocationId)
      if (record === undefined) {
        throw new HookError('invocation-missing', `there is no invocation ${invocationId}`)
      }
      if (record.log === undefined) return { record, log: new Uint8Array() }
      const log = await objects.read(name.accountId, record.log, LOG_BYTES_MAX)
      if (log === undefined) throw new HookError('object-missing', 'its log is not there any more')
      return { record, log }
    },
    async stats(name) {
      return {
        ...(await invocations.stats(await find(name))),
        queuedCount: await events.size(name),
      }
    },
    recover: () => recover(options),
  }
}

async function create(
  { hooks, buckets, checkMachine }: HookServiceOptions,
  accountId: string,
  settings: HookSettings,
): Promise<Hook> {
  const { bucket, outputBucket } = settings
  for (const name of new Set(bucket === undefined ? [outputBucket] : [bucket, outputBucket])) {
    if (await buckets.isOwn(accountId, name)) continue
    throw new HookError('bucket-missing', `the account has no bucket ${name}`)
  }
  await checkMachine(accountId, settings)
  const hook = await hooks.create(accountId, settings)
  if (bucket === undefined) return hook
  try {
    await buckets.listen({ ...hook, bucket })
  } catch (error) {
    await hooks.remove(hook)
    throw error
  }
  return hook
}

/** Nothing starts once the definition is gone; what runs is stopped, what waits is dropped. */
async function remove(options: HookServiceOptions, name: HookName): Promise<void> {
  const { hooks, buckets, dispatcher, runner, tries, invocations } = options
  const hook = await hooks.remove(name)
  await buckets.silence(name)
  await dispatcher?.stop(name)
  await runner?.forget(hook)
  await tries.removeAll(name)
  await invocations.removeAll(hook)
}

async function recover({ hooks, grants, tries }: HookServiceOptions): Promise<void> {
  for await (const { invocationId, reference } of grants.begun()) {
    const [accountId = '', name = ''] = reference.split('/', 2)
    if ((await hooks.find({ accountId, name })) !== undefined) {
      await tries.noteInterruption(reference)
    }
    await grants.end(invocationId)
  }
}

function isSame(one: HookName, other: HookName): boolean {
  return one.accountId === other.accountId && one.name === other.name
}
