/**
 * What the records say that a network is on one host, as the value that the host is told. Only what
 * is in force there is in it: interfaces of machines that are on, groups that these are in, public
 * addresses whose traffic a route leads to.
 */
import { type ComputeRecords, findMachine, type MachineRecord } from '../records.ts'
import { blockOf, covers, parseBlock } from './ipv4.ts'
import type {
  GroupSpec,
  InterfaceSpec,
  NetworkSource,
  NetworkSpec,
  PublicAddressSpec,
  RuleSpec,
} from './network-spec.ts'
import { publicAddressOf } from './public-addresses.ts'
import type {
  InterfaceRecord,
  NetworkRecords,
  RouteTableRecord,
  SecurityGroupRecord,
  SecurityRule,
  SubnetRecord,
  VpcRecord,
} from './records.ts'
import { allOwned } from './store.ts'

export interface NetworkSourceOptions {
  readonly records: ComputeRecords
  /** Whether the host that is told runs the machines of this hypervisor. */
  readonly isHere: (hypervisor: string) => boolean
  /** Of private host names. */
  readonly domainName: string
}

export function createNetworkSource(options: NetworkSourceOptions): NetworkSource {
  const { records, isHere, domainName } = options
  const { networks } = records

  return {
    async describe(networkId) {
      const owner = await networks.vpcOwners.get(networkId)
      const vpc = owner && (await networks.vpcs.get(`${owner.accountId}/${networkId}`))
      if (!vpc) return undefined
      const here = await interfacesHere(records, vpc, isHere)
      if (here.length === 0) return undefined
      return describeNetwork(networks, { vpc, here, domainName })
    },

    async *list() {
      const seen = new Set<string>()
      for await (const [, machine] of records.machines.list()) {
        if (!isOn(machine) || !isHere(machine.hypervisor)) continue
        const nic = await networks.interfaces.get(`${machine.accountId}/${machine.interfaceId}`)
        if (!nic || seen.has(nic.vpcId)) continue
        seen.add(nic.vpcId)
        yield nic.vpcId
      }
    },
  }
}

interface PlacedInterface {
  readonly nic: InterfaceRecord
  readonly machine: MachineRecord
}

async function interfacesHere(
  records: ComputeRecords,
  { accountId, id }: VpcRecord,
  isHere: (hypervisor: string) => boolean,
): Promise<readonly PlacedInterface[]> {
  const found: PlacedInterface[] = []
  for (const nic of await allOwned(records.networks.interfaces, accountId)) {
    if (nic.vpcId !== id || !nic.attachment) continue
    const machine = await findMachine(records, nic.attachment.machineId)
    if (machine && isOn(machine) && isHere(machine.hypervisor)) found.push({ nic, machine })
  }
  return found
}

/** It runs, is about to, or may still be running. */
function isOn({ state }: MachineRecord): boolean {
  return state !== 'stopped' && state !== 'terminated'
}

async function describeNetwork(
  networks: NetworkRecords,
  {
    vpc,
    here,
    domainName,
  }: {
    readonly vpc: VpcRecord
    readonly here: readonly PlacedInterface[]
    readonly domainName: string
  },
): Promise<NetworkSpec> {
  const { accountId, id } = vpc
  const ofVpc = <Value extends { readonly vpcId: string }>(all: readonly Value[]) =>
    all.filter(each => each.vpcId === id)
  const subnets = ofVpc(await allOwned(networks.subnets, accountId))
  const tables = ofVpc(await allOwned(networks.routeTables, accountId))
  const gateways = ofVpc(await allOwned(networks.internetGateways, accountId))
  const groups = ofVpc(await allOwned(networks.securityGroups, accountId))
  const elastic = await allOwned(networks.elasticAddresses, accountId)
  const open = subnets.filter(subnet =>
    leadsOutside(tableOf(subnet, { vpc, tables }), gateways[0]?.id),
  )
  const used = new Set(here.flatMap(({ nic }) => nic.groupIds))
  const publicAddresses = here.flatMap(({ nic }): PublicAddressSpec[] => {
    const found = publicAddressOf(nic, elastic)
    if (!found || !open.some(subnet => subnet.id === nic.subnetId)) return []
    const { id: interfaceId, privateIpAddress } = nic
    return [{ address: found.address, interfaceId, privateIpAddress }]
  })
  return {
    id,
    cidrBlocks: [vpc.cidr],
    subnets: subnets.map(subnet => ({ id: subnet.id, cidrBlock: subnet.cidr })),
    interfaces: here.map(toInterfaceSpec),
    groups: groups.filter(group => used.has(group.id)).map(toGroupSpec),
    publicAddresses,
    domainName,
    outside: 'none',
  }
}

function tableOf(
  subnet: SubnetRecord,
  { vpc, tables }: { readonly vpc: VpcRecord; readonly tables: readonly RouteTableRecord[] },
): RouteTableRecord | undefined {
  const own = tables.find(table => table.associations.some(each => each.subnetId === subnet.id))
  return own ?? tables.find(table => table.id === vpc.mainRouteTableId)
}

/** Whether a route leads everywhere, through the gateway that is attached now. */
function leadsOutside(table: RouteTableRecord | undefined, gatewayId: string | undefined): boolean {
  const everywhere = blockOf({ cidr: '0.0.0.0/0' })
  return (table?.routes ?? []).some(route => {
    const block = parseBlock(route.destination)
    return route.gatewayId === gatewayId && block !== undefined && covers(block, everywhere)
  })
}

function toInterfaceSpec({ nic, machine }: PlacedInterface): InterfaceSpec {
  return {
    id: nic.id,
    machineId: machine.id,
    macAddress: nic.macAddress,
    subnetId: nic.subnetId,
    privateIpAddresses: [nic.privateIpAddress],
    hostname: machine.hostname,
    groupIds: nic.groupIds,
    metadataHopLimit: machine.metadataOptions.hopLimit ?? 1,
  }
}

export function toGroupSpec({ id, rules }: SecurityGroupRecord): GroupSpec {
  const specs = (isEgress: boolean) =>
    rules.filter(rule => rule.isEgress === isEgress).flatMap(toRuleSpec)
  return { id, ingress: specs(false), egress: specs(true) }
}

/** Nothing for rules about IPv6, of which there is none. */
function toRuleSpec({ protocol, fromPort, toPort, peer }: SecurityRule): readonly RuleSpec[] {
  if (peer.kind === 'ipv6' || protocol === 'icmpv6') return []
  const whom = peer.kind === 'group' ? { groupId: peer.groupId } : { cidrBlock: peer.cidr }
  switch (protocol) {
    case '-1':
      return [{ protocol: 'all', peer: whom }]
    case 'tcp':
    case 'udp':
      return [{ protocol, ports: { first: fromPort, last: toPort }, peer: whom }]
    case 'icmp': {
      if (fromPort === -1) return [{ protocol, peer: whom }]
      const icmp = toPort === -1 ? { type: fromPort } : { type: fromPort, code: toPort }
      return [{ protocol, icmp, peer: whom }]
    }
    default:
      return [{ protocol: Number(protocol), peer: whom }]
  }
}
