/**
 * The algebra of security group rules, pure. A rule is the same as another one if it lets the same
 * traffic pass the same way to or from the same peer; its id, description and tags do not count.
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
import { ComputeError } from '../errors.ts'
import { formatBlock, parseBlock } from './ipv4.ts'
import { canonicalIpv6Block } from './ipv6.ts'
import type { NetworkTags, RulePeer, RuleTraffic, SecurityRule } from './records.ts'

/** A rule that has no id yet, or that is looked for. */
export interface RuleTerms extends RuleTraffic {
  readonly isEgress: boolean
  readonly peer: RulePeer
}

export interface NewRule extends RuleTerms {
  readonly description: string
  readonly tags: NetworkTags
}

/** Each way, as on AWS. */
export const rulesPerDirectionMax = 60

const protocolNames: Readonly<Record<string, string>> = {
  all: '-1',
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
}
const PORT_MAX = 65_535
const ICMP_MAX = 255

/** In its one spelling; throws `rule-invalid`, whose subject says why. */
export function parseTraffic(
  protocolText: string,
  fromPort: number | undefined,
  toPort: number | undefined,
): RuleTraffic {
  const protocol = protocolOf(protocolText)
  switch (protocol) {
    case 'tcp':
    case 'udp':
      if (fromPort === undefined || toPort === undefined) {
        throw invalid("Invalid value 'Must specify both from and to ports with TCP/UDP.'")
      }
      // -1 stands for all of them, as some clients write it.
      if (fromPort === -1 && toPort === -1) return { protocol, fromPort: 0, toPort: PORT_MAX }
      checkRange(fromPort, { min: 0, max: PORT_MAX })
      checkRange(toPort, { min: fromPort, max: PORT_MAX })
      return { protocol, fromPort, toPort }
    case 'icmp':
    case 'icmpv6':
      checkRange(fromPort ?? -1, { min: -1, max: ICMP_MAX })
      checkRange(toPort ?? -1, { min: -1, max: ICMP_MAX })
      if ((fromPort ?? -1) === -1 && (toPort ?? -1) !== -1) {
        throw invalid('ICMP code must be -1 if the type is -1')
      }
      return { protocol, fromPort: fromPort ?? -1, toPort: toPort ?? -1 }
    default:
      return { protocol, fromPort: -1, toPort: -1 }
  }
}

function protocolOf(text: string): string {
  const name = text.toLowerCase()
  const protocol = Object.hasOwn(protocolNames, name) ? (protocolNames[name] ?? name) : name
  const isNumber = /^\d{1,3}$/.test(protocol) && Number(protocol) <= 255
  if (['-1', 'tcp', 'udp', 'icmp', 'icmpv6'].includes(protocol)) return protocol
  if (isNumber) return String(Number(protocol))
  throw invalid(`Invalid value '${text.slice(0, 64)}' for IP protocol. Unknown protocol.`)
}

function checkRange(value: number, { min, max }: { min: number; max: number }): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw invalid(`Invalid value '${value}' for portRange.`)
  }
}

export function parseIpv4Peer(text: string): RulePeer {
  const block = parseBlock(text)
  if (!block) throw invalid(`CIDR block ${text.slice(0, 64)} is malformed`)
  return { kind: 'ipv4', cidr: formatBlock(block) }
}

export function parseIpv6Peer(text: string): RulePeer {
  const cidr = canonicalIpv6Block(text)
  if (cidr === undefined) throw invalid(`CIDR block ${text.slice(0, 64)} is malformed`)
  return { kind: 'ipv6', cidr }
}

/** Equal for rules that are the same. */
export function ruleKey({ isEgress, protocol, fromPort, toPort, peer }: RuleTerms): string {
  const whom = peer.kind === 'group' ? peer.groupId : peer.cidr
  return `${isEgress ? 'out' : 'in'} ${protocol} ${fromPort} ${toPort} ${whom}`
}

/** As in AWS's message about a rule that is there already. */
export function describeTerms({ protocol, fromPort, toPort, peer }: RuleTerms): string {
  const whom = peer.kind === 'group' ? peer.groupId : peer.cidr
  const what = protocol === '-1' ? 'ALL' : protocol.toUpperCase()
  const isPorts = protocol === 'tcp' || protocol === 'udp'
  const ports = isPorts ? `, from port: ${fromPort}, to port: ${toPort}` : ''
  return `peer: ${whom}, ${what}${ports}, ALLOW`
}

/** All of `added` or, where one is there already or there are too many, none. */
export function addRules(
  rules: readonly SecurityRule[],
  added: readonly SecurityRule[],
): readonly SecurityRule[] {
  const known = new Set(rules.map(ruleKey))
  const fresh = new Set<string>()
  for (const rule of added) {
    const key = ruleKey(rule)
    if (known.has(key)) throw new ComputeError('rule-duplicate', describeTerms(rule))
    if (fresh.has(key)) throw invalid('The same permission must not appear multiple times')
    fresh.add(key)
  }
  const all = [...rules, ...added]
  for (const isEgress of [false, true]) {
    const count = all.filter(rule => rule.isEgress === isEgress).length
    if (count > rulesPerDirectionMax && added.some(rule => rule.isEgress === isEgress)) {
      throw new ComputeError('rule-limit', String(rulesPerDirectionMax))
    }
  }
  return all
}

export interface Removal {
  readonly left: readonly SecurityRule[]
  readonly removed: readonly SecurityRule[]
  /** Those of `asked` that no rule is. */
  readonly unknown: readonly RuleTerms[]
}

export function removeRules(rules: readonly SecurityRule[], asked: readonly RuleTerms[]): Removal {
  const keys = new Set(asked.map(ruleKey))
  const known = new Set(rules.map(ruleKey))
  return {
    left: rules.filter(rule => !keys.has(ruleKey(rule))),
    removed: rules.filter(rule => keys.has(ruleKey(rule))),
    unknown: asked.filter(terms => !known.has(ruleKey(terms))),
  }
}

/** New terms and description for rules by their ids; which way each goes stays. */
export function replaceRules(
  rules: readonly SecurityRule[],
  changes: ReadonlyMap<string, Omit<NewRule, 'isEgress' | 'tags'>>,
): readonly SecurityRule[] {
  for (const id of changes.keys()) {
    if (!rules.some(rule => rule.id === id)) throw new ComputeError('rule-id-missing', id)
  }
  const next = rules.map(rule => ({ ...rule, ...changes.get(rule.id) }))
  const keys = new Set<string>()
  for (const rule of next) {
    const key = ruleKey(rule)
    if (keys.has(key)) throw new ComputeError('rule-duplicate', describeTerms(rule))
    keys.add(key)
  }
  return next
}

function invalid(reason: string): ComputeError {
  return new ComputeError('rule-invalid', reason)
}
