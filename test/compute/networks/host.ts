import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import test from 'ava'
import { type Guest, plugGuest, soon } from '../../support/guest.ts'
import { networkRig } from '../../support/network-rig.ts'
import {
  addressOf,
  anywhere,
  everything,
  group,
  groupId,
  network,
  networkId,
  nic,
} from '../../support/network-specs.ts'
import { until } from '../../support/qemu-rig.ts'

const metadataAddress = '169.254.169.254'
const question = 'GET /latest/meta-data/instance-id HTTP/1.0\r\n\r\n'

const ask = async (guest: Guest) => (await guest.connect(metadataAddress, 80, question)).slice(-19)

// One after the other: each has several processes, and the processors are few. Without root, machines
// that are namespaces of their own cannot be joined to a network's.
const inNamespaces = process.geteuid?.() === 0 ? test.serial : test.serial.skip

test.serial(
  'machines reach each other as groups say, and a change is in force at once',
  async t => {
    const rig = await networkRig(t)
    const [client, stranger, server] = [nic(11, [1]), nic(12, [3]), nic(13, [2])] as const
    const web = (port: number) =>
      group(2, [
        { protocol: 'tcp', ports: { first: port, last: port }, peer: { groupId: groupId(1) } },
        { protocol: 'udp', ports: { first: 53, last: 60 }, peer: { cidrBlock: '172.31.0.12/32' } },
        { protocol: 'icmp', icmp: { type: 8 }, peer: anywhere },
      ])
    const groups = [group(1, []), group(3, [])]
    const interfaces = [client, stranger, server]
    const publicAddresses = [
      { address: '198.51.100.7', interfaceId: server.id, privateIpAddress: addressOf(13) },
    ]
    const spec = network(interfaces, [...groups, web(8080)], { publicAddresses })
    await rig.host.apply(spec)
    await using one = await plugGuest(rig.host, spec, client)
    await using two = await plugGuest(rig.host, spec, stranger)
    await using three = await plugGuest(rig.host, spec, server)
    const target = addressOf(13)
    for (const port of [8080, 8081]) await three.listenTcp(port)
    for (const port of [55, 61]) await three.listenUdp(port)

    t.is(await one.connect(target, 8080, 'hello'), '172.31.0.11 hello')
    t.is(await one.connect('198.51.100.7', 8080, 'hello'), '172.31.0.11 hello', 'a public address')
    t.is(await two.send(target, 55, 'hello'), '172.31.0.12 hello')
    await t.notThrowsAsync(two.run('busybox', 'ping', '-c', '1', '-W', '20', target))
    const refused = {
      'another port': one.connect(target, 8081, 'hello', soon),
      'another group': two.connect(target, 8080, 'hello', soon),
      'beyond the range': two.send(target, 61, 'hello', soon),
      'another address': one.send(target, 55, 'hello', soon),
      'nothing comes into group 1': three.connect(addressOf(11), 22, 'hello', soon),
    }
    for (const [why, outcome] of Object.entries(refused)) t.is(await outcome, 'silence', why)

    await rig.host.apply(network(interfaces, [...groups, web(8081)]))
    t.is(await one.connect(target, 8081, 'hello'), '172.31.0.11 hello')
    t.is(await one.connect(target, 8080, 'hello', soon), 'silence')
    const mute = [group(1, [], []), group(3, []), web(8081)]
    await rig.host.apply(network(interfaces, mute))
    t.is(await one.connect(target, 8081, 'hello', soon), 'silence', 'group 1 may not send any more')
    await rig.host.apply(network([nic(11, [1, 3]), stranger, server], mute))
    t.is(await one.connect(target, 8081, 'hello'), '172.31.0.11 hello', 'group 3 may')

    const counters = await rig.host.counters(networkId)
    t.true((counters.get(client.id)?.sentPackets ?? 0) > 10)
    t.true((counters.get(server.id)?.receivedBytes ?? 0) > 500)
  },
)

inNamespaces(
  'a machine sends from its own addresses, and reaches nothing but machines',
  async t => {
    const rig = await networkRig(t)
    const interfaces = [nic(11, [1]), nic(12, [1])] as const
    const spec = network(interfaces, [group(1, [everything])])
    await rig.host.apply(spec)
    await using one = await plugGuest(rig.host, spec, interfaces[0])
    await using two = await plugGuest(rig.host, spec, interfaces[1])
    await two.listenUdp(99)
    const target = addressOf(12)
    t.is(await one.send(target, 99, 'mine'), '172.31.0.11 mine')

    await one.run('ip', 'address', 'add', '172.31.0.77/20', 'dev', 'eth0')
    const spoofed = { ...soon, localAddress: '172.31.0.77' }
    t.is(await one.send(target, 99, 'not my address', spoofed), 'silence')
    const hardware = ['link', 'set', 'dev', 'eth0', 'address']
    await one.run('ip', ...hardware, '02:00:00:00:00:12')
    t.is(await one.send(target, 99, 'not my hardware', soon), 'silence')
    await one.run('ip', ...hardware, '02:00:00:00:00:11')
    await one.run('ip', 'route', 'replace', 'default', 'via', '172.31.0.1')
    // Straight to the other's hardware address, past the router.
    const direct = ['lladdr', '02:00:00:00:00:12', 'dev', 'eth0', 'nud', 'permanent']
    await one.run('ip', 'neighbour', 'replace', target, ...direct)
    t.is(await one.send(target, 99, 'past the router', soon), 'silence')
    await one.run('ip', 'neighbour', 'delete', target, 'dev', 'eth0')
    t.is(await one.send(target, 99, 'mine again'), '172.31.0.11 mine again')
    t.is(await two.datagrams(), '172.31.0.11: mine\n172.31.0.11: mine again')

    const hosts = ['172.31.0.1', '172.31.0.2', metadataAddress]
    const outcomes = hosts.map(host => one.connect(host, 22, 'hello', soon))
    t.deepEqual(await Promise.all(outcomes), ['silence', 'silence', 'silence'])
    t.is(await one.connect('198.51.100.1', 22, 'hello'), 'ENETUNREACH', 'there is no way out')
  },
)

