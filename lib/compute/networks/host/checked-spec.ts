/**
 * The one look at a network's specification before it becomes commands and rules. What comes after
 * puts its texts into them as they are, so everything that could end a word there is refused here,
 * and everything that one network could get of another, or of the host, by an address.
 */
import { deviceNameOf } from '../device-name.ts'
import { type Block, covers, overlaps, parseAddress, parseBlock } from '../ipv4.ts'
import type { InterfaceSpec, NetworkSpec, RuleSpec } from '../network-spec.ts'
import { bridgeMacAddress } from './layout.ts'

export const interfaceCountMax = 1_000
const addressCountMax = 64
const groupCountMax = 5_000
const ruleCountMax = 2_000
const subnetCountMax = 256

const hostname = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const domainName = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}$/
const macAddress = /^[0-9a-f][02468ace](?::[0-9a-f]{2}){5}$/

/** Loopback, link-local and multicast: what they mean to a host no tenant may change. */
const reserved = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'].map(blockOf)

/** The same value if every part of it may be used; RangeError says which may not. */
export function checkSpec(spec: NetworkSpec): NetworkSpec {
  requireId('vpc', spec.id)
  require(domainName.test(spec.domainName), 'domain name', spec.domainName)
  const blocks = spec.cidrBlocks.map(blockOf)
  require(blocks.length > 0 && blocks.length <= 16, 'number of blocks', blocks.length)
  for (const block of blocks) {
    require(!reserved.some(other => overlaps(block, other)), 'block', block)
  }
  const subnets = checkSubnets(spec, blocks)
  require(spec.interfaces.length <= interfaceCountMax, 'number of interfaces', spec.id)
  requireUnique(
    spec.interfaces.map(({ id }) => deviceNameOf(id)),
    'interface',
  )
  requireUnique(
    spec.interfaces.map(nic => nic.macAddress),
    'hardware address',
  )
  requireUnique(
    spec.interfaces.flatMap(nic => nic.privateIpAddresses),
    'private address',
  )
  const groups = checkGroups(spec)
  for (const nic of spec.interfaces) checkInterface(nic, subnets, groups)
  checkPublicAddresses(spec)
  return spec
}

function checkSubnets(spec: NetworkSpec, blocks: readonly Block[]): ReadonlyMap<string, Block> {
  require(spec.subnets.length <= subnetCountMax, 'number of subnets', spec.id)
  const subnets = new Map<string, Block>()
  for (const { id, cidrBlock } of spec.subnets) {
    const block = blockOf(cidrBlock)
    requireId('subnet', id)
    require(block.prefixBits <= 28, 'size of a subnet', cidrBlock)
    require(blocks.some(outer => covers(outer, block)), 'subnet outside its network', cidrBlock)
    require(![...subnets.values()].some(other => overlaps(other, block)), 'subnet', cidrBlock)
    subnets.set(id, block)
  }
  return subnets
}

function checkInterface(
  nic: InterfaceSpec,
  subnets: ReadonlyMap<string, Block>,
  groups: ReadonlySet<string>,
): void {
  require(/^i-[0-9a-f]{8,17}$/.test(nic.machineId), 'machine', nic.machineId)
  const isMac = macAddress.test(nic.macAddress) && nic.macAddress !== bridgeMacAddress
  require(isMac, 'hardware address', nic.macAddress)
  require(hostname.test(nic.hostname), 'host name', nic.hostname)
  const hops = nic.metadataHopLimit
  require(Number.isInteger(hops) && hops >= 1 && hops <= 64, 'hop limit', hops)
  for (const id of nic.groupIds) require(groups.has(id), 'group', id)
  const subnet = subnets.get(nic.subnetId)
  if (subnet === undefined) throw new RangeError(`unknown subnet ${nic.subnetId}`)
  const { length } = nic.privateIpAddresses
  require(length > 0 && length <= addressCountMax, 'number of addresses', nic.id)
  for (const address of nic.privateIpAddresses) {
    const offset = numberOf(address) - subnet.first
    // The first four and the last are the network's own.
    const isUsable = offset >= 4 && offset < 2 ** (32 - subnet.prefixBits) - 1
    require(isUsable, 'private address', address)
  }
}

function checkGroups(spec: NetworkSpec): ReadonlySet<string> {
  require(spec.groups.length <= groupCountMax, 'number of groups', spec.id)
  requireUnique(
    spec.groups.map(({ id }) => id),
    'group',
  )
  for (const { id, ingress, egress } of spec.groups) {
    requireId('sg', id)
    require(ingress.length + egress.length <= ruleCountMax, 'number of rules', id)
    for (const rule of [...ingress, ...egress]) checkRule(rule)
  }
  return new Set(spec.groups.map(({ id }) => id))
}

function checkRule({ protocol, ports, icmp, peer }: RuleSpec): void {
  if (typeof protocol === 'number') requireByte(protocol, 'protocol')
  if (ports !== undefined) {
    const { first, last } = ports
    require(protocol === 'tcp' || protocol === 'udp', 'ports of protocol', protocol)
    require(Number.isInteger(first) && first >= 0, 'port', first)
    require(Number.isInteger(last) && last >= first && last <= 65_535, 'port', last)
  }
  if (icmp !== undefined) {
    require(protocol === 'icmp', 'ICMP type of protocol', protocol)
    requireByte(icmp.type, 'ICMP type')
    if (icmp.code !== undefined) requireByte(icmp.code, 'ICMP code')
  }
  if ('groupId' in peer) requireId('sg', peer.groupId)
  // What is no IPv4 block is left out when rules are made.
}

function checkPublicAddresses({ publicAddresses, interfaces }: NetworkSpec): void {
  requireUnique(
    publicAddresses.map(({ address }) => address),
    'public address',
  )
  for (const { address, interfaceId, privateIpAddress } of publicAddresses) {
    numberOf(address)
    const nic = interfaces.find(({ id }) => id === interfaceId)
    const isItsOwn = nic?.privateIpAddresses.includes(privateIpAddress)
    require(isItsOwn === true, 'public address', address)
  }
}

function blockOf(text: string): Block {
  const block = parseBlock(text)
  if (block === undefined) throw new RangeError(`not a block: ${JSON.stringify(text)}`)
  return block
}

function numberOf(address: string): number {
  const value = parseAddress(address)
  require(!Number.isNaN(value), 'address', address)
  return value
}

function requireId(kind: 'vpc' | 'subnet' | 'sg', id: string): void {
  require(new RegExp(`^${kind}-[0-9a-f]{8,17}$`).test(id), kind, id)
}

function requireByte(value: number, what: string): void {
  require(Number.isInteger(value) && value >= 0 && value <= 255, what, value)
}

function requireUnique(values: readonly string[], what: string): void {
  const seen = new Set<string>()
  for (const value of values) {
    require(!seen.has(value), `${what}, which is there twice,`, value)
    seen.add(value)
  }
}

function require(isRight: boolean, what: string, value: unknown): void {
  if (!isRight) throw new RangeError(`the network's ${what} cannot be ${JSON.stringify(value)}`)
}
