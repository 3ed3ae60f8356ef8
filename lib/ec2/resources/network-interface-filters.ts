/** What interfaces can be asked by: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html */
import type { FilterTable } from '../filters.ts'
import type { NetworkInterfaceOutput } from '../wire/wire.generated.ts'

const associationFilters: FilterTable<NetworkInterfaceOutput> = {
  'addresses.association.owner-id': nic => nic.Association?.IpOwnerId,
  'addresses.association.public-ip': nic => nic.Association?.PublicIp,
  'addresses.primary': () => 'true',
  'addresses.private-ip-address': nic => nic.PrivateIpAddress,
  'association.allocation-id': nic => nic.Association?.AllocationId,
  'association.association-id': nic => nic.Association?.AssociationId,
  'association.ip-owner-id': nic => nic.Association?.IpOwnerId,
  'association.public-dns-name': nic => nic.Association?.PublicDnsName,
  'association.public-ip': nic => nic.Association?.PublicIp,
}

const attachmentFilters: FilterTable<NetworkInterfaceOutput> = {
  'attachment.attach-time': nic => nic.Attachment?.AttachTime?.toISOString(),
  'attachment.attachment-id': nic => nic.Attachment?.AttachmentId,
  'attachment.delete-on-termination': nic =>
    nic.Attachment && String(nic.Attachment.DeleteOnTermination),
  'attachment.device-index': nic => nic.Attachment?.DeviceIndex?.toString(),
  'attachment.instance-id': nic => nic.Attachment?.InstanceId,
  'attachment.instance-owner-id': nic => nic.Attachment?.InstanceOwnerId,
  'attachment.nat-gateway-id': () => undefined,
  'attachment.status': nic => nic.Attachment?.Status,
}

export const networkInterfaceFilters: FilterTable<NetworkInterfaceOutput> = {
  ...associationFilters,
  ...attachmentFilters,
  'availability-zone': nic => nic.AvailabilityZone,
  'availability-zone-id': nic => nic.AvailabilityZoneId,
  description: nic => nic.Description,
  'group-id': nic => nic.Groups?.map(group => group.GroupId),
  'group-name': nic => nic.Groups?.map(group => group.GroupName),
  'interface-type': nic => nic.InterfaceType,
  'ipv6-addresses.ipv6-address': () => undefined,
  'mac-address': nic => nic.MacAddress,
  'network-interface-id': nic => nic.NetworkInterfaceId,
  'owner-id': nic => nic.OwnerId,
  'private-dns-name': nic => nic.PrivateDnsName,
  'private-ip-address': nic => nic.PrivateIpAddress,
  'requester-id': () => undefined,
  'requester-managed': nic => String(nic.RequesterManaged),
  'source-dest-check': nic => String(nic.SourceDestCheck),
  status: nic => nic.Status,
  'subnet-id': nic => nic.SubnetId,
  'vpc-id': nic => nic.VpcId,
}
