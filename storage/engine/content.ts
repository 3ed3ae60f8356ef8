/**
 * Takes in a body. What fits is held and appended to a region that it shares with others; the rest
 * streams into a file of its own, of which an intent is stored first and removed by the commit that
 * names it. Whatever fails before that commit leaves nothing behind.
 */
import { healKey, intentKey, regionGoneKey, regionLiveKey } from '../layout.ts'
import type { Check, MetaShard, Write } from '../meta/meta.ts'
import { CheckFailed } from '../meta/meta.ts'
import type { Body, Redundancy } from '../storage.ts'
import { SMALL_BODY_BYTES_MAX } from '../storage.ts'
import type { EngineContext } from './context.ts'
import { isOutcomeUnknown, update } from './context.ts'

/** A body on stable storage that nothing names yet. */
export interface Content<Fields> {
  readonly sizeBytes: number
  readonly fields: Fields
  /** The locator; `undefined` for an empty body. */
  readonly blob: string | undefined
  /** They belong into the commit that names the blob. */
  readonly writes: readonly Write[]
  readonly checks: readonly Check[]
}

export interface Intake<Fields> {
  readonly shard: MetaShard
  /** By which a fragment finds its record again: see owner.ts. */
  readonly owner: string
  readonly body: Body
  /** `standard` where nothing else is asked for. */
  readonly redundancy?: Redundancy | undefined
  readonly finish: (sizeBytes: number) => Fields
}

/** A region can only vanish between an append and its commit if that takes many minutes. */
const APPEND_ATTEMPTS_MAX = 3

/** Stores the body, then runs `commit`, which names it. */
export async function withContent<Fields, Result>(
  context: EngineContext,
  intake: Intake<Fields>,
  commit: (content: Content<Fields>) => Promise<Result>,
): Promise<Result> {
  const { body, finish } = intake
  if (body instanceof Uint8Array) {
    if (body.length > SMALL_BODY_BYTES_MAX) {
      return withFile(context, intake, { body: chunksOf(body), commit })
    }
    return withFragment(context, intake, { bytes: body, fields: finish(body.length), commit })
  }
  const start = await readStart(body)
  if (start.rest)
    return withFile(context, intake, { body: joined(start.chunks, start.rest), commit })
  const bytes = start.chunks.length === 1 ? start.chunks[0] : Buffer.concat(start.chunks)
  const small = bytes ?? new Uint8Array(0)
  return withFragment(context, intake, { bytes: small, fields: finish(small.length), commit })
}

async function withFragment<Fields, Result>(
  context: EngineContext,
  { owner }: Intake<Fields>,
  options: {
    bytes: Uint8Array
    fields: Fields
    commit: (content: Content<Fields>) => Promise<Result>
  },
): Promise<Result> {
  const { bytes, fields, commit } = options
  const sizeBytes = bytes.length
  if (sizeBytes === 0) return commit({ sizeBytes, fields, blob: undefined, writes: [], checks: [] })
  for (let attempt = 1; ; attempt++) {
    const blob = await context.blobs.append(bytes, owner)
    try {
      return await commit({ sizeBytes, fields, blob, ...shareOf(context, blob) })
    } catch (error) {
      if (!isRegionGone(error) || attempt >= APPEND_ATTEMPTS_MAX) throw error
    }
  }
}

/** The bookkeeping of a new fragment in its region. */
export function shareOf(
  { blobs }: EngineContext,
  locator: string,
): { writes: Write[]; checks: Check[] } {
  const share = blobs.share(locator)
  if (!share) return { writes: [], checks: [] }
  return {
    writes: [{ type: 'add', key: regionLiveKey(share.regionId), amount: share.sizeBytes }],
    checks: [{ type: 'absent', key: regionGoneKey(share.regionId) }],
  }
}

export function isRegionGone(error: unknown): boolean {
  return error instanceof CheckFailed && error.check.type === 'absent'
}

async function withFile<Fields, Result>(
  context: EngineContext,
  { shard, owner, redundancy = 'standard', finish }: Intake<Fields>,
  options: {
    body: AsyncIterable<Uint8Array>
    commit: (content: Content<Fields>) => Promise<Result>
  },
): Promise<Result> {
  const reserved = context.blobs.reserve()
  const intent = intentKey(reserved)
  await update(shard, [], async () => ({
    result: undefined,
    writes: [{ type: 'put', key: intent, value: String(context.clock.now()) }],
  }))
  try {
    const written = await context.blobs.write(reserved, options.body, { redundancy })
    const { locator: blob, sizeBytes, isComplete } = written
    const fields = finish(sizeBytes)
    const writes: Write[] = [{ type: 'del', key: intent }]
    if (!isComplete) writes.push({ type: 'put', key: healKey(blob), value: owner })
    return await options.commit({ sizeBytes, fields, blob, writes, checks: [] })
  } catch (error) {
    // An intent that stays is dealt with by the next start.
    if (!isOutcomeUnknown(error)) await withdraw(context, shard, reserved).catch(() => {})
    throw error
  }
}

async function withdraw(context: EngineContext, shard: MetaShard, reserved: string): Promise<void> {
  await context.blobs.remove(reserved)
  await update(shard, [], async () => ({
    result: undefined,
    writes: [{ type: 'del', key: intentKey(reserved) }],
  }))
}

interface Start {
  readonly chunks: Uint8Array[]
  /** Set when the body is larger than a small one. */
  readonly rest?: AsyncIterator<Uint8Array>
}

/** Reads until the body ends or is too large to be held. */
async function readStart(body: AsyncIterable<Uint8Array>): Promise<Start> {
  const iterator = body[Symbol.asyncIterator]()
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    // Empty ones would be held without end.
    if (next.value.length > 0) chunks.push(next.value)
    sizeBytes += next.value.length
    if (sizeBytes > SMALL_BODY_BYTES_MAX) return { chunks, rest: iterator }
  }
  return { chunks }
}

async function* joined(
  chunks: Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) yield chunk
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += SMALL_BODY_BYTES_MAX) {
    yield bytes.subarray(start, start + SMALL_BODY_BYTES_MAX)
  }
}
