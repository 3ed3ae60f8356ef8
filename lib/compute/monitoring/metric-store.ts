/**
 * Figures over time, in documents. A series is an account, a namespace and a set of dimensions; it has
 * metrics, each with a unit. Points of all metrics of a series that fall into one block of time lie
 * in one document, whose size is bounded by the number of slots and of metrics:
 *
 *   metric-series   <account>/<series>                        dimensions, metrics, when last seen
 *   metric-points   <account>/<series>/<period>/<block>       60 slots of that period
 *
 * Minutes are kept for 15 days and five minutes for 63, as CloudWatch keeps them; hours are not.
 */
import { createHash } from 'node:crypto'
import type { Documents, Storage } from '../../../storage/storage.ts'
import type { Clock } from '../../clock.ts'
import { ComputeError } from '../errors.ts'
import { createLimiter } from '../limiter.ts'
import { fromStored, merge, type Point, type StoredPoint, toStored } from './points.ts'

export type Dimensions = Readonly<Record<string, string>>

export interface SeriesName {
  readonly namespace: string
  readonly dimensions: Dimensions
}

export interface MetricValue {
  readonly name: string
  readonly unit: string
  readonly point: Point
}

export type SeriesRecord = {
  readonly namespace: string
  readonly dimensions: Dimensions
  /** By name. */
  readonly metrics: {
    readonly [name: string]: { readonly unit: string; readonly seenAtMs: number }
  }
  readonly seenAtMs: number
}

type PointsRecord = {
  readonly points: {
    readonly [metric: string]: { readonly [slot: string]: StoredPoint }
  }
}

export interface TimedPoint {
  readonly atMs: number
  readonly point: Point
}

const slotsPerBlock = 60
const dayMs = 86_400_000

/** The resolutions in which points are kept. */
export const resolutions = [
  { periodMs: 60_000, keptMs: 15 * dayMs },
  { periodMs: 300_000, keptMs: 63 * dayMs },
] as const

/** How exactly it is known when a metric was last seen. */
const seenStepMs = 3_600_000
const seriesMetricsMax = 100
/** Of one account, apart from what is recorded of its machines. */
const seriesCountMax = 1_000
const writesAtATime = 8

export class MetricStore {
  readonly #series: Documents<SeriesRecord>
  readonly #points: Documents<PointsRecord>
  readonly #clock: Clock
  readonly #limitWrites = createLimiter(writesAtATime)

  constructor(storage: Storage, clock: Clock) {
    this.#series = storage.documents('metric-series')
    this.#points = storage.documents('metric-points')
    this.#clock = clock
  }

