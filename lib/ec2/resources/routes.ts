/**
 * Routes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html. They may lead
 * to an internet gateway; what leads elsewhere would lead nowhere, and is refused.
 */
import { Ec2Error } from '../errors.ts'
import { checkIds } from '../identifiers.ts'
import { internetGatewayIdKind, routeTableIdKind } from '../network-identifiers.ts'
import { defineOperation } from '../operation.ts'

const unusable = [
  'CarrierGatewayId',
  'CoreNetworkArn',
  'DestinationIpv6CidrBlock',
  'DestinationPrefixListId',
  'EgressOnlyInternetGatewayId',
  'InstanceId',
  'LocalGatewayId',
  'NatGatewayId',
  'NetworkInterfaceId',
  'OdbNetworkArn',
  'TransitGatewayId',
  'VpcEndpointId',
  'VpcPeeringConnectionId',
] as const

export const createRoute = defineOperation({
  name: 'CreateRoute',
  requires: ['RouteTableId'],
  refuses: unusable,
  async run({ compute, accountId }, { RouteTableId = '', DestinationCidrBlock, GatewayId }) {
    checkIds(routeTableIdKind, [RouteTableId])
    const route = {
      destination: destinationOf(DestinationCidrBlock),
      gatewayId: gatewayOf(GatewayId),
    }
    await compute.networks.routeTables.createRoute(accountId, RouteTableId, route)
    return { Return: true }
  },
})

export const replaceRoute = defineOperation({
  name: 'ReplaceRoute',
  requires: ['RouteTableId'],
  refuses: [...unusable, 'LocalTarget'],
  async run({ compute, accountId }, { RouteTableId = '', DestinationCidrBlock, GatewayId }) {
    checkIds(routeTableIdKind, [RouteTableId])
    const route = {
      destination: destinationOf(DestinationCidrBlock),
      gatewayId: gatewayOf(GatewayId),
    }
    await compute.networks.routeTables.replaceRoute(accountId, RouteTableId, route)
    return undefined
  },
})

export const deleteRoute = defineOperation({
  name: 'DeleteRoute',
  requires: ['RouteTableId', 'DestinationCidrBlock'],
  refuses: ['DestinationIpv6CidrBlock', 'DestinationPrefixListId'],
  async run({ compute, accountId }, { RouteTableId = '', DestinationCidrBlock = '' }) {
    checkIds(routeTableIdKind, [RouteTableId])
    await compute.networks.routeTables.deleteRoute(accountId, RouteTableId, DestinationCidrBlock)
    return undefined
  },
})

function destinationOf(text: string | undefined): string {
  if (text) return text
  const message = 'The request must contain the parameter DestinationCidrBlock'
  throw new Ec2Error('MissingParameter', message)
}

function gatewayOf(id = ''): string {
  if (id === '') {
    throw new Ec2Error('MissingParameter', 'The request must contain the parameter GatewayId')
  }
  // Of the gateways that this parameter may name elsewhere.
  if (/^(?:vgw|vpce)-/.test(id)) {
    throw new Ec2Error('UnsupportedOperation', 'Routes lead to internet gateways only')
  }
  checkIds(internetGatewayIdKind, [id])
  return id
}
