/**
 * From two looks at a machine's counters to the metrics of the time between, under EC2's names.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
 */
import type { MachineStatistics } from '../hypervisor.ts'
import type { MetricValue } from './metric-store.ts'
import { pointOf } from './points.ts'

export const machineNamespace = 'AWS/EC2'

export interface Look {
  readonly atMs: number
  readonly statistics: MachineStatistics
}

export type CheckResult = 'passed' | 'failed' | 'unknown'

export interface Health {
  /** Of the host and its storage. */
  readonly system: CheckResult
  /** Of the guest: whether it runs. */
  readonly instance: CheckResult
}

/** A machine that is paused waits for its storage: neither the host nor the guest does its work. */
export function healthOf(statistics: MachineStatistics | undefined): Health {
  if (statistics === undefined) return { system: 'failed', instance: 'unknown' }
  const result = statistics.power === 'running' ? 'passed' : 'failed'
  return { system: result, instance: result }
}

export function healthMetrics({ system, instance }: Health): readonly MetricValue[] {
  const isFailed = { system: system === 'failed', instance: instance === 'failed' }
  const count = (name: string, isSo: boolean) => metric(name, 'Count', isSo ? 1 : 0)
  return [
    count('StatusCheckFailed', isFailed.system || isFailed.instance),
    count('StatusCheckFailed_Instance', isFailed.instance),
    count('StatusCheckFailed_System', isFailed.system),
  ]
}

/** Nothing when the machine was started anew between the looks: its counters began again. */
export function usageMetrics(
  before: Look,
  now: Look,
  { vcpuCount }: { readonly vcpuCount: number },
): readonly MetricValue[] {
  const elapsedMs = now.atMs - before.atMs
  const cpuMs = now.statistics.cpuTimeMs - before.statistics.cpuTimeMs
  const [disk, diskBefore] = [diskTotals(now.statistics), diskTotals(before.statistics)]
  if (elapsedMs <= 0 || cpuMs < 0) return []
  const percent = Math.min(100, (cpuMs / (elapsedMs * vcpuCount)) * 100)
  const diskMetrics = disk.flatMap(([name, unit, total], index) => {
    const difference = total - (diskBefore[index]?.[2] ?? 0)
    // A disk was detached, and its counters with it.
    if (difference < 0) return []
    return [metric(`Disk${name}`, unit, difference), metric(`EBS${name}`, unit, difference)]
  })
  return [
    metric('CPUUtilization', 'Percent', percent),
    ...diskMetrics,
    ...networkMetrics(before.statistics.network, now.statistics.network),
  ]
}

type Total = readonly [name: string, unit: string, value: number]

export function diskTotals({ disks }: MachineStatistics): readonly Total[] {
  const sum = (of: (disk: MachineStatistics['disks'][number]) => number) =>
    disks.reduce((total, disk) => total + of(disk), 0)
  return [
    ['ReadBytes', 'Bytes', sum(disk => disk.readBytes)],
    ['WriteBytes', 'Bytes', sum(disk => disk.writtenBytes)],
    ['ReadOps', 'Count', sum(disk => disk.readCount)],
    ['WriteOps', 'Count', sum(disk => disk.writeCount)],
  ]
}

function networkMetrics(
  before: MachineStatistics['network'],
  now: MachineStatistics['network'],
): readonly MetricValue[] {
  if (before === undefined || now === undefined) return []
  const rows = [
    ['NetworkIn', 'Bytes', now.receivedBytes - before.receivedBytes],
    ['NetworkOut', 'Bytes', now.sentBytes - before.sentBytes],
    ['NetworkPacketsIn', 'Count', now.receivedPackets - before.receivedPackets],
    ['NetworkPacketsOut', 'Count', now.sentPackets - before.sentPackets],
  ] as const
  return rows.flatMap(([name, unit, value]) => (value < 0 ? [] : [metric(name, unit, value)]))
}

function metric(name: string, unit: string, value: number): MetricValue {
  return { name, unit, point: pointOf(value) }
}
