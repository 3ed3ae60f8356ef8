import { CloudWatchError } from '../errors.ts'
import { checkName, dimensionsShape, toSeries } from '../metric-name.ts'
import { defineOperation, type Output, require } from '../operation.ts'
import { checkPeriod, checkRange, readPeriods, statisticOf, unitOf } from '../statistics.ts'

const pointCountMax = 1_440
const minuteMs = 60_000

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export const getMetricStatistics = defineOperation({
  name: 'GetMetricStatistics',
  input: {
    fields: {
      Namespace: 'text',
      MetricName: 'text',
      Dimensions: dimensionsShape,
      StartTime: 'time',
      EndTime: 'time',
      Period: 'number',
      Statistics: { list: 'text', countMax: 5 },
      ExtendedStatistics: { list: 'text', countMax: 10 },
      Unit: 'text',
    },
  },
  requires: ['Namespace', 'MetricName', 'StartTime', 'EndTime', 'Period'],
  async run({ metrics, accountId }, input) {
    const metric = checkName('MetricName', input.MetricName)
    const series = toSeries(input)
    const [plain, extended] = [input.Statistics ?? [], input.ExtendedStatistics ?? []]
    if (plain.length + extended.length === 0) {
      const message = 'Must specify either Statistics or ExtendedStatistics'
      throw new CloudWatchError('InvalidParameterCombination', message)
    }
    const statistics = new Map([...plain, ...extended].map(name => [name, statisticOf(name)]))
    const endMs = require('EndTime', input.EndTime)
    const givenStartMs = require('StartTime', input.StartTime)
    checkRange(givenStartMs, endMs)
    const startMs = Math.floor(givenStartMs / minuteMs) * minuteMs
    const periodMs = checkPeriod(require('Period', input.Period))
    const countMax = Math.ceil((endMs - startMs) / periodMs)
    if (countMax > pointCountMax) {
      const message = `You have requested up to ${countMax} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`
      throw new CloudWatchError('InvalidParameterCombination', message)
    }
    const unit = await unitOf(metrics, accountId, { series, metric })
    const query = { series, metric, startMs, endMs, periodMs, unit: input.Unit }
    const Datapoints: Output[] = []
    for await (const { atMs, points } of readPeriods(metrics, accountId, query)) {
      const statisticNamed = (name: string) => [name, statistics.get(name)?.(points)] as const
      const percentiles = extended
        .map(statisticNamed)
        .filter((entry): entry is readonly [string, number] => entry[1] !== undefined)
      Datapoints.push({
        Timestamp: new Date(atMs),
        ...Object.fromEntries(plain.map(statisticNamed)),
        Unit: unit,
        ...(percentiles.length > 0 && { ExtendedStatistics: new Map(percentiles) }),
      })
    }
    return { Label: metric, Datapoints }
  },
})
