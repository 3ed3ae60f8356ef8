/** A machine as EC2 shows it. */
import { availabilityZoneOf } from '../../compute/availability-zone.ts'
import type { Transition } from '../../compute/machines.ts'
import type { InterfaceView } from '../../compute/networks/network-view.ts'
import type { MachineRecord, MachineState, StateCause } from '../../compute/records.ts'
import type { Ec2Context } from '../operation.ts'
import { toTagSet } from '../tag-sets.ts'
import type {
  InstanceOutput,
  InstanceStateChangeOutput,
  InstanceStateOutput,
} from '../wire/wire.generated.ts'
import {
  privateDnsNameOf,
  publicDnsNameIn,
  toGroups,
  toInstanceInterface,
} from './interface-view.ts'
import { toInstanceDevice } from './volume-view.ts'

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
  'host-lost': ['Server.InternalError', 'The host of the instance is lost'],
  'no-capacity': ['Server.InsufficientInstanceCapacity', 'Insufficient capacity to launch'],
}

/** What a machine's record does not say. */
export interface Surroundings {
  readonly region: string
  /** `undefined` when it is gone, as it is after the machine's end. */
  readonly network: InterfaceView | undefined
}

/** Finds what is around each machine of one answer; what they share is read once. */
export function createSurroundings({
  compute,
  accountId,
  region,
}: Ec2Context): (machine: MachineRecord) => Promise<Surroundings> {
  const view = compute.networks.view(accountId)
  return async ({ state, interfaceId }) => ({
    region,
    network: state === 'terminated' ? undefined : await view.get(interfaceId),
  })
}

export function toInstance(machine: MachineRecord, around: Surroundings): InstanceOutput {
  const { region, network } = around
  const reason = stateReasons[machine.stateCause]
  return {
    AmiLaunchIndex: machine.launchIndex,
    Architecture: machine.architecture,
    BlockDeviceMappings: machine.disks.map(disk => toInstanceDevice(disk, machine)),
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
    NetworkInterfaces: network ? [toInstanceInterface(network, region)] : [],
    Placement: {
      AvailabilityZone: availabilityZoneOf(region),
      GroupName: machine.group?.groupName ?? '',
      Tenancy: 'default',
      GroupId: machine.group?.groupId,
      PartitionNumber: machine.group?.partition,
    },
    PlatformDetails: 'Linux/UNIX',
    PrivateDnsName: network ? privateDnsNameOf(network, region) : '',
    PrivateIpAddress: network?.nic.privateIpAddress,
    ProductCodes: [],
    PublicDnsName: network ? publicDnsNameIn(network, region) : '',
    PublicIpAddress: network?.publicAddress?.address,
    RootDeviceName: machine.rootDeviceName,
    RootDeviceType: 'ebs',
    SecurityGroups: network ? toGroups(network) : [],
    SourceDestCheck: network && true,
    State: toState(machine.state),
    StateReason: reason && { Code: reason[0], Message: `${reason[0]}: ${reason[1]}` },
    StateTransitionReason: toTransitionReason(machine),
    SubnetId: network?.nic.subnetId,
    Tags: toTagSet(machine.tags),
    UsageOperation: 'RunInstances',
    VirtualizationType: 'hvm',
    VpcId: network?.nic.vpcId,
  }
}

function toCpuOptions(vcpuCount: number) {
  const ThreadsPerCore = vcpuCount % 2 === 0 ? 2 : 1
  return { CoreCount: vcpuCount / ThreadsPerCore, ThreadsPerCore }
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

/** `User initiated (2026-01-02 03:04:05 GMT)`, as on AWS. */
function toTransitionReason({ stateCause, stateChangedAtMs }: MachineRecord): string {
  if (stateCause !== 'user' && stateCause !== 'guest') return ''
  const time = new Date(stateChangedAtMs).toISOString().slice(0, 19).replace('T', ' ')
  return `User initiated (${time} GMT)`
}
