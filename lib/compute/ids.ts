/** Ids as AWS writes them: a prefix and 17 hexadecimal digits. */
import { createHash, randomBytes } from 'node:crypto'

export type IdPrefix =
  | 'acl'
  | 'aclassoc'
  | 'ami'
  | 'dopt'
  | 'eipalloc'
  | 'eipassoc'
  | 'eni'
  | 'eni-attach'
  | 'export-ami'
  | 'i'
  | 'iip-assoc'
  | 'igw'
  | 'import-ami'
  | 'import-snap'
  | 'key'
  | 'lt'
  | 'pl'
  | 'pg'
  | 'r'
  | 'rtb'
  | 'rtbassoc'
  | 'sg'
  | 'sgr'
  | 'snap'
  | 'store-ami'
  | 'subnet'
  | 'vol'
  | 'vpc'
  | 'vpc-cidr-assoc'
  | 'vpce'

const DIGITS = 17

export function newId(prefix: IdPrefix): string {
  return `${prefix}-${randomBytes(9).toString('hex').slice(0, DIGITS)}`
}

/** The same id for the same owner for ever: for what every account has from the start. */
export function derivedId(prefix: IdPrefix, owner: string): string {
  return `${prefix}-${createHash('sha256').update(`${prefix}/${owner}`).digest('hex').slice(0, DIGITS)}`
}

/** The same id for the same token of an owner, so that a repeated request names what it made; empty: a new one. */
export function idForToken(prefix: IdPrefix, accountId: string, clientToken: string): string {
  return clientToken === '' ? newId(prefix) : derivedId(prefix, `${accountId}/token/${clientToken}`)
}

export function isId(prefix: IdPrefix, text: string): boolean {
  const digits = text.slice(prefix.length + 1)
  return text.startsWith(`${prefix}-`) && /^(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(digits)
}
