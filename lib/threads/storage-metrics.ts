/** Prometheus metrics of the disks and their upkeep: asked of the storage when they are scraped, in the main thread. */
import { Gauge, type Registry } from 'prom-client'
import type { MainStorage } from '../../storage/open.ts'

const diskLabels = ['disk', 'path']
const states = ['online', 'healing', 'draining', 'lost', 'away'] as const

export function createStorageMetrics(
  registry: Registry,
  storage: Pick<MainStorage, 'health' | 'upkeep'>,
): void {
  let looking: Promise<void> | undefined
  // All metrics are collected at once: one look serves them.
  const collect = () => {
    looking ??= look().finally(() => {
      looking = undefined
    })
    return looking
  }
  const gauge = (name: string, help: string, labelNames: readonly string[]) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry], collect })

  const state = gauge('mallee_disk_state', '1 for the state that the disk is in.', [
    ...diskLabels,
    'state',
  ])
  const total = gauge(
    'mallee_disk_total_bytes',
    'Size of the file system that the disk is on; 0 while it is gone.',
    diskLabels,
  )
  const free = gauge(
    'mallee_disk_free_bytes',
    'What is free of it; 0 while it is gone.',
    diskLabels,
  )
  const errors = gauge(
    'mallee_disk_errors',
    'What failed on the disk since the start: reads, writes, and verifying what was read.',
    [...diskLabels, 'operation'],
  )
  const writable = gauge(
    'mallee_storage_writable',
    '1 while enough disks are there, and have room, to be written.',
    [],
  )

  const progress = gauge(
    'mallee_upkeep',
    'How far the last heal and scrub are: whether one runs, what it looked at and found.',
    ['kind', 'figure'],
  )

  async function look(): Promise<void> {
    const { isWritable, disks } = await storage.health()
    writable.set(isWritable ? 1 : 0)
    for (const metric of [state, total, free, errors]) metric.reset()
    for (const { number, path, ...disk } of disks) {
      const labels = { disk: String(number), path }
      for (const name of states) state.set({ ...labels, state: name }, name === disk.state ? 1 : 0)
      total.set(labels, disk.totalBytes)
      free.set(labels, disk.freeBytes)
      for (const [operation, count] of Object.entries(disk.errorCounts)) {
        errors.set({ ...labels, operation }, count)
      }
    }
    for (const state of await storage.upkeep.states()) {
      const figures = {
        running: state.status === 'running' ? 1 : 0,
        blobs: state.blobCount,
        blobs_total: state.totalCount,
        bytes: state.workedBytes,
        repaired: state.repairedCount,
        postponed: state.postponedCount,
        orphans: state.orphanCount,
        lost: state.lostCount,
        mirrors_refilled: state.refilledMirrorCount ?? 0,
        mirrors_damaged: state.damagedMirrorCount ?? 0,
      }
      for (const [figure, value] of Object.entries(figures)) {
        progress.set({ kind: state.kind, figure }, value)
      }
    }
  }
}
