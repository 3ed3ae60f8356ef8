/**
 * Which ports of a public address are listened on: those that the groups of its machine let anybody
 * in at. A range of ports that is too wide to be listened on whole is represented by its first ports
 * and by those that services usually have.
 */
import { parseAddress, parseBlock, sizeOf } from '../ipv4.ts'
import type { RuleSpec } from '../network-spec.ts'

export type ForwardedProtocol = 'tcp' | 'udp'

/** A range of at most so many ports is listened on whole; of a wider one the first so many. */
export const rangePortsMax = 1_024

/** Besides those first ones, in wider ranges. */
export const usualPorts: readonly number[] = [
  1080, 1194, 1433, 1521, 1723, 1812, 1883, 2049, 2222, 2375, 2376, 2379, 2380, 3000, 3128, 3268,
  3306, 3389, 3478, 4000, 4222, 4443, 4500, 4789, 5000, 5044, 5060, 5061, 5173, 5222, 5353, 5432,
  5601, 5671, 5672, 5900, 5901, 5984, 5985, 5986, 6000, 6379, 6443, 6514, 7000, 7001, 7474, 7687,
  8000, 8008, 8080, 8081, 8086, 8088, 8123, 8200, 8300, 8443, 8500, 8529, 8834, 8888, 9000, 9001,
  9042, 9090, 9092, 9093, 9100, 9200, 9300, 9418, 9443, 9999, 10000, 10250, 11211, 15672, 16443,
  25565, 27017, 27018, 28017, 32400, 50000, 50051, 51820, 61616,
]

/** Port numbers in ascending order, for the traffic that these rules let in from outside. */
export function exposedPorts(rules: readonly RuleSpec[], protocol: ForwardedProtocol): number[] {
  const ports = new Set<number>()
  for (const rule of rules) {
    // Who belongs to a group comes by its private address.
    if (!matchesProtocol(rule, protocol) || 'groupId' in rule.peer) continue
    if (parseBlock(rule.peer.cidrBlock) === undefined) continue
    const { first, last } = rangeOf(rule)
    const lastWhole = Math.min(last, first + rangePortsMax - 1)
    for (let port = first; port <= lastWhole; port++) ports.add(port)
    for (const port of usualPorts) if (port >= first && port <= last) ports.add(port)
  }
  return [...ports].sort((one, other) => one - other)
}

/** Whether the rules let a client at this address in at this port. */
export function admits(
  rules: readonly RuleSpec[],
  {
    protocol,
    port,
    client,
  }: {
    readonly protocol: ForwardedProtocol
    readonly port: number
    /** IPv4. */
    readonly client: string
  },
): boolean {
  return rules.some(rule => {
    const { first, last } = rangeOf(rule)
    const isPort = matchesProtocol(rule, protocol) && port >= first && port <= last
    return isPort && 'cidrBlock' in rule.peer && contains(rule.peer.cidrBlock, client)
  })
}

const numberOf = { tcp: 6, udp: 17 } as const

function matchesProtocol(rule: RuleSpec, protocol: ForwardedProtocol): boolean {
  return (
    rule.protocol === 'all' || rule.protocol === protocol || rule.protocol === numberOf[protocol]
  )
}

/** Port 0 cannot be listened on. */
function rangeOf({ ports }: RuleSpec): { readonly first: number; readonly last: number } {
  return { first: Math.max(1, ports?.first ?? 1), last: ports?.last ?? 65_535 }
}

function contains(cidrBlock: string, address: string): boolean {
  const block = parseBlock(cidrBlock)
  const value = parseAddress(address)
  if (block === undefined || Number.isNaN(value)) return false
  return value >= block.first && value < block.first + sizeOf(block)
}
