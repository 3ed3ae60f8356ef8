/**
 * SigV4's signing keys, derived once a day for each key, region and service and then kept: four
 * HMACs less on every request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { HmacSha256 } from './hmac.ts'

export interface SigningKey {
  readonly bytes: Uint8Array
  readonly hmac: HmacSha256
}

export interface SigningKeys {
  /** `day` as in the scope: `20130524`. */
  get(credential: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly day: string
    readonly region: string
    readonly service: string
  }): SigningKey
}

export function deriveSigningKey(
  secretAccessKey: string,
  scope: { readonly day: string; readonly region: string; readonly service: string },
): Uint8Array {
  const day = new HmacSha256(Buffer.from(`AWS4${secretAccessKey}`, 'utf8')).bytes(scope.day)
  const region = new HmacSha256(day).bytes(scope.region)
  const service = new HmacSha256(region).bytes(scope.service)
  return new HmacSha256(service).bytes('aws4_request')
}

/** Keeps the `countMax` most recently used keys, some 1 KiB each. */
export function createSigningKeys(countMax = 4096): SigningKeys {
  // A Map iterates in order of insertion; a used entry is inserted again, so the first is the oldest.
  const kept = new Map<string, SigningKey & { readonly secretAccessKey: string }>()

  return {
    get({ accessKeyId, secretAccessKey, day, region, service }) {
      const name = `${day}/${region}/${service}/${accessKeyId}`
      const found = kept.get(name)
      if (found) kept.delete(name)
      // A key id that came back with another secret must not verify against the old one.
      if (found?.secretAccessKey === secretAccessKey) {
        kept.set(name, found)
        return found
      }
      const bytes = deriveSigningKey(secretAccessKey, { day, region, service })
      const made = { bytes, hmac: new HmacSha256(bytes), secretAccessKey }
      kept.set(name, made)
      for (const oldest of kept.keys()) {
        if (kept.size <= countMax) break
        kept.delete(oldest)
      }
      return made
    },
  }
}
