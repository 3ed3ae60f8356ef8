/**
 * The devices of one network: which commands lead from what is there to what should be. Pure; what
 * is there is read anew for each change, so a step that was cut short is simply found undone.
 */
import { deviceNameOf } from '../../device-name.ts'
import type { InterfaceSpec, NetworkSpec } from '../../network-spec.ts'
import { bridgeAddressesOf, bridgeMacAddress, bridgeName } from '../layout.ts'

/** What the kernel has, as `ip` and `bridge` tell it. */
export interface ObservedLinks {
  /** Every device in the namespace. */
  readonly devices: ReadonlySet<string>
  /** Those that belong to the bridge and carry frames: the last that is done to a device. */
  readonly ports: ReadonlySet<string>
  /** Of the bridge: `address/bits`. */
  readonly bridgeAddresses: ReadonlySet<string>
  /** Fixed entries: private address → hardware address. */
  readonly neighbours: ReadonlyMap<string, string>
}

/** Three batches, in this order. */
export interface LinkCommands {
  /** Lines for `ip -batch -`. */
  readonly devices: readonly string[]
  /** Lines for `bridge -batch -`. */
  readonly ports: readonly string[]
  /** Lines for `ip -batch -`. */
  readonly start: readonly string[]
}

/** `spec` has been checked, and is filtered by already: a port carries frames as soon as it is up. */
export function planLinks(spec: NetworkSpec, observed: ObservedLinks): LinkCommands {
  const wanted = new Set(spec.interfaces.map(({ id }) => deviceNameOf(id)))
  const fresh = spec.interfaces.filter(({ id }) => !observed.ports.has(deviceNameOf(id)))
  const stale = [...observed.devices].filter(
    name => (name.startsWith('tap') || observed.ports.has(name)) && !wanted.has(name),
  )
  return {
    devices: [
      ...(observed.devices.has(bridgeName) ? [] : bridgeLines),
      ...addressLines(bridgeAddressesOf(spec), observed.bridgeAddresses),
      ...stale.map(name => `link delete dev ${name}`),
      ...fresh.flatMap(nic => deviceLines(nic, observed)),
      ...neighbourLines(spec.interfaces, observed.neighbours),
    ],
    ports: fresh.flatMap(portLines),
    start: fresh.map(({ id }) => `link set dev ${deviceNameOf(id)} up`),
  }
}

const bridgeLines = [
  `link add ${bridgeName} address ${bridgeMacAddress} type bridge forward_delay 0 mcast_snooping 0`,
  `link set dev ${bridgeName} up`,
  // For DHCP clients that want to be answered by broadcast.
  `route add 255.255.255.255/32 dev ${bridgeName}`,
]

function addressLines(wanted: readonly string[], present: ReadonlySet<string>): string[] {
  return [
    ...[...present]
      .filter(address => !wanted.includes(address))
      .map(address => `address delete ${address} dev ${bridgeName}`),
    ...wanted
      .filter(address => !present.has(address))
      .map(address => `address add ${address} dev ${bridgeName}`),
  ]
}

function deviceLines({ id }: InterfaceSpec, { devices }: ObservedLinks): string[] {
  const name = deviceNameOf(id)
  return [
    ...(devices.has(name) ? [] : [`tuntap add dev ${name} mode tap`]),
    `link set dev ${name} master ${bridgeName}`,
  ]
}

/**
 * Nothing is learned of what machines say, since all there is to know is known. Ports are isolated:
 * a frame for another machine is not for the bridge to pass, but for the router to filter.
 */
function portLines({ id, macAddress }: InterfaceSpec): string[] {
  const name = deviceNameOf(id)
  return [
    `link set dev ${name} isolated on learning off flood off mcast_flood off`,
    `fdb replace ${macAddress} dev ${name} master static`,
  ]
}

function neighbourLines(
  interfaces: readonly InterfaceSpec[],
  present: ReadonlyMap<string, string>,
): string[] {
  const wanted = new Map(
    interfaces.flatMap(nic => nic.privateIpAddresses.map(address => [address, nic.macAddress])),
  )
  return [
    ...[...present.keys()]
      .filter(address => !wanted.has(address))
      .map(address => `neighbour delete ${address} dev ${bridgeName}`),
    ...[...wanted]
      .filter(([address, mac]) => address !== undefined && present.get(address) !== mac)
      .map(
        ([address, mac]) =>
          `neighbour replace ${address} lladdr ${mac} dev ${bridgeName} nud permanent`,
      ),
  ]
}
