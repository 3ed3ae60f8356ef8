/**
 * The rules of one network as text for `nft -f`: pure, so that a test can read them whole. The text
 * takes the place of whatever rules were there in one step; connections that are known go on.
 *
 *   machine ──tap── bridge table: is the sender who it says it is?
 *                     │ (ports are isolated: whatever is for another machine is routed)
 *                   inet table, prerouting: public addresses of this network become private ones
 *                     ├─ input: the name server, DHCP and the metadata service, and nothing else
 *                     └─ forward: sending (groups of the sender), then receiving (of the receiver)
 *
 * Every base chain drops what no rule lets pass.
 */
import { deviceNameOf } from '../../device-name.ts'
import { formatBlock, parseBlock } from '../../ipv4.ts'
import type { GroupSpec, InterfaceSpec, NetworkSpec, RuleSpec } from '../../network-spec.ts'
import { bridgeName, metadataAddress, nameServerAddress, nameServerOf } from '../layout.ts'

/** Of questions to our own small servers, for each machine; more are dropped. */
const questionsPerSecond = 200

/** `spec` has been checked. */
export function rulesetOf(spec: NetworkSpec): string {
  return [
    ...replaceTable('bridge guard', guardTable(spec)),
    ...replaceTable('inet network', networkTable(spec)),
    '',
  ].join('\n')
}

function replaceTable(name: string, body: readonly string[]): string[] {
  // Deleting a table that is not there is an error, adding one that is there is none.
  return [`add table ${name}`, `delete table ${name}`, `table ${name} {`, ...indent(body), '}']
}

/** Who sends: by the port that a frame came in on, each machine has only its own addresses. */
function guardTable({ interfaces }: NetworkSpec): string[] {
  const ports = interfaces.map(({ id }) => `"${deviceNameOf(id)}" : goto ${deviceNameOf(id)}`)
  return [
    ...block('map ports', ['type ifname : verdict', ...elements(ports)]),
    ...interfaces.flatMap(nic => block(`chain ${deviceNameOf(nic.id)}`, portRules(nic))),
    ...block('chain prerouting', [
      'type filter hook prerouting priority dstnat; policy drop;',
      'iifname vmap @ports',
    ]),
  ]
}

function portRules({ macAddress, privateIpAddresses }: InterfaceSpec): string[] {
  const addresses = privateIpAddresses.join(', ')
  const macNumber = `0x${macAddress.replaceAll(':', '')}`
  const overLimit = `limit rate over ${questionsPerSecond}/second burst ${questionsPerSecond} packets`
  return [
    `ether saddr != ${macAddress} drop`,
    `ether type arp arp saddr ether ${macAddress} arp saddr ip { 0.0.0.0, ${addresses} } accept`,
    `udp dport { 53, 67 } ${overLimit} drop`,
    // Before it has an address; the hardware address inside the message is its own, too.
    `ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp sport 68 udp dport 67 @th,288,48 ${macNumber} accept`,
    `ip saddr { ${addresses} } accept`,
    'drop',
  ]
}

function networkTable(spec: NetworkSpec): string[] {
  const { interfaces, groups } = spec
  const hopLimits = [...new Set(interfaces.map(nic => nic.metadataHopLimit))].sort((a, b) => a - b)
  return [
    ...groups.flatMap(group => memberSet(group, interfaces)),
    ...groups.flatMap(({ id, ingress, egress }) => [
      ...block(
        `chain ${id}_in`,
        ingress.flatMap(rule => ruleLines(rule, 'saddr', groups)),
      ),
      ...block(
        `chain ${id}_out`,
        egress.flatMap(rule => ruleLines(rule, 'daddr', groups)),
      ),
    ]),
    ...interfaces.flatMap(({ id, groupIds }) => [
      ...block(`chain ${id}_in`, [...groupIds.map(group => `jump ${group}_in`), 'drop']),
      ...block(`chain ${id}_out`, [...groupIds.map(group => `jump ${group}_out`), 'drop']),
    ]),
    ...hopLimits.flatMap(hops => block(`chain hops_${hops}`, [`ip ttl set ${hops}`])),
    ...verdictMap('senders', interfaces, ({ id }) => `goto ${id}_out`),
    ...verdictMap('receivers', interfaces, ({ id }) => `goto ${id}_in`),
    ...verdictMap('hop_limits', interfaces, nic => `jump hops_${nic.metadataHopLimit}`),
    ...publicAddressMap(spec),
    ...baseChains(spec),
  ]
}

