/** Virtual private clouds: https://docs.aws.amazon.com/vpc/latest/userguide/configure-your-vpc.html */
import { ComputeError } from '../errors.ts'
import { newId } from '../ids.ts'
import { listOwned } from '../records.ts'
import { checkTagCount } from '../tags.ts'
import { makeDefaultVpc, makeVpc } from './default-network.ts'
import { type Block, formatBlock, overlaps, parseBlock } from './ipv4.ts'
import type { NetworkRecords, NetworkTags, VpcRecord } from './records.ts'
import { allOwned, findOwned, type NetworkStore, remove } from './store.ts'

export type VpcSettings = Pick<VpcRecord, 'hasDnsSupport' | 'hasDnsHostnames' | 'hasUsageMetrics'>

export interface Vpcs {
  create(vpc: {
    readonly accountId: string
    readonly cidr: string
    readonly tags: NetworkTags
  }): Promise<VpcRecord>
  createDefault(accountId: string): Promise<VpcRecord>
  get(accountId: string, id: string): Promise<VpcRecord | undefined>
  /** `undefined` when it was deleted. */
  getDefault(accountId: string): Promise<VpcRecord | undefined>
  list(accountId: string, after?: string): AsyncIterable<VpcRecord>
  modify(accountId: string, id: string, change: Partial<VpcSettings>): Promise<void>
  /** With its main route table, network ACL and default group; refused while anything else is in it. */
  delete(accountId: string, id: string): Promise<void>
}

export const vpcsMax = 100

/** Addresses with a meaning of their own, which no VPC may have. */
const unusable = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3']
  .map(parseBlock)
  .filter(block => block !== undefined)

export function createVpcs(store: NetworkStore): Vpcs {
  return {
    async create({ accountId, tags, ...asked }) {
      const cidr = formatBlock(vpcBlockOf(asked.cidr))
      checkTagCount(tags)
      return store.change(accountId, async records => {
        const all = await allOwned(records.vpcs, accountId)
        if (all.length >= vpcsMax) throw new ComputeError('vpc-limit', String(vpcsMax))
        const vpc = { accountId, cidr, isDefault: false, tags }
        return makeVpc(records, vpc, newId, store.clock.now())
      })
    },

    createDefault: accountId =>
      store.change(accountId, async records => {
        const existing = await findDefaultVpc(records, accountId)
        if (existing) throw new ComputeError('default-vpc-exists', existing.id)
        return makeDefaultVpc(records, accountId, newId, store.clock.now())
      }),

    async get(accountId, id) {
      return (await store.open(accountId)).vpcs.get(`${accountId}/${id}`)
    },

    async getDefault(accountId) {
      return findDefaultVpc(await store.open(accountId), accountId)
    },

    async *list(accountId, after) {
      yield* listOwned((await store.open(accountId)).vpcs, accountId, after)
    },

    async modify(accountId, id, change) {
      const records = await store.open(accountId)
      await records.vpcs.update(`${accountId}/${id}`, vpc => {
        if (!vpc) throw new ComputeError('vpc-missing', id)
        return { ...vpc, ...change }
      })
      store.changed({ accountId, vpcId: id })
    },

    async delete(accountId, id) {
      await store.change(accountId, async records => {
        const vpc = await findOwned(records.vpcs, 'vpc-missing', { accountId, id })
        if (await isOccupied(records, vpc)) throw new ComputeError('vpc-in-use', id)
        await remove(records.vpcs, vpc)
        await Promise.all([
          records.vpcOwners.update(id, () => undefined),
          remove(records.routeTables, { accountId, id: vpc.mainRouteTableId }),
          remove(records.networkAcls, { accountId, id: vpc.networkAclId }),
          remove(records.securityGroups, { accountId, id: vpc.defaultGroupId }),
        ])
      })
      store.changed({ accountId, vpcId: id })
    },
  }
}

export async function findDefaultVpc(
  records: Pick<NetworkRecords, 'vpcs'>,
  accountId: string,
): Promise<VpcRecord | undefined> {
  return (await allOwned(records.vpcs, accountId)).find(vpc => vpc.isDefault)
}

/** By anything that has to be deleted first. */
async function isOccupied(records: NetworkRecords, vpc: VpcRecord): Promise<boolean> {
  const { accountId } = vpc
  const all = await Promise.all([
    allOwned(records.subnets, accountId),
    allOwned(records.internetGateways, accountId),
    allOwned(records.interfaces, accountId),
    allOwned(records.routeTables, accountId),
    allOwned(records.securityGroups, accountId),
  ])
  const own = [vpc.mainRouteTableId, vpc.defaultGroupId]
  return all.flat().some(each => each.vpcId === vpc.id && !own.includes(each.id))
}

/** Between /16 and /28; the subject of a refusal is the text. */
function vpcBlockOf(text: string): Block {
  const block = parseBlock(text)
  const isUsable =
    block !== undefined &&
    block.prefixBits >= 16 &&
    block.prefixBits <= 28 &&
    !unusable.some(each => overlaps(each, block))
  if (!isUsable) throw new ComputeError('vpc-range', text)
  return block
}
