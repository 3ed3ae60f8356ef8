/**
 * One look at an account's networks, to describe interfaces by: each record beside theirs is read
 * once, however many interfaces are described. Not to be kept for longer than an answer takes.
 */
import type { Json } from '../../../storage/storage.ts'
import { type PublicAddress, publicAddressOf } from './public-addresses.ts'
import type {
  ElasticAddressRecord,
  InterfaceRecord,
  NetworkRecords,
  SecurityGroupRecord,
  SubnetRecord,
  VpcRecord,
} from './records.ts'
import { allOwned } from './store.ts'

export interface InterfaceView {
  readonly nic: InterfaceRecord
  readonly groups: readonly SecurityGroupRecord[]
  readonly publicAddress: PublicAddress | undefined
  readonly vpc: VpcRecord
  readonly subnet: SubnetRecord
}

export interface NetworkView {
  /** `undefined`: the interface is gone, or its network is going. */
  get(interfaceId: string): Promise<InterfaceView | undefined>
  describe(nic: InterfaceRecord): Promise<InterfaceView | undefined>
}

export function createNetworkView(records: NetworkRecords, accountId: string): NetworkView {
  const reader = <Value extends Json>(documents: {
    get(id: string): Promise<Value | undefined>
  }) => {
    const known = new Map<string, Promise<Value | undefined>>()
    return (id: string): Promise<Value | undefined> => {
      const found = known.get(id) ?? documents.get(`${accountId}/${id}`)
      known.set(id, found)
      return found
    }
  }
  const vpcOf = reader(records.vpcs)
  const subnetOf = reader(records.subnets)
  const groupOf = reader(records.securityGroups)
  let elastic: Promise<readonly ElasticAddressRecord[]> | undefined

  async function describe(nic: InterfaceRecord): Promise<InterfaceView | undefined> {
    elastic ??= allOwned(records.elasticAddresses, accountId)
    const [vpc, subnet, elasticAddresses, ...groups] = await Promise.all([
      vpcOf(nic.vpcId),
      subnetOf(nic.subnetId),
      elastic,
      ...nic.groupIds.map(groupOf),
    ])
    if (!vpc || !subnet) return undefined
    return {
      nic,
      vpc,
      subnet,
      groups: groups.filter(group => group !== undefined),
      publicAddress: publicAddressOf(nic, elasticAddresses),
    }
  }

  return {
    describe,
    async get(interfaceId) {
      const nic = await records.interfaces.get(`${accountId}/${interfaceId}`)
      return nic && describe(nic)
    },
  }
}
