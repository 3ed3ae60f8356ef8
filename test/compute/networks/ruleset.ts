import test from 'ava'
import fc from 'fast-check'
import { planLinks } from '../../../lib/compute/networks/host/agent/links.ts'
import { rulesetOf } from '../../../lib/compute/networks/host/agent/ruleset.ts'
import { checkSpec } from '../../../lib/compute/networks/host/checked-spec.ts'
import type { NetworkSpec } from '../../../lib/compute/networks/network-spec.ts'
import { anywhere, everything, group, groupId, network, nic } from '../../support/network-specs.ts'

const spec = network(
  [nic(11, [1]), { ...nic(12, [1, 2], 1), privateIpAddresses: ['172.31.0.12', '172.31.0.13'] }],
  [
    group(1, [{ protocol: 'all', peer: { groupId: groupId(1) } }]),
    group(
      2,
      [
        { protocol: 'tcp', ports: { first: 22, last: 22 }, peer: { cidrBlock: '10.1.2.3/8' } },
        { protocol: 'udp', peer: { cidrBlock: '192.0.2.1/32' } },
        { protocol: 'icmp', icmp: { type: 8, code: 0 }, peer: anywhere },
        { protocol: 47, peer: anywhere },
        { protocol: 'tcp', peer: { cidrBlock: '::/0' } },
        { protocol: 'tcp', peer: { groupId: groupId(9) } },
      ],
      [],
    ),
  ],
  {
    publicAddresses: [
      { address: '198.51.100.7', interfaceId: nic(11, []).id, privateIpAddress: '172.31.0.11' },
    ],
  },
)

const expected = `
add table bridge guard
delete table bridge guard
table bridge guard {
  map ports {
    type ifname : verdict
    elements = { "tap000000000011" : goto tap000000000011, "tap000000000012" : goto tap000000000012 }
  }
  chain tap000000000011 {
    ether saddr != 02:00:00:00:00:11 drop
    ether type arp arp saddr ether 02:00:00:00:00:11 arp saddr ip { 0.0.0.0, 172.31.0.11 } accept
    udp dport { 53, 67 } limit rate over 200/second burst 200 packets drop
    ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp sport 68 udp dport 67 @th,288,48 0x020000000011 accept
    ip saddr { 172.31.0.11 } accept
    drop
  }
  chain tap000000000012 {
    ether saddr != 02:00:00:00:00:12 drop
    ether type arp arp saddr ether 02:00:00:00:00:12 arp saddr ip { 0.0.0.0, 172.31.0.12, 172.31.0.13 } accept
    udp dport { 53, 67 } limit rate over 200/second burst 200 packets drop
    ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp sport 68 udp dport 67 @th,288,48 0x020000000012 accept
    ip saddr { 172.31.0.12, 172.31.0.13 } accept
    drop
  }
  chain prerouting {
    type filter hook prerouting priority dstnat; policy drop;
    iifname vmap @ports
  }
}
add table inet network
delete table inet network
table inet network {
  set sg-00000000000000001 {
    type ipv4_addr
    elements = { 172.31.0.11, 172.31.0.12, 172.31.0.13 }
  }
  set sg-00000000000000002 {
    type ipv4_addr
    elements = { 172.31.0.12, 172.31.0.13 }
  }
  chain sg-00000000000000001_in {
    ip saddr @sg-00000000000000001 accept
  }
  chain sg-00000000000000001_out {
    accept
  }
  chain sg-00000000000000002_in {
    ip saddr 10.0.0.0/8 tcp dport 22-22 accept
    ip saddr 192.0.2.1/32 meta l4proto udp accept
    icmp type 8 icmp code 0 accept
    meta l4proto 47 accept
  }
  chain sg-00000000000000002_out {
  }
  chain eni-00000000000000011_in {
    jump sg-00000000000000001_in
    drop
  }
  chain eni-00000000000000011_out {
    jump sg-00000000000000001_out
    drop
  }
  chain eni-00000000000000012_in {
    jump sg-00000000000000001_in
    jump sg-00000000000000002_in
    drop
  }
  chain eni-00000000000000012_out {
    jump sg-00000000000000001_out
    jump sg-00000000000000002_out
    drop
  }
  chain hops_1 {
    ip ttl set 1
  }
  chain hops_2 {
    ip ttl set 2
  }
  map senders {
    type ipv4_addr : verdict
    elements = { 172.31.0.11 : goto eni-00000000000000011_out, 172.31.0.12 : goto eni-00000000000000012_out, 172.31.0.13 : goto eni-00000000000000012_out }
  }
  map receivers {
    type ipv4_addr : verdict
    elements = { 172.31.0.11 : goto eni-00000000000000011_in, 172.31.0.12 : goto eni-00000000000000012_in, 172.31.0.13 : goto eni-00000000000000012_in }
  }
  map hop_limits {
    type ipv4_addr : verdict
    elements = { 172.31.0.11 : jump hops_2, 172.31.0.12 : jump hops_1, 172.31.0.13 : jump hops_1 }
  }
  map public_addresses {
    type ipv4_addr : ipv4_addr
    elements = { 198.51.100.7 : 172.31.0.11 }
  }
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    ip daddr 172.31.0.2 udp dport 53 dnat ip to 169.254.169.253
    dnat ip to ip daddr map @public_addresses
  }
  chain input {
    type filter hook input priority filter; policy drop;
    iifname "lo" accept
    ct state established,related accept
    ct state invalid drop
    udp dport 67 accept
    ip daddr 169.254.169.253 udp dport 53 accept
    ip daddr 169.254.169.254 tcp dport 80 accept
  }
  chain sending {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    ct state invalid drop
    ip saddr vmap @senders
  }
  chain receiving {
    type filter hook forward priority filter + 1; policy drop;
    ct state established,related accept
    ct state invalid drop
    ip daddr vmap @receivers
  }
  chain output {
    type filter hook output priority mangle; policy accept;
    oifname "br0" meta skuid != 0 drop
    ip saddr 169.254.169.254 tcp sport 80 ip daddr vmap @hop_limits
  }
}
`

