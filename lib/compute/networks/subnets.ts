/** Subnets: https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html */
import { ComputeError } from '../errors.ts'
import { newId } from '../ids.ts'
import { listOwned } from '../records.ts'
import { checkTagCount } from '../tags.ts'
import { defaultSubnetCidr } from './default-network.ts'
import { blockOf, covers, formatBlock, overlaps, parseBlock } from './ipv4.ts'
import { freeAddressCount } from './private-addresses.ts'
import type { NetworkRecords, NetworkTags, SubnetRecord, VpcRecord } from './records.ts'
import { allOwned, amend, findOwned, type NetworkStore, remove, write } from './store.ts'
import { findDefaultVpc } from './vpcs.ts'

export interface Subnets {
  create(subnet: {
    readonly accountId: string
    readonly vpcId: string
    readonly cidr: string
    readonly tags: NetworkTags
  }): Promise<SubnetRecord>
  createDefault(accountId: string): Promise<SubnetRecord>
  get(accountId: string, id: string): Promise<SubnetRecord | undefined>
  list(accountId: string, after?: string): AsyncIterable<SubnetRecord>
  freeAddressCount(subnet: SubnetRecord): Promise<number>
  modify(
    accountId: string,
    id: string,
    change: Partial<Pick<SubnetRecord, 'mapsPublicAddress'>>,
  ): Promise<void>
  delete(accountId: string, id: string): Promise<void>
}

const subnetsPerVpcMax = 200

export function createSubnets(store: NetworkStore): Subnets {
  return {
    async create({ accountId, vpcId, tags, ...asked }) {
      checkTagCount(tags)
      const subnet = await store.change(accountId, async records => {
        const vpc = await findOwned(records.vpcs, 'vpc-missing', { accountId, id: vpcId })
        const cidr = await placeSubnet(records, vpc, asked.cidr)
        const fields = { cidr, tags, isDefault: false, mapsPublicAddress: false }
        return write(records.subnets, newSubnet(vpc, fields, store.clock.now()))
      })
      store.changed({ accountId, vpcId })
      return subnet
    },

    async createDefault(accountId) {
      return store.change(accountId, async records => {
        const vpc = await findDefaultVpc(records, accountId)
        if (!vpc) throw new ComputeError('default-vpc-missing', accountId)
        const existing = (await allOwned(records.subnets, accountId)).find(each => each.isDefault)
        if (existing) throw new ComputeError('default-subnet-exists', existing.id)
        const cidr = await placeSubnet(records, vpc, defaultSubnetCidr)
        const fields = { cidr, tags: {}, isDefault: true, mapsPublicAddress: true }
        return write(records.subnets, newSubnet(vpc, fields, store.clock.now()))
      })
    },

    async get(accountId, id) {
      return (await store.open(accountId)).subnets.get(`${accountId}/${id}`)
    },

    async *list(accountId, after) {
      yield* listOwned((await store.open(accountId)).subnets, accountId, after)
    },

    freeAddressCount: subnet => freeAddressCount(store.records, subnet),

    async modify(accountId, id, change) {
      const records = await store.open(accountId)
      await records.subnets.update(`${accountId}/${id}`, subnet => {
        if (!subnet) throw new ComputeError('subnet-missing', id)
        return { ...subnet, ...change }
      })
    },

    async delete(accountId, id) {
      const { vpcId } = await store.change(accountId, async records => {
        const subnet = await findOwned(records.subnets, 'subnet-missing', { accountId, id })
        const interfaces = await allOwned(records.interfaces, accountId)
        if (interfaces.some(each => each.subnetId === id)) {
          throw new ComputeError('subnet-in-use', id)
        }
        await dissociate(records, subnet)
        await remove(records.subnets, subnet)
        return subnet
      })
      store.changed({ accountId, vpcId })
    },
  }
}

function newSubnet(
  { accountId, id: vpcId }: VpcRecord,
  fields: Pick<SubnetRecord, 'cidr' | 'tags' | 'isDefault' | 'mapsPublicAddress'>,
  createdAtMs: number,
): SubnetRecord {
  return { ...fields, id: newId('subnet'), accountId, vpcId, createdAtMs }
}

/** Its one spelling, if it lies in the VPC and beside the subnets that are there. */
async function placeSubnet(records: NetworkRecords, vpc: VpcRecord, text: string): Promise<string> {
  const block = parseBlock(text)
  if (!block || block.prefixBits > 28 || !covers(blockOf(vpc), block)) {
    throw new ComputeError('subnet-range', text)
  }
  const others = (await allOwned(records.subnets, vpc.accountId)).filter(
    each => each.vpcId === vpc.id,
  )
  if (others.length >= subnetsPerVpcMax) {
    throw new ComputeError('subnet-limit', String(subnetsPerVpcMax))
  }
  if (others.some(other => overlaps(blockOf(other), block))) {
    throw new ComputeError('subnet-conflict', text)
  }
  return formatBlock(block)
}

async function dissociate(records: NetworkRecords, subnet: SubnetRecord): Promise<void> {
  for (const table of await allOwned(records.routeTables, subnet.accountId)) {
    if (!table.associations.some(each => each.subnetId === subnet.id)) continue
    const associations = table.associations.filter(each => each.subnetId !== subnet.id)
    await amend(records.routeTables, table, { associations })
  }
}
