/**
 * A server reduced to one network and one machine in it: boots the image given with its files in the
 * folder given, says `booted` when the machine has got its address, its name and its metadata, and
 * takes everything down.
 */
import { join } from 'node:path'
import { pino } from 'pino'
import { createQemuHypervisor } from '../../lib/compute/hypervisors/qemu/driver.ts'
import { openNetworkHost } from '../../lib/compute/networks/host/network-host.ts'
import { addressOf, everything, group, network, networkId, nic } from './network-specs.ts'
import { fileImage, metadataOf, tinySpec, until } from './qemu-rig.ts'

const [image = '', folder = ''] = process.argv.slice(2)
const log = pino({ level: 'silent' })
const metadata = (id: string) => metadataOf(new Map([['/latest/meta-data/instance-id', id]]))
const networks = await openNetworkHost({ folder: join(folder, 'run', 'net'), metadata, log })
const hypervisor = await createQemuHypervisor({
  machinesFolder: join(folder, 'machines'),
  runtimeFolder: join(folder, 'run'),
  resolver: { openBaseImage: () => fileImage(image) },
  metadata,
  networks,
  clock: { now: () => Date.now() },
  log,
  limits: { vcpuCount: 2, memoryBytes: 2 ** 30 },
  acceleration: 'tcg',
})
const { id, machineId, macAddress, hostname } = nic(11, [1])
const spec = network([nic(11, [1])], [group(1, [everything])])
const shown = async () =>
  Buffer.from((await hypervisor.consoleOutput(machineId)).bytes).toString('latin1')
try {
  await networks.apply(spec)
  await hypervisor.start(
    {
      ...tinySpec,
      id: machineId,
      hostname,
      network: {
        kind: 'vpc',
        networkId,
        interfaces: [{ id, macAddress, privateIpAddress: addressOf(11) }],
      },
    },
    AbortSignal.timeout(120_000),
  )
  const booted =
    /address 172\.31\.0\.11\/20[\s\S]*hostname ip-172-31-0-11[\s\S]*instance-id i-0{15}11/
  await until('the machine is there', async () => booted.test(await shown()), 120_000)
  process.stdout.write('booted\n')
} finally {
  await hypervisor.destroy(machineId)
  await networks.retain(new Set())
  await hypervisor[Symbol.asyncDispose]()
  await networks[Symbol.asyncDispose]()
}
