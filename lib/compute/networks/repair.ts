/** Removes, at the start, what a server that was killed left half-made of networks. */
import { type ComputeRecords, findMachine, type MachineRecord } from '../records.ts'
import type { MachineInterfaces } from './machine-interfaces.ts'
import type { InterfaceRecord, NetworkRecords } from './records.ts'
import { remove } from './store.ts'

/** Before anything is launched: what a launch has claimed so far would look left over. */
export async function repairNetworks(
  records: ComputeRecords,
  machineInterfaces: Pick<MachineInterfaces, 'ended'>,
): Promise<void> {
  const { networks } = records
  await endInterfacesOfNobody(records, machineInterfaces)
  await removePartsOfNoVpc(networks)
  for await (const [id, { interfaceId }] of networks.privateClaims.list()) {
    const [accountId = ''] = id.split('/', 1)
    const nic = await networks.interfaces.get(`${accountId}/${interfaceId}`)
    const isHeld = nic && id === `${accountId}/${nic.subnetId}/${nic.privateIpAddress}`
    if (!isHeld) await networks.privateClaims.update(id, () => undefined)
  }
  for await (const [address, { accountId, holderId }] of networks.publicClaims.list()) {
    const elastic = await networks.elasticAddresses.get(`${accountId}/${holderId}`)
    const nic = await networks.interfaces.get(`${accountId}/${holderId}`)
    if (elastic?.address === address || nic?.automaticAddress === address) continue
    await networks.publicClaims.update(address, () => undefined)
  }
}

/** Of machines whose records were never written, or that ended. */
async function endInterfacesOfNobody(
  records: ComputeRecords,
  machineInterfaces: Pick<MachineInterfaces, 'ended'>,
): Promise<void> {
  for await (const [, nic] of records.networks.interfaces.list()) {
    const { accountId, id: interfaceId, attachment } = nic
    if (!attachment) continue
    const machine = await findMachine(records, attachment.machineId)
    if (isHolder(machine, nic)) continue
    await machineInterfaces.ended({ accountId, id: attachment.machineId, interfaceId })
  }
}

function isHolder(machine: MachineRecord | undefined, nic: InterfaceRecord): boolean {
  return machine !== undefined && machine.interfaceId === nic.id && machine.state !== 'terminated'
}

/** A VPC's own record is written after its parts, and removed before them. */
async function removePartsOfNoVpc(networks: NetworkRecords): Promise<void> {
  const { routeTables, networkAcls, securityGroups } = networks
  for (const documents of [routeTables, networkAcls, securityGroups]) {
    for await (const [, part] of documents.list()) {
      const vpc = await networks.vpcs.get(`${part.accountId}/${part.vpcId}`)
      if (!vpc) await remove(documents, part)
    }
  }
  for await (const [id, { accountId }] of networks.vpcOwners.list()) {
    if (!(await networks.vpcs.get(`${accountId}/${id}`))) {
      await networks.vpcOwners.update(id, () => undefined)
    }
  }
}
