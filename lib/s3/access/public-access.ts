/**
 * Public access blocks: of a bucket, and of the account that owns it. The stricter of both holds.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
import type { Storage } from '../../../storage/storage.ts'
import type { Clock } from '../../clock.ts'
import { type XmlElement, type XmlNode, xmlText } from '../../http/xml.ts'
import type { PublicAccessBlock } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'

/** Both, one, or neither may be there. */
export function strictest(
  one: PublicAccessBlock | undefined,
  other: PublicAccessBlock | undefined,
): PublicAccessBlock | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return {
    blockPublicAcls: one.blockPublicAcls || other.blockPublicAcls,
    ignorePublicAcls: one.ignorePublicAcls || other.ignorePublicAcls,
    blockPublicPolicy: one.blockPublicPolicy || other.blockPublicPolicy,
    restrictPublicBuckets: one.restrictPublicBuckets || other.restrictPublicBuckets,
  }
}

/** By account ids, for all buckets of the account. */
export interface AccountBlocks {
  get(accountId: string): Promise<PublicAccessBlock | undefined>
  /** The same for the hot path: it may be a second old. */
  getRecent(
    accountId: string,
  ): PublicAccessBlock | undefined | Promise<PublicAccessBlock | undefined>
  /** `undefined` removes it. */
  put(accountId: string, block: PublicAccessBlock | undefined): Promise<void>
}

const AGE_MS_MAX = 1_000
const CACHED_MAX = 10_000

export function createAccountBlocks(storage: Storage, clock: Clock): AccountBlocks {
  const documents = storage.documents<PublicAccessBlock>('public-access-blocks')
  const cache = new Map<string, { block: PublicAccessBlock | undefined; untilMs: number }>()

  async function refresh(accountId: string): Promise<PublicAccessBlock | undefined> {
    const untilMs = clock.now() + AGE_MS_MAX
    const block = await documents.get(accountId)
    if (cache.size >= CACHED_MAX) cache.clear()
    cache.set(accountId, { block, untilMs })
    return block
  }

  return {
    get: accountId => documents.get(accountId),
    getRecent(accountId) {
      const cached = cache.get(accountId)
      const isRecent = cached !== undefined && cached.untilMs > clock.now()
      return isRecent ? cached.block : refresh(accountId)
    },
    async put(accountId, block) {
      await documents.update(accountId, () => block)
      cache.delete(accountId)
    },
  }
}

export const BLOCK_ROOT = 'PublicAccessBlockConfiguration'

/** What is not said is false. Throws MalformedXML. */
export function readBlock(document: XmlElement): PublicAccessBlock {
  return {
    blockPublicAcls: readFlag(document, 'BlockPublicAcls'),
    ignorePublicAcls: readFlag(document, 'IgnorePublicAcls'),
    blockPublicPolicy: readFlag(document, 'BlockPublicPolicy'),
    restrictPublicBuckets: readFlag(document, 'RestrictPublicBuckets'),
  }
}

function readFlag(document: XmlElement, name: string): boolean {
  switch (xmlText(document, name)?.trim().toLowerCase()) {
    case 'true':
      return true
    case 'false':
    case undefined:
      return false
    default:
      throw new S3Error('MalformedXML')
  }
}

export function blockNode(block: PublicAccessBlock): XmlNode {
  return {
    BlockPublicAcls: block.blockPublicAcls,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  }
}
