/**
 * Whom a statement of a resource's policy is about.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { PolicyError } from './policy-error.ts'

/** Who asks, as policies name it. */
export type PolicyPrincipal =
  | {
      readonly kind: 'account'
      readonly accountId: string
      /** S3's name of the account, 64 hex digits. */
      readonly canonicalId: string
      /** `arn:aws:iam::123456789012:root`, of a user, or of the session of a role. */
      readonly arn: string
      /** Of a session: its role. */
      readonly roleArn?: string
    }
  /** A part of the server itself, such as `logging.s3.amazonaws.com`. */
  | { readonly kind: 'service'; readonly service: string }

export type PrincipalKind = 'AWS' | 'CanonicalUser' | 'Federated' | 'Service'

/** As the policy writes it: a kind and a name. */
export interface NamedPrincipal {
  readonly kind: PrincipalKind
  readonly name: string
}

export interface Principals {
  /** NotPrincipal. */
  readonly isNot: boolean
  /** `*` */
  readonly isEverybody: boolean
  readonly named: readonly NamedPrincipal[]
}

/**
 * How a statement names the one who asks, the nearest name first. A statement for an account leaves
 * it to the account which of its users are meant.
 */
export type PrincipalMatch = 'itself' | 'everybody' | 'role' | 'account'

const KINDS: readonly PrincipalKind[] = ['AWS', 'CanonicalUser', 'Federated', 'Service']
const ACCOUNT = /^(?:\d{12}|arn:aws[a-z-]*:iam::\d{12}:root)$/
const MEMBER =
  /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:user|role)|sts::\d{12}:(?:assumed-role|federated-user))\/[\w+=,.@/-]{1,576}$/
const CANONICAL_ID = /^[0-9a-f]{64}$/
const SERVICE = /^[\w.-]{1,128}$/
const FEDERATED = /^[\w+=,.@:/-]{1,512}$/

/** Throws PolicyError `Invalid principal in policy`. */
export function parsePrincipals(value: unknown, isNot: boolean): Principals {
  if (value === '*') return { isNot, isEverybody: true, named: [] }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidPrincipal(JSON.stringify(value))
  }
  const entries = Object.entries(value)
  const named: NamedPrincipal[] = []
  let isEverybody = false
  for (const [key, names] of entries) {
    const kind = KINDS.find(known => known === key)
    const list: unknown[] = Array.isArray(names) ? names : [names]
    if (kind === undefined || list.length === 0) throw invalidPrincipal(JSON.stringify(value))
    for (const name of list) {
      if (typeof name !== 'string') throw invalidPrincipal(`"${key}" : ${JSON.stringify(name)}`)
      if (kind === 'AWS' && name === '*') isEverybody = true
      else named.push(checkName({ kind, name }))
    }
  }
  if (entries.length === 0) throw invalidPrincipal('{}')
  return { isNot, isEverybody, named }
}

function checkName(principal: NamedPrincipal): NamedPrincipal {
  const { kind, name } = principal
  const isName = {
    AWS: ACCOUNT.test(name) || MEMBER.test(name),
    CanonicalUser: CANONICAL_ID.test(name),
    Federated: FEDERATED.test(name),
    Service: SERVICE.test(name),
  }[kind]
  if (!isName) throw unknownPrincipal(principal)
  return principal
}

function invalidPrincipal(detail: string): PolicyError {
  return new PolicyError('Invalid principal in policy', detail)
}

/** For a name that stands for nobody, too. */
export function unknownPrincipal({ kind, name }: NamedPrincipal): PolicyError {
  return invalidPrincipal(`"${kind}" : "${name}"`)
}

/** The account that a name of kind AWS lies in. */
export function accountIdOf(name: string): string | undefined {
  return /^(?:(\d{12})$|arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):)/.exec(name)?.slice(1).find(Boolean)
}

/** Whether a name of kind AWS stands for a whole account. */
export function isAccountName(name: string): boolean {
  return ACCOUNT.test(name)
}

/** `undefined`: the statement is not about this one. Nobody (`undefined`) is only ever everybody. */
export function matchPrincipals(
  principals: Principals,
  principal: PolicyPrincipal | undefined,
): PrincipalMatch | undefined {
  const match = matchNamed(principals, principal)
  if (!principals.isNot) return match
  return match === undefined ? 'everybody' : undefined
}

function matchNamed(
  { named, isEverybody }: Principals,
  principal: PolicyPrincipal | undefined,
): PrincipalMatch | undefined {
  const matches = new Set(principal && named.map(name => matchName(name, principal)))
  if (matches.has('itself')) return 'itself'
  if (isEverybody) return 'everybody'
  if (matches.has('role')) return 'role'
  return matches.has('account') ? 'account' : undefined
}

function matchName(
  { kind, name }: NamedPrincipal,
  principal: PolicyPrincipal,
): PrincipalMatch | undefined {
  if (principal.kind === 'service') {
    return kind === 'Service' && name === principal.service ? 'itself' : undefined
  }
  switch (kind) {
    case 'AWS':
      if (name === principal.arn) return 'itself'
      if (name === principal.roleArn) return 'role'
      return isAccountName(name) && accountIdOf(name) === principal.accountId
        ? 'account'
        : undefined
    case 'CanonicalUser':
      return name === principal.canonicalId ? 'account' : undefined
    case 'Federated':
    case 'Service':
      return undefined
  }
}
