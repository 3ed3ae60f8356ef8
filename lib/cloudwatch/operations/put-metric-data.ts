import type { Dimensions, MetricValue } from '../../compute/monitoring/metric-store.ts'
import { merge, type Point, pointOf } from '../../compute/monitoring/points.ts'
import { CloudWatchError } from '../errors.ts'
import { checkName, dimensionsShape, toDimensions } from '../metric-name.ts'
import { defineOperation, require } from '../operation.ts'
import type { Input } from '../shapes.ts'
import { units } from '../units.ts'

const datumShape = {
  fields: {
    MetricName: 'text',
    Dimensions: dimensionsShape,
    Timestamp: 'time',
    Value: 'number',
    StatisticValues: {
      fields: { SampleCount: 'number', Sum: 'number', Minimum: 'number', Maximum: 'number' },
    },
    Values: { list: 'number', countMax: 150 },
    Counts: { list: 'number', countMax: 150 },
    Unit: 'text',
  },
} as const

type Datum = Input<typeof datumShape>

const hourMs = 3_600_000
const pastMs = 14 * 24 * hourMs
const futureMs = 2 * hourMs
const minuteMs = 60_000
const valueMax = 2 ** 360

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const putMetricData = defineOperation({
  name: 'PutMetricData',
  input: {
    fields: {
      Namespace: 'text',
      MetricData: { list: datumShape, countMax: 1_000 },
      EntityMetricData: { list: { fields: {} }, countMax: 2 },
    },
  },
  requires: ['Namespace'],
  async run({ metrics, accountId, nowMs }, input) {
    const namespace = checkName('Namespace', input.Namespace)
    if (namespace.startsWith('AWS/')) throw invalid(`${namespace} is reserved for AWS services.`)
    if (input.EntityMetricData?.length) throw invalid('EntityMetricData is not supported.')
    // Everything is checked before anything is recorded.
    const entries = groupByTime((input.MetricData ?? []).map(datum => toEntry(datum, nowMs)))
    for (const { dimensions, atMs, values } of entries) {
      await metrics.record(
        accountId,
        { namespace, dimensions },
        { values, atMs, periodsMs: [minuteMs, 5 * minuteMs], isCounted: true },
      )
    }
    return undefined
  },
})

interface Entry {
  readonly dimensions: Dimensions
  readonly atMs: number
  readonly values: readonly MetricValue[]
}

function toEntry(datum: Datum, nowMs: number): Entry {
  const name = checkName('MetricName', datum.MetricName)
  const { Timestamp = nowMs, Unit = 'None' } = datum
  if (Timestamp < nowMs - pastMs || Timestamp > nowMs + futureMs) {
    throw invalid('A Timestamp lies more than two weeks back or two hours ahead.')
  }
  if (!units.has(Unit)) throw invalid(`The value ${Unit.slice(0, 64)} for Unit is invalid.`)
  return {
    dimensions: toDimensions(datum.Dimensions),
    atMs: Math.floor(Timestamp / minuteMs) * minuteMs,
    values: [{ name, unit: Unit, point: toPoint(datum) }],
  }
}

function toPoint({ Value, StatisticValues, Values, Counts }: Datum): Point {
  const given = [Value, StatisticValues, Values].filter(each => each !== undefined)
  if (given.length !== 1) {
    const message = 'Exactly one of Value, Values and StatisticValues must be given.'
    throw new CloudWatchError('InvalidParameterCombination', message)
  }
  if (StatisticValues) return toSet(StatisticValues)
  if (Value !== undefined) return pointOf(checkValue(Value))
  const counts = Counts ?? Values?.map(() => 1) ?? []
  if (!Values?.length || counts.length !== Values.length) {
    throw invalid('Values and Counts must have the same number of items.')
  }
  const points = Values.map((value, index) => repeated(checkValue(value), counts[index] ?? 0))
  // There is at least one.
  return points.reduce((one, other) => merge(one, other))
}

function toSet(given: NonNullable<Datum['StatisticValues']>): Point {
  const count = require('StatisticValues.SampleCount', given.SampleCount)
  if (count <= 0) throw invalid('A SampleCount must be positive.')
  return {
    count,
    sum: checkValue(require('StatisticValues.Sum', given.Sum)),
    minimum: checkValue(require('StatisticValues.Minimum', given.Minimum)),
    maximum: checkValue(require('StatisticValues.Maximum', given.Maximum)),
  }
}

function repeated(value: number, count: number): Point {
  if (count <= 0) throw invalid('A count must be positive.')
  return { minimum: value, maximum: value, sum: value * count, count }
}

function checkValue(value: number): number {
  if (Math.abs(value) <= valueMax) return value
  throw invalid('A value is too large.')
}

/** One change of a document for all that belongs to it. */
function groupByTime(entries: readonly Entry[]): readonly Entry[] {
  const groups = Map.groupBy(entries, ({ dimensions, atMs }) =>
    JSON.stringify([atMs, Object.entries(dimensions).sort()]),
  )
  return [...groups.values()].flatMap(group => {
    const [first] = group
    return first ? [{ ...first, values: group.flatMap(({ values }) => values) }] : []
  })
}

function invalid(message: string): CloudWatchError {
  return new CloudWatchError('InvalidParameterValue', message)
}
