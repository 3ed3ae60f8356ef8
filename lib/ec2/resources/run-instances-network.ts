/** The network that RunInstances asks for: by parameters of its own, or by one interface. */
import type { LaunchNetwork } from '../../compute/networks/machine-interfaces.ts'
import type { Tags } from '../../compute/records.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds } from '../identifiers.ts'
import {
  networkInterfaceIdKind,
  securityGroupIdKind,
  subnetIdKind,
} from '../network-identifiers.ts'
import type {
  InstanceNetworkInterfaceSpecificationInput,
  PrivateIpAddressSpecificationInput,
  RunInstancesRequestInput,
} from '../wire/wire.generated.ts'

type Asked = Pick<
  RunInstancesRequestInput,
  'NetworkInterfaces' | 'PrivateIpAddress' | 'SecurityGroupIds' | 'SecurityGroups' | 'SubnetId'
>

/** `countMax`: how many instances it is for; `tags`: of their interfaces. */
export function launchNetworkOf(input: Asked, countMax: number, tags: Tags): LaunchNetwork {
  const network = input.NetworkInterfaces?.length ? byInterface(input) : byParameters(input)
  const isOfOne = network.privateIpAddress !== undefined || network.interfaceId !== undefined
  if (isOfOne && countMax > 1) {
    throw combination('A private address or interface cannot be given to more than one instance')
  }
  if (Object.keys(tags).length === 0) return network
  if (network.interfaceId !== undefined) {
    throw combination('An existing interface is not tagged with the instance')
  }
  return { ...network, tags }
}

function byParameters(input: Asked): LaunchNetwork {
  const { SubnetId, PrivateIpAddress, SecurityGroupIds = [], SecurityGroups = [] } = input
  if (SubnetId && SecurityGroups.length > 0) {
    throw combination('The parameter groupName cannot be used with the parameter subnet')
  }
  if (SubnetId) checkIds(subnetIdKind, [SubnetId])
  checkIds(securityGroupIdKind, SecurityGroupIds)
  return {
    groupIds: SecurityGroupIds,
    groupNames: SecurityGroups,
    description: '',
    deletesOnTermination: true,
    ...(SubnetId && { subnetId: SubnetId }),
    ...(PrivateIpAddress && { privateIpAddress: PrivateIpAddress }),
  }
}

function byInterface(input: Asked): LaunchNetwork {
  const [first = {}, ...others] = input.NetworkInterfaces ?? []
  if (others.length > 0) {
    const message = `Interface count ${others.length + 1} exceeds the limit of the instance type`
    throw new Ec2Error('AttachmentLimitExceeded', message)
  }
  const isElsewhere =
    input.SubnetId ||
    input.PrivateIpAddress ||
    input.SecurityGroupIds?.length ||
    input.SecurityGroups?.length
  if (isElsewhere) {
    const message =
      'Network interfaces and an instance-level subnet ID, address or security groups may not be specified on the same request'
    throw combination(message)
  }
  if ((first.DeviceIndex ?? 0) !== 0) {
    throw new Ec2Error('InvalidParameterValue', 'The first network interface has device index 0')
  }
  refuseBeyondOne(first)
  return first.NetworkInterfaceId ? chosen(first) : asSpecified(first)
}

/** One that is there already has everything already. */
function chosen(asked: InstanceNetworkInterfaceSpecificationInput): LaunchNetwork {
  const { NetworkInterfaceId = '', SubnetId, Groups, PrivateIpAddress, Description } = asked
  checkIds(networkInterfaceIdKind, [NetworkInterfaceId])
  const isMore = SubnetId || Groups?.length || PrivateIpAddress || Description
  if (isMore || asked.AssociatePublicIpAddress !== undefined) {
    throw combination('An existing interface cannot be given a subnet, groups or addresses')
  }
  if (asked.DeleteOnTermination) {
    throw combination('An existing interface is not deleted on termination')
  }
  return {
    interfaceId: NetworkInterfaceId,
    groupIds: [],
    groupNames: [],
    description: '',
    deletesOnTermination: false,
  }
}

function asSpecified(asked: InstanceNetworkInterfaceSpecificationInput): LaunchNetwork {
  const { SubnetId, Groups = [], AssociatePublicIpAddress } = asked
  if (SubnetId) checkIds(subnetIdKind, [SubnetId])
  checkIds(securityGroupIdKind, Groups)
  const privateIpAddress = primaryAddressOf(asked.PrivateIpAddress, asked.PrivateIpAddresses ?? [])
  return {
    groupIds: Groups,
    groupNames: [],
    description: asked.Description ?? '',
    deletesOnTermination: asked.DeleteOnTermination ?? true,
    ...(SubnetId && { subnetId: SubnetId }),
    ...(privateIpAddress && { privateIpAddress }),
    ...(AssociatePublicIpAddress !== undefined && {
      wantsPublicAddress: AssociatePublicIpAddress,
    }),
  }
}

/** Of the two ways to name it. An interface has one private address. */
export function primaryAddressOf(
  single: string | undefined,
  list: readonly PrivateIpAddressSpecificationInput[],
): string | undefined {
  if (list.length > 1 || (single && list.length > 0)) throw oneAddressOnly()
  const [first] = list
  if (first && first.Primary === false) throw oneAddressOnly()
  return single || first?.PrivateIpAddress || undefined
}

export function oneAddressOnly(): Ec2Error {
  const message = 'A network interface has one private IPv4 address here'
  return new Ec2Error('PrivateIpAddressLimitExceeded', message)
}

function refuseBeyondOne(asked: InstanceNetworkInterfaceSpecificationInput): void {
  if (asked.SecondaryPrivateIpAddressCount) throw oneAddressOnly()
  const unsupported = [
    asked.Ipv6AddressCount,
    asked.Ipv6Addresses?.length,
    asked.Ipv6PrefixCount,
    asked.Ipv6Prefixes?.length,
    asked.Ipv4PrefixCount,
    asked.Ipv4Prefixes?.length,
    asked.PrimaryIpv6,
    asked.AssociateCarrierIpAddress,
    asked.NetworkCardIndex,
    asked.InterfaceType && asked.InterfaceType !== 'interface',
    asked.EnaSrdSpecification,
    asked.ConnectionTrackingSpecification,
  ]
  if (unsupported.some(Boolean)) {
    const message = 'IPv6, prefixes and special kinds of interfaces are not supported'
    throw new Ec2Error('UnsupportedOperation', message)
  }
}

function combination(message: string): Ec2Error {
  return new Ec2Error('InvalidParameterCombination', message)
}
