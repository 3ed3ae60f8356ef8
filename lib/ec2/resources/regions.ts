/** What there is before anybody makes anything: the region, its zone, types, account attributes. */
import { availabilityZoneOf } from '../../compute/availability-zone.ts'
import { Ec2Error } from '../errors.ts'
import { compileFilters } from '../filters.ts'
import { defineOperation } from '../operation.ts'
import type { AvailabilityZoneOutput, RegionOutput } from '../wire/wire.generated.ts'

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html */
export const describeRegions = defineOperation({
  name: 'DescribeRegions',
  async run({ region, host }, { RegionNames = [], Filters }) {
    for (const name of RegionNames) {
      if (name === region) continue
      throw new Ec2Error('InvalidParameterValue', `Invalid region: [${name.slice(0, 64)}]`)
    }
    const only: RegionOutput = {
      RegionName: region,
      Endpoint: host,
      OptInStatus: 'opt-in-not-required',
    }
    const isWanted = compileFilters<RegionOutput>(
      {
        filters: {
          endpoint: each => each.Endpoint,
          'opt-in-status': each => each.OptInStatus,
          'region-name': each => each.RegionName,
        },
      },
      Filters,
    )
    return { Regions: [only].filter(isWanted) }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html */
export const describeAvailabilityZones = defineOperation({
  name: 'DescribeAvailabilityZones',
  async run({ region }, { ZoneNames = [], ZoneIds = [], Filters }) {
    const only: AvailabilityZoneOutput = {
      ZoneName: availabilityZoneOf(region),
      ZoneId: zoneIdOf(region),
      ZoneType: 'availability-zone',
      State: 'available',
      OptInStatus: 'opt-in-not-required',
      RegionName: region,
      GroupName: region,
      NetworkBorderGroup: region,
      Messages: [],
    }
    for (const name of [...ZoneNames, ...ZoneIds]) {
      if (name === only.ZoneName || name === only.ZoneId) continue
      const message = `Invalid availability zone: [${name.slice(0, 64)}]`
      throw new Ec2Error('InvalidParameterValue', message)
    }
    const isWanted = compileFilters<AvailabilityZoneOutput>(
      {
        filters: {
          'group-name': each => each.GroupName,
          'opt-in-status': each => each.OptInStatus,
          'region-name': each => each.RegionName,
          state: each => each.State,
          'zone-id': each => each.ZoneId,
          'zone-name': each => each.ZoneName,
          'zone-type': each => each.ZoneType,
        },
      },
      Filters,
    )
    return { AvailabilityZones: [only].filter(isWanted) }
  },
})

/** `us-east-1` → `use1-az1`, as AWS shortens its regions' names. */
export function zoneIdOf(region: string): string {
  const [continent = '', ...rest] = region.split('-')
  return `${continent}${rest.map(part => part.charAt(0)).join('')}-az1`
}

/** There is one zone: a request may name it or none, by its name or its id. */
export function checkZone(region: string, name: string | undefined, id?: string): void {
  const wrong =
    name && name !== availabilityZoneOf(region) ? name : id && id !== zoneIdOf(region) ? id : ''
  if (wrong === '') return
  const message = `Invalid availability zone: [${wrong.slice(0, 64)}]`
  throw new Ec2Error('InvalidParameterValue', message)
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAccountAttributes.html */
export const describeAccountAttributes = defineOperation({
  name: 'DescribeAccountAttributes',
  async run({ compute, accountId }, { AttributeNames = [] }) {
    const attributes: Readonly<Record<string, string>> = {
      'supported-platforms': 'VPC',
      'default-vpc': (await compute.networks.vpcs.getDefault(accountId))?.id ?? 'none',
    }
    for (const name of AttributeNames) {
      if (Object.hasOwn(attributes, name)) continue
      const message = `Value (${name.slice(0, 64)}) for parameter attributeName is invalid`
      throw new Ec2Error('InvalidParameterValue', message)
    }
    const wanted = Object.entries(attributes).filter(
      ([name]) => AttributeNames.length === 0 || AttributeNames.includes(name),
    )
    return {
      AccountAttributes: wanted.map(([AttributeName, AttributeValue]) => ({
        AttributeName,
        AttributeValues: [{ AttributeValue }],
      })),
    }
  },
})
