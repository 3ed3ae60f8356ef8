import test from 'ava'
import fc from 'fast-check'
import { formatBlock, parseBlock } from '../../../lib/compute/networks/ipv4.ts'
import { canonicalIpv6Block } from '../../../lib/compute/networks/ipv6.ts'
import type { RulePeer, SecurityRule } from '../../../lib/compute/networks/records.ts'
import {
  addRules,
  parseIpv4Peer,
  parseTraffic,
  removeRules,
  replaceRules,
  ruleKey,
} from '../../../lib/compute/networks/security-rules.ts'

const peer: fc.Arbitrary<RulePeer> = fc.oneof(
  fc
    .record({ address: fc.ipV4(), bits: fc.integer({ min: 0, max: 32 }) })
    .map(({ address, bits }) => parseIpv4Peer(`${address}/${bits}`)),
  fc.constantFrom('sg-1', 'sg-2').map(groupId => ({ kind: 'group', groupId }) as const),
)
const port = fc.integer({ min: 0, max: 4 })
const traffic = fc.oneof(
  fc
    .record({ protocol: fc.constantFrom('tcp', 'udp', '6', 'UDP'), low: port, more: port })
    .map(({ protocol, low, more }) => parseTraffic(protocol, low, low + more)),
  fc.constantFrom('-1', 'all', '50').map(protocol => parseTraffic(protocol, undefined, undefined)),
  port.map(type => parseTraffic('icmp', type, -1)),
)
let count = 0
const rule: fc.Arbitrary<SecurityRule> = fc
  .record({ traffic, peer, isEgress: fc.boolean() })
  .map(({ traffic: what, ...rest }) => ({
    ...what,
    ...rest,
    id: `sgr-${++count}`,
    description: '',
    tags: {},
  }))
/** Rules of which no two are the same. */
const rules = fc.uniqueArray(rule, { selector: ruleKey, maxLength: 20 })

test('rules that are added to others and taken away again leave the others as they were', t => {
  fc.assert(
    fc.property(rules, all => {
      const half = Math.floor(all.length / 2)
      const [before, added] = [all.slice(0, half), all.slice(half)]
      const both = addRules(before, added)
      t.is(both.length, all.length)
      const { left, removed, unknown } = removeRules(both, added)
      t.deepEqual(left, before)
      t.deepEqual(removed, added)
      t.deepEqual(unknown, [])
    }),
  )
})

test('a rule that is there cannot be added, whatever its id and description', t => {
  fc.assert(
    fc.property(rules, rule, (before, extra) => {
      const all = before.some(each => ruleKey(each) === ruleKey(extra))
        ? before
        : [...before, extra]
      const again = { ...extra, id: 'sgr-new', description: 'another' }
      t.throws(() => addRules(all, [again]), { message: /^rule-duplicate/ })
      t.throws(() => addRules([], [again, extra]), { message: /more than|must not/ })
    }),
  )
})

test('what is taken away and is not there is told, and changes nothing', t => {
  fc.assert(
    fc.property(rules, all => {
      const half = Math.floor(all.length / 2)
      const [there, missing] = [all.slice(0, half), all.slice(half)]
      const removal = removeRules(there, missing)
      t.deepEqual(removal, { left: there, removed: [], unknown: missing })
    }),
  )
})

test('replacing rules keeps their ids, their number and which way they go', t => {
  fc.assert(
    fc.property(rules, rules, (before, terms) => {
      const changes = new Map(
        before.slice(0, terms.length).map((each, position) => {
          const { id, isEgress, tags, ...change } = terms[position] ?? each
          return [each.id, change] as const
        }),
      )
      let after: readonly SecurityRule[]
      try {
        after = replaceRules(before, changes)
      } catch (error) {
        t.regex(String(error), /rule-duplicate/)
        return
      }
      const shape = (all: readonly SecurityRule[]) => all.map(each => [each.id, each.isEgress])
      t.deepEqual(shape(after), shape(before))
      t.is(new Set(after.map(ruleKey)).size, after.length)
    }),
  )
})

test('a block of addresses has one spelling, which is its own', t => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, bits) => {
      const block = parseBlock(`${address}/${bits}`)
      t.truthy(block)
      if (!block) return
      t.deepEqual(parseBlock(formatBlock(block)), block)
    }),
  )
  for (const wrong of ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/08', '010.0.0.0/8', '10.0.0/8', '/8']) {
    t.is(parseBlock(wrong), undefined, wrong)
  }
})

test('a block of IPv6 has one spelling, which is its own', t => {
  fc.assert(
    fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, bits) => {
      const canonical = canonicalIpv6Block(`${address}/${bits}`)
      t.truthy(canonical, address)
      t.is(canonicalIpv6Block(canonical ?? ''), canonical)
    }),
  )
  t.is(canonicalIpv6Block('2001:DB8::ff/64'), '2001:db8::/64')
  t.is(canonicalIpv6Block('0:0:0:0:0:0:0:0/0'), '::/0')
  t.is(canonicalIpv6Block('::ffff:192.0.2.1/128'), '::ffff:c000:201/128')
  for (const wrong of ['::1', '::1/129', 'fe80::1%eth0/64', '10.0.0.0/8', 'x/64']) {
    t.is(canonicalIpv6Block(wrong), undefined, wrong)
  }
})
