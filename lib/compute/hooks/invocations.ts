/** What became of the tries: one document each, of which the last ones of every hook are kept. */
import type { Storage } from '../../../storage/storage.ts'
import type { Hook, HookName } from './hooks.ts'

export type InvocationResult = 'failed' | 'refused' | 'succeeded'

export type InvocationRecord = {
  readonly invocationId: string
  readonly eventId: string
  readonly eventName: string
  readonly bucket?: string
  readonly key?: string
  readonly versionId?: string
  /** Counts from 1. */
  readonly attempt: number
  readonly result: InvocationResult
  /** What it was, where it did not succeed: `timeout`, `exit-status` and so on. */
  readonly reason?: string
  readonly message?: string
  readonly exitStatus?: number
  readonly queuedAtMs: number
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly cpuSeconds: number
  readonly memoryBytesMax: number
  /** Where its log is. */
  readonly log?: { readonly bucket: string; readonly key: string; readonly isTruncated: boolean }
  /** The first of them. */
  readonly outputs: readonly {
    readonly key: string
    readonly sizeBytes: number
    readonly isRepeated: boolean
  }[]
  readonly outputCount: number
  /** After the last try: where the event lies with the reason. */
  readonly deadLetter?: { readonly bucket: string; readonly key: string }
}

export interface HookStats {
  readonly succeeded: number
  readonly failed: number
  readonly refused: number
  readonly deadLetters: number
  /** Of those that succeeded; `undefined` where there are none. */
  readonly durationMsMedian?: number
  readonly durationMsMax?: number
  readonly cpuSeconds: number
  readonly memoryBytesMax: number
}

export interface Invocations {
  add(hook: Hook, record: InvocationRecord): Promise<void>
  /** The newest first. */
  list(hook: Hook, limit: number): Promise<InvocationRecord[]>
  find(hook: Hook, invocationId: string): Promise<InvocationRecord | undefined>
  /** Of what is kept. */
  stats(hook: Hook): Promise<HookStats>
  removeAll(hook: Pick<Hook, 'hookId'> & HookName): Promise<void>
}

/** Kept of each hook; some more until the next are taken off. */
export const INVOCATIONS_KEPT = 1_000
const SURPLUS = 50
/** Later ones sort first. */
const TIME_END_MS = 10 ** 13 - 1

export function createInvocations(
  storage: Pick<Storage, 'documents'>,
  kept: number = INVOCATIONS_KEPT,
): Invocations {
  const documents = storage.documents<InvocationRecord>('hook-invocations')
  const prefixOf = (hook: Pick<Hook, 'hookId'> & HookName) => `${hook.accountId}/${hook.hookId}/`
  /** Since the last look for surplus ones. */
  const added = new Map<string, number>()

  async function removeFrom(prefix: string, start: number): Promise<void> {
    const ids: string[] = []
    let index = 0
    for await (const [id] of documents.list({ prefix })) {
      if (index++ >= start) ids.push(id)
    }
    for (const id of ids) await documents.update(id, () => undefined)
  }

  async function records(hook: Hook, limit: number): Promise<InvocationRecord[]> {
    const found: InvocationRecord[] = []
    for await (const [, record] of documents.list({ prefix: prefixOf(hook), limit })) {
      found.push(record)
    }
    return found
  }

  return {
    async add(hook, record) {
      const prefix = prefixOf(hook)
      const time = String(TIME_END_MS - record.endedAtMs).padStart(13, '0')
      await documents.update(`${prefix}${time}-${record.invocationId}`, () => record)
      const count = (added.get(prefix) ?? SURPLUS) + 1
      added.set(prefix, count > SURPLUS ? 0 : count)
      if (count > SURPLUS) await removeFrom(prefix, kept)
    },
    list: records,
    async find(hook, invocationId) {
      const all = await records(hook, kept + 2 * SURPLUS)
      return all.find(record => record.invocationId === invocationId)
    },
    stats: async hook => statsOf(await records(hook, kept)),
    async removeAll(hook) {
      added.delete(prefixOf(hook))
      await removeFrom(prefixOf(hook), 0)
    },
  }
}

function statsOf(records: readonly InvocationRecord[]): HookStats {
  const count = (result: InvocationResult) =>
    records.filter(record => record.result === result).length
  const durations = records
    .filter(({ result }) => result === 'succeeded')
    .map(({ startedAtMs, endedAtMs }) => endedAtMs - startedAtMs)
    .sort((one, other) => one - other)
  const durationMsMedian = durations[durations.length >> 1]
  const durationMsMax = durations.at(-1)
  return {
    succeeded: count('succeeded'),
    failed: count('failed'),
    refused: count('refused'),
    deadLetters: records.filter(({ deadLetter }) => deadLetter !== undefined).length,
    ...(durationMsMedian !== undefined && { durationMsMedian }),
    ...(durationMsMax !== undefined && { durationMsMax }),
    cpuSeconds: records.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    memoryBytesMax: Math.max(0, ...records.map(({ memoryBytesMax }) => memoryBytesMax)),
  }
}
