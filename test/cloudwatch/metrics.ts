import {
  CloudWatchServiceException,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  ListMetricsCommand,
  MissingRequiredParameterException,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  AwsJson1_0Protocol,
  AwsQueryProtocol,
  AwsSmithyRpcV2CborProtocol,
} from '@aws-sdk/core/protocols'
import test from 'ava'
import { pointOf } from '../../lib/compute/monitoring/points.ts'
import { type CloudWatchServer, startCloudWatch } from '../support/cloudwatch-server.ts'

const minuteMs = 60_000
const instance = { Name: 'InstanceId', Value: 'i-0123456789abcdef0' }

/** A quarter of an hour by the minute, of values 1 to 15. */
async function recordMinutes({ metrics, key, startMs }: CloudWatchServer): Promise<void> {
  const series = { namespace: 'AWS/EC2', dimensions: { InstanceId: instance.Value } }
  for (let minute = 0; minute < 15; minute++) {
    await metrics.record(key.accountId, series, {
      values: [{ name: 'CPUUtilization', unit: 'Percent', point: pointOf(minute + 1) }],
      atMs: startMs + minute * minuteMs,
      periodsMs: [minuteMs, 5 * minuteMs],
      isCounted: false,
    })
  }
}

const protocols = {
  'AWS JSON': AwsJson1_0Protocol,
  'AWS Query': AwsQueryProtocol,
  'Smithy RPC v2 CBOR': AwsSmithyRpcV2CborProtocol,
}

for (const [name, protocol] of Object.entries(protocols)) {
  test(`clients that speak ${name} put, get and list metrics and understand refusals`, async t => {
    const server = await startCloudWatch(t)
    const client = server.client({ protocol })
    const range = {
      StartTime: new Date(server.startMs),
      EndTime: new Date(server.startMs + 900_000),
    }
    const Dimensions = [{ Name: 'Queue', Value: 'a & <b>' }]
    const datum = {
      MetricName: 'Depth',
      Dimensions,
      Unit: 'Count',
      Timestamp: range.StartTime,
    } as const
    await client.send(
      new PutMetricDataCommand({
        Namespace: 'Shop',
        MetricData: [
          { ...datum, Value: 1.5 },
          { ...datum, Values: [2, 4], Counts: [3, 1] },
        ],
      }),
    )
    const metric = { Namespace: 'Shop', MetricName: 'Depth', Dimensions }
    const statistics = await client.send(
      new GetMetricStatisticsCommand({
        ...{ ...metric, ...range, Period: 300 },
        Statistics: ['Sum', 'Average', 'SampleCount', 'Minimum', 'Maximum'],
      }),
    )
    t.is(statistics.Label, 'Depth')
    t.deepEqual(statistics.Datapoints, [
      {
        Timestamp: range.StartTime,
        ...{ Sum: 11.5, Average: 2.3, SampleCount: 5, Minimum: 1.5, Maximum: 4 },
        Unit: 'Count',
      },
    ])
    const data = await client.send(
      new GetMetricDataCommand({
        ...range,
        MetricDataQueries: [
          { Id: 'q1', MetricStat: { Metric: metric, Period: 60, Stat: 'Maximum' } },
          { Id: 'q2', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum', Unit: 'Bytes' } },
        ],
      }),
    )
    t.deepEqual(data.MetricDataResults, [
      {
        ...{ Id: 'q1', Label: 'Depth', StatusCode: 'Complete' },
        Timestamps: [range.StartTime],
        Values: [4],
      },
      { Id: 'q2', Label: 'Depth', StatusCode: 'Complete', Timestamps: [], Values: [] },
    ])
    const listed = await client.send(new ListMetricsCommand({ Namespace: 'Shop' }))
    t.deepEqual(listed.Metrics, [metric])

    const wrong = new ListMetricsCommand({ NextToken: 'nonsense' })
    const refusal = await t.throwsAsync(client.send(wrong), {
      instanceOf: CloudWatchServiceException,
    })
    t.true(['InvalidNextToken'].includes(refusal?.name ?? ''), refusal?.name)
    t.is(refusal?.$metadata.httpStatusCode, 400)
    const other = await server.otherClient()
    t.deepEqual((await other.send(new ListMetricsCommand({}))).Metrics, [])
  })
}

test('GetMetricStatistics counts periods from its start and refuses too many of them', async t => {
  const server = await startCloudWatch(t)
  await recordMinutes(server)
  const client = server.client()
  const ask = (change: object) =>
    client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/EC2',
        MetricName: 'CPUUtilization',
        Dimensions: [instance],
        StartTime: new Date(server.startMs),
        EndTime: new Date(server.startMs + 15 * minuteMs),
        Period: 300,
        Statistics: ['Sum'],
        ...change,
      }),
    )
  const sums = async (change: object) => (await ask(change)).Datapoints?.map(({ Sum }) => Sum)
  t.deepEqual(await sums({}), [15, 40, 65])
  t.deepEqual(await sums({ Period: 900 }), [120])
  t.deepEqual(await sums({ Period: 420 }), [28, 77, 15])
  t.deepEqual(await sums({ EndTime: new Date(server.startMs + 5 * minuteMs) }), [15])
  t.deepEqual(await sums({ Unit: 'Percent', Period: 900 }), [120])
  t.deepEqual(await sums({ Unit: 'Count' }), [])
  t.deepEqual(await sums({ Dimensions: [] }), [])
  const [percentile] = (await ask({ Period: 60, ExtendedStatistics: ['p50'] })).Datapoints ?? []
  t.deepEqual(percentile?.ExtendedStatistics, { p50: 1 })
  const extended = await ask({ Period: 900, Statistics: [], ExtendedStatistics: ['p90'] })
  t.is(extended.Datapoints?.[0]?.ExtendedStatistics, undefined)

  const isInvalid = { instanceOf: InvalidParameterValueException }
  const isWrongTogether = { instanceOf: InvalidParameterCombinationException }
  await t.throwsAsync(ask({ Period: 61 }), isInvalid)
  await t.throwsAsync(ask({ Statistics: ['Mode'] }), isInvalid)
  await t.throwsAsync(ask({ EndTime: new Date(server.startMs) }), isInvalid)
  await t.throwsAsync(ask({ Statistics: [] }), isWrongTogether)
  await t.throwsAsync(ask({ Period: 60, StartTime: new Date(0) }), isWrongTogether)
  await t.throwsAsync(ask({ Namespace: undefined }), {
    instanceOf: MissingRequiredParameterException,
  })
})

