/** Internet gateways: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html */
import { ComputeError } from '../errors.ts'
import { newId } from '../ids.ts'
import { listOwned } from '../records.ts'
import { checkTagCount } from '../tags.ts'
import { publicAddressOf } from './public-addresses.ts'
import type { InternetGatewayRecord, NetworkRecords, NetworkTags } from './records.ts'
import {
  allOwned,
  amend,
  findOwned,
  type NetworkStore,
  remove,
  type VpcName,
  write,
} from './store.ts'

export interface InternetGateways {
  create(accountId: string, tags: NetworkTags): Promise<InternetGatewayRecord>
  get(accountId: string, id: string): Promise<InternetGatewayRecord | undefined>
  list(accountId: string, after?: string): AsyncIterable<InternetGatewayRecord>
  attach(vpc: VpcName, id: string): Promise<void>
  /** Refused while a machine of the VPC has a public address. */
  detach(vpc: VpcName, id: string): Promise<void>
  delete(accountId: string, id: string): Promise<void>
}

const gatewaysMax = 100

export function createInternetGateways(store: NetworkStore): InternetGateways {
  return {
    create(accountId, tags) {
      checkTagCount(tags)
      return store.change(accountId, async records => {
        const all = await allOwned(records.internetGateways, accountId)
        if (all.length >= gatewaysMax) throw new ComputeError('gateway-limit', String(gatewaysMax))
        const createdAtMs = store.clock.now()
        const gateway = { id: newId('igw'), accountId, vpcId: '', tags, createdAtMs }
        return write(records.internetGateways, gateway)
      })
    },

    async get(accountId, id) {
      return (await store.open(accountId)).internetGateways.get(`${accountId}/${id}`)
    },

    async *list(accountId, after) {
      yield* listOwned((await store.open(accountId)).internetGateways, accountId, after)
    },

    async attach({ accountId, vpcId }, id) {
      await store.change(accountId, async records => {
        const gateway = await findOwned(records.internetGateways, 'gateway-missing', {
          accountId,
          id,
        })
        await findOwned(records.vpcs, 'vpc-missing', { accountId, id: vpcId })
        if (gateway.vpcId !== '') throw new ComputeError('gateway-attached', id)
        const others = await allOwned(records.internetGateways, accountId)
        if (others.some(each => each.vpcId === vpcId)) {
          throw new ComputeError('vpc-has-gateway', vpcId)
        }
        await amend(records.internetGateways, gateway, { vpcId })
      })
      store.changed({ accountId, vpcId })
    },

    async detach({ accountId, vpcId }, id) {
      await store.change(accountId, async records => {
        const gateway = await findOwned(records.internetGateways, 'gateway-missing', {
          accountId,
          id,
        })
        if (gateway.vpcId !== vpcId) throw new ComputeError('gateway-not-attached', id)
        if (await hasPublicAddresses(records, { accountId, vpcId })) {
          throw new ComputeError('network-has-public-addresses', vpcId)
        }
        await amend(records.internetGateways, gateway, { vpcId: '' })
      })
      store.changed({ accountId, vpcId })
    },

    async delete(accountId, id) {
      await store.change(accountId, async records => {
        const gateway = await findOwned(records.internetGateways, 'gateway-missing', {
          accountId,
          id,
        })
        if (gateway.vpcId !== '') throw new ComputeError('gateway-in-use', id)
        await remove(records.internetGateways, gateway)
      })
    },
  }
}

async function hasPublicAddresses(
  records: NetworkRecords,
  { accountId, vpcId }: VpcName,
): Promise<boolean> {
  const elastic = await allOwned(records.elasticAddresses, accountId)
  const interfaces = await allOwned(records.interfaces, accountId)
  return interfaces.some(
    each => each.vpcId === vpcId && publicAddressOf(each, elastic) !== undefined,
  )
}
