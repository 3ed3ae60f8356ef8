import type { SeriesRecord } from '../../compute/monitoring/metric-store.ts'
import { CloudWatchError } from '../errors.ts'
import { checkName, fromDimensions } from '../metric-name.ts'
import { defineOperation, type Output } from '../operation.ts'

const pageSize = 500
const hourMs = 3_600_000
/** Metrics without a value for so long are not listed any more. */
const listedMs = 14 * 24 * hourMs

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export const listMetrics = defineOperation({
  name: 'ListMetrics',
  input: {
    fields: {
      Namespace: 'text',
      MetricName: 'text',
      Dimensions: { list: { fields: { Name: 'text', Value: 'text' } }, countMax: 10 },
      NextToken: 'text',
      RecentlyActive: 'text',
    },
  },
  requires: [],
  async run({ metrics, accountId, nowMs }, input) {
    const dimensions = (input.Dimensions ?? []).map(({ Name, Value }) => ({
      name: checkName('Dimensions.Name', Name),
      value: Value,
    }))
    const isWanted = (series: SeriesRecord) =>
      (input.Namespace === undefined || series.namespace === input.Namespace) &&
      dimensions.every(
        ({ name, value }) =>
          Object.hasOwn(series.dimensions, name) &&
          (value === undefined || series.dimensions[name] === value),
      )
    const sinceMs = nowMs - activeMs(input.RecentlyActive)
    const page: Output[] = []
    for await (const [position, series] of metrics.list(accountId, decodeToken(input.NextToken))) {
      if (!isWanted(series)) continue
      const names = Object.keys(series.metrics).filter(
        name =>
          (input.MetricName === undefined || name === input.MetricName) &&
          (series.metrics[name]?.seenAtMs ?? 0) >= sinceMs,
      )
      const found = names.sort().map(MetricName => ({
        Namespace: series.namespace,
        MetricName,
        Dimensions: fromDimensions(series.dimensions),
      }))
      page.push(...found)
      // A page ends with whole series, of which each has a hundred metrics at most.
      if (page.length >= pageSize - 100) return { Metrics: page, NextToken: encodeToken(position) }
    }
    return { Metrics: page }
  },
})

/** When a metric was last seen is known to the hour. */
function activeMs(recentlyActive: string | undefined): number {
  if (recentlyActive === undefined) return listedMs + hourMs
  if (recentlyActive === 'PT3H') return 4 * hourMs
  const message = 'The value for parameter RecentlyActive is invalid.'
  throw new CloudWatchError('InvalidParameterValue', message)
}

function encodeToken(position: string): string {
  return Buffer.from(`ListMetrics:${position}`).toString('base64url')
}

function decodeToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  const text = Buffer.from(token, 'base64url').toString()
  const [, position] = /^ListMetrics:([0-9a-f]{32})$/.exec(text) ?? []
  if (position !== undefined) return position
  throw new CloudWatchError('InvalidNextToken', 'The token is not one of this operation.')
}
