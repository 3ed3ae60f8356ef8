/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html */
import { availabilityZoneOf } from '../../compute/availability-zone.ts'
import type { MachineType } from '../../compute/machine-types.ts'
import { Ec2Error } from '../errors.ts'
import { type Listing, listItems } from '../listing.ts'
import { defineOperation } from '../operation.ts'
import type {
  DescribeInstanceTypeOfferingsRequestInput,
  DescribeInstanceTypesRequestInput,
  InstanceTypeInfoOutput,
  InstanceTypeOfferingOutput,
} from '../wire/wire.generated.ts'
import { zoneIdOf } from './regions.ts'

const MIB = 2 ** 20

const typeListing: Listing<DescribeInstanceTypesRequestInput, InstanceTypeInfoOutput> = {
  name: 'DescribeInstanceTypes',
  pageSize: { min: 5, max: 100 },
  filters: {
    'bare-metal': type => String(type.BareMetal),
    'burstable-performance-supported': type => String(type.BurstablePerformanceSupported),
    'current-generation': type => String(type.CurrentGeneration),
    'free-tier-eligible': type => String(type.FreeTierEligible),
    hypervisor: type => type.Hypervisor,
    'instance-storage-supported': type => String(type.InstanceStorageSupported),
    'instance-type': type => type.InstanceType,
    'memory-info.size-in-mib': type => String(type.MemoryInfo?.SizeInMiB),
    'processor-info.supported-architecture': type => type.ProcessorInfo?.SupportedArchitectures,
    'supported-boot-mode': type => type.SupportedBootModes,
    'supported-root-device-type': type => type.SupportedRootDeviceTypes,
    'supported-usage-class': type => type.SupportedUsageClasses,
    'supported-virtualization-type': type => type.SupportedVirtualizationTypes,
    'vcpu-info.default-cores': type => String(type.VCpuInfo?.DefaultCores),
    'vcpu-info.default-vcpus': type => String(type.VCpuInfo?.DefaultVCpus),
  },
  async *list({ compute }, after) {
    const names = [...compute.machineTypes.keys()].sort()
    for (const name of names) {
      const type = compute.machineTypes.get(name)
      if (type && (after === undefined || name > after)) yield toTypeInfo(type)
    }
  },
  positionOf: type => type.InstanceType ?? '',
}

export const describeInstanceTypes = defineOperation({
  name: 'DescribeInstanceTypes',
  async run(context, input) {
    const wanted = input.InstanceTypes ?? []
    const unknown = wanted.filter(name => !context.compute.machineTypes.has(name))
    if (unknown.length > 0) {
      const shown = unknown.join(', ').slice(0, 256)
      const message = `The following supplied instance types do not exist: [${shown}]`
      throw new Ec2Error('InvalidInstanceType', message)
    }
    const named = { Name: 'instance-type', Values: wanted }
    const Filters = [...(input.Filters ?? []), ...(wanted.length > 0 ? [named] : [])]
    const { items, NextToken } = await listItems(typeListing, context, { ...input, Filters })
    return { InstanceTypes: items, NextToken }
  },
})

const locationTypes = ['region', 'availability-zone', 'availability-zone-id'] as const

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html */
export const describeInstanceTypeOfferings = defineOperation({
  name: 'DescribeInstanceTypeOfferings',
  async run(context, input) {
    const LocationType = input.LocationType || 'region'
    if (!locationTypes.some(each => each === LocationType)) {
      const message = `Value (${LocationType.slice(0, 64)}) for parameter locationType is invalid.`
      throw new Ec2Error('InvalidParameterValue', message)
    }
    const { region } = context
    const Location = { region, 'availability-zone-id': zoneIdOf(region) }[LocationType]
    const listing: Listing<DescribeInstanceTypeOfferingsRequestInput, InstanceTypeOfferingOutput> =
      {
        name: 'DescribeInstanceTypeOfferings',
        pageSize: { min: 5, max: 1_000 },
        filters: {
          'instance-type': offering => offering.InstanceType,
          location: offering => offering.Location,
        },
        async *list({ compute }, after) {
          for (const InstanceType of [...compute.machineTypes.keys()].sort()) {
            if (after !== undefined && InstanceType <= after) continue
            yield { InstanceType, LocationType, Location: Location ?? availabilityZoneOf(region) }
          }
        },
        positionOf: offering => offering.InstanceType ?? '',
      }
    const { items, NextToken } = await listItems(listing, context, input)
    return { InstanceTypeOfferings: items, NextToken }
  },
})

function toTypeInfo({ name, vcpuCount, memoryBytes }: MachineType): InstanceTypeInfoOutput {
  const threads = vcpuCount % 2 === 0 ? 2 : 1
  return {
    InstanceType: name,
    CurrentGeneration: true,
    FreeTierEligible: false,
    SupportedUsageClasses: ['on-demand'],
    SupportedRootDeviceTypes: ['ebs'],
    SupportedVirtualizationTypes: ['hvm'],
    BareMetal: false,
    Hypervisor: 'nitro',
    ProcessorInfo: { SupportedArchitectures: ['x86_64'] },
    VCpuInfo: {
      DefaultVCpus: vcpuCount,
      DefaultCores: vcpuCount / threads,
      DefaultThreadsPerCore: threads,
    },
    MemoryInfo: { SizeInMiB: memoryBytes / MIB },
    InstanceStorageSupported: false,
    EbsInfo: { EbsOptimizedSupport: 'unsupported', EncryptionSupport: 'unsupported' },
    NetworkInfo: {
      NetworkPerformance: 'Up to 10 Gigabit',
      MaximumNetworkInterfaces: 1,
      MaximumNetworkCards: 1,
      DefaultNetworkCardIndex: 0,
      Ipv4AddressesPerInterface: 1,
      Ipv6AddressesPerInterface: 0,
      Ipv6Supported: false,
      EnaSupport: 'supported',
      EfaSupported: false,
    },
    PlacementGroupInfo: { SupportedStrategies: ['cluster', 'partition', 'spread'] },
    HibernationSupported: false,
    BurstablePerformanceSupported: false,
    DedicatedHostsSupported: false,
    AutoRecoverySupported: false,
    SupportedBootModes: ['legacy-bios', 'uefi'],
  }
}
