/**
 * The one interface that each machine has: made at its launch or chosen there, with a public address
 * of its own while it runs, and gone or free again after the machine's end.
 */
import type { Logger } from 'pino'
import { ComputeError } from '../errors.ts'
import { newId } from '../ids.ts'
import { createLimiter } from '../limiter.ts'
import { checkTagCount } from '../tags.ts'
import { makeInterface, removeInterface, resolveGroups } from './interfaces.ts'
import { type PublicPool, publicAddressOf } from './public-addresses.ts'
import type { InterfaceRecord, NetworkRecords, NetworkTags, SubnetRecord } from './records.ts'
import { allOwned, amend, findOwned, type NetworkStore } from './store.ts'
import { findDefaultVpc } from './vpcs.ts'

/** What a launch asks for; a machine gets what the account has by default for what is absent. */
export interface LaunchNetwork {
  readonly subnetId?: string
  readonly groupIds: readonly string[]
  /** Names of groups in the default VPC. */
  readonly groupNames: readonly string[]
  /** One that is there already and free; nothing else may be asked for with it. */
  readonly interfaceId?: string
  /** Only with one machine. */
  readonly privateIpAddress?: string
  /** Absent: as the subnet says. */
  readonly wantsPublicAddress?: boolean
  readonly description: string
  readonly deletesOnTermination: boolean
  readonly tags?: NetworkTags
}

/** A launch's network, checked and looked up. */
export type InterfacePlan =
  | { readonly kind: 'chosen'; readonly interfaceId: string }
  | {
      readonly kind: 'new'
      readonly subnet: SubnetRecord
      readonly groupIds: readonly string[]
      readonly network: LaunchNetwork
    }

/** A machine as far as its interface is concerned. */
export interface InterfaceHolder {
  readonly accountId: string
  /** The machine's. */
  readonly id: string
  readonly interfaceId: string
}

export interface MachineInterfaces {
  plan(accountId: string, network: LaunchNetwork): Promise<InterfacePlan>
  /** One interface for each machine in their order, or none. */
  attach(
    accountId: string,
    plan: InterfacePlan,
    machineIds: readonly string[],
  ): Promise<readonly InterfaceRecord[]>
  /** Before it runs: an automatic public address, if it is to have one. Repeatable, as the others. */
  starting(machine: InterfaceHolder): Promise<void>
  /** Its automatic public address goes back to the pool. */
  stopped(machine: InterfaceHolder): Promise<void>
  ended(machine: InterfaceHolder): Promise<void>
  /** After an Elastic IP left it: a machine that runs gets an automatic address, if it is to have one. */
  restoreAddress(nic: InterfaceRecord): Promise<void>
}

const WRITES_AT_A_TIME = 16

export interface MachineInterfaceOptions {
  readonly pool: PublicPool
  readonly log: Logger
  /** Whether the machine runs or is about to. */
  readonly isOn: (accountId: string, machineId: string) => Promise<boolean>
}