test.serial(
  'metadata knows who asks, and its answers get as far as the hop limit says',
  async t => {
    const rig = await networkRig(t)
    const interfaces = [nic(11, [], 1), nic(12, [], 3)] as const
    const spec = network(interfaces, [])
    await rig.host.apply(spec)
    await using one = await plugGuest(rig.host, spec, interfaces[0])
    await using two = await plugGuest(rig.host, spec, interfaces[1])
    t.is(await ask(one), interfaces[0].machineId)
    t.is(await ask(two), interfaces[1].machineId)
    // The other's address as one's own gets no answer.
    await one.run('ip', 'address', 'add', `${addressOf(12)}/20`, 'dev', 'eth0')
    const claimed = { ...soon, localAddress: addressOf(12) }
    t.is(await one.connect(metadataAddress, 80, question, claimed), 'silence')

    const acceptOnly = async (guest: Guest, hops: number) => {
      const nft = (text: string) => guest.run('/usr/sbin/nft', text)
      await nft('add table ip seen')
      await nft('add chain ip seen input { type filter hook input priority 0; }')
      await nft(`add rule ip seen input ip saddr ${metadataAddress} ip ttl != ${hops} drop`)
    }
    await acceptOnly(one, 1)
    await acceptOnly(two, 3)
    t.is(await ask(one), interfaces[0].machineId)
    t.is(await ask(two), interfaces[1].machineId)
  },
)

inNamespaces(
  'machines are told their address, name and routes, and each other’s names',
  async t => {
    const rig = await networkRig(t)
    const spec = network([nic(11, [])], [])
    await rig.host.apply(spec)
    await using guest = await plugGuest(rig.host, spec, nic(11, []))
    const script = `#!/bin/sh
test "$1" = bound && echo "$ip/$mask $router $dns $hostname.$domain $staticroutes" > ${rig.folder}/lease`
    const path = `${rig.folder}/udhcpc.script`
    await guest.run('sh', '-c', `printf '%s' '${script}' > ${path}; chmod +x ${path}`)
    const options = ['-i', 'eth0', '-n', '-q', '-f', '-O', 'staticroutes', '-s', path]
    for (const more of [[], ['-B']]) await guest.run('busybox', 'udhcpc', ...options, ...more)
    t.is(
      await guest.run('cat', `${rig.folder}/lease`),
      '172.31.0.11/20 172.31.0.1 172.31.0.2 ip-172-31-0-11.ec2.internal ' +
        '169.254.169.254/32 172.31.0.1 0.0.0.0/0 172.31.0.1\n',
    )
    for (const server of ['172.31.0.2', '169.254.169.253']) {
      const shown = await guest.run('busybox', 'nslookup', 'ip-172-31-0-11.ec2.internal', server)
      t.regex(shown, /Address: 172\.31\.0\.11/, server)
    }
  },
)

inNamespaces('a network outlives its server and its agent, and leaves nothing behind', async t => {
  const rig = await networkRig(t)
  const interfaces = [nic(11, [1]), nic(12, [1])] as const
  const spec = network(interfaces, [group(1, [everything])])
  await rig.host.apply(spec)
  await using one = await plugGuest(rig.host, spec, interfaces[0])
  await using two = await plugGuest(rig.host, spec, interfaces[1])
  await two.listenTcp(80)
  const [agent = 0, ...others] = await rig.agents()
  t.deepEqual(others, [])

  await rig.restart()
  t.is(await one.connect(addressOf(12), 80, 'hello'), '172.31.0.11 hello')
  await rig.host.apply(spec)
  t.deepEqual(await rig.agents(), [agent], 'found again')
  t.is(await ask(one), interfaces[0].machineId)

  // As a machine's own process, which keeps the namespace when the agent is lost.
  const [file = '', ...args] = await rig.host.entryOf(networkId)
  const inhabitant = spawn(file, [...args, 'sleep', '600'], { stdio: 'ignore' })
  await until(
    'it is inside',
    async () => (await rig.inside('ip', 'netns', 'list-id')) !== undefined,
  )
  process.kill(agent, 'SIGKILL')
  await until('another agent', async () => {
    const agents = await rig.agents()
    return agents.length === 1 && agents[0] !== agent
  })
  t.is(await one.connect(addressOf(12), 80, 'hello'), '172.31.0.11 hello')
  await until('metadata is back', async () => (await ask(one)) === interfaces[0].machineId)

  await rig.host.apply({ ...spec, interfaces: [] })
  t.deepEqual(await rig.agents(), [])
  t.deepEqual(await readdir(`${rig.folder}/net`), ['metadata.sock'])
  t.is(await one.connect(addressOf(12), 80, 'hello'), 'ENETUNREACH', 'its device is gone')
  inhabitant.kill('SIGKILL')
  await once(inhabitant, 'exit')
})
