/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html */
import { availabilityZoneOf } from '../../compute/availability-zone.ts'
import type { LaunchRequest } from '../../compute/machine-blueprint.ts'
import type { MachineSwitches } from '../../compute/records.ts'
import { clientTokenOf } from '../client-token.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, imageIdKind } from '../identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsByType } from '../tag-sets.ts'
import type { RunInstancesRequestInput } from '../wire/wire.generated.ts'
import { createSurroundings, toInstance } from './instance-view.ts'
import { disksOf } from './launch-disks.ts'
import { metadataOptionsOf, shutdownBehaviorOf, userDataOf } from './launch-parameters.ts'
import { templateTags, withTemplate } from './launch-template-merge.ts'
import { groupChoiceOf } from './placement-groups.ts'
import { launchNetworkOf } from './run-instances-network.ts'

const DEFAULT_TYPE = 't3.micro'

export const runInstances = defineOperation({
  name: 'RunInstances',
  requires: ['ImageId', 'MinCount', 'MaxCount'],
  refuses: [
    'CapacityReservationSpecification',
    'CpuOptions',
    'ElasticGpuSpecification',
    'ElasticInferenceAccelerators',
    'EnclaveOptions',
    'HibernationOptions',
    'IamInstanceProfile',
    'InstanceMarketOptions',
    'Ipv6AddressCount',
    'Ipv6Addresses',
    'KernelId',
    'LicenseSpecifications',
    'RamdiskId',
    'SecondaryInterfaces',
  ],
  complete: withTemplate,
  async run(context, input) {
    checkPlacement(context, input)
    const request = await toLaunchRequest(context, input)
    const machines = await context.compute.launch(request)
    const around = createSurroundings(context)
    return {
      ReservationId: machines[0]?.reservationId,
      OwnerId: context.accountId,
      Groups: [],
      Instances: await Promise.all(
        machines.map(async machine => toInstance(machine, await around(machine))),
      ),
    }
  },
})

async function toLaunchRequest(
  context: Ec2Context,
  input: RunInstancesRequestInput,
): Promise<LaunchRequest> {
  const { ImageId = '', KeyName = '' } = input
  checkIds(imageIdKind, [ImageId])
  const { countMin, countMax } = countsOf(input)
  const tags = tagsByType(['instance', 'network-interface', 'volume'], input.TagSpecifications)
  return {
    accountId: context.accountId,
    imageId: ImageId,
    machineType: input.InstanceType ?? DEFAULT_TYPE,
    countMin,
    countMax,
    keyName: KeyName,
    userDataBase64: userDataOf(input.UserData),
    clientToken: clientTokenOf(input.ClientToken),
    tags: { ...tags.instance, ...templateTags(input) },
    disks: disksOf(context, input, tags.volume ?? {}),
    network: launchNetworkOf(input, countMax, tags['network-interface'] ?? {}),
    shutdownBehavior: shutdownBehaviorOf(input.InstanceInitiatedShutdownBehavior),
    metadataOptions: metadataOptionsOf(input.MetadataOptions ?? {}),
    switches: switchesOf(input),
    ...groupOf(input),
  }
}

function groupOf({ Placement = {} }: RunInstancesRequestInput): Pick<LaunchRequest, 'group'> {
  const group = groupChoiceOf(Placement)
  return group ? { group } : {}
}

/** Only those that are on, so that requests which mean the same are the same. */
function switchesOf(input: RunInstancesRequestInput): MachineSwitches {
  return {
    ...(input.DisableApiStop && { isStopProtected: true }),
    ...(input.DisableApiTermination && { isTerminationProtected: true }),
    ...(input.Monitoring?.Enabled && { isMonitored: true }),
    ...(input.EbsOptimized && { isEbsOptimized: true }),
  }
}

function countsOf({ MinCount = 0, MaxCount = 0 }: RunInstancesRequestInput) {
  if (!Number.isInteger(MinCount) || !Number.isInteger(MaxCount) || MinCount < 1) {
    throw new Ec2Error('InvalidParameterValue', 'MinCount must be a number of at least 1')
  }
  if (MaxCount < MinCount) {
    throw new Ec2Error('InvalidParameterValue', 'MaxCount must not be less than MinCount')
  }
  return { countMin: MinCount, countMax: MaxCount }
}

/** There is one zone, and there are no dedicated hosts. */
function checkPlacement({ region }: Ec2Context, input: RunInstancesRequestInput): void {
  const { AvailabilityZone, Tenancy, GroupName, GroupId, PartitionNumber, ...others } =
    input.Placement ?? {}
  if (AvailabilityZone && AvailabilityZone !== availabilityZoneOf(region)) {
    const message = `Invalid availability zone: [${AvailabilityZone.slice(0, 64)}]`
    throw new Ec2Error('InvalidParameterValue', message)
  }
  if ((Tenancy && Tenancy !== 'default') || Object.values(others).some(value => value)) {
    throw new Ec2Error('UnsupportedOperation', 'Only zone and group of a placement can be chosen')
  }
}
