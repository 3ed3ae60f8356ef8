/** The one zone of a region, as AWS names its first. */
export function availabilityZoneOf(region: string): string {
  return `${region}a`
}
