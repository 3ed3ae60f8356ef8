/**
 * Accounts and access keys over storage's documents. Three documents per account (itself, its
 * canonical id, its e-mail address) and one per key, so that each look-up is one read.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import type { Documents, Storage } from '../../storage/storage.ts'
import type { Clock } from '../clock.ts'
import type { AccessKey, Account, Accounts, FoundKey, Quota } from './account.ts'
import { createSessionTokens, type SessionTokens } from './session-tokens.ts'

type AccountDocument = { [Field in keyof Account]: Account[Field] }
type AccessKeyDocument = { [Field in keyof AccessKey]: AccessKey[Field] }
type Reference = { readonly accountId: string }

export type AccountErrorCode = 'email-taken' | 'invalid-name' | 'invalid-email'

export class AccountError extends Error {
  override readonly name = 'AccountError'
  readonly code: AccountErrorCode

  constructor(code: AccountErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** A key is looked up for every request: an answer may be this old, also after it was revoked. */
export const keyAgeMsMax = 1_000
const cachedKeysMax = 10_000

export interface AccountStore extends Accounts {
  /** Temporary credentials, which `findSession` finds again. */
  readonly sessions: SessionTokens
  /**
   * Makes the root account at the first start, with the key given or a fresh one. A key given later
   * takes the place of the one before. `isNew`: this call made the key up.
   */
  ensureRoot(
    given: { accessKeyId: string; secretAccessKey: string } | undefined,
  ): Promise<Account & AccessKey & { readonly isNew: boolean }>
  /** Every thread knows of it `keyAgeMsMax` later. `undefined`: there is no such account. */
  setQuota(accountId: string, quota: Quota | undefined): Promise<Account | undefined>
}

export function createAccounts(storage: Storage, clock: Clock): AccountStore {
  const accounts = storage.documents<AccountDocument>('accounts')
  const keys = storage.documents<AccessKeyDocument>('access-keys')
  const emails = storage.documents<Reference>('account-emails')
  const canonicalIds = storage.documents<Reference>('account-canonical-ids')
  const root = storage.documents<{ readonly accessKeyId: string }>('root')
  const sessions = createSessionTokens(storage, clock)
  const cache = new Map<string, { found: FoundKey; untilMs: number }>()

  async function findAccessKey(accessKeyId: string): Promise<FoundKey | undefined> {
    const now = clock.now()
    const cached = cache.get(accessKeyId)
    if (cached && cached.untilMs > now) return cached.found
    cache.delete(accessKeyId)
    const key = await keys.get(accessKeyId)
    const account = key && (await accounts.get(key.accountId))
    if (!key || !account) return undefined
    const found = {
      secretAccessKey: key.secretAccessKey,
      principal: { account, accessKeyId, isRoot: key.isRoot },
    }
    if (cache.size >= cachedKeysMax) cache.clear()
    cache.set(accessKeyId, { found, untilMs: now + keyAgeMsMax })
    return found
  }

  async function findSession(accessKeyId: string, token: string): Promise<FoundKey | undefined> {
    const open = await sessions.open(accessKeyId, token)
    if (open === undefined) return undefined
    const { hangsOn, accountId, secretAccessKey, session } = open
    const isGood =
      'lease' in hangsOn
        ? await sessions.isLeased(hangsOn.lease)
        : (await findAccessKey(hangsOn.accessKeyId)) !== undefined
    const account = isGood ? await accounts.get(accountId) : undefined
    return (
      account && { secretAccessKey, principal: { account, accessKeyId, isRoot: false, session } }
    )
  }

  async function create(options: { displayName: string; email: string }) {
    const account = await createAccount(options)
    const key = newKey(account.accountId, false)
    await keys.update(key.accessKeyId, () => key)
    return { ...account, ...key }
  }

  async function createAccount({ displayName, email }: { displayName: string; email: string }) {
    checkNames(displayName, email)
    const account: Account = {
      accountId: String(randomInt(100_000_000_000, 1_000_000_000_000)),
      canonicalId: createHash('sha256').update(randomBytes(32)).digest('hex'),
      displayName,
      email,
      createdAtMs: clock.now(),
    }
    // The e-mail address is the claim that can collide: it goes first.
    await claim(emails, email.toLowerCase(), account.accountId)
    await accounts.update(account.accountId, () => account)
    await canonicalIds.update(account.canonicalId, () => ({ accountId: account.accountId }))
    return account
  }

  async function ensureRoot(given: { accessKeyId: string; secretAccessKey: string } | undefined) {
    const current = await root.get('current')
    const key = current && (await keys.get(current.accessKeyId))
    const account = key && (await accounts.get(key.accountId))
    if (key && account && (!given || isSameKey(key, given)))
      return { ...account, ...key, isNew: false }
    const owner =
      account ?? (await createAccount({ displayName: 'root', email: 'root@mallee.invalid' }))
    const fresh = { ...newKey(owner.accountId, true), ...given }
    await keys.update(fresh.accessKeyId, () => fresh)
    await root.update('current', () => ({ accessKeyId: fresh.accessKeyId }))
    if (key && key.accessKeyId !== fresh.accessKeyId)
      await keys.update(key.accessKeyId, () => undefined)
    return { ...owner, ...fresh, isNew: given === undefined }
  }

  return {
    findAccessKey,
    findSession,
    sessions,
    findAccount: accountId => accounts.get(accountId),
    findByCanonicalId: async canonicalId => {
      const reference = await canonicalIds.get(canonicalId)
      return reference && (await accounts.get(reference.accountId))
    },
    findByEmail: async email => {
      const reference = await emails.get(email.toLowerCase())
      return reference && (await accounts.get(reference.accountId))
    },
    create,
    ensureRoot,
    setQuota: (accountId, quota) =>
      accounts.update(accountId, current => {
        if (current === undefined) return undefined
        const { quota: _, ...rest } = current
        return quota === undefined ? rest : { ...rest, quota }
      }),
  }
}

async function claim(
  emails: Documents<Reference>,
  email: string,
  accountId: string,
): Promise<void> {
  await emails.update(email, current => {
    if (current) throw new AccountError('email-taken', `another account has the address ${email}`)
    return { accountId }
  })
}

function checkNames(displayName: string, email: string): void {
  if (!/^[\p{L}\p{N}._ -]{1,64}$/u.test(displayName)) {
    throw new AccountError('invalid-name', 'a name has 1 to 64 letters, digits, spaces or . _ -')
  }
  if (email.length > 254 || !/^[^\s@<>]+@[^\s@<>]+$/.test(email)) {
    throw new AccountError('invalid-email', `not an e-mail address: ${email}`)
  }
}

function isSameKey(
  key: AccessKey,
  given: { accessKeyId: string; secretAccessKey: string },
): boolean {
  return key.accessKeyId === given.accessKeyId && key.secretAccessKey === given.secretAccessKey
}

const keyAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The shapes of AWS's keys: 20 upper-case characters and 40 of base64, which some tools check. */
function newKey(accountId: string, isRoot: boolean): AccessKey {
  const id = Array.from(randomBytes(16), byte => keyAlphabet[byte % 32]).join('')
  const secretAccessKey = randomBytes(30).toString('base64')
  return { accessKeyId: `AKIA${id}`, secretAccessKey, accountId, isRoot }
}
