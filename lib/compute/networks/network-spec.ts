/**
 * What one private network is on this host: a value that describes the whole of it. Whoever keeps
 * the records makes the value; NetworkHost.apply() makes the kernel agree with it. Applying the
 * same value again changes nothing, and applying another one changes a running network in place,
 * so nobody has to say what was added or taken away.
 *
 * Private addresses are the tenant's: two networks may have the same ones. All addresses are IPv4,
 * in their one usual spelling.
 */

export interface NetworkSpec {
  /** `vpc-…`; names the network's folder, socket and process. */
  readonly id: string
  /** Of the network's own addresses; `.2` of the first is its name server. */
  readonly cidrBlocks: readonly string[]
  readonly subnets: readonly SubnetSpec[]
  /** Those of the machines that run, or are about to, on this host. */
  readonly interfaces: readonly InterfaceSpec[]
  /** Every group that an interface is in. What a rule says of a group without interfaces here is moot. */
  readonly groups: readonly GroupSpec[]
  readonly publicAddresses: readonly PublicAddressSpec[]
  /** Of private host names: `ip-172-31-5-77.<domain>` is answered for each private address. */
  readonly domainName: string
  /**
   * 'none': nothing inside reaches the host or anything beyond it. There is no other value yet; what
   * comes in goes through the public addresses.
   */
  readonly outside: 'none'
}

export interface SubnetSpec {
  readonly id: string
  readonly cidrBlock: string
}

export interface InterfaceSpec {
  /** `eni-…`. Ids are never used again, for nothing else tells one guest from the next. */
  readonly id: string
  readonly machineId: string
  /** Once in a network. */
  readonly macAddress: string
  readonly subnetId: string
  /** The first is the primary one, which DHCP gives; at least one. Each once in a network. */
  readonly privateIpAddresses: readonly string[]
  /** Private host name without the domain. */
  readonly hostname: string
  /** Traffic passes where any one group allows it; without groups none does. */
  readonly groupIds: readonly string[]
  /** How far answers of the metadata service get: their time to live, 1 to 64. */
  readonly metadataHopLimit: number
}

export interface GroupSpec {
  /** `sg-…` */
  readonly id: string
  readonly ingress: readonly RuleSpec[]
  readonly egress: readonly RuleSpec[]
}

export interface RuleSpec {
  /** A number is that of the IP protocol, for protocols without a name here. */
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'all' | number
  /** Of tcp and udp, inclusive; absent: all. */
  readonly ports?: { readonly first: number; readonly last: number }
  /** Of icmp; absent: all. Without a code: all codes of the type. */
  readonly icmp?: { readonly type: number; readonly code?: number }
  /** Who sends, for ingress; who receives, for egress. IPv6 blocks match nothing here. */
  readonly peer: { readonly cidrBlock: string } | { readonly groupId: string }
}

export interface PublicAddressSpec {
  readonly address: string
  readonly interfaceId: string
  /** One of the interface's. */
  readonly privateIpAddress: string
}

/** Where the host's part of networks is told what they are. */
export interface NetworkHost extends AsyncDisposable {
  /**
   * Makes the network as the value says, for the first time or again; resolves when the kernel
   * filters by it. A network without interfaces is ended: its process, namespace and files go.
   */
  apply(spec: NetworkSpec): Promise<void>
  /** Ends the networks that are not among these: what a dead server left, what was deleted. */
  retain(networkIds: ReadonlySet<string>): Promise<void>
  /** By interface id: what its machine received (in) and sent (out) since the interface was made. */
  counters(networkId: string): Promise<ReadonlyMap<string, InterfaceCounters>>
}

export interface InterfaceCounters {
  readonly receivedBytes: number
  readonly receivedPackets: number
  readonly sentBytes: number
  readonly sentPackets: number
}

/**
 * Who knows what networks are to be: implemented over the records. The value is read when it is
 * needed, so a change is told by a name alone.
 */
export interface NetworkSource {
  /** Undefined: there is none, or nothing of it runs here. */
  describe(networkId: string): Promise<NetworkSpec | undefined>
  /** Every network with at least one interface that runs here. */
  list(): AsyncIterable<string>
}
