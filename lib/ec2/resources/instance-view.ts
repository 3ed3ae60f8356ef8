/** A machine as EC2 shows it. */
import {
  availabilityZoneOf,
  type DefaultNetwork,
  defaultNetworkOf,
  privateDomainOf,
} from '../../compute/default-network.ts'
import type { Transition } from '../../compute/machines.ts'
import type { MachineRecord, MachineState, StateCause } from '../../compute/records.ts'
import { toTagSet } from '../tag-sets.ts'
import type {
  InstanceNetworkInterfaceOutput,
  InstanceOutput,
  InstanceStateChangeOutput,
  InstanceStateOutput,
} from '../wire/wire.generated.ts'

const stateCodes: Readonly<Record<MachineState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
}

export function toState(state: MachineState): InstanceStateOutput {
  return { Code: stateCodes[state], Name: state }
}

export function toStateChange(transition: Transition): InstanceStateChangeOutput {
  return {
    InstanceId: transition.id,
    CurrentState: toState(transition.current),
    PreviousState: toState(transition.previous),
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
const stateReasons: Readonly<
  Record<StateCause, readonly [code: string, text: string] | undefined>
> = {
  none: undefined,
  user: ['Client.UserInitiatedShutdown', 'User initiated shutdown'],
  guest: ['Client.InstanceInitiatedShutdown', 'Instance initiated shutdown'],
  crash: ['Server.InternalError', 'The instance stopped unexpectedly'],
  'start-failed': ['Server.InternalError', 'Internal error on launch'],
  'no-capacity': ['Server.InsufficientInstanceCapacity', 'Insufficient capacity to launch'],
}

/** What a machine's record does not say; made once for all machines of a listing. */
export interface Surroundings {
  readonly region: string
  readonly network: DefaultNetwork
}

export function surroundingsOf(context: {
  readonly region: string
  readonly accountId: string
}): Surroundings {
  return { region: context.region, network: defaultNetworkOf(context.accountId) }
}

export function toInstance(machine: MachineRecord, around: Surroundings): InstanceOutput {
  const { region, network } = around
  const isGone = machine.state === 'terminated'
  const reason = stateReasons[machine.stateCause]
  return {
    AmiLaunchIndex: machine.launchIndex,
    Architecture: machine.architecture,
    BlockDeviceMappings: isGone ? [] : [toRootDevice(machine)],
    ClientToken: machine.clientToken,
    CpuOptions: toCpuOptions(machine.vcpuCount),
    EbsOptimized: machine.isEbsOptimized ?? false,
    EnaSupport: true,
    Hypervisor: 'xen',
    ImageId: machine.imageId,
    InstanceId: machine.id,
    InstanceType: machine.machineType,
    KeyName: machine.keyName === '' ? undefined : machine.keyName,
    LaunchTime: new Date(machine.launchedAtMs),
    MetadataOptions: toMetadataOptions(machine),
    Monitoring: { State: machine.isMonitored ? 'enabled' : 'disabled' },
    NetworkInterfaces: isGone ? [] : [toNetworkInterface(machine, network, region)],
    Placement: { AvailabilityZone: availabilityZoneOf(region), GroupName: '', Tenancy: 'default' },
    PlatformDetails: 'Linux/UNIX',
    PrivateDnsName: isGone ? '' : privateDnsNameOf(machine, region),
    PrivateIpAddress: isGone ? undefined : machine.privateIpAddress,
    ProductCodes: [],
    PublicDnsName: '',
    RootDeviceName: machine.rootDeviceName,
    RootDeviceType: 'ebs',
    SecurityGroups: isGone ? [] : toGroups(network),
    SourceDestCheck: isGone ? undefined : (machine.checksSourceAndDestination ?? true),
    State: toState(machine.state),
    StateReason: reason && { Code: reason[0], Message: `${reason[0]}: ${reason[1]}` },
    StateTransitionReason: toTransitionReason(machine),
    SubnetId: isGone ? undefined : network.subnetId,
    Tags: toTagSet(machine.tags),
    UsageOperation: 'RunInstances',
    VirtualizationType: 'hvm',
    VpcId: isGone ? undefined : network.vpcId,
  }
}

export function privateDnsNameOf(machine: MachineRecord, region: string): string {
  return `${machine.hostname}.${privateDomainOf(region)}`
}

function toCpuOptions(vcpuCount: number) {
  const ThreadsPerCore = vcpuCount % 2 === 0 ? 2 : 1
  return { CoreCount: vcpuCount / ThreadsPerCore, ThreadsPerCore }
}

function toGroups({ securityGroupId, securityGroupName }: DefaultNetwork) {
  return [{ GroupId: securityGroupId, GroupName: securityGroupName }]
}

function toRootDevice(machine: MachineRecord) {
  return {
    DeviceName: machine.rootDeviceName,
    Ebs: {
      AttachTime: new Date(machine.createdAtMs),
      DeleteOnTermination: machine.deleteDiskOnTermination,
      Status: machine.hasRun ? 'attached' : 'attaching',
      VolumeId: machine.volumeId,
    },
  }
}

export function toMetadataOptions({ metadataOptions }: MachineRecord) {
  return {
    State: 'applied',
    HttpEndpoint: metadataOptions.isEnabled ? 'enabled' : 'disabled',
    HttpTokens: metadataOptions.isTokenRequired ? 'required' : 'optional',
    HttpPutResponseHopLimit: metadataOptions.hopLimit ?? 1,
    HttpProtocolIpv6: 'disabled',
    InstanceMetadataTags: metadataOptions.showsTags ? 'enabled' : 'disabled',
  }
}

function toNetworkInterface(
  machine: MachineRecord,
  network: DefaultNetwork,
  region: string,
): InstanceNetworkInterfaceOutput {
  const PrivateDnsName = privateDnsNameOf(machine, region)
  const PrivateIpAddress = machine.privateIpAddress
  return {
    Attachment: {
      AttachTime: new Date(machine.createdAtMs),
      AttachmentId: machine.interfaceId.replace('eni-', 'eni-attach-'),
      DeleteOnTermination: true,
      DeviceIndex: 0,
      NetworkCardIndex: 0,
      Status: 'attached',
    },
    Description: '',
    Groups: toGroups(network),
    InterfaceType: 'interface',
    Ipv6Addresses: [],
    MacAddress: machine.macAddress,
    NetworkInterfaceId: machine.interfaceId,
    OwnerId: machine.accountId,
    PrivateDnsName,
    PrivateIpAddress,
    PrivateIpAddresses: [{ Primary: true, PrivateDnsName, PrivateIpAddress }],
    SourceDestCheck: machine.checksSourceAndDestination ?? true,
    Status: 'in-use',
    SubnetId: network.subnetId,
    VpcId: network.vpcId,
  }
}

/** `User initiated (2026-01-02 03:04:05 GMT)`, as on AWS. */
function toTransitionReason({ stateCause, stateChangedAtMs }: MachineRecord): string {
  if (stateCause !== 'user' && stateCause !== 'guest') return ''
  const time = new Date(stateChangedAtMs).toISOString().slice(0, 19).replace('T', ' ')
  return `User initiated (${time} GMT)`
}
