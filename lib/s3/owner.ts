/** <Owner>, <Initiator> and <Grantee>: an account as S3's XML shows it. */
import type { UploadRecord } from '../../storage/storage.ts'
import type { Account, Accounts } from '../iam/account.ts'
import { readBucketAttributes } from './bucket-attributes.ts'
import { type ObjectSummary, unpackObjectSummary } from './object-summary.ts'
import type { S3Context } from './operation.ts'
import { initiatorOf } from './upload-attributes.ts'

export type OwnerNode = { readonly ID: string; readonly DisplayName: string }

export function ownerNode(account: Pick<Account, 'canonicalId' | 'displayName'>): OwnerNode {
  return { ID: account.canonicalId, DisplayName: account.displayName }
}

/** An account that is gone still has its id. */
export async function findOwnerNode(accounts: Accounts, canonicalId: string): Promise<OwnerNode> {
  const account = await accounts.findByCanonicalId(canonicalId)
  return account ? ownerNode(account) : { ID: canonicalId, DisplayName: '' }
}

/** Looks each account up once. The bucket's owner needs no look-up. */
export function createOwnerNodes(
  accounts: Accounts,
  bucketOwner: Account,
): (canonicalId: string | undefined) => Promise<OwnerNode> {
  const own = ownerNode(bucketOwner)
  const known = new Map<string | undefined, OwnerNode>([
    [undefined, own],
    [bucketOwner.canonicalId, own],
  ])
  return async canonicalId => {
    const node = known.get(canonicalId) ?? (await findOwnerNode(accounts, canonicalId ?? ''))
    known.set(canonicalId, node)
    return node
  }
}

/** Who began an upload: the object's owner to be, unless another was noted. */
export function findInitiator(
  ownerNodeOf: (canonicalId: string | undefined) => Promise<OwnerNode>,
  upload: UploadRecord,
): Promise<OwnerNode> {
  return ownerNodeOf(initiatorOf(upload))
}

export type OwnedSummary = ObjectSummary & { readonly owner: OwnerNode }

/**
 * The summaries of a page by their packed texts. A page has few different ones, so that each is
 * unpacked once and its owner looked up once. What names no owner is the bucket owner's, and so is
 * everything where the bucket's ownership says it.
 */
export async function unpackSummaries(
  entries: readonly object[],
  { accounts, owner, bucket }: Pick<S3Context, 'accounts' | 'owner' | 'bucket'>,
): Promise<ReadonlyMap<string, OwnedSummary>> {
  const { ownership } = readBucketAttributes(bucket.attributes)
  const ownerNodeOf = createOwnerNodes(accounts, owner)
  const unpacked = new Map<string, OwnedSummary>()
  for (const entry of entries) {
    if (!('summary' in entry) || typeof entry.summary !== 'string') continue
    if (unpacked.has(entry.summary)) continue
    const summary = unpackObjectSummary(entry.summary)
    const ownerId = ownership === 'BucketOwnerEnforced' ? undefined : summary.ownerId
    unpacked.set(entry.summary, { ...summary, owner: await ownerNodeOf(ownerId) })
  }
  return unpacked
}
