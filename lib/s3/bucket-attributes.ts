/** What we keep with a bucket; storage sees only opaque JSON. */
import type { Attributes } from '../../storage/storage.ts'
import type { Tags } from './object-tags.ts'

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'

export type BucketAttributes = {
  readonly ownership?: ObjectOwnership
  /** Absent where there are none. */
  readonly tags?: Tags
}

/** Buckets are written through this module's type alone, so what comes back is one of them. */
export function readBucketAttributes(attributes: Attributes): BucketAttributes {
  return attributes as BucketAttributes
}
