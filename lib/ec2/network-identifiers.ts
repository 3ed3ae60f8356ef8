/** The ids of everything that networks are made of. */
import type { IdKind } from './identifiers.ts'

export const vpcIdKind: IdKind = {
  prefix: 'vpc',
  malformed: 'InvalidVpcID.Malformed',
  missing: 'InvalidVpcID.NotFound',
  noun: 'vpc ID',
}

export const subnetIdKind: IdKind = {
  prefix: 'subnet',
  malformed: 'InvalidSubnetID.Malformed',
  missing: 'InvalidSubnetID.NotFound',
  noun: 'subnet ID',
}

export const internetGatewayIdKind: IdKind = {
  prefix: 'igw',
  malformed: 'InvalidInternetGatewayId.Malformed',
  missing: 'InvalidInternetGatewayID.NotFound',
  noun: 'internetGateway ID',
}

export const routeTableIdKind: IdKind = {
  prefix: 'rtb',
  malformed: 'InvalidRouteTableId.Malformed',
  missing: 'InvalidRouteTableID.NotFound',
  noun: 'routeTable ID',
}

export const networkAclIdKind: IdKind = {
  prefix: 'acl',
  malformed: 'InvalidNetworkAclID.NotFound',
  missing: 'InvalidNetworkAclID.NotFound',
  noun: 'networkAcl ID',
}

export const dhcpOptionsIdKind: IdKind = {
  prefix: 'dopt',
  malformed: 'InvalidDhcpOptionID.NotFound',
  missing: 'InvalidDhcpOptionID.NotFound',
  noun: 'dhcpOptions ID',
}

export const securityGroupIdKind: IdKind = {
  prefix: 'sg',
  malformed: 'InvalidGroupId.Malformed',
  missing: 'InvalidGroup.NotFound',
  noun: 'security group',
}

export const securityGroupRuleIdKind: IdKind = {
  prefix: 'sgr',
  malformed: 'InvalidSecurityGroupRuleId.Malformed',
  missing: 'InvalidSecurityGroupRuleId.NotFound',
  noun: 'security group rule ID',
}

export const networkInterfaceIdKind: IdKind = {
  prefix: 'eni',
  malformed: 'InvalidNetworkInterfaceId.Malformed',
  missing: 'InvalidNetworkInterfaceID.NotFound',
  noun: 'networkInterface ID',
}

export const allocationIdKind: IdKind = {
  prefix: 'eipalloc',
  malformed: 'InvalidAllocationID.NotFound',
  missing: 'InvalidAllocationID.NotFound',
  noun: 'allocation ID',
}

export const networkIdKinds: readonly IdKind[] = [
  vpcIdKind,
  subnetIdKind,
  internetGatewayIdKind,
  routeTableIdKind,
  networkAclIdKind,
  dhcpOptionsIdKind,
  securityGroupIdKind,
  securityGroupRuleIdKind,
  networkInterfaceIdKind,
  allocationIdKind,
]
