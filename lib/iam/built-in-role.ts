/**
 * The one role that every account has until it can make its own: under the name that AWS gives the
 * role of an organisation's member account, with all of the account's rights. Only the account itself
 * may assume it.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html
 */
import { createHash } from 'node:crypto'

const NAME = 'OrganizationAccountAccessRole'
const ROLE = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(.+)$/
const SESSION = /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([^/]+)\/.+$/
const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const ID_LENGTH = 17

export function builtInRole(accountId: string): { readonly arn: string; readonly id: string } {
  const hash = createHash('sha256').update(`role ${NAME} of ${accountId}`).digest()
  const id = Array.from(hash.subarray(0, ID_LENGTH), byte => ID_ALPHABET[byte % 32]).join('')
  return { arn: `arn:aws:iam::${accountId}:role/${NAME}`, id: `AROA${id}` }
}

/** As GetCallerIdentity and policies name a session of a role. */
export function assumedRoleArn(roleArn: string, sessionName: string): string {
  const [, accountId = '', name = ''] = ROLE.exec(roleArn) ?? []
  // The path of a role is not part of the ARNs of its sessions.
  return `arn:aws:sts::${accountId}:assumed-role/${name.slice(name.lastIndexOf('/') + 1)}/${sessionName}`
}

/** The account of a role that is there, or of a session of it: `undefined` for any other name. */
export function accountOfRoleName(arn: string): string | undefined {
  const [, accountId, name] = ROLE.exec(arn) ?? SESSION.exec(arn) ?? []
  return name === NAME ? accountId : undefined
}