test('GetMetricData pages through the values of several queries in either order', async t => {
  const server = await startCloudWatch(t)
  await recordMinutes(server)
  const client = server.client()
  const Metric = { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions: [instance] }
  const input = {
    StartTime: new Date(server.startMs),
    EndTime: new Date(server.startMs + 15 * minuteMs),
    MetricDataQueries: [
      { Id: 'minutes', MetricStat: { Metric, Period: 60, Stat: 'Average' } },
      { Id: 'hidden', MetricStat: { Metric, Period: 60, Stat: 'Average' }, ReturnData: false },
      { Id: 'five', Label: 'Five', MetricStat: { Metric, Period: 300, Stat: 'Average' } },
    ],
  }
  for (const ScanBy of ['TimestampAscending', 'TimestampDescending'] as const) {
    const seen = new Map<string, number[]>()
    let NextToken: string | undefined
    let pageCount = 0
    do {
      const page = { ...input, ScanBy, MaxDatapoints: 4, NextToken }
      const answer = await client.send(new GetMetricDataCommand(page))
      NextToken = answer.NextToken
      pageCount++
      const results = answer.MetricDataResults ?? []
      t.true(results.reduce((sum, { Values = [] }) => sum + Values.length, 0) <= 4)
      for (const { Id = '', Values = [] } of results) {
        seen.set(Id, [...(seen.get(Id) ?? []), ...Values])
      }
    } while (NextToken !== undefined)
    t.is(pageCount, 5)
    const minutes = Array.from({ length: 15 }, (_, minute) => minute + 1)
    const isDescending = ScanBy === 'TimestampDescending'
    t.deepEqual(seen.get('minutes'), isDescending ? minutes.reverse() : minutes)
    t.deepEqual(seen.get('five'), isDescending ? [13, 8, 3] : [3, 8, 13])
    t.false(seen.has('hidden'))
  }
  const [query] = input.MetricDataQueries
  for (const queries of [
    [{ ...query, Id: 'Capital' }],
    [query, query],
    [{ Id: 'sum', Expression: 'minutes + five' }],
    [{ ...query, AccountId: '000000000000' }],
  ]) {
    const command = new GetMetricDataCommand({ ...input, MetricDataQueries: queries as never })
    await t.throwsAsync(client.send(command), { name: 'ValidationException' })
  }
})

