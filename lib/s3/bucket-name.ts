/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */

const PATTERN = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
/** Labels of a host name are not empty, and neither begin nor end with a hyphen. */
const BAD_LABEL = /\.[.-]|-\./
const IPV4_ADDRESS = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/
const PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-']
const SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3']

export function isBucketName(name: string): boolean {
  if (!PATTERN.test(name) || BAD_LABEL.test(name)) return false
  if (PREFIXES.some(prefix => name.startsWith(prefix))) return false
  if (SUFFIXES.some(suffix => name.endsWith(suffix))) return false
  return !IPV4_ADDRESS.test(name)
}
