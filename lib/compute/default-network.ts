/** The network that every account has from the start: one VPC, one subnet, one security group. */
import { derivedId } from './ids.ts'

export interface DefaultNetwork {
  readonly vpcId: string
  readonly subnetId: string
  readonly securityGroupId: string
  readonly securityGroupName: string
}

export function defaultNetworkOf(accountId: string): DefaultNetwork {
  return {
    vpcId: derivedId('vpc', accountId),
    subnetId: derivedId('subnet', accountId),
    securityGroupId: derivedId('sg', accountId),
    securityGroupName: 'default',
  }
}

/** The one zone of a region, as AWS names its first. */
export function availabilityZoneOf(region: string): string {
  return `${region}a`
}

/** The domain of private host names: https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html */
export function privateDomainOf(region: string): string {
  return region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`
}
