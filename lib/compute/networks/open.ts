/** The networks of a control plane: what owners ask for, and its coming true on the hosts. */
import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import type { Host, HostSet } from '../hosts/host.ts'
import type { ComputeRecords } from '../records.ts'
import { privateDomainOf } from './host-names.ts'
import { type Block, parseBlock } from './ipv4.ts'
import { createNetworkControl, type NetworkControl } from './network-control.ts'
import { createNetworkReconciler, type NetworkReconciler } from './network-reconciler.ts'
import type { NetworkHost } from './network-spec.ts'
import { repairNetworks } from './repair.ts'
import { createNetworkSource } from './topology.ts'

/** Of the loopback: reachable from this host alone. */
export const defaultPublicAddresses: readonly string[] = ['127.100.0.0/16']

export interface OpenNetworks {
  readonly networks: NetworkControl
  readonly networkReconciler: NetworkReconciler
}

/** Removes first what an earlier run left half-made. */
export async function openNetworks(options: {
  readonly records: ComputeRecords
  readonly hosts: HostSet
  readonly region: string
  /** Blocks that public addresses come from. */
  readonly publicAddresses: readonly string[]
  readonly clock: Clock
  readonly log: Logger
}): Promise<OpenNetworks> {
  const { records, hosts, clock, log } = options
  const domainName = privateDomainOf(options.region)
  const networkReconciler = createNetworkReconciler({
    hosts,
    sourceOf(networks) {
      const isHere = (name: string) => isServedBy(networks, hosts.get(name))
      return createNetworkSource({ records, isHere, domainName })
    },
    log,
  })
  const networks = createNetworkControl({
    records,
    publicAddresses: options.publicAddresses.map(blockOfPool),
    onChanged: ({ vpcId }) => networkReconciler.wake(vpcId),
    clock,
    log,
  })
  await repairNetworks(records, networks.machineInterfaces)
  return { networks, networkReconciler }
}

/** What a host that is not attached now left running may be anywhere. */
function isServedBy(networks: NetworkHost, host: Host | undefined): boolean {
  return host === undefined || host.hypervisor.networks === networks
}

function blockOfPool(text: string): Block {
  const block = parseBlock(text)
  if (!block) throw new RangeError(`public addresses: ${text} is no block of IPv4 addresses`)
  return block
}
