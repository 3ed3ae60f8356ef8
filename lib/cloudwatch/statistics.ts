/** Statistics over periods, from the points that are kept. */
import type { MetricStore, SeriesName } from '../compute/monitoring/metric-store.ts'
import { merge, type Point } from '../compute/monitoring/points.ts'
import { CloudWatchError } from './errors.ts'

export interface Period {
  readonly atMs: number
  readonly points: readonly Point[]
}

export interface PeriodQuery {
  readonly series: SeriesName
  readonly metric: string
  readonly startMs: number
  readonly endMs: number
  readonly periodMs: number
  /** Only what was measured in it. */
  readonly unit: string | undefined
}

const minuteMs = 60_000
const fiveMinutesMs = 300_000

/** In order; periods are counted from the start, and those without a value are left out. */
export async function* readPeriods(
  metrics: MetricStore,
  accountId: string,
  query: PeriodQuery,
): AsyncIterable<Period> {
  const { series, metric, startMs, endMs, periodMs, unit } = query
  if (unit !== undefined && (await unitOf(metrics, accountId, query)) !== unit) return
  // Whatever is kept is kept by five minutes; by the minute only some, and not for so long.
  const storedMs = periodMs % fiveMinutesMs === 0 ? fiveMinutesMs : minuteMs
  const range = { metric, startMs, endMs, periodMs: storedMs }
  let current: { atMs: number; points: Point[] } | undefined
  for await (const { atMs, point } of metrics.read(accountId, series, range)) {
    const periodStartMs = startMs + Math.floor((atMs - startMs) / periodMs) * periodMs
    if (current && current.atMs !== periodStartMs) {
      yield current
      current = undefined
    }
    current ??= { atMs: periodStartMs, points: [] }
    current.points.push(point)
  }
  if (current) yield current
}

export async function unitOf(
  metrics: MetricStore,
  accountId: string,
  { series, metric }: Pick<PeriodQuery, 'metric' | 'series'>,
): Promise<string | undefined> {
  const found = await metrics.find(accountId, series)
  return found && Object.hasOwn(found.metrics, metric) ? found.metrics[metric]?.unit : undefined
}

/** Undefined where the points do not tell it, as percentiles of sums do not. */
export type Statistic = (points: readonly Point[]) => number | undefined

const total = (points: readonly Point[]) => points.reduce<Point | undefined>(merge, undefined)

const simple: Readonly<Record<string, (point: Point) => number>> = {
  Average: ({ sum, count }) => sum / count,
  Maximum: ({ maximum }) => maximum,
  Minimum: ({ minimum }) => minimum,
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
export function statisticOf(name: string): Statistic {
  const plain = Object.hasOwn(simple, name) ? simple[name] : undefined
  if (plain) {
    return points => {
      const all = total(points)
      return all && plain(all)
    }
  }
  const percentile = Number(/^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(name)?.[1] ?? Number.NaN)
  if (percentile >= 0 && percentile <= 100) return points => percentileOf(points, percentile)
  const message = `The value ${name.slice(0, 64)} for parameter Statistics is not supported.`
  throw new CloudWatchError('InvalidParameterValue', message)
}

function percentileOf(points: readonly Point[], percentile: number): number | undefined {
  if (points.some(({ minimum, maximum }) => minimum !== maximum)) return undefined
  const sorted = points.toSorted((one, other) => one.minimum - other.minimum)
  const count = sorted.reduce((sum, point) => sum + point.count, 0)
  let passed = 0
  for (const point of sorted) {
    passed += point.count
    if (passed >= (percentile / 100) * count) return point.minimum
  }
  return sorted.at(-1)?.minimum
}

const highResolutionSeconds = [1, 5, 10, 20, 30]

/** What is finer than a minute is answered by the minute. */
export function checkPeriod(seconds: number): number {
  if (highResolutionSeconds.includes(seconds)) return minuteMs
  const isWhole = Number.isInteger(seconds) && seconds >= 60 && seconds % 60 === 0
  if (isWhole && seconds <= 86_400 * 366) return seconds * 1000
  const message = 'The parameter Period must be a multiple of 60.'
  throw new CloudWatchError('InvalidParameterValue', message)
}

export function checkRange(startMs: number, endMs: number): void {
  if (startMs < endMs) return
  const message = 'The parameter StartTime must be less than the parameter EndTime.'
  throw new CloudWatchError('InvalidParameterValue', message)
}
