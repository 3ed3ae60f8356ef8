/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html and its kin. */
import { availabilityZoneOf } from '../../compute/availability-zone.ts'
import type { InterfaceChange } from '../../compute/networks/interfaces.ts'
import type { InterfaceView } from '../../compute/networks/network-view.ts'
import { clientTokenOf } from '../client-token.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, instanceIdKind, missingIds } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import {
  networkInterfaceIdKind,
  securityGroupIdKind,
  subnetIdKind,
} from '../network-identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsFor, toTagSet } from '../tag-sets.ts'
import type {
  DescribeNetworkInterfacesRequestInput,
  ModifyNetworkInterfaceAttributeRequestInput,
  NetworkInterfaceOutput,
} from '../wire/wire.generated.ts'
import { toAssociation, toAttachment, toGroups, toInterface } from './interface-view.ts'
import { networkInterfaceFilters } from './network-interface-filters.ts'
import { zoneIdOf } from './regions.ts'
import { oneAddressOnly, primaryAddressOf } from './run-instances-network.ts'
import { booleanOf } from './vpcs.ts'

const DESCRIPTION_LENGTH_MAX = 255

export const createNetworkInterface = defineOperation({
  name: 'CreateNetworkInterface',
  requires: ['SubnetId'],
  refuses: [
    'ConnectionTrackingSpecification',
    'EnablePrimaryIpv6',
    'Ipv4PrefixCount',
    'Ipv4Prefixes',
    'Ipv6AddressCount',
    'Ipv6Addresses',
    'Ipv6PrefixCount',
    'Ipv6Prefixes',
    'Operator',
  ],
  async run(context, { SubnetId = '', Groups = [], ...input }) {
    const { compute, accountId } = context
    checkIds(subnetIdKind, [SubnetId])
    checkIds(securityGroupIdKind, Groups)
    if (input.SecondaryPrivateIpAddressCount) throw oneAddressOnly()
    if (input.InterfaceType && input.InterfaceType !== 'interface') {
      throw new Ec2Error('UnsupportedOperation', 'Only the interface type interface is supported')
    }
    const nic = await compute.networks.interfaces.create({
      accountId,
      subnetId: SubnetId,
      groupIds: Groups,
      description: descriptionOf(input.Description),
      privateIpAddress: primaryAddressOf(input.PrivateIpAddress, input.PrivateIpAddresses ?? []),
      tags: tagsFor('network-interface', input.TagSpecifications),
      clientToken: clientTokenOf(input.ClientToken),
    })
    const view = await compute.networks.view(accountId).describe(nic)
    return {
      NetworkInterface: view && toNetworkInterface(view, context),
      ClientToken: input.ClientToken,
    }
  },
})

function descriptionOf(text = ''): string {
  if (text.length <= DESCRIPTION_LENGTH_MAX) return text
  const message = `A description has at most ${DESCRIPTION_LENGTH_MAX} characters`
  throw new Ec2Error('InvalidParameterValue', message)
}

export const deleteNetworkInterface = defineOperation({
  name: 'DeleteNetworkInterface',
  requires: ['NetworkInterfaceId'],
  async run({ compute, accountId }, { NetworkInterfaceId = '' }) {
    checkIds(networkInterfaceIdKind, [NetworkInterfaceId])
    await compute.networks.interfaces.delete(accountId, NetworkInterfaceId)
    return undefined
  },
})

/**
 * Every instance has the one interface that it was launched with, and its type says that it may have
 * no other: so this is refused, as EC2 refuses it for such types.
 */
export const attachNetworkInterface = defineOperation({
  name: 'AttachNetworkInterface',
  requires: ['NetworkInterfaceId', 'InstanceId', 'DeviceIndex'],
  refuses: ['EnaQueueCount', 'EnaSrdSpecification', 'NetworkCardIndex'],
  async run(context, { NetworkInterfaceId = '', InstanceId = '', DeviceIndex }) {
    checkIds(instanceIdKind, [InstanceId])
    const { nic } = await findInterface(context, NetworkInterfaceId)
    const machine = await context.compute.machines.get(context.accountId, InstanceId)
    if (!machine) throw missingIds(instanceIdKind, [InstanceId])
    if (nic.attachment) {
      throw new Ec2Error('InvalidNetworkInterface.InUse', `Interface: [${nic.id}] in use.`)
    }
    if (DeviceIndex === 0) {
      const message = `Instance '${InstanceId}' already has an interface attached at device index '0'.`
      throw new Ec2Error('InvalidParameterValue', message)
    }
    const message = `Interface count 2 exceeds the limit for ${machine.machineType}`
    throw new Ec2Error('AttachmentLimitExceeded', message)
  },
})

