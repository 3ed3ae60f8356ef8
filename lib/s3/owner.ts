/** <Owner>, <Initiator> and <Grantee>: an account as S3's XML shows it. */
import type { Account, Accounts } from '../iam/account.ts'
import { type ObjectSummary, unpackObjectSummary } from './object-summary.ts'

export type OwnerNode = { readonly ID: string; readonly DisplayName: string }

export function ownerNode(account: Pick<Account, 'canonicalId' | 'displayName'>): OwnerNode {
  return { ID: account.canonicalId, DisplayName: account.displayName }
}

/** An account that is gone still has its id. */
export async function findOwnerNode(accounts: Accounts, canonicalId: string): Promise<OwnerNode> {
  const account = await accounts.findByCanonicalId(canonicalId)
  return account ? ownerNode(account) : { ID: canonicalId, DisplayName: '' }
}

export type OwnedSummary = ObjectSummary & { readonly owner: OwnerNode }

/**
 * The summaries of a page by their packed texts. A page has few different ones, so that each is
 * unpacked once and its owner looked up once. What names no owner is the bucket owner's.
 */
export async function unpackSummaries(
  entries: readonly object[],
  { accounts, owner }: { readonly accounts: Accounts; readonly owner: Account },
): Promise<ReadonlyMap<string, OwnedSummary>> {
  const bucketOwner = ownerNode(owner)
  const owners = new Map<string | undefined, OwnerNode>([
    [undefined, bucketOwner],
    [owner.canonicalId, bucketOwner],
  ])
  const unpacked = new Map<string, OwnedSummary>()
  for (const entry of entries) {
    if (!('summary' in entry) || typeof entry.summary !== 'string') continue
    if (unpacked.has(entry.summary)) continue
    const summary = unpackObjectSummary(entry.summary)
    const { ownerId } = summary
    const node = owners.get(ownerId) ?? (await findOwnerNode(accounts, ownerId ?? ''))
    owners.set(ownerId, node)
    unpacked.set(entry.summary, { ...summary, owner: node })
  }
  return unpacked
}
