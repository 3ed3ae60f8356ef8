import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import test from 'ava'
import fc from 'fast-check'
import { pino } from 'pino'
import { parseAddress } from '../../../lib/compute/networks/ipv4.ts'
import type { NetworkSpec, RuleSpec } from '../../../lib/compute/networks/network-spec.ts'
import {
  admits,
  exposedPorts,
  rangePortsMax,
} from '../../../lib/compute/networks/public/exposed-ports.ts'
import { createForwarder } from '../../../lib/compute/networks/public/forwarder.ts'
import { plugGuest } from '../../support/guest.ts'
import { networkRig } from '../../support/network-rig.ts'
import { addressOf, anywhere, group, groupId, network, nic } from '../../support/network-specs.ts'

const inNamespaces = process.geteuid?.() === 0 ? test : test.skip

const tcp = (first: number, last = first, cidrBlock = '0.0.0.0/0'): RuleSpec => ({
  protocol: 'tcp',
  ports: { first, last },
  peer: { cidrBlock },
})

test('a narrow range of ports is listened on whole, a wide one by its first and usual ports', t => {
  t.deepEqual(exposedPorts([tcp(22), tcp(8000, 8002)], 'tcp'), [22, 8000, 8001, 8002])
  t.deepEqual(exposedPorts([tcp(22)], 'udp'), [])
  t.is(exposedPorts([tcp(20_001, 20_000 + rangePortsMax)], 'tcp').length, rangePortsMax)
  const wide = exposedPorts([tcp(0, 65_535)], 'tcp')
  t.is(wide[0], 1)
  t.true(wide.includes(rangePortsMax) && wide.includes(8080) && wide.includes(5432))
  t.false(wide.includes(rangePortsMax + 1) || wide.includes(40_000))
  const all: RuleSpec = { protocol: 'all', peer: anywhere }
  t.deepEqual(exposedPorts([all], 'udp'), wide)
  t.deepEqual(exposedPorts([{ protocol: 'all', peer: { groupId: groupId(1) } }], 'tcp'), [])
  t.deepEqual(exposedPorts([{ protocol: 17, peer: anywhere }], 'tcp'), [])
})

test('a client is let in exactly where some rule covers its address and port', t => {
  const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255))
  const address = octets.map(each => each.join('.'))
  const rule = fc
    .record({
      base: address,
      bits: fc.nat(32),
      first: fc.nat(9),
      width: fc.nat(9),
      isTcp: fc.boolean(),
    })
    .map(({ base, bits, first, width, isTcp }) => ({
      base,
      bits,
      first,
      last: first + width,
      isTcp,
    }))
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 4 }),
      address,
      fc.integer({ min: 1, max: 20 }),
      (rules, client, port) => {
        const specs = rules.map(
          ({ base, bits, first, last, isTcp }): RuleSpec => ({
            protocol: isTcp ? 'tcp' : 'udp',
            ports: { first, last },
            peer: { cidrBlock: `${base}/${bits}` },
          }),
        )
        const isCovered = rules.some(({ base, bits, first, last, isTcp }) => {
          const size = 2 ** (32 - bits)
          const isInBlock =
            Math.floor(parseAddress(base) / size) === Math.floor(parseAddress(client) / size)
          return isTcp && isInBlock && port >= first && port <= last
        })
        t.is(admits(specs, { protocol: 'tcp', port, client }), isCovered)
      },
    ),
  )
})

/** What a TCP client hears that says hello: an answer, the code of an error, or nothing. */
async function hello(host: string, port: number): Promise<string> {
  const socket = connect({ host, port })
  let heard = ''
  try {
    return await new Promise(resolve => {
      socket.on('error', error => resolve('code' in error ? String(error.code) : 'error'))
      socket.on('connect', () => socket.write('hello'))
      socket.on('close', () => resolve(heard))
      socket.on('data', chunk => {
        heard += chunk
        if (heard.endsWith('hello')) resolve(heard)
      })
    })
  } finally {
    socket.destroy()
  }
}

inNamespaces(
  'a public address leads to its machine as the groups say, and moves to another',
  async t => {
    const rig = await networkRig(t)
    const log = pino({ level: 'silent' })
    const forwarder = createForwarder({
      connect: (id, target) => rig.host.connect(id, target),
      log,
    })
    t.teardown(() => forwarder[Symbol.asyncDispose]())
    const interfaces = [nic(11, [1]), nic(12, [1])] as const
    const [public1, public2] = ['127.101.0.11', '127.101.0.12'] as const
    const specOf = (rules: readonly RuleSpec[], addresses: Record<string, number>): NetworkSpec =>
      network(interfaces, [group(1, rules)], {
        publicAddresses: Object.entries(addresses).map(([address, number]) => ({
          address,
          interfaceId: nic(number, []).id,
          privateIpAddress: addressOf(number),
        })),
      })
    const apply = async (spec: NetworkSpec) => {
      await rig.host.apply(spec)
      await forwarder.apply(spec)
    }
    const udp: RuleSpec = { protocol: 'udp', ports: { first: 5353, last: 5353 }, peer: anywhere }
    const first = specOf([tcp(8022), udp], { [public1]: 11 })
    await rig.host.apply(first)
    await using one = await plugGuest(rig.host, first, interfaces[0])
    await using two = await plugGuest(rig.host, first, interfaces[1])
    for (const port of [8022, 8023]) await one.listenTcp(port)
    await one.listenUdp(5353)
    await two.listenTcp(8022, 'two ')
    await apply(first)

    t.is(await hello(public1, 8022), '172.31.0.1 hello')
    t.is(await hello(public1, 8023), 'ECONNREFUSED', 'not open to anybody')
    const client = createSocket('udp4')
    client.send('hello', 5353, public1)
    const [message, from] = await once(client, 'message')
    t.is(`${message} from ${from.address}`, '172.31.0.1 hello from 127.101.0.11')
    client.close()

    // Rules of a machine that runs: a port opens, another is closed to this client.
    await apply(specOf([tcp(8022, 8022, '198.51.100.0/24'), tcp(8023), udp], { [public1]: 11 }))
    t.is(await hello(public1, 8023), '172.31.0.1 hello')
    t.is(await hello(public1, 8022), 'ECONNRESET', 'another client’s')

    // The address moves; another one of the same network does not notice.
    await apply(specOf([tcp(8022)], { [public1]: 11, [public2]: 11 }))
    const kept = connect({ host: public2, port: 8022 })
    await once(kept, 'data')
    const dropped = connect({ host: public1, port: 8022 })
    await once(dropped, 'data')
    await apply(specOf([tcp(8022)], { [public1]: 12, [public2]: 11 }))
    await once(dropped, 'close')
    t.is(await hello(public1, 8022), 'two 172.31.0.1 hello')
    kept.write('hello')
    t.is(String((await once(kept, 'data'))[0]), 'hello')
    kept.destroy()

    await apply(specOf([tcp(8022)], {}))
    t.is(await hello(public1, 8022), 'ECONNREFUSED', 'no machine’s')
    t.is(await one.connect(addressOf(12), 8022, 'hello'), 'two 172.31.0.11 hello')
  },
)
