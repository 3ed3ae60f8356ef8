/** What instances can be asked by: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
import type { FilterTable } from '../filters.ts'
import type { InstanceOutput } from '../wire/wire.generated.ts'

/** An instance and what its reservation adds. */
export interface ListedInstance {
  readonly instance: InstanceOutput
  readonly reservationId: string
  readonly ownerId: string
}

const groupFilters: FilterTable<ListedInstance> = {
  'group-id': ({ instance }) => instance.SecurityGroups?.map(group => group.GroupId),
  'group-name': ({ instance }) => instance.SecurityGroups?.map(group => group.GroupName),
  'instance.group-id': ({ instance }) => instance.SecurityGroups?.map(group => group.GroupId),
  'instance.group-name': ({ instance }) => instance.SecurityGroups?.map(group => group.GroupName),
  'network-interface.group-id': ({ instance }) =>
    instance.SecurityGroups?.map(group => group.GroupId),
}

const addressFilters: FilterTable<ListedInstance> = {
  'network-interface.addresses.association.ip-owner-id': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.Association?.IpOwnerId),
  'network-interface.addresses.association.public-ip': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.Association?.PublicIp),
  'network-interface.addresses.primary': () => 'true',
  'network-interface.association.ip-owner-id': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.Association?.IpOwnerId),
  'network-interface.association.public-ip': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.Association?.PublicIp),
  'network-interface.attachment.attachment-id': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.Attachment?.AttachmentId),
  'network-interface.attachment.delete-on-termination': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => String(each.Attachment?.DeleteOnTermination)),
  'network-interface.attachment.device-index': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => String(each.Attachment?.DeviceIndex)),
  'network-interface.description': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.Description),
  'network-interface.group-name': ({ instance }) =>
    instance.SecurityGroups?.map(group => group.GroupName),
  'network-interface.owner-id': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.OwnerId),
  'network-interface.source-dest-check': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => String(each.SourceDestCheck)),
  'network-interface.status': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.Status),
}

const deviceFilters: FilterTable<ListedInstance> = {
  'block-device-mapping.delete-on-termination': ({ instance }) =>
    instance.BlockDeviceMappings?.map(device => String(device.Ebs?.DeleteOnTermination)),
  'block-device-mapping.device-name': ({ instance }) =>
    instance.BlockDeviceMappings?.map(device => device.DeviceName),
  'block-device-mapping.status': ({ instance }) =>
    instance.BlockDeviceMappings?.map(device => device.Ebs?.Status),
  'block-device-mapping.volume-id': ({ instance }) =>
    instance.BlockDeviceMappings?.map(device => device.Ebs?.VolumeId),
  'network-interface.mac-address': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.MacAddress),
  'network-interface.network-interface-id': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.NetworkInterfaceId),
  'network-interface.private-dns-name': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.PrivateDnsName),
  'network-interface.subnet-id': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.SubnetId),
  'network-interface.vpc-id': ({ instance }) => instance.NetworkInterfaces?.map(each => each.VpcId),
  'network-interface.addresses.private-ip-address': ({ instance }) =>
    instance.NetworkInterfaces?.map(each => each.PrivateIpAddress),
}

/** States: also those that DescribeInstanceStatus knows. */
export const stateFilters: FilterTable<ListedInstance> = {
  'availability-zone': ({ instance }) => instance.Placement?.AvailabilityZone,
  'instance-state-code': ({ instance }) => String(instance.State?.Code),
  'instance-state-name': ({ instance }) => instance.State?.Name,
}

export const instanceFilters: FilterTable<ListedInstance> = {
  ...groupFilters,
  ...addressFilters,
  ...deviceFilters,
  ...stateFilters,
  architecture: ({ instance }) => instance.Architecture,
  'client-token': ({ instance }) => instance.ClientToken,
  'dns-name': ({ instance }) => instance.PublicDnsName,
  hypervisor: ({ instance }) => instance.Hypervisor,
  'image-id': ({ instance }) => instance.ImageId,
  'instance-id': ({ instance }) => instance.InstanceId,
  'instance-lifecycle': () => undefined,
  'instance-type': ({ instance }) => instance.InstanceType,
  'ip-address': ({ instance }) => instance.PublicIpAddress,
  'key-name': ({ instance }) => instance.KeyName,
  'launch-index': ({ instance }) => String(instance.AmiLaunchIndex),
  'launch-time': ({ instance }) => instance.LaunchTime?.toISOString(),
  'metadata-options.http-endpoint': ({ instance }) => instance.MetadataOptions?.HttpEndpoint,
  'metadata-options.http-tokens': ({ instance }) => instance.MetadataOptions?.HttpTokens,
  'monitoring-state': ({ instance }) => instance.Monitoring?.State,
  'owner-id': ({ ownerId }) => ownerId,
  'placement-group-name': ({ instance }) => instance.Placement?.GroupName,
  platform: () => undefined,
  'private-dns-name': ({ instance }) => instance.PrivateDnsName,
  'private-ip-address': ({ instance }) => instance.PrivateIpAddress,
  reason: ({ instance }) => instance.StateTransitionReason,
  'reservation-id': ({ reservationId }) => reservationId,
  'root-device-name': ({ instance }) => instance.RootDeviceName,
  'root-device-type': ({ instance }) => instance.RootDeviceType,
  'source-dest-check': ({ instance }) => String(instance.SourceDestCheck),
  'state-reason-code': ({ instance }) => instance.StateReason?.Code,
  'subnet-id': ({ instance }) => instance.SubnetId,
  tenancy: ({ instance }) => instance.Placement?.Tenancy,
  'virtualization-type': ({ instance }) => instance.VirtualizationType,
  'vpc-id': ({ instance }) => instance.VpcId,
}
