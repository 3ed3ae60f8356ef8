/**
 * What a machine's metadata service holds, as a tree: a listing is made from the same nodes that
 * answer, so what is listed can always be read.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html
 */
import { availabilityZoneOf } from '../availability-zone.ts'
import { privateDomainOf, publicDnsNameOf } from '../networks/host-names.ts'
import type { InterfaceView } from '../networks/network-view.ts'
import type { MachineRecord } from '../records.ts'

/** Text, bytes, or names with what is below them; `undefined` leaves a name out. */
export type Leaf = string | Uint8Array
export interface Folder {
  readonly [name: string]: Leaf | Folder | undefined
}

export interface MetadataSource {
  readonly machine: MachineRecord
  readonly network: InterfaceView
  readonly userData: Leaf | undefined
  readonly region: string
}

/** What is below a date, such as `latest/`. */
export function metadataTree(source: MetadataSource): Folder {
  return {
    dynamic: { 'instance-identity': { document: identityDocument(source) } },
    'meta-data': metaData(source),
    'user-data': source.userData,
  }
}

function metaData(source: MetadataSource): Folder {
  const { machine, network, region } = source
  const hostname = `${machine.hostname}.${privateDomainOf(region)}`
  return {
    'ami-id': machine.imageId,
    'ami-launch-index': String(machine.launchIndex),
    'ami-manifest-path': '(unknown)',
    'block-device-mapping': blockDevices(machine),
    hostname,
    'instance-action': 'none',
    'instance-id': machine.id,
    'instance-life-cycle': 'on-demand',
    'instance-type': machine.machineType,
    'local-hostname': hostname,
    'local-ipv4': machine.privateIpAddress,
    mac: machine.macAddress,
    network: {
      interfaces: { macs: { [machine.macAddress]: networkInterface(source, hostname) } },
    },
    placement: {
      'availability-zone': availabilityZoneOf(region),
      region,
    },
    profile: 'default-hvm',
    ...publicNames(source),
    'public-keys': machine.publicKey === '' ? undefined : publicKeys(machine),
    'reservation-id': machine.reservationId,
    'security-groups': network.groups.map(group => group.name).join('\n'),
    services: { domain: 'amazonaws.com', partition: 'aws' },
    tags: machine.metadataOptions.showsTags ? { instance: instanceTags(machine) } : undefined,
  }
}

/** Left out where there is no public address. */
function publicNames({ network: { publicAddress, vpc }, region }: MetadataSource) {
  if (!publicAddress) return {}
  const { address } = publicAddress
  const name = vpc.hasDnsHostnames ? publicDnsNameOf(address, region) : undefined
  return { 'public-hostname': name, 'public-ipv4': address }
}

function networkInterface(source: MetadataSource, hostname: string): Folder {
  const { machine, network, region } = source
  const { vpc, subnet, groups, publicAddress } = network
  const publicNamesHere = publicAddress && {
    'ipv4-associations': { [publicAddress.address]: machine.privateIpAddress },
    'public-hostname': vpc.hasDnsHostnames
      ? publicDnsNameOf(publicAddress.address, region)
      : undefined,
    'public-ipv4s': publicAddress.address,
  }
  return {
    'device-number': '0',
    'interface-id': machine.interfaceId,
    'local-hostname': hostname,
    'local-ipv4s': machine.privateIpAddress,
    mac: machine.macAddress,
    'network-card': '0',
    'owner-id': machine.accountId,
    ...publicNamesHere,
    'security-group-ids': groups.map(group => group.id).join('\n'),
    'security-groups': groups.map(group => group.name).join('\n'),
    'subnet-id': subnet.id,
    'subnet-ipv4-cidr-block': subnet.cidr,
    'vpc-id': vpc.id,
    'vpc-ipv4-cidr-block': vpc.cidr,
    'vpc-ipv4-cidr-blocks': vpc.cidr,
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-device-mapping-concepts.html */
function blockDevices({ rootDeviceName, disks }: MachineRecord): Folder {
  const others = disks.filter(disk => disk.slot > 0)
  const named = others.map(({ deviceName }, index) => [`ebs${index + 1}`, deviceName])
  return { ami: rootDeviceName, ...Object.fromEntries(named), root: rootDeviceName }
}

/** The first key is listed as `0=name`, and read below `0`. */
function publicKeys(machine: MachineRecord): Folder {
  return { 0: { 'openssh-key': `${machine.publicKey}\n` } }
}

/** How a folder's child is listed: folders below the top end in a slash, public keys show names. */
export function listedName(
  path: readonly string[],
  name: string,
  child: Leaf | Folder,
  keyName: string,
): string {
  if (path.join('/') === 'meta-data/public-keys') return `${name}=${keyName}`
  return path.length === 0 || isLeaf(child) ? name : `${name}/`
}

export function isLeaf(node: Leaf | Folder): node is Leaf {
  return typeof node === 'string' || node instanceof Uint8Array
}

/** Keys that could not be told from paths are left out, as on AWS. */
function instanceTags({ tags }: MachineRecord): Folder {
  const shown = Object.entries(tags).filter(
    ([key]) => /^[A-Za-z0-9+\-=.,_:@]+$/.test(key) && !['.', '..', '_index'].includes(key),
  )
  return Object.fromEntries(shown)
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html */
function identityDocument({ machine, region }: MetadataSource): string {
  const document = {
    accountId: machine.accountId,
    architecture: machine.architecture,
    availabilityZone: availabilityZoneOf(region),
    billingProducts: null,
    devpayProductCodes: null,
    marketplaceProductCodes: null,
    imageId: machine.imageId,
    instanceId: machine.id,
    instanceType: machine.machineType,
    kernelId: null,
    pendingTime: new Date(machine.launchedAtMs).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    privateIp: machine.privateIpAddress,
    ramdiskId: null,
    region,
    version: '2017-09-30',
  }
  return JSON.stringify(document, null, 2)
}