export function createMachineInterfaces(
  store: NetworkStore,
  { pool, log, isOn }: MachineInterfaceOptions,
): MachineInterfaces {
  const limitWrites = createLimiter(WRITES_AT_A_TIME)

  async function giveAddress(records: NetworkRecords, nic: InterfaceRecord): Promise<void> {
    const { accountId, id } = nic
    const elastic = await allOwned(records.elasticAddresses, accountId)
    if (!nic.wantsPublicAddress || publicAddressOf(nic, elastic)) return
    try {
      const automaticAddress = await pool.claim({ accountId, holderId: id })
      await amend(records.interfaces, nic, { automaticAddress })
    } catch (error) {
      if (!(error instanceof ComputeError)) throw error
      // It runs without one, as the owner sees in its description.
      log.warn({ err: error, interfaceId: id }, 'no public address is left')
    }
  }

  async function takeAddress(records: NetworkRecords, nic: InterfaceRecord): Promise<void> {
    const { accountId, id, automaticAddress } = nic
    if (automaticAddress === '') return
    await amend(records.interfaces, nic, { automaticAddress: '' })
    await pool.release({ accountId, holderId: id }, automaticAddress)
  }

  /** Does nothing where the interface is gone or another machine's: it was done before. */
  async function withInterface(
    { accountId, id, interfaceId }: InterfaceHolder,
    work: (records: NetworkRecords, nic: InterfaceRecord) => Promise<void>,
  ): Promise<void> {
    const nic = await store.change(accountId, async records => {
      const found = await records.interfaces.get(`${accountId}/${interfaceId}`)
      if (found?.attachment?.machineId !== id) return undefined
      await work(records, found)
      return found
    })
    if (nic) store.changed(nic)
  }

  return {
    async plan(accountId, network) {
      checkTagCount(network.tags ?? {})
      const records = await store.open(accountId)
      if (network.interfaceId !== undefined) return planChosen(records, accountId, network)
      const subnet = await subnetFor(records, accountId, network.subnetId)
      const byName = await groupsByName(records, accountId, network.groupNames)
      const groupIds = await resolveGroups(records, subnet, [...network.groupIds, ...byName])
      return { kind: 'new', subnet, groupIds, network }
    },

    attach: (accountId, plan, machineIds) =>
      store.change(accountId, async records => {
        if (plan.kind === 'chosen') {
          const [machineId = ''] = machineIds
          return [await attachChosen(store, { accountId, id: plan.interfaceId }, machineId)]
        }
        // What was there at the plan may have been deleted before the lock was ours.
        const subnet = await findOwned(records.subnets, 'subnet-missing', plan.subnet)
        await resolveGroups(records, subnet, plan.groupIds)
        const made = await Promise.allSettled(
          machineIds.map(machineId =>
            limitWrites(() => makeInterface(store, fieldsOf(plan, machineId, store.clock.now()))),
          ),
        )
        const nics = made.filter(each => each.status === 'fulfilled').map(each => each.value)
        const failed = made.find(each => each.status === 'rejected')
        if (!failed) return nics
        await Promise.all(nics.map(nic => removeInterface(records, pool, nic)))
        throw failed.reason
      }),

    starting: machine => withInterface(machine, giveAddress),
    stopped: machine => withInterface(machine, takeAddress),

    ended: machine =>
      withInterface(machine, async (records, nic) => {
        if (nic.attachment?.deletesOnTermination) return removeInterface(records, pool, nic)
        await takeAddress(records, nic)
        await amend(records.interfaces, nic, { attachment: null })
      }),

    async restoreAddress({ accountId, id, attachment }) {
      if (!attachment || !(await isOn(accountId, attachment.machineId))) return
      await withInterface({ accountId, id: attachment.machineId, interfaceId: id }, giveAddress)
    },
  }
}

async function planChosen(
  records: NetworkRecords,
  accountId: string,
  { interfaceId = '' }: LaunchNetwork,
): Promise<InterfacePlan> {
  const nic = await findOwned(records.interfaces, 'interface-missing', {
    accountId,
    id: interfaceId,
  })
  if (nic.attachment) throw new ComputeError('interface-attached', nic.id)
  return { kind: 'chosen', interfaceId: nic.id }
}

async function subnetFor(
  records: NetworkRecords,
  accountId: string,
  id: string | undefined,
): Promise<SubnetRecord> {
  if (id !== undefined) return findOwned(records.subnets, 'subnet-missing', { accountId, id })
  const vpc = await findDefaultVpc(records, accountId)
  if (!vpc) throw new ComputeError('default-vpc-missing', accountId)
  const subnet = (await allOwned(records.subnets, accountId)).find(each => each.isDefault)
  if (!subnet) throw new ComputeError('default-subnet-missing', vpc.id)
  return subnet
}

async function groupsByName(
  records: NetworkRecords,
  accountId: string,
  names: readonly string[],
): Promise<readonly string[]> {
  if (names.length === 0) return []
  const vpc = await findDefaultVpc(records, accountId)
  const groups = await allOwned(records.securityGroups, accountId)
  return names.map(name => {
    const found = groups.find(each => each.vpcId === vpc?.id && each.name === name)
    if (!found) throw new ComputeError('group-missing', name)
    return found.id
  })
}

async function attachChosen(
  { records, clock }: NetworkStore,
  name: { readonly accountId: string; readonly id: string },
  machineId: string,
): Promise<InterfaceRecord> {
  const nic = await findOwned(records.interfaces, 'interface-missing', name)
  if (nic.attachment) throw new ComputeError('interface-attached', nic.id)
  // An interface that somebody made is not taken away with a machine.
  const attachment = newAttachment(machineId, false, clock.now())
  await amend(records.interfaces, nic, { attachment })
  return { ...nic, attachment }
}

function fieldsOf(
  { subnet, groupIds, network }: Extract<InterfacePlan, { kind: 'new' }>,
  machineId: string,
  now: number,
) {
  return {
    id: newId('eni'),
    subnet,
    groupIds,
    description: network.description,
    tags: network.tags ?? {},
    privateIpAddress: network.privateIpAddress,
    wantsPublicAddress: network.wantsPublicAddress ?? subnet.mapsPublicAddress,
    attachment: newAttachment(machineId, network.deletesOnTermination, now),
  }
}

function newAttachment(machineId: string, deletesOnTermination: boolean, attachedAtMs: number) {
  return { id: newId('eni-attach'), machineId, deletesOnTermination, attachedAtMs }
}