test('the rules of a network are these', t => {
  t.is(`\n${rulesetOf(checkSpec(spec))}`, expected)
})

test('what could end a word in a rule or a command, or reach beyond the network, is refused', t => {
  const [first = nic(11, [1]), second = nic(12, [1])] = spec.interfaces
  const wrong: Record<string, Partial<NetworkSpec>> = {
    'id of a network': { id: 'vpc-01234567; flush ruleset' },
    'domain name': { domainName: 'ec2.internal\n' },
    loopback: { cidrBlocks: ['127.0.0.0/16'] },
    'link-local': { cidrBlocks: ['169.254.0.0/16'] },
    everything: { cidrBlocks: ['0.0.0.0/0'] },
    'id of an interface': { interfaces: [{ ...first, id: 'eni-01234567 }' }] },
    'hardware address': { interfaces: [{ ...first, macAddress: '02:00:00:00:00:1' }] },
    'multicast hardware': { interfaces: [{ ...first, macAddress: '03:00:00:00:00:11' }] },
    'the router’s': { interfaces: [{ ...first, macAddress: '0e:00:00:00:00:01' }] },
    gateway: { interfaces: [{ ...first, privateIpAddresses: ['172.31.0.1'] }] },
    'outside its subnet': { interfaces: [{ ...first, privateIpAddresses: ['172.31.16.9'] }] },
    'an address twice': { interfaces: [first, { ...second, privateIpAddresses: ['172.31.0.11'] }] },
    'hardware twice': { interfaces: [first, { ...second, macAddress: first.macAddress }] },
    'device twice': { interfaces: [first, { ...second, id: `eni-f${first.id.slice(5)}` }] },
    'host name': { interfaces: [{ ...first, hostname: 'a b' }] },
    'hop limit': { interfaces: [{ ...first, metadataHopLimit: 65 }] },
    'unknown group': { interfaces: [{ ...first, groupIds: [groupId(7)] }] },
    port: {
      groups: [group(1, [{ protocol: 'tcp', ports: { first: 1, last: 65_536 }, peer: anywhere }])],
    },
    protocol: { groups: [group(1, [{ protocol: 256, peer: anywhere }])] },
    subnet: { subnets: [{ id: 'subnet-01234567', cidrBlock: '10.0.0.0/24' }] },
    'public address': {
      publicAddresses: [
        { address: '198.51.100.7', interfaceId: first.id, privateIpAddress: '172.31.0.12' },
      ],
    },
  }
  for (const [what, change] of Object.entries(wrong)) {
    t.throws(
      () => checkSpec({ ...spec, interfaces: [first, second], ...change }),
      { instanceOf: RangeError },
      what,
    )
  }
})