  /**
   * Adds values to what is known of that time. `isCounted`: the account may have so many such series;
   * throws `metric-limit-exceeded` for one more.
   */
  async record(
    accountId: string,
    series: SeriesName,
    entry: {
      readonly values: readonly MetricValue[]
      readonly atMs: number
      readonly periodsMs: readonly number[]
      readonly isCounted: boolean
    },
  ): Promise<void> {
    const id = `${accountId}/${seriesId(series)}`
    await this.#limitWrites(async () => {
      await this.#note(id, accountId, series, entry)
      for (const periodMs of entry.periodsMs) {
        await this.#add(`${id}/${periodMs / 1000}`, periodMs, entry)
      }
    })
  }

  /** Points of one metric, oldest first, each at the beginning of its period. */
  async *read(
    accountId: string,
    series: SeriesName,
    range: {
      readonly metric: string
      readonly startMs: number
      readonly endMs: number
      readonly periodMs: number
    },
  ): AsyncIterable<TimedPoint> {
    const { metric, startMs, endMs, periodMs } = range
    const blockMs = periodMs * slotsPerBlock
    const prefix = `${accountId}/${seriesId(series)}/${periodMs / 1000}/`
    const first = Math.floor(startMs / blockMs)
    const options = { prefix, after: `${prefix}${blockName(first - 1)}` }
    for await (const [id, { points }] of this.#points.list(options)) {
      const blockStartMs = Number(id.slice(prefix.length)) * blockMs
      if (blockStartMs >= endMs) return
      const slots = points[metric] ?? {}
      // Keys that are whole numbers come in their order.
      for (const [slot, stored] of Object.entries(slots)) {
        const atMs = blockStartMs + Number(slot) * periodMs
        if (atMs >= startMs && atMs < endMs) yield { atMs, point: fromStored(stored) }
      }
    }
  }

  async find(accountId: string, series: SeriesName): Promise<SeriesRecord | undefined> {
    return await this.#series.get(`${accountId}/${seriesId(series)}`)
  }

  /** The account's series in an order that stays; `after` is the position of one. */
  async *list(
    accountId: string,
    after = '',
  ): AsyncIterable<readonly [position: string, series: SeriesRecord]> {
    const prefix = `${accountId}/`
    for await (const [id, series] of this.#series.list({ prefix, after: prefix + after })) {
      yield [id.slice(prefix.length), series]
    }
  }

  /** Forgets what is older than it is kept. */
  async forgetOld(): Promise<void> {
    const nowMs = this.#clock.now()
    for await (const [id, { seenAtMs }] of this.#series.list()) {
      for (const { periodMs, keptMs } of resolutions) {
        await this.#forgetBlocks(`${id}/${periodMs / 1000}/`, periodMs, nowMs - keptMs)
      }
      const isOver = seenAtMs + seenStepMs < nowMs - resolutions[1].keptMs
      if (isOver) await this.#series.update(id, () => undefined)
    }
  }

  async #forgetBlocks(prefix: string, periodMs: number, beforeMs: number): Promise<void> {
    const blockMs = periodMs * slotsPerBlock
    for await (const [id] of this.#points.list({ prefix })) {
      if ((Number(id.slice(prefix.length)) + 1) * blockMs > beforeMs) return
      await this.#points.update(id, () => undefined)
    }
  }

  /** That the series and its metrics are there; written only where something is new. */
  async #note(
    id: string,
    accountId: string,
    { namespace, dimensions }: SeriesName,
    {
      values,
      atMs,
      isCounted,
    }: {
      readonly values: readonly MetricValue[]
      readonly atMs: number
      readonly isCounted: boolean
    },
  ): Promise<void> {
    const known = await this.#series.get(id)
    const isNews = ({ name, unit }: MetricValue) => {
      const metric = known?.metrics[name]
      return metric === undefined || metric.unit !== unit || metric.seenAtMs + seenStepMs <= atMs
    }
    if (known && !values.some(isNews)) return
    if (!known && isCounted) await this.#checkCount(accountId)
    await this.#series.update(id, current => {
      const metrics = { ...current?.metrics }
      for (const { name, unit } of values) {
        metrics[name] = { unit, seenAtMs: Math.max(atMs, metrics[name]?.seenAtMs ?? 0) }
      }
      if (Object.keys(metrics).length > seriesMetricsMax) {
        throw new ComputeError('metric-limit-exceeded', namespace)
      }
      return { namespace, dimensions, metrics, seenAtMs: Math.max(atMs, current?.seenAtMs ?? 0) }
    })
  }

  async #checkCount(accountId: string): Promise<void> {
    let count = 0
    for await (const [, { namespace }] of this.list(accountId)) {
      if (!namespace.startsWith('AWS/')) count++
      if (count >= seriesCountMax) throw new ComputeError('metric-limit-exceeded', namespace)
    }
  }

  async #add(
    prefix: string,
    periodMs: number,
    { values, atMs }: { readonly values: readonly MetricValue[]; readonly atMs: number },
  ): Promise<void> {
    const slotOfAll = Math.floor(atMs / periodMs)
    const block = Math.floor(slotOfAll / slotsPerBlock)
    const slot = String(slotOfAll % slotsPerBlock)
    await this.#points.update(`${prefix}/${blockName(block)}`, current => {
      const points: Record<string, Record<string, StoredPoint>> = { ...current?.points }
      for (const { name, point } of values) {
        const earlier = points[name]?.[slot]
        const merged = merge(earlier === undefined ? undefined : fromStored(earlier), point)
        points[name] = { ...points[name], [slot]: toStored(merged) }
      }
      return { points }
    })
  }
}

/** Numbers of equal length are in the order of their values. */
function blockName(block: number): string {
  return String(Math.max(0, block)).padStart(9, '0')
}

function seriesId({ namespace, dimensions }: SeriesName): string {
  const sorted = Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([namespace, sorted]))
    .digest('hex')
    .slice(0, 32)
}
