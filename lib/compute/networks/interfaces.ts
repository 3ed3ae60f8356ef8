/**
 * Network interfaces that owners make themselves. A machine has one of these or one of its own
 * (machine-interfaces.ts), for as long as it is there.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html
 */
import { createHash } from 'node:crypto'
import { ComputeError } from '../errors.ts'
import { idForToken } from '../ids.ts'
import { listOwned } from '../records.ts'
import { checkTagCount } from '../tags.ts'
import { dissociateInterface } from './elastic-addresses.ts'
import { claimPrivateAddress, releasePrivateAddress } from './private-addresses.ts'
import type { PublicPool } from './public-addresses.ts'
import type {
  InterfaceAttachment,
  InterfaceRecord,
  NetworkRecords,
  NetworkTags,
  SubnetRecord,
} from './records.ts'
import { findOwned, type NetworkStore, remove, write } from './store.ts'

export interface NewInterface {
  readonly accountId: string
  readonly subnetId: string
  /** Empty: the VPC's default one. */
  readonly groupIds: readonly string[]
  readonly description: string
  /** Absent: one that is free. */
  readonly privateIpAddress: string | undefined
  readonly tags: NetworkTags
  /** One that was used for the same interface names it; empty: none. */
  readonly clientToken: string
}

export type InterfaceChange = Partial<Pick<InterfaceRecord, 'description' | 'groupIds'>> & {
  readonly deletesOnTermination?: boolean
}

export interface Interfaces {
  create(nic: NewInterface): Promise<InterfaceRecord>
  get(accountId: string, id: string): Promise<InterfaceRecord | undefined>
  list(accountId: string, after?: string): AsyncIterable<InterfaceRecord>
  modify(accountId: string, id: string, change: InterfaceChange): Promise<void>
  delete(accountId: string, id: string): Promise<void>
}

export const groupsPerInterfaceMax = 5

export function createInterfaces(store: NetworkStore, pool: PublicPool): Interfaces {
  return {
    async create(asked) {
      const { accountId } = asked
      checkTagCount(asked.tags)
      return store.change(accountId, async records => {
        const subnet = await findOwned(records.subnets, 'subnet-missing', {
          accountId,
          id: asked.subnetId,
        })
        const groupIds = await resolveGroups(records, subnet, asked.groupIds)
        const id = idForToken('eni', accountId, asked.clientToken)
        const earlier = await records.interfaces.get(`${accountId}/${id}`)
        if (earlier) return checkRepeat(earlier, asked)
        return makeInterface(store, {
          id,
          subnet,
          groupIds,
          description: asked.description,
          privateIpAddress: asked.privateIpAddress,
          tags: asked.tags,
          wantsPublicAddress: false,
          attachment: null,
        })
      })
    },

    async get(accountId, id) {
      return (await store.open(accountId)).interfaces.get(`${accountId}/${id}`)
    },

    async *list(accountId, after) {
      yield* listOwned((await store.open(accountId)).interfaces, accountId, after)
    },

    async modify(accountId, id, { deletesOnTermination, ...change }) {
      const { vpcId } = await store.change(accountId, async records => {
        const nic = await findOwned(records.interfaces, 'interface-missing', { accountId, id })
        const subnet = await subnetOf(records, nic)
        const groupIds = change.groupIds && (await resolveGroups(records, subnet, change.groupIds))
        await records.interfaces.update(`${accountId}/${id}`, current => {
          if (!current) throw new ComputeError('interface-missing', id)
          const attachment = attachmentWith(current.attachment, deletesOnTermination)
          return { ...current, ...change, ...(groupIds && { groupIds }), attachment }
        })
        return nic
      })
      store.changed({ accountId, vpcId })
    },

    async delete(accountId, id) {
      const { vpcId } = await store.change(accountId, async records => {
        const nic = await findOwned(records.interfaces, 'interface-missing', { accountId, id })
        if (nic.attachment) throw new ComputeError('interface-in-use', id)
        await removeInterface(records, pool, nic)
        return nic
      })
      store.changed({ accountId, vpcId })
    },
  }
}

