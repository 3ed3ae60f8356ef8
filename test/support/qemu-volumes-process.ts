/**
 * A server reduced to its volumes and its hypervisor, in a process that a test can kill: makes a
 * machine with a root volume of the image, plugs a second volume in while it runs, says so on
 * standard output, and stays.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { createQemuHypervisor } from '../../lib/compute/hypervisors/qemu/driver.ts'
import { fileImage, metadataOf, tinySpec } from './qemu-rig.ts'
import { dataVolume, openVolumeDisks, rootVolume, volumeAccount } from './volume-disks.ts'

const [image = '', folder = '', userData = ''] = process.argv.slice(2)
const { storage, blocks } = await openVolumeDisks(folder)
const accountId = volumeAccount
await storage.createBucket('images', { ownerId: accountId })
const finish = () => ({ etag: '', summary: '', attributes: {} })
await storage.putObject('images', 'tiny', await readFile(image), { finish })
const object = { bucket: 'images', key: 'tiny', format: 'raw' } as const
await blocks.createImageSnapshot({ snapshotId: 'image', accountId, object })
const sizeBytes = 2 ** 30
await blocks.createVolume({ id: rootVolume.volumeId, accountId, sizeBytes, snapshotId: 'image' })
await blocks.createVolume({ id: dataVolume.volumeId, accountId, sizeBytes })

const hypervisor = await createQemuHypervisor({
  machinesFolder: join(folder, 'machines'),
  runtimeFolder: join(folder, 'run'),
  resolver: {
    openBaseImage: () => fileImage(image),
    volumes: { disksOf: async () => [], open: volumeId => blocks.open(volumeId) },
  },
  metadata: () => metadataOf(new Map([['/latest/user-data', userData]])),
  clock: { now: () => Date.now() },
  log: pino({ level: 'silent' }),
  limits: { vcpuCount: 2, memoryBytes: 2 ** 30 },
  acceleration: 'tcg',
})
await hypervisor.start({ ...tinySpec, disks: [rootVolume] }, AbortSignal.timeout(60_000))
await hypervisor.attachDisk(tinySpec.id, dataVolume)
process.stdout.write('started\n')
