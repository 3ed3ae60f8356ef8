/**
 * Names of machines, as AWS makes them of addresses.
 * https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */

/** `ip-172-31-5-77`; the domain comes after it. */
export function privateHostname(privateIpAddress: string): string {
  return `ip-${privateIpAddress.replaceAll('.', '-')}`
}

export function privateDomainOf(region: string): string {
  return region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`
}

/**
 * Differs from EC2: the domain is an internal one, for nobody answers for these names outside, and
 * under amazonaws.com they could be somebody else's machines.
 */
export function publicDnsNameOf(address: string, region: string): string {
  const domain = region === 'us-east-1' ? 'compute-1.internal' : `${region}.compute.internal`
  return `ec2-${address.replaceAll('.', '-')}.${domain}`
}