/** The interface that a token made before, unless the token is used for another one now. */
function checkRepeat(nic: InterfaceRecord, asked: NewInterface): InterfaceRecord {
  const { subnetId, description, privateIpAddress = nic.privateIpAddress } = asked
  const isSame =
    nic.subnetId === subnetId &&
    nic.description === description &&
    nic.privateIpAddress === privateIpAddress
  if (!isSame) throw new ComputeError('token-mismatch', asked.clientToken)
  return nic
}

function attachmentWith(
  attachment: InterfaceAttachment | null,
  deletesOnTermination: boolean | undefined,
): InterfaceAttachment | null {
  if (!attachment || deletesOnTermination === undefined) return attachment
  return { ...attachment, deletesOnTermination }
}

export type InterfaceFields = Pick<
  InterfaceRecord,
  'id' | 'groupIds' | 'description' | 'tags' | 'wantsPublicAddress' | 'attachment'
> & { readonly subnet: SubnetRecord; readonly privateIpAddress: string | undefined }

/** Claims its address first; a claim whose interface was never written is removed at the next start. */
export async function makeInterface(
  { records, clock }: Pick<NetworkStore, 'records' | 'clock'>,
  { subnet, privateIpAddress: wanted, ...fields }: InterfaceFields,
): Promise<InterfaceRecord> {
  const privateIpAddress = await claimPrivateAddress(records, clock, {
    subnet,
    interfaceId: fields.id,
    wanted,
  })
  return write(records.interfaces, {
    ...fields,
    accountId: subnet.accountId,
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    privateIpAddress,
    macAddress: macAddressOf(fields.id),
    automaticAddress: '',
    createdAtMs: clock.now(),
  })
}

/** With the addresses that it has; an Elastic IP stays with its owner. */
export async function removeInterface(
  records: NetworkRecords,
  pool: PublicPool,
  nic: InterfaceRecord,
): Promise<void> {
  const { accountId, subnetId, automaticAddress } = nic
  await dissociateInterface(records, nic)
  await remove(records.interfaces, nic)
  const address = nic.privateIpAddress
  await releasePrivateAddress(records, { accountId, subnetId, interfaceId: nic.id, address })
  if (automaticAddress !== '') {
    await pool.release({ accountId, holderId: nic.id }, automaticAddress)
  }
}

/** Groups of the subnet's VPC, each once; none named: the default one. */
export async function resolveGroups(
  records: NetworkRecords,
  { accountId, vpcId }: Pick<SubnetRecord, 'accountId' | 'vpcId'>,
  asked: readonly string[],
): Promise<readonly string[]> {
  const groupIds = [...new Set(asked)]
  if (groupIds.length === 0) {
    const vpc = await findOwned(records.vpcs, 'vpc-missing', { accountId, id: vpcId })
    return [vpc.defaultGroupId]
  }
  if (groupIds.length > groupsPerInterfaceMax) {
    throw new ComputeError('groups-per-interface-limit', String(groupsPerInterfaceMax))
  }
  for (const id of groupIds) {
    const group = await findOwned(records.securityGroups, 'group-missing', { accountId, id })
    if (group.vpcId !== vpcId) throw new ComputeError('groups-of-other-network', id)
  }
  return groupIds
}

function subnetOf(
  records: NetworkRecords,
  { accountId, subnetId }: InterfaceRecord,
): Promise<SubnetRecord> {
  return findOwned(records.subnets, 'subnet-missing', { accountId, id: subnetId })
}

/** Locally administered, unicast. */
export function macAddressOf(id: string): string {
  const digest = createHash('sha256').update(id).digest('hex')
  return `02:${(digest.slice(0, 10).match(/../g) ?? []).join(':')}`
}
