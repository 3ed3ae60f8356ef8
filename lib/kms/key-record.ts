/** What is known of a key beside its material, and the names by which callers mean it. */
import { KmsError } from './errors.ts'

export type KeyState = 'Disabled' | 'Enabled' | 'PendingDeletion'

export type KeyRecord = {
  readonly keyId: string
  /** Only this account may use it. */
  readonly accountId: string
  readonly arn: string
  readonly description: string
  /** AWS: made by the server itself for an account that named no key. */
  readonly manager: 'AWS' | 'CUSTOMER'
  readonly state: KeyState
  readonly createdAtMs: number
  /** Set while it is PendingDeletion. */
  readonly deletionAtMs?: number
  /** Set where it is rotated by itself. */
  readonly rotationPeriodDays?: number
  /** When it was rotated, on demand or by itself; the latest last. */
  readonly rotatedAtMs: readonly number[]
  readonly tags: { readonly [key: string]: string }
  readonly policy?: string
}

export type AliasRecord = {
  /** With its prefix `alias/`. */
  readonly name: string
  readonly accountId: string
  readonly keyId: string
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** By what a caller means a key: its id, an alias, or the ARN of either. */
export interface KeyReference {
  readonly accountId: string
  readonly keyId?: string
  readonly alias?: string
}

const KEY_ARN = /^arn:aws[a-z-]*:kms:([a-z0-9-]{1,32}):(\d{12}):(key|alias)\/(.{1,256})$/
const KEY_ID = /^[A-Za-z0-9-]{1,64}$/
export const ALIAS_NAME: RegExp = /^alias\/[A-Za-z0-9/_-]{1,250}$/

/** Bare names mean keys of the caller's own account. Throws KmsError `key-missing`. */
export function parseKeyReference(
  text: string,
  from: { readonly accountId: string; readonly region: string },
): KeyReference {
  const arn = KEY_ARN.exec(text)
  if (arn !== null) {
    const [, region, accountId = '', kind, name = ''] = arn
    if (region !== from.region) throw new KmsError('key-missing', `Invalid arn ${region}`)
    return kind === 'key' ? { accountId, keyId: name } : { accountId, alias: `alias/${name}` }
  }
  const { accountId } = from
  if (text.startsWith('alias/')) return { accountId, alias: text }
  if (KEY_ID.test(text)) return { accountId, keyId: text }
  throw new KmsError('key-missing', `Invalid keyId ${text.slice(0, 128)}`)
}

export function keyArn(region: string, accountId: string, keyId: string): string {
  return `arn:aws:kms:${region}:${accountId}:key/${keyId}`
}

export function aliasArn(region: string, { accountId, name }: AliasRecord): string {
  return `arn:aws:kms:${region}:${accountId}:${name}`
}

/** One text for the same pairs, whatever their order: what encryption binds to. */
export function contextText(context: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(context).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify(pairs)
}
