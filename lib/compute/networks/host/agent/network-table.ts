/** What the agent's servers look up of the network that is in force. */
import { parseBlock } from '../../ipv4.ts'
import type { InterfaceSpec, NetworkSpec } from '../../network-spec.ts'
import { gatewayOf, nameServerOf } from '../layout.ts'
import type { DhcpLease } from './dhcp.ts'
import type { DnsZone } from './dns.ts'

export interface NetworkTable extends DnsZone {
  interfaceOf(privateIpAddress: string): InterfaceSpec | undefined
  leaseOf(macAddress: string): DhcpLease | undefined
}

export function networkTableOf(spec: NetworkSpec): NetworkTable {
  const leases = new Map(spec.interfaces.map(nic => [nic.macAddress, leaseOf(nic, spec)]))
  const interfaces = new Map(
    spec.interfaces.flatMap(nic => nic.privateIpAddresses.map(address => [address, nic])),
  )
  return {
    domainName: spec.domainName,
    interfaceOf: address => interfaces.get(address),
    leaseOf: mac => leases.get(mac),
    addressOf: hostname =>
      spec.interfaces.find(nic => nic.hostname === hostname)?.privateIpAddresses[0],
    hostnameOf: address => interfaces.get(address)?.hostname,
  }
}

function leaseOf(nic: InterfaceSpec, spec: NetworkSpec): DhcpLease | undefined {
  const [address] = nic.privateIpAddresses
  const subnet = spec.subnets.find(({ id }) => id === nic.subnetId)
  const block = subnet && parseBlock(subnet.cidrBlock)
  const nameServer = nameServerOf(spec)
  if (!address || !subnet || !block) return undefined
  return {
    address,
    prefixBits: block.prefixBits,
    gateway: gatewayOf(subnet),
    nameServer,
    hostname: nic.hostname,
    domainName: spec.domainName,
  }
}
