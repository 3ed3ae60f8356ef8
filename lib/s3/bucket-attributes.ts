/** What we keep with a bucket; storage sees only opaque JSON. */
import type { Attributes } from '../../storage/storage.ts'
import type { Acl } from './access/grants.ts'
import type { CorsConfiguration } from './cors/configuration.ts'
import type { BucketEncryption } from './encryption/bucket-encryption.ts'
import type { Lifecycle } from './lifecycle/configuration.ts'
import type { LoggingConfiguration } from './logging/configuration.ts'
import type { NotificationConfiguration } from './notification/configuration.ts'
import type { DefaultRetention } from './object-lock/lock.ts'
import type { Tags } from './object-tags.ts'
import type { Replication } from './replication/configuration.ts'
import type { WebsiteConfiguration } from './website/configuration.ts'

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html */
export type PublicAccessBlock = {
  readonly blockPublicAcls: boolean
  readonly ignorePublicAcls: boolean
  readonly blockPublicPolicy: boolean
  readonly restrictPublicBuckets: boolean
}

export type BucketAttributes = {
  /** The tags decide in policies. */
  readonly abac?: true
  /** Absent where it was never said. */
  readonly acceleration?: 'Enabled' | 'Suspended'
  /** Absent: the owner's full control and nothing else. */
  readonly acl?: Acl
  readonly cors?: CorsConfiguration
  /** Absent: no requests are logged. */
  readonly logging?: LoggingConfiguration
  /** There may be inventory configurations, which are documents of their own. */
  readonly hasInventory?: true
  readonly lifecycle?: Lifecycle
  /** Absent: nobody is told of changes. */
  readonly notification?: NotificationConfiguration
  /** Absent where object lock is not enabled; once it is, it stays, and so does versioning. */
  readonly objectLock?: { readonly defaultRetention?: DefaultRetention }
  /** Absent where it was never said, which means the server's default. */
  readonly encryption?: BucketEncryption
  /** Absent where it was never said, which means ObjectWriter. */
  readonly ownership?: ObjectOwnership
  /** The text as it was put. */
  readonly policy?: string
  readonly publicAccessBlock?: PublicAccessBlock
  /** Absent: nothing is replicated. */
  readonly replication?: Replication
  /** Others than the owner must say that they know it. */
  readonly requesterPays?: true
  /** Absent where there are none. */
  readonly tags?: Tags
  readonly website?: WebsiteConfiguration
}

/** Buckets are written through this module's type alone, so what comes back is one of them. */
export function readBucketAttributes(attributes: Attributes): BucketAttributes {
  return attributes as BucketAttributes
}

export function withBucketTags(attributes: BucketAttributes, tags: Tags): BucketAttributes {
  const { tags: _, ...rest } = attributes
  return tags.length === 0 ? rest : { ...rest, tags }
}

export function parseOwnership(text: string): ObjectOwnership | undefined {
  switch (text) {
    case 'BucketOwnerEnforced':
    case 'BucketOwnerPreferred':
    case 'ObjectWriter':
      return text
    default:
      return undefined
  }
}
