import type { KnownKey } from '../auth/authenticate.ts'
import type { Accounts, Principal } from './account.ts'

/** What authentication asks of the accounts: the secret of a key, and whose it is. */
export function keyLookUp(
  accounts: Accounts,
): (accessKeyId: string, token?: string) => Promise<KnownKey<Principal> | undefined> {
  return async (accessKeyId, token) => {
    const found = token === undefined ? undefined : await accounts.findSession(accessKeyId, token)
    if (found === undefined) {
      const key = await accounts.findAccessKey(accessKeyId)
      return key && { secretAccessKey: key.secretAccessKey, identity: key.principal }
    }
    const { secretAccessKey, principal: identity } = found
    return {
      secretAccessKey,
      identity,
      ...(token !== undefined && { sessionToken: token }),
      ...(identity.session && { expiresAtMs: identity.session.expiresAtMs }),
    }
  }
}
