/** Specifications of networks for tests. */
import type {
  GroupSpec,
  InterfaceSpec,
  NetworkSpec,
  RuleSpec,
} from '../../lib/compute/networks/network-spec.ts'

export const networkId = 'vpc-0123456789abcdef0'
const subnetId = 'subnet-0123456789abcdef0'

export const anywhere = { cidrBlock: '0.0.0.0/0' }
export const everything: RuleSpec = { protocol: 'all', peer: anywhere }

/** The group's number is the last of its id. */
export function groupId(number: number): string {
  return `sg-0000000000000000${number}`
}

export function group(
  number: number,
  ingress: readonly RuleSpec[],
  egress: readonly RuleSpec[] = [everything],
): GroupSpec {
  return { id: groupId(number), ingress, egress }
}

/** Machine 11 has the address 172.31.0.11, and so on. */
export function nic(number: number, groups: readonly number[], hopLimit = 2): InterfaceSpec {
  return {
    id: `eni-000000000000000${number}`,
    machineId: `i-000000000000000${number}`,
    macAddress: `02:00:00:00:00:${number}`,
    subnetId,
    privateIpAddresses: [addressOf(number)],
    hostname: `ip-172-31-0-${number}`,
    groupIds: groups.map(groupId),
    metadataHopLimit: hopLimit,
  }
}

export function addressOf(number: number): string {
  return `172.31.0.${number}`
}

export function network(
  interfaces: readonly InterfaceSpec[],
  groups: readonly GroupSpec[],
  more: Partial<NetworkSpec> = {},
): NetworkSpec {
  return {
    id: networkId,
    cidrBlocks: ['172.31.0.0/16'],
    subnets: [{ id: subnetId, cidrBlock: '172.31.0.0/20' }],
    interfaces,
    groups,
    publicAddresses: [],
    domainName: 'ec2.internal',
    outside: 'none',
    ...more,
  }
}
