/**
 * A server reduced to its hypervisor, in a process that a test can kill: starts one machine of the
 * image and the folder given, or finds it running, says so on standard output, and stays. Asked to
 * end, it destroys the machine first.
 */
import { join } from 'node:path'
import { pino } from 'pino'
import { createQemuHypervisor } from '../../lib/compute/hypervisors/qemu/driver.ts'
import { fileImage, metadataOf, tinySpec } from './qemu-rig.ts'

const [image = '', folder = '', userData = ''] = process.argv.slice(2)
const hypervisor = await createQemuHypervisor({
  machinesFolder: join(folder, 'machines'),
  runtimeFolder: join(folder, 'run'),
  resolver: { openBaseImage: () => fileImage(image) },
  metadata: () => metadataOf(new Map([['/latest/user-data', userData]])),
  clock: { now: () => Date.now() },
  log: pino({ level: 'silent' }),
  limits: { vcpuCount: 2, memoryBytes: 2 ** 30 },
  acceleration: 'tcg',
})
process.once('SIGTERM', async () => {
  await hypervisor.destroy(tinySpec.id)
  process.exit(0)
})
await hypervisor.start(tinySpec, AbortSignal.timeout(30_000))
process.stdout.write('started\n')
