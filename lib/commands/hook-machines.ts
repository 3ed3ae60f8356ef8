/** What runs compute hooks on this host: ephemeral machines with QEMU, and their warm pool. */
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { join, resolve } from 'node:path'
import type { Storage } from '../../storage/storage.ts'
import { systemClock } from '../clock.ts'
import type { Compute } from '../compute/compute.ts'
import { createHookImages } from '../compute/hooks/machines/hook-images.ts'
import { readHostFreeBytes } from '../compute/hooks/machines/host-memory.ts'
import { createSchedulerRoom } from '../compute/hooks/machines/machine-room.ts'
import {
  createMachineRunner,
  type MachineRunner,
} from '../compute/hooks/machines/machine-runner.ts'
import { createEphemeralHost } from '../compute/hypervisors/qemu/ephemeral-host.ts'
import { storeAddress } from '../compute/hypervisors/qemu/store-listener.ts'
import { openComputeRecords } from '../compute/records.ts'
import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import { openRuntimeDirectory } from '../runtime-directory.ts'

export interface HookMachinesOptions {
  readonly config: Config
  readonly storage: Storage
  readonly compute: Compute
  /** Takes over a machine's connection to the store; what comes before it is there waits. */
  readonly store: Promise<(connection: Socket) => void>
  /** For the runtime directory; usually process.env. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly log: Logger
}

/** This host's name among the hypervisors. */
const localHost = 'qemu'
const mebibyte = 1024 * 1024
const minuteMs = 60_000
const idleMs = 10 * minuteMs
const bootMs = 3 * minuteMs
/** Less than this free, and machines that wait are ended. */
const hostFreeBytesMin = 512 * mebibyte

/** Undefined where no machine can be: compute is off, or QEMU is not there. */
export async function openHookMachines(
  options: HookMachinesOptions,
): Promise<MachineRunner | undefined> {
  const { config, storage, compute, log } = options
  if (!config.compute) return undefined
  const runtime = openRuntimeDirectory(config.runtimeDir, config.data, options.environment)
  const folder = resolve(join(config.data, 'hooks'))
  const host = await createEphemeralHost({
    machinesFolder: join(folder, 'machines'),
    runtimeFolder: join(runtime, 'hooks'),
    log,
  })
  if (host === undefined) return undefined
  const runner = await createMachineRunner({
    host,
    images: createHookImages({ storage, records: openComputeRecords(storage) }),
    machineTypes: compute.machineTypes,
    room: createSchedulerRoom({ scheduler: compute.scheduler, host: localHost }),
    store: connection => {
      // What it says until then is kept.
      options.store.then(
        take => take(connection),
        () => connection.destroy(),
      )
    },
    endpoint: `http://${storeAddress}`,
    folder: join(folder, 'saved'),
    region: config.region,
    clock: systemClock,
    random: randomBytes,
    hostFreeBytes: readHostFreeBytes,
    log,
    settings: {
      memoryBytesMax: config.hooksWarmMemoryMax * mebibyte,
      savedBytesMax: config.hooksSavedMax * mebibyte,
      hostFreeBytesMin,
      idleMs,
      bootMs,
    },
  })
  compute.scheduler.addBorrower(({ memoryBytes }) => runner.giveBack(memoryBytes))
  return runner
}
