import type { Accounts, Principal } from './account.ts'
import type { Policy } from './policy/document.ts'
import {
  accountIdOf,
  isAccountName,
  type NamedPrincipal,
  type PolicyPrincipal,
} from './policy/principals.ts'

/** Who asks, as policies name it. Keys belong to accounts, so that it is an account's root. */
export function policyPrincipal({ account }: Principal): PolicyPrincipal {
  const { accountId, canonicalId } = account
  return { kind: 'account', accountId, canonicalId, arn: `arn:aws:iam::${accountId}:root` }
}

/**
 * The first name in a policy that stands for nobody; `undefined`: all of them are known. Accounts
 * have no users or roles yet, so that a name of one stands for nobody.
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
      const accountId = isAccountName(name) ? accountIdOf(name) : undefined
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
