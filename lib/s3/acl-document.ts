/** <AccessControlPolicy>. */
import type { XmlNode } from '../http/xml.ts'
import type { OwnerNode } from './owner.ts'

/** The private ACL: its owner may do everything, nobody else anything. */
export function fullControlNode(owner: OwnerNode): XmlNode {
  const Grantee = {
    '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    '@xsi:type': 'CanonicalUser',
    ...owner,
  }
  return { Owner: owner, AccessControlList: { Grant: { Grantee, Permission: 'FULL_CONTROL' } } }
}
