/** Prometheus metrics of machines and hosts, as the last look of the monitoring saw them. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Compute } from '../compute/compute.ts'
import type { MachineStatistics } from '../compute/hypervisor.ts'
import { diskTotals } from '../compute/monitoring/machine-metrics.ts'
import type { MachineFigures } from '../compute/monitoring/monitoring.ts'
import type { StartObserver } from '../compute/transitions.ts'

/** More machines than this are counted and not shown one by one. */
const machineCountMax = 2_000
const machineLabels = ['machine', 'account', 'type'] as const

const states = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'] as const

type Labels = Readonly<Record<(typeof machineLabels)[number], string>>

/** Counts starts; the histogram is of those that succeeded. */
export function createStartMetrics(registry: Registry): StartObserver {
  const starts = new Counter({
    name: 'mallee_machine_starts_total',
    help: 'Starts of machines, by how they ended.',
    labelNames: ['outcome'],
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'mallee_machine_start_seconds',
    help: 'Time from the request for a machine to run until its guest may execute.',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers: [registry],
  })
  return (outcome, durationMs) => {
    starts.inc({ outcome })
    if (outcome === 'running') duration.observe(durationMs / 1000)
  }
}

export function createComputeMetrics(
  registry: Registry,
  { monitoring, hosts }: Pick<Compute, 'hosts' | 'monitoring'>,
): void {
  const registers = [registry]
  new Gauge({
    name: 'mallee_machines',
    help: 'Machines in each state.',
    labelNames: ['state'],
    registers,
    collect() {
      const counts = monitoring.machineCounts()
      for (const state of states) this.set({ state }, counts.get(state) ?? 0)
    },
  })
  new Gauge({
    name: 'mallee_host',
    help: 'What each host has for machines, what of it is reserved, and how many machines it has.',
    labelNames: ['host', 'figure'],
    registers,
    async collect() {
      this.reset()
      for (const host of await hosts.list()) {
        const { name, capacity, taken, machineCount } = host
        const figures = {
          vcpus: capacity?.vcpuCount ?? 0,
          memory_bytes: capacity?.memoryBytes ?? 0,
          reserved_vcpus: taken.vcpuCount,
          reserved_memory_bytes: taken.memoryBytes,
          machines: machineCount,
          is_active: host.state === 'active' ? 1 : 0,
        }
        for (const [figure, value] of Object.entries(figures)) {
          this.set({ host: name, figure }, value)
        }
      }
    },
  })
  createMachineMetrics(registry, () => monitoring.figures())
}

function createMachineMetrics(
  registry: Registry,
  figuresOfAll: () => Iterable<MachineFigures>,
): void {
  const gauge = (name: string, help: string, figureOf: (figures: MachineFigures) => number) =>
    new Gauge({
      ...{ name: `mallee_machine_${name}`, help, labelNames: machineLabels },
      registers: [registry],
      collect() {
        this.reset()
        for (const figures of shown(figuresOfAll())) this.set(labelsOf(figures), figureOf(figures))
      },
    })
  const counter = (
    name: string,
    help: string,
    figureOf: (statistics: MachineStatistics) => number | undefined,
  ) =>
    new Counter({
      ...{ name: `mallee_machine_${name}_total`, help, labelNames: machineLabels },
      registers: [registry],
      // The hypervisor counts; this only repeats it.
      collect() {
        this.reset()
        for (const figures of shown(figuresOfAll())) {
          const value = figures.statistics && figureOf(figures.statistics)
          if (value !== undefined) this.inc(labelsOf(figures), value)
        }
      },
    })

  gauge('up', '1 while the guest executes.', ({ statistics }) =>
    statistics?.power === 'running' ? 1 : 0,
  )
  gauge('vcpus', 'Virtual processors.', ({ machine }) => machine.vcpuCount)
  gauge('memory_bytes', 'Memory that the guest was given.', ({ machine }) => machine.memoryBytes)
  gauge(
    'resident_bytes',
    'Memory of the host that the machine takes.',
    ({ statistics }) => statistics?.residentBytes ?? 0,
  )
  counter('cpu_seconds', 'Processor time since the start.', each => each.cpuTimeMs / 1000)
  counter('storage_read_bytes', 'Read from storage for its disks.', each => each.storageReadBytes)
  const disk = (index: number) => (each: MachineStatistics) => diskTotals(each)[index]?.[2]
  counter('disk_read_bytes', 'Read by the guest from its disks.', disk(0))
  counter('disk_written_bytes', 'Written by the guest to its disks.', disk(1))
  counter('disk_reads', 'Reads of the guest from its disks.', disk(2))
  counter('disk_writes', 'Writes of the guest to its disks.', disk(3))
  const received = (each: MachineStatistics) => each.network?.receivedBytes
  counter('network_received_bytes', 'Received by the guest.', received)
  counter('network_sent_bytes', 'Sent by the guest.', each => each.network?.sentBytes)
}

function* shown(figures: Iterable<MachineFigures>): Iterable<MachineFigures> {
  let count = 0
  for (const each of figures) {
    if (++count > machineCountMax) return
    yield each
  }
}

function labelsOf({ machine }: MachineFigures): Labels {
  return { machine: machine.id, account: machine.accountId, type: machine.machineType }
}
