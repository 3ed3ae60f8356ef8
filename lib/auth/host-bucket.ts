/**
 * Virtual-host style: the bucket in `photos.s3.example.org`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
import { isIP } from 'node:net'

/**
 * The bucket that a Host header names under one of the configured domains (lower case, no port);
 * buckets may hold dots themselves. Undefined for a domain alone, other hosts and IP addresses.
 */
export function hostBucket(
  hostHeader: string | undefined,
  domains: readonly string[],
): string | undefined {
  if (hostHeader === undefined || hostHeader === '' || hostHeader.startsWith('[')) return undefined
  const colon = hostHeader.indexOf(':')
  const host = (colon < 0 ? hostHeader : hostHeader.slice(0, colon)).toLowerCase()
  if (domains.includes(host) || isIP(host) !== 0) return undefined
  let bucket: string | undefined
  for (const domain of domains) {
    if (host.length <= domain.length + 1 || !host.endsWith(domain)) continue
    const end = host.length - domain.length - 1
    // The longest domain wins: s3.example.org before example.org.
    if (host[end] === '.' && (bucket === undefined || end < bucket.length)) {
      bucket = host.slice(0, end)
    }
  }
  return bucket
}
