import type { Accounts, Principal } from './account.ts'

/** What authentication asks of the accounts: the secret of a key, and whose it is. */
export function keyLookUp(
  accounts: Accounts,
): (
  accessKeyId: string,
) => Promise<{ readonly secretAccessKey: string; readonly identity: Principal } | undefined> {
  return async accessKeyId => {
    const key = await accounts.findAccessKey(accessKeyId)
    return key && { secretAccessKey: key.secretAccessKey, identity: key.principal }
  }
}