test('whatever a rule says of addresses, no text of it gets into the rules as it is', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const odd = network(
        [nic(11, [1])],
        [group(1, [{ protocol: 'tcp', peer: { cidrBlock: text } }])],
      )
      const plain = network([nic(11, [1])], [group(1, [])])
      t.is(rulesetOf(checkSpec(odd)), rulesetOf(checkSpec(plain)))
    }),
  )
})

test('from any state of the devices the commands lead to the network, and then there are none', t => {
  const empty = {
    devices: new Set(['lo']),
    ports: new Set<string>(),
    bridgeAddresses: new Set<string>(),
    neighbours: new Map<string, string>(),
  }
  const first = planLinks(checkSpec(spec), empty)
  t.deepEqual(first, {
    devices: [
      'link add br0 address 0e:00:00:00:00:01 type bridge forward_delay 0 mcast_snooping 0',
      'link set dev br0 up',
      'route add 255.255.255.255/32 dev br0',
      'address add 172.31.0.1/20 dev br0',
      'tuntap add dev tap000000000011 mode tap',
      'link set dev tap000000000011 master br0',
      'tuntap add dev tap000000000012 mode tap',
      'link set dev tap000000000012 master br0',
      'neighbour replace 172.31.0.11 lladdr 02:00:00:00:00:11 dev br0 nud permanent',
      'neighbour replace 172.31.0.12 lladdr 02:00:00:00:00:12 dev br0 nud permanent',
      'neighbour replace 172.31.0.13 lladdr 02:00:00:00:00:12 dev br0 nud permanent',
    ],
    ports: [
      'link set dev tap000000000011 isolated on learning off flood off mcast_flood off',
      'fdb replace 02:00:00:00:00:11 dev tap000000000011 master static',
      'link set dev tap000000000012 isolated on learning off flood off mcast_flood off',
      'fdb replace 02:00:00:00:00:12 dev tap000000000012 master static',
    ],
    start: ['link set dev tap000000000011 up', 'link set dev tap000000000012 up'],
  })
  const whole = {
    devices: new Set(['lo', 'br0', 'tap000000000011', 'tap000000000012']),
    ports: new Set(['tap000000000011', 'tap000000000012']),
    bridgeAddresses: new Set(['172.31.0.1/20']),
    neighbours: new Map([
      ['172.31.0.11', '02:00:00:00:00:11'],
      ['172.31.0.12', '02:00:00:00:00:12'],
      ['172.31.0.13', '02:00:00:00:00:12'],
    ]),
  }
  t.deepEqual(planLinks(spec, whole), { devices: [], ports: [], start: [] })
  // Cut short before the port was isolated: it carries nothing yet, and is done again.
  const cut = { ...whole, ports: new Set(['tap000000000011']) }
  t.is(planLinks(spec, cut).ports.length, 2)
  t.deepEqual(planLinks(network([nic(11, [1])], spec.groups), whole).devices, [
    'link delete dev tap000000000012',
    'neighbour delete 172.31.0.12 dev br0',
    'neighbour delete 172.31.0.13 dev br0',
  ])
  t.deepEqual(
    planLinks(
      network(
        [],
        [everything].map(rule => group(1, [rule])),
      ),
      whole,
    ).ports,
    [],
  )
})
