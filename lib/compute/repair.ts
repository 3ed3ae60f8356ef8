/** Removes, at the start, what a server that was killed left half-written. */
import type { Clock } from '../clock.ts'
import type { Images } from './images.ts'
import { type ComputeRecords, findMachine } from './records.ts'

export async function repairRecords(options: {
  readonly records: ComputeRecords
  readonly images: Images
  readonly clock: Clock
}): Promise<void> {
  const { records, images, clock } = options
  // The owner of a machine whose record was never written.
  for await (const [machineId] of records.machineOwners.list()) {
    if (!(await findMachine(records, machineId))) {
      await records.machineOwners.update(machineId, () => undefined)
    }
  }
  await forgetLaunches(records, clock)
  await images.repair()
}

/** For their client tokens: this long, and while their machines are there. */
const LAUNCH_REMEMBERED_MS = 24 * 3_600_000

export async function forgetLaunches(records: ComputeRecords, clock: Clock): Promise<void> {
  for await (const [id, launch] of records.launches.list()) {
    if (clock.now() - launch.createdAtMs < LAUNCH_REMEMBERED_MS) continue
    const machines = await Promise.all(launch.machineIds.map(each => findMachine(records, each)))
    if (machines.every(machine => !machine)) await records.launches.update(id, () => undefined)
  }
}
