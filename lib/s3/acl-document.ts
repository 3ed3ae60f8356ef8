/** <AccessControlPolicy>. */
import type { XmlNode } from '../http/xml.ts'
import type { Account, Accounts } from '../iam/account.ts'
import { type Acl, groupOf, groupUris } from './access/grants.ts'
import { createOwnerNodes, type OwnerNode } from './owner.ts'

/** An ACL with the names of its grantees; `undefined`: the owner's full control. */
export async function aclDocument(
  accounts: Accounts,
  subject: {
    readonly ownerId: string
    readonly acl: Acl | undefined
    /** Known already: no look-up. */
    readonly bucketOwner: Account
  },
): Promise<XmlNode> {
  const { ownerId, bucketOwner, acl = [['FULL_CONTROL', ownerId]] } = subject
  const owner = await createOwnerNodes(accounts, bucketOwner)(ownerId)
  return {
    Owner: owner,
    AccessControlList: { Grant: await grantNodes(accounts, acl, bucketOwner) },
  }
}

/** <Grant>, one for each. */
export async function grantNodes(
  accounts: Accounts,
  acl: Acl,
  bucketOwner: Account,
): Promise<readonly XmlNode[]> {
  const ownerNodeOf = createOwnerNodes(accounts, bucketOwner)
  const grants: XmlNode[] = []
  for (const [permission, grantee] of acl) {
    const group = groupOf(grantee)
    grants.push({
      Grantee:
        group === undefined
          ? granteeNode('CanonicalUser', await ownerNodeOf(grantee))
          : granteeNode('Group', { URI: groupUris[group] }),
      Permission: permission,
    })
  }
  return grants
}

function granteeNode(
  type: 'CanonicalUser' | 'Group',
  content: OwnerNode | { readonly URI: string },
): XmlNode {
  return {
    '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    '@xsi:type': type,
    ...content,
  }
}
