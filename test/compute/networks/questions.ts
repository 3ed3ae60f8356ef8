import test from 'ava'
import fc from 'fast-check'
import { answerDhcp, type DhcpLease } from '../../../lib/compute/networks/host/agent/dhcp.ts'
import { answerDns } from '../../../lib/compute/networks/host/agent/dns.ts'
import { networkTableOf } from '../../../lib/compute/networks/host/agent/network-table.ts'
import {
  DatagramReader,
  frameDatagram,
} from '../../../lib/compute/networks/host/datagram-frames.ts'
import { network, nic } from '../../support/network-specs.ts'

const table = networkTableOf(network([nic(11, []), nic(12, [])], []))
const leaseOf = (mac: string): DhcpLease | undefined => table.leaseOf(mac)

interface Ask {
  readonly kind: number
  readonly mac?: string
  readonly current?: string
  readonly wanted?: string
  readonly server?: string
  readonly broadcasts?: boolean
}

const bytes = (address: string) => address.split('.').map(Number)

function request({ kind, mac = '020000000011', current, wanted, server, broadcasts }: Ask): Buffer {
  const header = Buffer.alloc(240)
  header.set([1, 1, 6])
  header.write('12345678', 4, 'hex')
  if (broadcasts) header[10] = 0x80
  if (current) header.set(bytes(current), 12)
  header.write(mac, 28, 'hex')
  header.set([99, 130, 83, 99], 236)
  const options = [53, 1, kind]
  if (wanted) options.push(50, 4, ...bytes(wanted))
  if (server) options.push(54, 4, ...bytes(server))
  return Buffer.concat([header, Buffer.from([...options, 255])])
}

/** What kind of answer, to which address, offering which. */
function told(ask: Ask): string | undefined {
  const reply = answerDhcp(request(ask), leaseOf)
  if (reply === undefined) return undefined
  checkReply(reply.message)
  return `${reply.message[242]} to ${reply.address}: ${[...reply.message.subarray(16, 20)].join('.')}`
}

/** Every answer is of the same transaction and for the same hardware. */
function checkReply(message: Buffer): void {
  if (message.toString('hex', 4, 8) !== '12345678' || message[0] !== 2) throw new Error('not ours')
}

test('DHCP tells each machine its one address, and refuses every other', t => {
  t.is(told({ kind: 1 }), '2 to 172.31.0.11: 172.31.0.11')
  t.is(told({ kind: 1, broadcasts: true }), '2 to 255.255.255.255: 172.31.0.11')
  t.is(
    told({ kind: 3, wanted: '172.31.0.11', server: '172.31.0.1' }),
    '5 to 172.31.0.11: 172.31.0.11',
  )
  t.is(told({ kind: 3, current: '172.31.0.11' }), '5 to 172.31.0.11: 172.31.0.11')
  t.is(told({ kind: 3, wanted: '172.31.0.12' }), '6 to 255.255.255.255: 0.0.0.0')
  t.is(told({ kind: 3 }), '6 to 255.255.255.255: 0.0.0.0')
  t.is(told({ kind: 8, current: '172.31.0.11' }), '5 to 172.31.0.11: 0.0.0.0')
  t.is(told({ kind: 3, wanted: '172.31.0.11', server: '10.0.0.1' }), undefined, 'another server')
  t.is(told({ kind: 1, mac: '020000000099' }), undefined, 'nobody’s hardware')
  t.is(told({ kind: 7 }), undefined, 'a release')
})

function question(name: string, type: number): Buffer {
  const header = Buffer.from('abcd01000001000000000000', 'hex')
  const labels = name
    .split('.')
    .map(label => Buffer.from(`${String.fromCharCode(label.length)}${label}`))
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, type, 0, 1])])
}

function looked(name: string, type = 1): string {
  const answer = answerDns(question(name, type), table)
  if (answer === undefined) return 'nothing'
  const code = (answer[3] ?? 0) & 15
  return answer.readUInt16BE(6) === 0 ? `code ${code}` : answer.subarray(-4).join('.')
}

test('the name server knows private names in both directions, and refuses all others', t => {
  t.is(looked('ip-172-31-0-12.ec2.internal'), '172.31.0.12')
  t.is(looked('IP-172-31-0-12.EC2.Internal'), '172.31.0.12')
  t.is(looked('ip-172-31-0-12.ec2.internal', 28), 'code 0', 'no IPv6 address')
  t.is(looked('ip-172-31-0-99.ec2.internal'), 'code 3')
  t.is(looked('example.com'), 'code 5')
  const reverse = answerDns(question('12.0.31.172.in-addr.arpa', 12), table)
  t.regex(reverse?.toString('latin1') ?? '', /ip-172-31-0-12.ec2.internal/)
  t.is(looked('99.0.31.172.in-addr.arpa', 12), 'code 3')
})

test('nothing that a machine sends makes these servers fail', t => {
  const dhcp = request({ kind: 1, wanted: '172.31.0.11' })
  const dns = question('ip-172-31-0-12.ec2.internal', 1)
  const edit = fc.record({ at: fc.nat(300), value: fc.nat(255) })
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 6 }), fc.nat(300), (edits, length) => {
      for (const original of [dhcp, dns]) {
        const message = Buffer.from(original)
        for (const { at, value } of edits) if (at < message.length) message[at] = value
        const cut = message.subarray(0, length)
        const size =
          (answerDhcp(cut, leaseOf)?.message.length ?? 0) + (answerDns(cut, table)?.length ?? 0)
        t.true(size < 1_000)
      }
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), noise => {
      t.is(answerDhcp(Buffer.from(noise), leaseOf), undefined)
      t.true((answerDns(Buffer.from(noise), table)?.length ?? 0) < 600)
    }),
  )
})

test('datagrams come out of a stream as they went in, however it is cut', t => {
  const datagrams = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 })
  fc.assert(
    fc.property(datagrams, fc.integer({ min: 1, max: 40 }), (sent, step) => {
      const came: Buffer[] = []
      const reader = new DatagramReader(datagram => came.push(Buffer.from(datagram)))
      const stream = Buffer.concat(sent.map(frameDatagram))
      for (let at = 0; at < stream.length; at += step) reader.take(stream.subarray(at, at + step))
      t.deepEqual(
        came,
        sent.map(datagram => Buffer.from(datagram)),
      )
    }),
  )
})
