/**
 * Session tokens: everything that there is to know about temporary credentials, sealed under a key
 * that only this deployment has, so that nothing has to be stored and every thread can read them.
 *
 *     token = base64(box);  box = JSON of the grant, sealed as lib/auth/secret-box.ts says
 *
 * They end at their time, and before it with what they hang on: the key of the account that asked for
 * them, or a lease that is taken back.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Storage } from '../../storage/storage.ts'
import { openSecret, sealSecret } from '../auth/secret-box.ts'
import type { Clock } from '../clock.ts'
import { hookPolicy } from './hook-policy.ts'
import { parsePolicy } from './policy/document.ts'
import type { HookSession, Session, SessionRole, TemporaryCredentials } from './session.ts'

export interface SessionGrant {
  readonly accountId: string
  readonly expiresAtMs: number
  /** An access key that must still be there, or a lease that nobody has ended. */
  readonly hangsOn: { readonly accessKeyId: string } | { readonly lease: string }
  readonly role?: SessionRole
  /** JSON, that `parsePolicy` has seen. */
  readonly policies: readonly string[]
  readonly hook?: HookSession
}

/** What a token turned out to say. Its end is not looked at. */
export interface OpenSession {
  readonly secretAccessKey: string
  readonly accountId: string
  readonly hangsOn: SessionGrant['hangsOn']
  readonly session: Session
}

export interface SessionTokens {
  issue(grant: SessionGrant): Promise<TemporaryCredentials>
  /** `undefined`: no token of ours, or not the one of this key. */
  open(accessKeyId: string, token: string): Promise<OpenSession | undefined>
  /** Credentials that hang on it are good from now on. */
  beginLease(lease: string, note: string): Promise<void>
  /** From now on they are void, in every thread. */
  endLease(lease: string): Promise<void>
  isLeased(lease: string): Promise<boolean>
  /** Those that nobody has ended, with what was noted when they began. */
  leases(): AsyncIterable<{ readonly lease: string; readonly note: string }>
}

const ASSOCIATED_DATA = 'mallee session token 1'
const KEY_BYTES = 32
/** Longer ones are not ours: two keys of 1024 characters, escaped, or a policy of 2048. */
const TOKEN_LENGTH_MAX = 16 * 1024
const OPENED_MAX = 2_000
const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

type Sealed = Omit<SessionGrant, 'hangsOn'> & {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly issuedAtMs: number
  readonly hangsOn: SessionGrant['hangsOn']
}

export function createSessionTokens(storage: Storage, clock: Clock): SessionTokens {
  const keys = storage.documents<{ readonly key: string }>('session-keys')
  const leases = storage.documents<{ readonly note: string }>('session-leases')
  const opened = new Map<string, OpenSession>()
  let sealingKey: Buffer | undefined

  /** Made by whoever needs it first. */
  async function keyOf(): Promise<Buffer> {
    if (sealingKey !== undefined) return sealingKey
    const fresh = { key: randomBytes(KEY_BYTES).toString('base64') }
    const stored =
      (await keys.get('current')) ?? (await keys.update('current', current => current ?? fresh))
    if (stored === undefined) throw new Error('the key of session tokens was not kept')
    sealingKey = Buffer.from(stored.key, 'base64')
    return sealingKey
  }

  async function issue(grant: SessionGrant): Promise<TemporaryCredentials> {
    const credentials = newCredentials()
    const sealed: Sealed = { ...grant, ...credentials, issuedAtMs: clock.now() }
    const box = sealSecret(await keyOf(), Buffer.from(JSON.stringify(sealed)), {
      associatedData: ASSOCIATED_DATA,
      random: randomBytes,
    })
    const { expiresAtMs } = grant
    return { ...credentials, sessionToken: box.toString('base64'), expiresAtMs }
  }

  async function open(accessKeyId: string, token: string): Promise<OpenSession | undefined> {
    if (token.length > TOKEN_LENGTH_MAX) return undefined
    const name = createHash('sha256').update(`${accessKeyId}/${token}`).digest('base64')
    const known = opened.get(name)
    if (known !== undefined) return known
    const text = openSecret(await keyOf(), Buffer.from(token, 'base64'), ASSOCIATED_DATA)
    if (text === undefined) return undefined
    // Only `issue` seals under this key and this label.
    const sealed = JSON.parse(text.toString()) as Sealed
    if (sealed.accessKeyId !== accessKeyId) return undefined
    const session = openSession(sealed)
    if (opened.size >= OPENED_MAX) opened.clear()
    opened.set(name, session)
    return session
  }

  return {
    issue,
    open,
    async beginLease(lease, note) {
      await leases.update(lease, () => ({ note }))
    },
    async endLease(lease) {
      await leases.update(lease, () => undefined)
    },
    async isLeased(lease) {
      return (await leases.get(lease)) !== undefined
    },
    async *leases() {
      for await (const [lease, { note }] of leases.list()) yield { lease, note }
    },
  }
}

function openSession(sealed: Sealed): OpenSession {
  const { secretAccessKey, accountId, hangsOn, issuedAtMs, expiresAtMs, role, hook } = sealed
  const session: Session = {
    issuedAtMs,
    expiresAtMs,
    policies: [...sealed.policies, ...(hook ? [hookPolicy(hook)] : [])].map(text =>
      parsePolicy(text, 'identity'),
    ),
    ...('accessKeyId' in hangsOn && { parentKeyId: hangsOn.accessKeyId }),
    ...(role && { role }),
    ...(hook && { hook }),
  }
  return { secretAccessKey, accountId, hangsOn, session }
}

function newCredentials(): { readonly accessKeyId: string; readonly secretAccessKey: string } {
  const id = Array.from(randomBytes(16), byte => KEY_ALPHABET[byte % 32]).join('')
  return { accessKeyId: `ASIA${id}`, secretAccessKey: randomBytes(30).toString('base64') }
}