/** The primary interface cannot be detached, and there is no other. */
export const detachNetworkInterface = defineOperation({
  name: 'DetachNetworkInterface',
  requires: ['AttachmentId'],
  async run({ compute, accountId }, { AttachmentId = '' }) {
    for await (const { attachment } of compute.networks.interfaces.list(accountId)) {
      if (attachment?.id !== AttachmentId) continue
      const message =
        'The network interface at device index 0 and networkCard index 0 cannot be detached.'
      throw new Ec2Error('OperationNotPermitted', message)
    }
    const message = `The attachment ID '${AttachmentId.slice(0, 128)}' does not exist`
    throw new Ec2Error('InvalidAttachmentID.NotFound', message)
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html */
export const modifyNetworkInterfaceAttribute = defineOperation({
  name: 'ModifyNetworkInterfaceAttribute',
  requires: ['NetworkInterfaceId'],
  refuses: [
    'AssociatedSubnetIds',
    'AssociatePublicIpAddress',
    'ConnectionTrackingSpecification',
    'EnablePrimaryIpv6',
    'EnaSrdSpecification',
  ],
  async run(context, { NetworkInterfaceId = '', ...input }) {
    const { nic } = await findInterface(context, NetworkInterfaceId)
    const change = changeOf(input, nic.attachment?.id)
    await context.compute.networks.interfaces.modify(context.accountId, nic.id, change)
    return undefined
  },
})

function changeOf(
  input: Omit<ModifyNetworkInterfaceAttributeRequestInput, 'NetworkInterfaceId'>,
  attachmentId: string | undefined,
): InterfaceChange {
  const { Attachment, Description, Groups, SourceDestCheck } = input
  if (Groups) checkIds(securityGroupIdKind, Groups)
  if (SourceDestCheck) refuseForwarding(booleanOf(SourceDestCheck))
  if (Attachment?.EnaQueueCount !== undefined || Attachment?.DefaultEnaQueueCount) {
    throw new Ec2Error('UnsupportedOperation', 'Interfaces have no queues to be counted')
  }
  if (Attachment && Attachment.AttachmentId !== attachmentId) {
    const shown = (Attachment.AttachmentId ?? '').slice(0, 128)
    const message = `The attachment ID '${shown}' does not exist`
    throw new Ec2Error('InvalidAttachmentID.NotFound', message)
  }
  return {
    ...(Description && { description: descriptionOf(Description.Value) }),
    ...(Groups && { groupIds: Groups }),
    ...(Attachment?.DeleteOnTermination !== undefined && {
      deletesOnTermination: Attachment.DeleteOnTermination,
    }),
  }
}

/** Networks drop what a machine sends from other addresses, whatever it is for. */
export function refuseForwarding(checksSource: boolean): void {
  if (checksSource) return
  const message = 'The source and destination of traffic are always checked'
  throw new Ec2Error('UnsupportedOperation', message)
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaceAttribute.html */
export const describeNetworkInterfaceAttribute = defineOperation({
  name: 'DescribeNetworkInterfaceAttribute',
  requires: ['NetworkInterfaceId', 'Attribute'],
  async run(context, { NetworkInterfaceId = '', Attribute = '' }) {
    const view = await findInterface(context, NetworkInterfaceId)
    switch (Attribute) {
      case 'description':
        return { NetworkInterfaceId, Description: { Value: view.nic.description } }
      case 'groupSet':
        return { NetworkInterfaceId, Groups: toGroups(view) }
      case 'sourceDestCheck':
        return { NetworkInterfaceId, SourceDestCheck: { Value: true } }
      case 'attachment':
        return { NetworkInterfaceId, Attachment: toOwnAttachment(view) }
      case 'associatePublicIpAddress':
        return { NetworkInterfaceId, AssociatePublicIpAddress: view.nic.wantsPublicAddress }
    }
    const shown = Attribute.slice(0, 64)
    const message = `Value (${shown}) for parameter attribute is invalid. Unknown attribute.`
    throw new Ec2Error('InvalidParameterValue', message)
  },
})

async function findInterface(
  { compute, accountId }: Ec2Context,
  id: string,
): Promise<InterfaceView> {
  checkIds(networkInterfaceIdKind, [id])
  const view = await compute.networks.view(accountId).get(id)
  if (!view) throw missingIds(networkInterfaceIdKind, [id])
  return view
}

const interfaceListing: Listing<DescribeNetworkInterfacesRequestInput, NetworkInterfaceOutput> = {
  name: 'DescribeNetworkInterfaces',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: networkInterfaceIdKind,
    idsOf: input => input.NetworkInterfaceIds,
    async find(context, id) {
      const view = await context.compute.networks.view(context.accountId).get(id)
      return view && toNetworkInterface(view, context)
    },
  },
  filters: networkInterfaceFilters,
  tagsOf: nic => nic.TagSet ?? [],
  async *list(context, after) {
    const { networks } = context.compute
    const around = networks.view(context.accountId)
    for await (const nic of networks.interfaces.list(context.accountId, after)) {
      const view = await around.describe(nic)
      if (view) yield toNetworkInterface(view, context)
    }
  },
  positionOf: nic => nic.NetworkInterfaceId ?? '',
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html */
export const describeNetworkInterfaces = defineOperation({
  name: 'DescribeNetworkInterfaces',
  async run(context, input) {
    const { items, NextToken } = await listItems(interfaceListing, context, input)
    return { NetworkInterfaces: items, NextToken }
  },
})

function toNetworkInterface(view: InterfaceView, { region }: Ec2Context): NetworkInterfaceOutput {
  const { nic, publicAddress } = view
  const { PrivateDnsName, PrivateIpAddress, ...common } = toInterface(view, region)
  const elastic = publicAddress?.elastic
  const Association = toAssociation(view, region) && {
    ...toAssociation(view, region),
    AllocationId: elastic?.id,
    AssociationId: elastic?.associationId,
  }
  return {
    ...common,
    Association,
    Attachment: toOwnAttachment(view),
    AvailabilityZone: availabilityZoneOf(region),
    AvailabilityZoneId: zoneIdOf(region),
    PrivateDnsName,
    PrivateIpAddress,
    PrivateIpAddresses: [{ Association, Primary: true, PrivateDnsName, PrivateIpAddress }],
    RequesterManaged: false,
    TagSet: toTagSet(nic.tags),
  }
}

function toOwnAttachment(view: InterfaceView) {
  const { attachment, accountId } = view.nic
  if (!attachment) return undefined
  return {
    ...toAttachment(view),
    InstanceId: attachment.machineId,
    InstanceOwnerId: accountId,
  }
}
