/** The control plane of networks: everything that owners can do with theirs, and what machines need. */
import type { Logger } from 'pino'
import type { Documents } from '../../../storage/storage.ts'
import type { Clock } from '../../clock.ts'
import { type ComputeRecords, listOwned } from '../records.ts'
import { createElasticAddresses, type ElasticAddresses } from './elastic-addresses.ts'
import { createInterfaces, type Interfaces } from './interfaces.ts'
import { createInternetGateways, type InternetGateways } from './internet-gateways.ts'
import type { Block } from './ipv4.ts'
import { createMachineInterfaces, type MachineInterfaces } from './machine-interfaces.ts'
import { createNetworkView, type NetworkView } from './network-view.ts'
import { createPublicPool } from './public-addresses.ts'
import type { DhcpOptionsRecord, NetworkAclRecord, NetworkRecords } from './records.ts'
import { createRouteTables, type RouteTables } from './route-tables.ts'
import { createSecurityGroups, type SecurityGroups } from './security-groups.ts'
import { NetworkStore, type VpcName } from './store.ts'
import { createSubnets, type Subnets } from './subnets.ts'
import { createVpcs, type Vpcs } from './vpcs.ts'

export interface NetworkControl {
  readonly vpcs: Vpcs
  readonly subnets: Subnets
  readonly internetGateways: InternetGateways
  readonly routeTables: RouteTables
  readonly networkAcls: Readings<NetworkAclRecord>
  readonly dhcpOptions: Readings<DhcpOptionsRecord>
  readonly securityGroups: SecurityGroups
  readonly interfaces: Interfaces
  readonly elasticAddresses: ElasticAddresses
  readonly machineInterfaces: MachineInterfaces
  /** To describe interfaces by, in one answer. */
  view(accountId: string): NetworkView
}

/** What every network has one of, and nobody changes. */
export interface Readings<Value> {
  get(accountId: string, id: string): Promise<Value | undefined>
  list(accountId: string, after?: string): AsyncIterable<Value>
}

export interface NetworkControlOptions {
  readonly records: ComputeRecords
  /** Where public addresses come from. */
  readonly publicAddresses: readonly Block[]
  /** Something changed that the network of this VPC is made from. */
  readonly onChanged: (vpc: VpcName) => void
  readonly clock: Clock
  readonly log: Logger
}

export function createNetworkControl(options: NetworkControlOptions): NetworkControl {
  const { records, clock, log, onChanged } = options
  const { networks } = records
  const store = new NetworkStore({ records: networks, clock, onChanged })
  const blocks = options.publicAddresses
  const pool = createPublicPool({ records: networks, blocks, clock })
  const machineInterfaces = createMachineInterfaces(store, {
    pool,
    log,
    async isOn(accountId, machineId) {
      const machine = await records.machines.get(`${accountId}/${machineId}`)
      return machine?.state === 'running' || machine?.state === 'pending'
    },
  })
  return {
    vpcs: createVpcs(store),
    subnets: createSubnets(store),
    internetGateways: createInternetGateways(store),
    routeTables: createRouteTables(store),
    networkAcls: createReadings(store, all => all.networkAcls),
    dhcpOptions: createReadings(store, all => all.dhcpOptions),
    securityGroups: createSecurityGroups(store),
    interfaces: createInterfaces(store, pool),
    elasticAddresses: createElasticAddresses(store, {
      pool,
      onDisassociated: machineInterfaces.restoreAddress,
    }),
    machineInterfaces,
    view: accountId => createNetworkView(networks, accountId),
  }
}

function createReadings<Value extends NetworkAclRecord | DhcpOptionsRecord>(
  store: NetworkStore,
  choose: (records: NetworkRecords) => Documents<Value>,
): Readings<Value> {
  return {
    async get(accountId, id) {
      return choose(await store.open(accountId)).get(`${accountId}/${id}`)
    },
    async *list(accountId, after) {
      yield* listOwned(choose(await store.open(accountId)), accountId, after)
    },
  }
}