function memberSet({ id }: GroupSpec, interfaces: readonly InterfaceSpec[]): string[] {
  const members = interfaces.filter(({ groupIds }) => groupIds.includes(id))
  const addresses = members.flatMap(({ privateIpAddresses }) => privateIpAddresses)
  return block(`set ${id}`, ['type ipv4_addr', ...elements(addresses)])
}

function verdictMap(
  name: string,
  interfaces: readonly InterfaceSpec[],
  verdictOf: (nic: InterfaceSpec) => string,
): string[] {
  const entries = interfaces.flatMap(nic =>
    nic.privateIpAddresses.map(address => `${address} : ${verdictOf(nic)}`),
  )
  return block(`map ${name}`, ['type ipv4_addr : verdict', ...elements(entries)])
}

function publicAddressMap({ publicAddresses }: NetworkSpec): string[] {
  const entries = publicAddresses.map(
    ({ address, privateIpAddress }) => `${address} : ${privateIpAddress}`,
  )
  return block('map public_addresses', ['type ipv4_addr : ipv4_addr', ...elements(entries)])
}

function baseChains(spec: NetworkSpec): string[] {
  const isKnown = ['ct state established,related accept', 'ct state invalid drop']
  return [
    ...block('chain prerouting', [
      'type nat hook prerouting priority dstnat; policy accept;',
      `ip daddr ${nameServerOf(spec)} udp dport 53 dnat ip to ${nameServerAddress}`,
      'dnat ip to ip daddr map @public_addresses',
    ]),
    ...block('chain input', [
      'type filter hook input priority filter; policy drop;',
      'iifname "lo" accept',
      ...isKnown,
      'udp dport 67 accept',
      `ip daddr ${nameServerAddress} udp dport 53 accept`,
      `ip daddr ${metadataAddress} tcp dport 80 accept`,
    ]),
    ...block('chain sending', [
      'type filter hook forward priority filter; policy drop;',
      ...isKnown,
      'ip saddr vmap @senders',
    ]),
    ...block('chain receiving', [
      'type filter hook forward priority filter + 1; policy drop;',
      ...isKnown,
      'ip daddr vmap @receivers',
    ]),
    ...block('chain output', [
      'type filter hook output priority mangle; policy accept;',
      // Machines' processes live in this namespace, and one that a guest has taken over is still
      // not to reach the others past their groups. Where root is missing all have one user.
      `oifname "${bridgeName}" meta skuid != 0 drop`,
      `ip saddr ${metadataAddress} tcp sport 80 ip daddr vmap @hop_limits`,
    ]),
  ]
}

/** Empty where the rule can match nothing here. */
function ruleLines(
  rule: RuleSpec,
  side: 'saddr' | 'daddr',
  groups: readonly GroupSpec[],
): string[] {
  const peer = peerMatch(rule, side, groups)
  return peer === undefined ? [] : [[...peer, ...trafficMatch(rule), 'accept'].join(' ')]
}

function peerMatch(
  { peer }: RuleSpec,
  side: 'saddr' | 'daddr',
  groups: readonly GroupSpec[],
): string[] | undefined {
  if ('groupId' in peer) {
    return groups.some(({ id }) => id === peer.groupId)
      ? [`ip ${side} @${peer.groupId}`]
      : undefined
  }
  const range = parseBlock(peer.cidrBlock)
  if (range === undefined) return undefined
  return range.prefixBits === 0 ? [] : [`ip ${side} ${formatBlock(range)}`]
}

function trafficMatch({ protocol, ports, icmp }: RuleSpec): string[] {
  if (protocol === 'all') return []
  if (icmp !== undefined) {
    return [
      `icmp type ${icmp.type}`,
      ...(icmp.code === undefined ? [] : [`icmp code ${icmp.code}`]),
    ]
  }
  if (ports !== undefined) return [`${protocol} dport ${ports.first}-${ports.last}`]
  return [`meta l4proto ${protocol}`]
}

function block(head: string, body: readonly string[]): string[] {
  return [`${head} {`, ...indent(body), '}']
}

/** A list of no elements is written by leaving it out. */
function elements(entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [`elements = { ${entries.join(', ')} }`]
}

function indent(lines: readonly string[]): string[] {
  return lines.map(line => `  ${line}`)
}
