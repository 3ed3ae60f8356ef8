import type { Accounts, Principal } from './account.ts'
import { accountOfRoleName, assumedRoleArn } from './built-in-role.ts'
import type { Policy } from './policy/document.ts'
import {
  accountIdOf,
  isAccountName,
  type NamedPrincipal,
  type PolicyPrincipal,
} from './policy/principals.ts'

/** Who asks, as policies name it. Keys belong to accounts: it is an account's root, or its role. */
export function policyPrincipal(principal: Principal): PolicyPrincipal {
  const { accountId, canonicalId } = principal.account
  const role = principal.session?.role
  const arn = principalArn(principal)
  return { kind: 'account', accountId, canonicalId, arn, ...(role && { roleArn: role.arn }) }
}

/** As GetCallerIdentity tells it. */
export function principalArn({ account, session }: Principal): string {
  const role = session?.role
  if (role !== undefined) return assumedRoleArn(role.arn, role.sessionName)
  return `arn:aws:iam::${account.accountId}:root`
}

/**
 * The first name in a policy that stands for nobody; `undefined`: all of them are known. Accounts
 * have no users and only the built-in role, so that the name of any other stands for nobody.
 */
export async function findUnknownPrincipal(
  { statements }: Policy,
  accounts: Accounts,
): Promise<NamedPrincipal | undefined> {
  for (const principal of statements.flatMap(({ principals }) => principals?.named ?? [])) {
    if (!(await isKnown(principal, accounts))) return principal
  }
  return undefined
}

async function isKnown({ kind, name }: NamedPrincipal, accounts: Accounts): Promise<boolean> {
  switch (kind) {
    case 'AWS': {
      const accountId = isAccountName(name) ? accountIdOf(name) : accountOfRoleName(name)
      return accountId !== undefined && (await accounts.findAccount(accountId)) !== undefined
    }
    case 'CanonicalUser':
      return (await accounts.findByCanonicalId(name)) !== undefined
    case 'Federated':
      return false
    case 'Service':
      return name.endsWith('.amazonaws.com')
  }
}
