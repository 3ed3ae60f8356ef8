/**
 * A VPC with what every VPC has, and the default network that every account has from the start,
 * under ids that follow from the account's.
 * https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
 */
import { derivedId, type IdPrefix } from '../ids.ts'
import type { NetworkRecords, NetworkTags, SecurityRule, VpcRecord } from './records.ts'

const defaultVpcCidr = '172.31.0.0/16'
export const defaultSubnetCidr = '172.31.0.0/20'
/** Everywhere. */
export const anyAddress = '0.0.0.0/0'

export type IdMaker = (prefix: IdPrefix) => string

export interface NewVpc {
  readonly accountId: string
  readonly cidr: string
  readonly isDefault: boolean
  readonly tags: NetworkTags
}

/** The id of the account's DHCP options, which all of its VPCs use. */
export function dhcpOptionsIdOf(accountId: string): string {
  return derivedId('dopt', accountId)
}

/** The VPC's own record comes last: what lies about without one is removed at the next start. */
export async function makeVpc(
  records: NetworkRecords,
  { accountId, cidr, isDefault, tags }: NewVpc,
  idOf: IdMaker,
  createdAtMs: number,
): Promise<VpcRecord> {
  const vpcId = idOf('vpc')
  const common = { accountId, createdAtMs, tags: {} }
  const vpc: VpcRecord = {
    ...common,
    id: vpcId,
    tags,
    cidr,
    isDefault,
    hasDnsSupport: true,
    hasDnsHostnames: isDefault,
    hasUsageMetrics: false,
    mainAssociationId: idOf('rtbassoc'),
    mainRouteTableId: idOf('rtb'),
    networkAclId: idOf('acl'),
    dhcpOptionsId: dhcpOptionsIdOf(accountId),
    defaultGroupId: idOf('sg'),
  }
  const key = (id: string) => `${accountId}/${id}`
  await Promise.all([
    records.vpcOwners.update(vpcId, () => ({ accountId })),
    records.routeTables.update(key(vpc.mainRouteTableId), () => ({
      ...common,
      id: vpc.mainRouteTableId,
      vpcId,
      routes: [],
      associations: [],
    })),
    records.networkAcls.update(key(vpc.networkAclId), () => ({
      ...common,
      id: vpc.networkAclId,
      vpcId,
    })),
    records.securityGroups.update(key(vpc.defaultGroupId), () => ({
      ...common,
      id: vpc.defaultGroupId,
      vpcId,
      name: 'default',
      description: 'default VPC security group',
      rules: [fromItself(vpc.defaultGroupId, idOf('sgr')), toEverywhere(idOf)],
    })),
  ])
  await records.vpcs.update(key(vpcId), () => vpc)
  return vpc
}

const allTraffic = { protocol: '-1', fromPort: -1, toPort: -1, description: '', tags: {} } as const

function fromItself(groupId: string, id: string): SecurityRule {
  return { ...allTraffic, id, isEgress: false, peer: { kind: 'group', groupId } }
}

/** What every new group has. */
export function toEverywhere(idOf: IdMaker): SecurityRule {
  const peer = { kind: 'ipv4', cidr: anyAddress } as const
  return { ...allTraffic, id: idOf('sgr'), isEgress: true, peer }
}

/** Repeating it after a crash writes the same again. */
export async function makeDefaultNetwork(
  records: NetworkRecords,
  accountId: string,
  createdAtMs: number,
): Promise<void> {
  if (await records.accounts.get(accountId)) return
  let count = 0
  const idOf: IdMaker = prefix =>
    derivedId(prefix, prefix === 'sgr' ? `${accountId}/${++count}` : accountId)
  await records.dhcpOptions.update(`${accountId}/${dhcpOptionsIdOf(accountId)}`, () => ({
    id: dhcpOptionsIdOf(accountId),
    accountId,
    tags: {},
    createdAtMs,
  }))
  await makeDefaultVpc(records, accountId, idOf, createdAtMs)
  await records.accounts.update(accountId, () => ({ createdAtMs }))
}

/** With a subnet, and a gateway that everything outside is routed to. */
export async function makeDefaultVpc(
  records: NetworkRecords,
  accountId: string,
  idOf: IdMaker,
  createdAtMs: number,
): Promise<VpcRecord> {
  const common = { accountId, tags: {}, createdAtMs }
  const vpc = await makeVpc(
    records,
    { accountId, cidr: defaultVpcCidr, isDefault: true, tags: {} },
    idOf,
    createdAtMs,
  )
  const subnetId = idOf('subnet')
  const gatewayId = idOf('igw')
  await records.internetGateways.update(`${accountId}/${gatewayId}`, () => ({
    ...common,
    id: gatewayId,
    vpcId: vpc.id,
  }))
  await records.routeTables.update(
    `${accountId}/${vpc.mainRouteTableId}`,
    table => table && { ...table, routes: [{ destination: anyAddress, gatewayId }] },
  )
  await records.subnets.update(`${accountId}/${subnetId}`, () => ({
    ...common,
    id: subnetId,
    vpcId: vpc.id,
    cidr: defaultSubnetCidr,
    isDefault: true,
    mapsPublicAddress: true,
  }))
  return vpc
}
