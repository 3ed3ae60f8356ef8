/** What the control plane of networks refuses, in EC2's words. */
import type { NetworkErrorCode } from '../compute/networks/errors.ts'
import type { Ec2ErrorCode } from './errors.ts'

export type ErrorRow = readonly [code: Ec2ErrorCode, message: (subject: string) => string]

const missing = (noun: string) => (id: string) => `The ${noun} '${id}' does not exist`
const inUse = (noun: string) => (id: string) =>
  `The ${noun} '${id}' has dependencies and cannot be deleted.`
const limit = (nouns: string) => (max: string) => `The maximum number of ${nouns} is ${max}.`

export const networkErrorRows: Readonly<Record<NetworkErrorCode, ErrorRow>> = {
  'allocation-missing': ['InvalidAllocationID.NotFound', missing('allocation ID')],
  'association-missing': ['InvalidAssociationID.NotFound', missing('association ID')],
  'default-subnet-exists': [
    'DefaultSubnetAlreadyExistsInAvailabilityZone',
    id => `'${id}' is already the default subnet in this availability zone`,
  ],
  'default-subnet-missing': [
    'MissingInput',
    id => `No subnets found for the default VPC '${id}'. Please specify a subnet.`,
  ],
  'default-vpc-exists': [
    'DefaultVpcAlreadyExists',
    () => 'A Default VPC already exists for this account in this region.',
  ],
  'default-vpc-missing': ['VPCIdNotSpecified', () => 'No default VPC for this user'],
  'elastic-address-associated': [
    'InvalidIPAddress.InUse',
    address => `Address ${address} is in use.`,
  ],
  'elastic-address-limit': ['AddressLimitExceeded', limit('addresses')],
  'elastic-address-taken': [
    'Resource.AlreadyAssociated',
    id => `resource ${id} is already associated`,
  ],
  'gateway-attached': [
    'Resource.AlreadyAssociated',
    id => `resource ${id} is already attached to a network`,
  ],
  'gateway-in-use': ['DependencyViolation', inUse('internetGateway')],
  'gateway-limit': ['InternetGatewayLimitExceeded', limit('internet gateways')],
  'gateway-missing': ['InvalidInternetGatewayID.NotFound', missing('internetGateway ID')],
  'gateway-not-attached': [
    'Gateway.NotAttached',
    id => `resource ${id} is not attached to this network`,
  ],
  'group-in-use': ['DependencyViolation', id => `resource ${id} has a dependent object`],
  'group-is-default': [
    'CannotDelete',
    id => `the specified group: "${id}" name: "default" cannot be deleted by a user`,
  ],
  'group-limit': ['SecurityGroupLimitExceeded', limit('security groups')],
  'group-missing': ['InvalidGroup.NotFound', missing('security group')],
  'group-name-reserved': [
    'InvalidGroup.Reserved',
    name => `Cannot use reserved security group name: ${name}`,
  ],
  'group-name-taken': [
    'InvalidGroup.Duplicate',
    name => `The security group '${name}' already exists for this VPC`,
  ],
  'groups-of-other-network': [
    'InvalidParameter',
    id => `Security group ${id} and the subnet or group belong to different networks.`,
  ],
  'groups-per-interface-limit': [
    'SecurityGroupsPerInterfaceLimitExceeded',
    limit('security groups of an interface'),
  ],
  'interface-attached': ['InvalidNetworkInterface.InUse', id => `Interface: [${id}] in use.`],
  'interface-has-address': [
    'Resource.AlreadyAssociated',
    id => `resource ${id} is already associated with an address`,
  ],
  'interface-in-use': [
    'InvalidParameterValue',
    id => `Network interface '${id}' is currently in use.`,
  ],
  'interface-missing': ['InvalidNetworkInterfaceID.NotFound', missing('networkInterface ID')],
  'main-association-fixed': [
    'InvalidParameterValue',
    id => `cannot disassociate the main route table association ${id}`,
  ],
  'network-has-public-addresses': [
    'DependencyViolation',
    id =>
      `Network ${id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
  ],
  'public-address-missing': ['InvalidAddress.NotFound', id => `Address '${id}' not found.`],
  'public-address-taken': ['InvalidAddress.NotFound', id => `Address '${id}' not found.`],
  'public-addresses-exhausted': [
    'InsufficientAddressCapacity',
    () => 'Not enough addresses are available to fulfil the request.',
  ],
  'route-exists': ['RouteAlreadyExists', cidr => `The route identified by ${cidr} already exists.`],
  'route-limit': ['RouteLimitExceeded', limit('routes of a table')],
  'route-local': [
    'InvalidParameterValue',
    cidr => `The route ${cidr} is, or is within, the local route, which cannot be changed.`,
  ],
  'route-missing': [
    'InvalidRoute.NotFound',
    cidr => `no route with destination-cidr-block ${cidr}`,
  ],
  'route-table-in-use': ['DependencyViolation', inUse('routeTable')],
  'route-table-limit': ['RouteTableLimitExceeded', limit('route tables of a VPC')],
  'route-table-missing': ['InvalidRouteTableID.NotFound', missing('routeTable ID')],
  'route-target-unusable': [
    'InvalidParameterValue',
    id => `The route table and ${id} belong to different networks`,
  ],
  'rule-duplicate': [
    'InvalidPermission.Duplicate',
    terms => `the specified rule "${terms}" already exists`,
  ],
  'rule-id-missing': ['InvalidSecurityGroupRuleId.NotFound', missing('security group rule ID')],
  'rule-invalid': ['InvalidParameterValue', reason => reason],
  'rule-limit': [
    'RulesPerSecurityGroupLimitExceeded',
    () => 'The maximum number of rules per security group has been reached.',
  ],
  'rule-missing': [
    'InvalidPermission.NotFound',
    () => 'The specified rule does not exist in this security group.',
  ],
  'subnet-associated': [
    'Resource.AlreadyAssociated',
    id => `the specified association for ${id} conflicts with an existing association`,
  ],
  'subnet-conflict': [
    'InvalidSubnet.Conflict',
    cidr => `The CIDR '${cidr}' conflicts with another subnet`,
  ],
  'subnet-in-use': ['DependencyViolation', inUse('subnet')],
  'subnet-limit': ['SubnetLimitExceeded', limit('subnets of a VPC')],
  'subnet-missing': ['InvalidSubnetID.NotFound', missing('subnet ID')],
  'subnet-range': ['InvalidSubnet.Range', cidr => `The CIDR '${cidr.slice(0, 64)}' is invalid.`],
  'vpc-has-gateway': [
    'InvalidParameterValue',
    id => `Network ${id} already has an internet gateway attached`,
  ],
  'vpc-in-use': ['DependencyViolation', inUse('vpc')],
  'vpc-limit': ['VpcLimitExceeded', limit('VPCs')],
  'vpc-missing': ['InvalidVpcID.NotFound', missing('vpc ID')],
  'vpc-range': ['InvalidVpc.Range', cidr => `The CIDR '${cidr.slice(0, 64)}' is invalid.`],
  'vpc-without-gateway': [
    'Gateway.NotAttached',
    id => `Network ${id} is not attached to any internet gateway`,
  ],
}
