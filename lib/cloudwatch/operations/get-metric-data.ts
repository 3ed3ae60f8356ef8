import { CloudWatchError } from '../errors.ts'
import { checkName, dimensionsShape, toSeries } from '../metric-name.ts'
import { type CloudWatchContext, defineOperation, type Output, require } from '../operation.ts'
import type { Input } from '../shapes.ts'
import {
  checkPeriod,
  checkRange,
  type PeriodQuery,
  readPeriods,
  statisticOf,
} from '../statistics.ts'

const queryShape = {
  fields: {
    Id: 'text',
    MetricStat: {
      fields: {
        Metric: {
          fields: { Namespace: 'text', MetricName: 'text', Dimensions: dimensionsShape },
        },
        Period: 'number',
        Stat: 'text',
        Unit: 'text',
      },
    },
    Expression: 'text',
    Label: 'text',
    ReturnData: 'flag',
    AccountId: 'text',
  },
} as const

type QueryInput = Input<typeof queryShape>

const pointCountMax = 100_800

interface TimedValue {
  readonly at: Date
  readonly value: number
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const getMetricData = defineOperation({
  name: 'GetMetricData',
  input: {
    fields: {
      MetricDataQueries: { list: queryShape, countMax: 500 },
      StartTime: 'time',
      EndTime: 'time',
      NextToken: 'text',
      ScanBy: 'text',
      MaxDatapoints: 'number',
    },
  },
  requires: ['MetricDataQueries', 'StartTime', 'EndTime'],
  async run(context, input) {
    const [startMs, endMs] = [input.StartTime ?? 0, input.EndTime ?? 0]
    checkRange(startMs, endMs)
    const isAscending = checkOrder(input.ScanBy)
    const all = checkQueries(context, input.MetricDataQueries ?? [])
    const queries = all.map(query => prepare(query, { startMs, endMs }))
    const countMax = checkCount(input.MaxDatapoints)
    const position = decodeToken(input.NextToken)
    let left = countMax
    const results: Output[] = []
    for (const [index, query] of queries.entries()) {
      if (index < position.query || !query.isReturned) continue
      const values = await readValues(context, query)
      if (!isAscending) values.reverse()
      const first = index === position.query ? indexAfter(values, position.atMs, isAscending) : 0
      const shown = values.slice(first, first + left)
      left -= shown.length
      const isWhole = first + shown.length === values.length
      results.push(toResult(query, shown, isWhole))
      if (isWhole) continue
      const NextToken = encodeToken(index, shown.at(-1)?.at.getTime() ?? position.atMs)
      return { MetricDataResults: results, NextToken, Messages: [] }
    }
    return { MetricDataResults: results, Messages: [] }
  },
})

interface PreparedQuery extends PeriodQuery {
  readonly id: string
  readonly label: string
  readonly stat: string
  readonly isReturned: boolean
}

function prepare(
  { Id, MetricStat, Label, ReturnData }: QueryInput,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): PreparedQuery {
  const { Metric, Period, Stat, Unit } = require('MetricStat', MetricStat)
  const { Namespace, MetricName, Dimensions } = require('MetricStat.Metric', Metric)
  const metric = checkName('MetricName', MetricName)
  const periodMs = checkPeriod(require('MetricStat.Period', Period))
  return {
    id: Id ?? '',
    label: Label ?? metric,
    stat: require('MetricStat.Stat', Stat),
    isReturned: ReturnData ?? true,
    series: toSeries({ Namespace, Dimensions }),
    metric,
    // Periods lie where they lie every day, whenever one asks.
    startMs: Math.floor(startMs / periodMs) * periodMs,
    endMs,
    periodMs,
    unit: Unit,
  }
}

async function readValues(context: CloudWatchContext, query: PreparedQuery): Promise<TimedValue[]> {
  const statistic = statisticOf(query.stat)
  const values: TimedValue[] = []
  for await (const { atMs, points } of readPeriods(context.metrics, context.accountId, query)) {
    const value = statistic(points)
    if (value !== undefined) values.push({ at: new Date(atMs), value })
  }
  return values
}

function toResult(query: PreparedQuery, values: readonly TimedValue[], isWhole: boolean): Output {
  return {
    Id: query.id,
    Label: query.label,
    Timestamps: values.map(({ at }) => at),
    Values: values.map(({ value }) => value),
    StatusCode: isWhole ? 'Complete' : 'PartialData',
  }
}

function checkQueries(
  { accountId }: CloudWatchContext,
  queries: readonly QueryInput[],
): readonly QueryInput[] {
  if (queries.length === 0) {
    throw new CloudWatchError('MissingParameter', 'The parameter MetricDataQueries is required.')
  }
  const ids = new Set(queries.map(({ Id }) => Id))
  if (ids.size < queries.length) throw invalid('An Id is given twice in MetricDataQueries.')
  for (const { Id, Expression, AccountId } of queries) {
    if (!/^[a-z][a-zA-Z0-9_]{0,254}$/.test(require('Id', Id))) {
      throw invalid(`The value ${Id?.slice(0, 64)} for parameter Id is invalid.`)
    }
    if (Expression !== undefined) throw invalid('Metric math expressions are not supported.')
    if (AccountId !== undefined && AccountId !== accountId) {
      throw invalid('Metrics of other accounts are not shared.')
    }
  }
  return queries
}

function checkOrder(order: string | undefined): boolean {
  if (order === undefined || order === 'TimestampDescending') return false
  if (order === 'TimestampAscending') return true
  throw new CloudWatchError('InvalidParameterValue', 'The value for parameter ScanBy is invalid.')
}

function checkCount(count = pointCountMax): number {
  if (Number.isInteger(count) && count >= 1 && count <= pointCountMax) return count
  const message = `The parameter MaxDatapoints must be between 1 and ${pointCountMax}.`
  throw new CloudWatchError('InvalidParameterValue', message)
}

function indexAfter(
  values: readonly TimedValue[],
  atMs: number | undefined,
  isAscending: boolean,
): number {
  if (atMs === undefined) return 0
  const index = values.findIndex(({ at }) =>
    isAscending ? at.getTime() > atMs : at.getTime() < atMs,
  )
  return index < 0 ? values.length : index
}

/** Which query to go on with, and after which time. */
function encodeToken(query: number, atMs: number | undefined): string {
  return Buffer.from(`GetMetricData:${query}:${atMs ?? ''}`).toString('base64url')
}

function decodeToken(token: string | undefined): {
  readonly query: number
  readonly atMs: number | undefined
} {
  if (token === undefined) return { query: 0, atMs: undefined }
  const text = Buffer.from(token, 'base64url').toString()
  const [, query, atMs] = /^GetMetricData:(\d{1,3}):(\d{0,16})$/.exec(text) ?? []
  if (query === undefined) {
    throw new CloudWatchError('InvalidNextToken', 'The token is not one of this operation.')
  }
  return { query: Number(query), atMs: atMs ? Number(atMs) : undefined }
}

function invalid(message: string): CloudWatchError {
  return new CloudWatchError('ValidationError', message)
}
