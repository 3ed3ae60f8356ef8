/** A network interface as EC2 shows it: by itself, and as a part of its instance. */
import {
  privateDomainOf,
  privateHostname,
  publicDnsNameOf,
} from '../../compute/networks/host-names.ts'
import type { InterfaceView } from '../../compute/networks/network-view.ts'
import type {
  GroupIdentifierOutput,
  InstanceNetworkInterfaceOutput,
} from '../wire/wire.generated.ts'

export function privateDnsNameOf({ nic }: InterfaceView, region: string): string {
  return `${privateHostname(nic.privateIpAddress)}.${privateDomainOf(region)}`
}

/** Empty without a public address, or where the VPC gives no names. */
export function publicDnsNameIn({ publicAddress, vpc }: InterfaceView, region: string): string {
  return publicAddress && vpc.hasDnsHostnames ? publicDnsNameOf(publicAddress.address, region) : ''
}

export function toGroups({ groups }: InterfaceView): readonly GroupIdentifierOutput[] {
  return groups.map(({ id, name }) => ({ GroupId: id, GroupName: name }))
}

/** `amazon` is the owner of addresses that nobody has allocated. */
export function toAssociation(view: InterfaceView, region: string) {
  const { publicAddress } = view
  if (!publicAddress) return undefined
  return {
    IpOwnerId: publicAddress.elastic ? publicAddress.elastic.accountId : 'amazon',
    PublicDnsName: publicDnsNameIn(view, region),
    PublicIp: publicAddress.address,
  }
}

/** What both ways of showing it have in common. */
export function toInterface(view: InterfaceView, region: string) {
  const { nic } = view
  const PrivateDnsName = privateDnsNameOf(view, region)
  const PrivateIpAddress = nic.privateIpAddress
  const Association = toAssociation(view, region)
  return {
    Association,
    Description: nic.description,
    Groups: toGroups(view),
    InterfaceType: 'interface',
    Ipv6Addresses: [],
    MacAddress: nic.macAddress,
    NetworkInterfaceId: nic.id,
    OwnerId: nic.accountId,
    PrivateDnsName,
    PrivateIpAddress,
    PrivateIpAddresses: [{ Association, Primary: true, PrivateDnsName, PrivateIpAddress }],
    // Nothing passes an interface that is neither from it nor for it.
    SourceDestCheck: true,
    Status: nic.attachment ? 'in-use' : 'available',
    SubnetId: nic.subnetId,
    VpcId: nic.vpcId,
  }
}

export function toAttachment({ nic: { attachment } }: InterfaceView) {
  if (!attachment) return undefined
  return {
    AttachTime: new Date(attachment.attachedAtMs),
    AttachmentId: attachment.id,
    DeleteOnTermination: attachment.deletesOnTermination,
    DeviceIndex: 0,
    NetworkCardIndex: 0,
    Status: 'attached',
  }
}

export function toInstanceInterface(
  view: InterfaceView,
  region: string,
): InstanceNetworkInterfaceOutput {
  return { ...toInterface(view, region), Attachment: toAttachment(view) }
}