test('ListMetrics filters, and pages through everything once', async t => {
  const server = await startCloudWatch(t)
  const client = server.client()
  for (let queue = 0; queue < 9; queue++) {
    const MetricData = Array.from({ length: 60 }, (_, number) => ({
      MetricName: `m${number}`,
      Dimensions: [{ Name: 'Queue', Value: String(queue) }],
      Value: 1,
    }))
    await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }))
  }
  const names = new Set<string>()
  let count = 0
  let NextToken: string | undefined
  do {
    const page = await client.send(new ListMetricsCommand({ NextToken }))
    NextToken = page.NextToken
    t.true((page.Metrics?.length ?? 0) <= 500)
    for (const { MetricName, Dimensions } of page.Metrics ?? []) {
      names.add(`${MetricName} ${Dimensions?.[0]?.Value}`)
      count++
    }
  } while (NextToken !== undefined)
  t.deepEqual([names.size, count], [540, 540])
  const found = async (input: object) =>
    (await client.send(new ListMetricsCommand(input))).Metrics?.length
  t.is(await found({ MetricName: 'm7' }), 9)
  t.is(await found({ MetricName: 'm7', Dimensions: [{ Name: 'Queue', Value: '3' }] }), 1)
  t.is(await found({ Dimensions: [{ Name: 'Topic' }] }), 0)
  t.is(await found({ MetricName: 'm7', RecentlyActive: 'PT3H' }), 9)
  t.is(await found({ Namespace: 'AWS/EC2' }), 0)
})

test('PutMetricData refuses what it cannot keep, and then keeps nothing of it', async t => {
  const server = await startCloudWatch(t)
  const client = server.client()
  const put = (Namespace: string, ...MetricData: object[]) =>
    client.send(new PutMetricDataCommand({ Namespace, MetricData: MetricData as never }))
  const good = { MetricName: 'Good', Value: 1 }
  const hours = (count: number) => new Date(Date.now() + count * 60 * minuteMs)
  await t.throwsAsync(put('AWS/EC2', good))
  for (const wrong of [
    { ...good, Value: undefined },
    { ...good, Values: [1] },
    { ...good, Value: 2 ** 361 },
    { ...good, Value: undefined, Values: [1, 2], Counts: [1] },
    {
      ...good,
      Value: undefined,
      StatisticValues: { SampleCount: 0, Sum: 1, Minimum: 1, Maximum: 1 },
    },
    { ...good, Unit: 'Parsecs' },
    { ...good, Timestamp: hours(3) },
    { ...good, Timestamp: hours(-15 * 24) },
    { ...good, MetricName: '__proto__' },
    { ...good, MetricName: ':colon' },
    { ...good, Dimensions: [{ Name: 'A', Value: '' }] },
    { ...good, Dimensions: [1, 2].map(() => ({ Name: 'A', Value: 'b' })) },
  ]) {
    await t.throwsAsync(put('Shop', good, wrong), undefined, JSON.stringify(wrong))
  }
  t.deepEqual((await client.send(new ListMetricsCommand({}))).Metrics, [])
  // So much of it is compressed by the SDK.
  const many = Array.from({ length: 500 }, (_, number) => ({
    ...good,
    MetricName: `m${number % 50}`,
  }))
  await put('Shop', ...many)
  t.is((await client.send(new ListMetricsCommand({}))).Metrics?.length, 50)
})
