import test from 'ava'
import type { Hypervisor, MachineSpec } from '../../../lib/compute/hypervisor.ts'
import type { NetworkSpec } from '../../../lib/compute/networks/network-spec.ts'
import { networkRig } from '../../support/network-rig.ts'
import { addressOf, group, groupId, network, networkId, nic } from '../../support/network-specs.ts'
import {
  filesBelow,
  metadataOf,
  processesOf,
  rig,
  testImage,
  tinySpec,
  until,
} from '../../support/qemu-rig.ts'

const [client, server] = [nic(11, [1]), nic(12, [2])] as const

const userData: Readonly<Record<string, string>> = {
  [client.machineId]: `#!/bin/sh
for try in $(seq 1 600); do
  echo "try $try: $(timeout 3 nc ${addressOf(12)} 8080 < /dev/null 2>&1)."
  sleep 1
done
`,
  [server.machineId]: `#!/bin/sh
while true; do echo served | nc -l -p 8080 > /dev/null; done
`,
}

function specOf({ id, machineId, macAddress, hostname }: typeof client): MachineSpec {
  const [privateIpAddress = ''] = [addressOf(Number(id.slice(-2)))]
  const interfaces = [{ id, macAddress, privateIpAddress }]
  return { ...tinySpec, id: machineId, hostname, network: { kind: 'vpc', networkId, interfaces } }
}

/** Who may come in at the server. */
function opened(to: number | undefined): NetworkSpec {
  const rules = { protocol: 'tcp', ports: { first: 8080, last: 8080 } } as const
  const ingress = to === undefined ? [] : [{ ...rules, peer: { groupId: groupId(to) } }]
  return network([client, server], [group(1, []), group(2, ingress)])
}

async function consoleOf(hypervisor: Hypervisor, id: string): Promise<string> {
  const { bytes } = await hypervisor.consoleOutput(id)
  return Buffer.from(bytes).toString('latin1')
}

test('two machines are kept apart by their groups, and let together, while they run', async t => {
  t.timeout(300_000)
  const networks = await networkRig(t, machineId =>
    metadataOf(
      new Map([
        ['/latest/meta-data/instance-id', machineId],
        ['/latest/user-data', userData[machineId] ?? ''],
      ]),
    ),
  )
  await networks.host.apply(opened(undefined))
  const image = await testImage('tiny')
  const machine = await rig(t, {
    image,
    userData: '',
    spec: specOf(client),
    networks: networks.host,
  })
  const { hypervisor } = machine
  t.teardown(() => machine.hypervisor.destroy(server.machineId))
  const signal = AbortSignal.timeout(120_000)
  await hypervisor.start(specOf(server), signal)
  await hypervisor.start(specOf(client), signal)
  const shown = () => consoleOf(machine.hypervisor, client.machineId)
  const lastTry = async () => [...(await shown()).matchAll(/try (\d+): (.*)\./g)].at(-1)
  const tried = async (outcome: string) => {
    const from = Number((await lastTry())?.[1] ?? 0)
    await until(
      `a try that is ${outcome || 'silent'}`,
      async () => {
        const [, number, said] = (await lastTry()) ?? []
        return Number(number) > from + 1 && said?.trim() === outcome
      },
      120_000,
    )
  }
  await tried('')
  t.notRegex(await shown(), /served/)
  t.regex(await shown(), /tiny: address 172\.31\.0\.11\/20/)
  t.regex(await shown(), /tiny: hostname ip-172-31-0-11/)
  t.regex(await shown(), /tiny: metadata v2 instance-id i-00000000000000011/)

  await networks.host.apply(opened(1))
  await tried('served')
  await networks.host.apply(opened(2))
  await tried('')
  // Both servers of the host come back: the machines' network is still theirs.
  await networks.restart()
  await machine.restart()
  await networks.host.apply(opened(1))
  await tried('served')
  const counters = await networks.host.counters(networkId)
  t.true((counters.get(server.id)?.receivedPackets ?? 0) > 5)

  const { network: traffic } = (await machine.hypervisor.statistics(server.machineId)) ?? {}
  t.true((traffic?.sentBytes ?? 0) > 100)

  for (const { machineId } of [client, server]) await machine.hypervisor.destroy(machineId)
  await networks.host.apply(network([], []))
  t.deepEqual(await filesBelow(`${machine.folder}/run`), [])
  t.deepEqual(await filesBelow(`${networks.folder}/net`), ['metadata.sock'])
  t.deepEqual([...(await processesOf(machine)), ...(await networks.agents())], [])
})
