/**
 * A policy as it is written, read into what evaluation needs: JSON of a bounded size, held to the
 * grammar of policies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { type Condition, parseConditions } from './conditions.ts'
import { compilePattern, type Pattern } from './pattern.ts'
import { PolicyError } from './policy-error.ts'
import { type Principals, parsePrincipals } from './principals.ts'

/** Variables mean something only since the second version; without a version it is the first. */
export type PolicyVersion = '2008-10-17' | '2012-10-17'

/** Action and NotAction, Resource and NotResource. */
export interface Selection {
  readonly isNot: boolean
  readonly patterns: readonly Pattern[]
}

export interface Statement {
  /** From 0, for those without a Sid. */
  readonly index: number
  readonly sid: string | undefined
  readonly effect: 'Allow' | 'Deny'
  /** `undefined` in identity policies, which are about whoever they are attached to. */
  readonly principals: Principals | undefined
  /** In lower case: actions have no case. */
  readonly actions: Selection
  /** `undefined` in trust policies, which are about the role that they are attached to. */
  readonly resources: Selection | undefined
  readonly conditions: readonly Condition[]
}

export interface Policy {
  readonly version: PolicyVersion
  readonly id: string | undefined
  readonly statements: readonly Statement[]
}

/**
 * What the policy is attached to: a user, group, role or session (`identity`, boundaries too), a
 * bucket or the like (`resource`), or a role that is assumed (`trust`).
 */
export type PolicyKind = 'identity' | 'resource' | 'trust'

const needs = {
  identity: { principal: false, resource: true },
  resource: { principal: true, resource: true },
  trust: { principal: true, resource: false },
} as const satisfies Record<PolicyKind, { principal: boolean; resource: boolean }>

/** The bound of AWS's bucket policies; those of IAM have smaller ones of their own. */
export const POLICY_BYTES_MAX = 20 * 1024

/** Throws PolicyError. */
export function parsePolicy(text: string, kind: PolicyKind): Policy {
  if (Buffer.byteLength(text) > POLICY_BYTES_MAX) {
    throw new PolicyError('Policy exceeds the maximum allowed document size.')
  }
  if (!text.startsWith('{')) {
    throw new PolicyError("Policies must be valid JSON and the first byte must be '{'")
  }
  const document = readObject(parseJson(text), POLICY_FIELDS)
  const version = parseVersion(document.Version)
  const { Statement: written } = document
  if (written === undefined) throw missingField('Statement')
  const list: unknown[] = Array.isArray(written) ? written : [written]
  if (list.length === 0) throw new PolicyError('Could not parse the policy: Statement is empty!')
  const hasVariables = version === '2012-10-17'
  const statements = list.map((statement, index) =>
    parseStatement(readObject(statement, STATEMENT_FIELDS), { index, kind, hasVariables }),
  )
  checkSids(statements)
  return { version, id: readText(document.Id, 'Id'), statements }
}

const POLICY_FIELDS: readonly string[] = ['Version', 'Id', 'Statement']
const STATEMENT_FIELDS: readonly string[] = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]

type Fields = Readonly<Record<string, unknown>>

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PolicyError('This policy contains invalid Json', undefined, { cause })
  }
}

function readObject(value: unknown, fields: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PolicyError('This policy contains invalid Json')
  }
  const read: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value)) {
    if (!fields.includes(name)) throw new PolicyError(`Unknown field ${name.slice(0, 64)}`)
    read[name] = field
  }
  return read
}

function parseVersion(value: unknown): PolicyVersion {
  if (value === undefined) return '2008-10-17'
  if (value === '2008-10-17' || value === '2012-10-17') return value
  throw new PolicyError('The policy must contain a valid version string')
}

function readText(value: unknown, name: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw new PolicyError(`Invalid ${name} in policy`)
}

interface StatementContext {
  readonly index: number
  readonly kind: PolicyKind
  readonly hasVariables: boolean
}

function parseStatement(fields: Fields, context: StatementContext): Statement {
  const { index, kind, hasVariables } = context
  const effect = parseEffect(fields.Effect)
  const principals = parsePrincipalFields(fields, effect, needs[kind].principal)
  const actions = parseSelection(fields, 'Action', action => {
    if (!ACTION.test(action)) throw new PolicyError('Policy has invalid action', action)
    return compilePattern(action.toLowerCase(), { hasWildcards: true })
  })
  if (actions === undefined) throw missingField('Action')
  const resources = parseSelection(fields, 'Resource', resource => {
    if (!RESOURCE.test(resource)) throw new PolicyError('Policy has invalid resource', resource)
    return compilePattern(resource, { hasWildcards: true, hasVariables })
  })
  const needsResource = needs[kind].resource
  if (needsResource && resources === undefined) throw missingField('Resource')
  if (!needsResource && resources !== undefined) throw prohibitedField('Resource')
  const conditions = parseConditions(fields.Condition, { hasVariables })
  const sid = readText(fields.Sid, 'Sid')
  return { index, sid, effect, principals, actions, resources, conditions }
}

const ACTION = /^(?:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/
const RESOURCE = /^(?:\*|arn:)/

function parseEffect(value: unknown): Statement['effect'] {
  if (value === undefined) throw missingField('Effect')
  if (value === 'Allow' || value === 'Deny') return value
  throw new PolicyError(`Invalid effect: ${String(value).slice(0, 64)}`)
}

function parsePrincipalFields(
  fields: Fields,
  effect: Statement['effect'],
  isNeeded: boolean,
): Principals | undefined {
  const { Principal, NotPrincipal } = fields
  const isNot = NotPrincipal !== undefined
  if (!isNeeded) {
    if (Principal !== undefined || isNot) throw prohibitedField('Principal')
    return undefined
  }
  if (isNot && Principal !== undefined) throw bothFields('Principal')
  // It would let in all the world but one.
  if (isNot && effect === 'Allow') throw new PolicyError('Allow with NotPrincipal is not allowed.')
  if (!isNot && Principal === undefined) throw missingField('Principal')
  return parsePrincipals(isNot ? NotPrincipal : Principal, isNot)
}

/** `undefined`: neither the field nor its negation. */
function parseSelection(
  fields: Fields,
  name: 'Action' | 'Resource',
  compile: (text: string) => Pattern,
): Selection | undefined {
  const positive = fields[name]
  const negative = fields[`Not${name}`]
  const isNot = negative !== undefined
  if (isNot && positive !== undefined) throw bothFields(name)
  const value = isNot ? negative : positive
  if (value === undefined) return undefined
  const list: unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0) throw missingField(name)
  const patterns = list.map(item => {
    if (typeof item === 'string') return compile(item)
    throw new PolicyError(`Policy has invalid ${name.toLowerCase()}`, JSON.stringify(item))
  })
  return { isNot, patterns }
}

function checkSids(statements: readonly Statement[]): void {
  const sids = statements.flatMap(({ sid }) => (sid ? [sid] : []))
  if (new Set(sids).size < sids.length) {
    throw new PolicyError('Statement IDs (SID) in a single policy must be unique.')
  }
}

function missingField(name: string): PolicyError {
  return new PolicyError(`Missing required field ${name}`)
}

function prohibitedField(name: string): PolicyError {
  return new PolicyError(`Policy document should not specify a ${name.toLowerCase()}.`)
}

function bothFields(name: string): PolicyError {
  return new PolicyError(`A statement can have ${name} or Not${name}, not both`)
}
