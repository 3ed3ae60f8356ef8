/**
 * The records of networks, as storage keeps them. Document ids are `<account id>/<own id>` except
 * where a comment says otherwise. Texts that may be missing are empty.
 */
import type { Documents, Storage } from '../../../storage/storage.ts'

export type NetworkTags = { readonly [key: string]: string }

type Owned = {
  readonly id: string
  readonly accountId: string
  readonly tags: NetworkTags
  readonly createdAtMs: number
}

export type VpcRecord = Owned & {
  readonly cidr: string
  readonly isDefault: boolean
  readonly hasDnsSupport: boolean
  readonly hasDnsHostnames: boolean
  readonly hasUsageMetrics: boolean
  /** The association of the main route table, whichever table that is. */
  readonly mainAssociationId: string
  readonly mainRouteTableId: string
  readonly networkAclId: string
  readonly dhcpOptionsId: string
  readonly defaultGroupId: string
}

export type SubnetRecord = Owned & {
  readonly vpcId: string
  readonly cidr: string
  readonly isDefault: boolean
  /** Machines launched into it get a public address. */
  readonly mapsPublicAddress: boolean
}

export type InternetGatewayRecord = Owned & {
  /** Empty: attached to none. */
  readonly vpcId: string
}

/** What is not local goes to an internet gateway: there is nothing else to route to. */
export type Route = { readonly destination: string; readonly gatewayId: string }
type RouteTableAssociation = { readonly id: string; readonly subnetId: string }

export type RouteTableRecord = Owned & {
  readonly vpcId: string
  /** Without the local one, which every table has. */
  readonly routes: readonly Route[]
  /** Those of subnets; the main association is the VPC's. */
  readonly associations: readonly RouteTableAssociation[]
}

/** The one that every VPC has, which lets everything through. */
export type NetworkAclRecord = Owned & { readonly vpcId: string }
/** The one that every account has. */
export type DhcpOptionsRecord = Owned

export type RulePeer =
  | { readonly kind: 'ipv4'; readonly cidr: string }
  | { readonly kind: 'ipv6'; readonly cidr: string }
  | { readonly kind: 'group'; readonly groupId: string }

export type RuleTraffic = {
  /** `-1` for all, `tcp`, `udp`, `icmp`, `icmpv6` or a protocol's number. */
  readonly protocol: string
  /** For ICMP its type; -1: any. */
  readonly fromPort: number
  /** For ICMP its code; -1: any. */
  readonly toPort: number
}

export type SecurityRule = RuleTraffic & {
  readonly id: string
  readonly isEgress: boolean
  readonly peer: RulePeer
  readonly description: string
  readonly tags: NetworkTags
}

/** Its rules lie within it, so that every change of them is one conditional update. */
export type SecurityGroupRecord = Owned & {
  readonly vpcId: string
  readonly name: string
  readonly description: string
  readonly rules: readonly SecurityRule[]
}

export type InterfaceAttachment = {
  readonly id: string
  readonly machineId: string
  readonly deletesOnTermination: boolean
  readonly attachedAtMs: number
}

export type InterfaceRecord = Owned & {
  readonly vpcId: string
  readonly subnetId: string
  readonly description: string
  readonly privateIpAddress: string
  readonly macAddress: string
  readonly groupIds: readonly string[]
  /** A machine that runs with it has a public address, if no Elastic IP is there instead. */
  readonly wantsPublicAddress: boolean
  /** The automatic one that it has now; empty: none. */
  readonly automaticAddress: string
  readonly attachment: InterfaceAttachment | null
}

export type ElasticAddressRecord = Owned & {
  readonly address: string
  /** Empty, as is the interface: associated with nothing. */
  readonly associationId: string
  readonly interfaceId: string
}

/** An address is claimed before the record that has it is written. */
type PrivateClaim = { readonly interfaceId: string; readonly claimedAtMs: number }
/** `holderId`: an allocation, or the interface that has it automatically. */
type PublicClaim = {
  readonly accountId: string
  readonly holderId: string
  readonly claimedAtMs: number
}
type VpcOwner = { readonly accountId: string }
type AccountMark = { readonly createdAtMs: number }

export interface NetworkRecords {
  /** By account id alone: those whose default network was made. */
  readonly accounts: Documents<AccountMark>
  readonly vpcs: Documents<VpcRecord>
  /** By VPC id alone: for hosts, which know only the network. */
  readonly vpcOwners: Documents<VpcOwner>
  readonly subnets: Documents<SubnetRecord>
  readonly internetGateways: Documents<InternetGatewayRecord>
  readonly routeTables: Documents<RouteTableRecord>
  readonly networkAcls: Documents<NetworkAclRecord>
  readonly dhcpOptions: Documents<DhcpOptionsRecord>
  readonly securityGroups: Documents<SecurityGroupRecord>
  readonly interfaces: Documents<InterfaceRecord>
  readonly elasticAddresses: Documents<ElasticAddressRecord>
  /** By `<account id>/<subnet id>/<address>`. */
  readonly privateClaims: Documents<PrivateClaim>
  /** By the address alone: accounts share the pool. */
  readonly publicClaims: Documents<PublicClaim>
}

export function openNetworkRecords(storage: Pick<Storage, 'documents'>): NetworkRecords {
  return {
    accounts: storage.documents('network-accounts'),
    vpcs: storage.documents('vpcs'),
    vpcOwners: storage.documents('vpc-owners'),
    subnets: storage.documents('subnets'),
    internetGateways: storage.documents('internet-gateways'),
    routeTables: storage.documents('route-tables'),
    networkAcls: storage.documents('network-acls'),
    dhcpOptions: storage.documents('dhcp-options'),
    securityGroups: storage.documents('security-groups'),
    interfaces: storage.documents('network-interfaces'),
    elasticAddresses: storage.documents('elastic-addresses'),
    privateClaims: storage.documents('private-addresses'),
    publicClaims: storage.documents('public-addresses'),
  }
}
