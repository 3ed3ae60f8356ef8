import {
  DescribeInstanceStatusCommand,
  MonitorInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import test, { type ExecutionContext } from 'ava'
import { Registry } from 'prom-client'
import type { MachineStatistics } from '../../../lib/compute/hypervisor.ts'
import { type Dimensions, MetricStore } from '../../../lib/compute/monitoring/metric-store.ts'
import { pointOf } from '../../../lib/compute/monitoring/points.ts'
import { createComputeMetrics, createStartMetrics } from '../../../lib/threads/compute-metrics.ts'
import { openMemoryStorage } from '../../../storage/open.ts'
import { startEc2 } from '../../support/ec2-server.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

const usage = (cpuTimeMs: number, bytes: number): Partial<MachineStatistics> => ({
  cpuTimeMs,
  disks: [
    {
      name: 'root',
      readBytes: bytes,
      writtenBytes: 2 * bytes,
      readCount: 3,
      writeCount: 4,
      readTimeMs: 0,
      writeTimeMs: 0,
    },
  ],
  network: { receivedBytes: bytes, sentBytes: 5, receivedPackets: 6, sentPackets: 7 },
})

async function startMachine(t: ExecutionContext) {
  const ec2 = await startEc2({ monitoringIntervalMs: 0 })
  t.teardown(() => ec2[Symbol.asyncDispose]())
  const id = await ec2.runMachine()
  // At the beginning of five minutes, so that what falls into them does not depend on the hour.
  const step = 5 * minuteMs
  ec2.clock.advance(step - (ec2.clock.now() % step))
  const values = async (metric: string, periodMs: number, dimensions: Dimensions = {}) => {
    const { monitoring } = ec2.compute()
    const series = { namespace: 'AWS/EC2', dimensions }
    const range = { metric, startMs: 0, endMs: ec2.clock.now() + dayMs, periodMs }
    const points = monitoring.metrics.read(ec2.key.accountId, series, range)
    return (await Array.fromAsync(points)).map(({ point }) => point)
  }
  const look = async (cpuTimeMs: number, bytes: number, change = {}) => {
    ec2.hypervisor.setStatistics(id, { ...usage(cpuTimeMs, bytes), ...change })
    await ec2.compute().monitoring.look()
    ec2.clock.advance(minuteMs)
  }
  return { ec2, id, values, look }
}

test('what a machine used comes together for five minutes, and is kept over a restart', async t => {
  const { ec2, id, values, look } = await startMachine(t)
  const own = { InstanceId: id }
  // Two processors: half of both, then all of them, then a restart of the machine.
  await look(1_000, 100)
  await look(61_000, 300)
  await look(181_000, 300)
  await look(500, 20)
  t.deepEqual(await values('CPUUtilization', 5 * minuteMs, own), [])
  await ec2.restart()
  const near = (actual: number | undefined, expected: number) =>
    t.true(Math.abs((actual ?? 0) - expected) < 0.5, `${actual} is not about ${expected}`)
  const [point, ...others] = await values('CPUUtilization', 5 * minuteMs, own)
  t.deepEqual(others, [])
  t.is(point?.count, 2)
  near(point?.minimum, 50)
  near(point?.maximum, 100)
  const [read] = await values('EBSReadBytes', 5 * minuteMs, own)
  t.deepEqual(read, { minimum: 0, maximum: 200, sum: 200, count: 2 })
  t.is((await values('NetworkIn', 5 * minuteMs, own))[0]?.sum, 200)
  t.deepEqual(await values('StatusCheckFailed', 5 * minuteMs, own), [
    { minimum: 0, maximum: 0, sum: 0, count: 4 },
  ])
  t.deepEqual(await values('CPUUtilization', minuteMs, own), [])
})

test('with detailed monitoring each minute is kept, also for type, image and account', async t => {
  const { ec2, id, values, look } = await startMachine(t)
  await ec2.client.send(new MonitorInstancesCommand({ InstanceIds: [id] }))
  await look(0, 0)
  await look(12_000, 10)
  await look(12_000, 40)
  for (const dimensions of [{ InstanceId: id }, { InstanceType: 't3.micro' }, {}]) {
    const read = await values('DiskReadBytes', minuteMs, dimensions)
    t.deepEqual(
      read.map(({ sum }) => sum),
      [10, 30],
    )
    t.is((await values('DiskReadBytes', 5 * minuteMs, dimensions))[0]?.sum, 40)
  }
})

test('what passed a machine’s interface is told by the network of its host', async t => {
  const { ec2, id, values, look } = await startMachine(t)
  await ec2.client.send(new MonitorInstancesCommand({ InstanceIds: [id] }))
  const machine = await ec2.compute().machines.get(ec2.key.accountId, id)
  for (const packets of [10, 25]) {
    const counts = { receivedPackets: packets, sentPackets: 2 * packets }
    const bytes = { receivedBytes: 100 * packets, sentBytes: 50 * packets }
    ec2.hypervisor.networks.setCounters(machine?.interfaceId ?? '', { ...counts, ...bytes })
    await look(0, 0, { network: undefined })
  }
  const sums = async (metric: string) =>
    (await values(metric, minuteMs, { InstanceId: id })).map(({ sum }) => sum)
  t.deepEqual(await sums('NetworkIn'), [1_500])
  t.deepEqual(await sums('NetworkPacketsOut'), [30])
})

test('DescribeInstanceStatus says what is the matter', async t => {
  const { ec2, id } = await startMachine(t)
  const status = async () => {
    const command = new DescribeInstanceStatusCommand({ InstanceIds: [id] })
    const [found] = (await ec2.client.send(command)).InstanceStatuses ?? []
    return [found?.SystemStatus?.Status, found?.InstanceStatus?.Status]
  }
  t.deepEqual(await status(), ['ok', 'ok'])
  ec2.hypervisor.setStatistics(id, { power: 'paused' })
  t.deepEqual(await status(), ['impaired', 'impaired'])
  const Filters = [{ Name: 'system-status.reachability', Values: ['failed'] }]
  const found = await ec2.client.send(new DescribeInstanceStatusCommand({ Filters }))
  t.is(found.InstanceStatuses?.[0]?.SystemStatus?.Details?.[0]?.Status, 'failed')
  await ec2.compute().monitoring.look()
  const [failed] = [...ec2.compute().monitoring.figures()]
  t.is(failed?.statistics?.power, 'paused')
})

test('metrics tell of machines by id, of hosts, and of starts', async t => {
  const registry = new Registry()
  const ec2 = await startEc2({ monitoringIntervalMs: 0, onStart: createStartMetrics(registry) })
  t.teardown(() => ec2[Symbol.asyncDispose]())
  createComputeMetrics(registry, ec2.compute())
  const id = await ec2.runMachine()
  ec2.hypervisor.failNext('start', 'start-failed')
  await ec2.runMachine()
  ec2.hypervisor.setStatistics(id, usage(2_500, 10))
  await ec2.compute().monitoring.look()
  const labels = `machine="${id}",account="${ec2.key.accountId}",type="t3.micro"`
  const shown = (await registry.metrics()).split('\n')
  for (const line of [
    `mallee_machine_cpu_seconds_total{${labels}} 2.5`,
    `mallee_machine_disk_written_bytes_total{${labels}} 20`,
    `mallee_machine_network_received_bytes_total{${labels}} 10`,
    `mallee_machine_up{${labels}} 1`,
    'mallee_machines{state="running"} 1',
    'mallee_machines{state="terminated"} 1',
    'mallee_host{host="fake",figure="reserved_vcpus"} 2',
    'mallee_machine_starts_total{outcome="running"} 1',
    'mallee_machine_starts_total{outcome="failed"} 1',
    'mallee_machine_start_seconds_count 1',
  ]) {
    t.true(shown.includes(line), line)
  }
  await ec2.client.send(new TerminateInstancesCommand({ InstanceIds: [id] }))
  await ec2.compute().settled()
  await ec2.compute().monitoring.look()
  t.notRegex(await registry.metrics(), new RegExp(id))
})

test('points are merged, found by their time and forgotten in time', async t => {
  let nowMs = 100 * dayMs
  const clock = { now: () => nowMs }
  const storage = await openMemoryStorage({ clock })
  const store = new MetricStore(storage, clock)
  const series = { namespace: 'Own', dimensions: { b: '2', a: '1' } }
  const record = (atMs: number, value: number, name = 'Count') =>
    store.record('1', series, {
      values: [{ name, unit: 'Count', point: pointOf(value) }],
      atMs,
      periodsMs: [minuteMs, 5 * minuteMs],
      isCounted: true,
    })
  const read = async (periodMs: number, startMs = 0, endMs = nowMs + dayMs) => {
    const range = { metric: 'Count', startMs, endMs, periodMs }
    const points = await Array.fromAsync(store.read('1', series, range))
    return points.map(({ atMs, point }) => [
      (atMs - 100 * dayMs) / minuteMs,
      point.sum,
      point.count,
    ])
  }
  for (const minute of [0, 1, 1, 61, 130]) await record(nowMs + minute * minuteMs, minute)
  t.deepEqual(await read(minuteMs), [
    [0, 0, 1],
    [1, 2, 2],
    [61, 61, 1],
    [130, 130, 1],
  ])
  t.deepEqual(await read(minuteMs, nowMs + minuteMs, nowMs + 130 * minuteMs), [
    [1, 2, 2],
    [61, 61, 1],
  ])
  t.deepEqual((await read(5 * minuteMs))[0], [0, 2, 3])
  t.deepEqual(Object.keys((await store.find('1', series))?.metrics ?? {}), ['Count'])
  t.is(await store.find('2', series), undefined)

  nowMs += 16 * dayMs
  await store.forgetOld()
  t.deepEqual(await read(minuteMs), [])
  t.is((await read(5 * minuteMs)).length, 3)
  nowMs += 50 * dayMs
  await store.forgetOld()
  t.deepEqual(await read(5 * minuteMs), [])
  t.is(await store.find('1', series), undefined)
})

test('an account has so many series of its own and no more', async t => {
  const clock = { now: () => dayMs }
  const store = new MetricStore(await openMemoryStorage({ clock }), clock)
  const values = [{ name: 'Count', unit: 'Count', point: pointOf(1) }]
  const entry = { values, atMs: dayMs, periodsMs: [minuteMs], isCounted: true }
  const record = (account: string, n: number) =>
    store.record(account, { namespace: 'Own', dimensions: { n: String(n) } }, entry)
  for (let n = 0; n < 1_000; n++) await record('1', n)
  await t.throwsAsync(record('1', 1_000), { code: 'metric-limit-exceeded' })
  await record('1', 999)
  await record('2', 1_000)
  const many = Array.from({ length: 101 }, (_, n) => ({ ...values[0], name: `m${n}` }))
  const wide = { ...entry, values: many as typeof values }
  await t.throwsAsync(store.record('2', { namespace: 'Own', dimensions: {} }, wide), {
    code: 'metric-limit-exceeded',
  })
})
