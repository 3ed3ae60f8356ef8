import test from 'ava'
import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { Ec2Error } from '../../lib/ec2/errors.ts'
import { matchesPattern } from '../../lib/ec2/filters.ts'
import { decodeInput } from '../../lib/ec2/wire/decode.ts'
import { encodeOutput } from '../../lib/ec2/wire/encode.ts'
import { parameterTree, parseForm } from '../../lib/ec2/wire/form.ts'
import type { Member } from '../../lib/ec2/wire/shapes.ts'
import { actions, inputShapes, outputShapes } from '../../lib/ec2/wire/wire.generated.ts'

const runs = { numRuns: 200 }

/** Any input that a shape can hold; structures are cut off at some depth. */
function arbitraryInput(shape: string, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const members = (inputShapes[shape] ?? []).filter(
    ([, , element]) => depth > 0 || !(element in inputShapes),
  )
  const record = Object.fromEntries(
    members.map(member => [member[0], arbitraryMember(member, depth)]),
  )
  return fc.record(record, { requiredKeys: [] }).filter(value => Object.keys(value).length > 0)
}

function arbitraryMember([, , element, item]: Member, depth: number): fc.Arbitrary<unknown> {
  const single = arbitraryElement(element, depth - 1)
  return item ? fc.array(single, { minLength: 1, maxLength: 12 }) : single
}

function arbitraryElement(element: string, depth: number): fc.Arbitrary<unknown> {
  switch (element) {
    case 'string':
      return fc.string({ unit: 'binary' })
    case 'number':
      return fc.integer()
    case 'boolean':
      return fc.boolean()
    case 'timestamp':
      return fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    case 'blob':
      return fc.uint8Array().map(bytes => Buffer.from(bytes))
    default:
      return arbitraryInput(element, depth)
  }
}

/** What a client sends for it: the reverse of the decoder, written from the same table. */
function flatten(shape: string, value: object, prefix: string): [string, string][] {
  return Object.entries(value).flatMap(([name, content]) => {
    const [, wireName = '', element = '', item] =
      inputShapes[shape]?.find(each => each[0] === name) ?? []
    const path = `${prefix}${wireName}`
    if (!item) return flattenElement(element, content, path)
    const list: unknown[] = content
    return list.flatMap((item, index) => flattenElement(element, item, `${path}.${index + 1}`))
  })
}

function flattenElement(element: string, content: unknown, path: string): [string, string][] {
  if (content instanceof Date) return [[path, content.toISOString()]]
  if (content instanceof Uint8Array) return [[path, Buffer.from(content).toString('base64')]]
  if (typeof content === 'object' && content !== null) return flatten(element, content, `${path}.`)
  return [[path, String(content)]]
}

for (const [action, { input }] of Object.entries(actions)) {
  test(`${action}: any input survives the wire, in any order of its parameters`, t => {
    const arbitrary = arbitraryInput(input, 2).chain(value => {
      const pairs = flatten(input, value, '')
      return fc.tuple(
        fc.constant(value),
        fc.shuffledSubarray(pairs, { minLength: pairs.length, maxLength: pairs.length }),
      )
    })
    fc.assert(
      fc.property(arbitrary, ([value, pairs]) => {
        const text = pairs
          .map(([name, content]) => `${name}=${encodeURIComponent(content.toWellFormed())}`)
          .join('&')
        const decoded = decodeInput<object>(input, parameterTree(parseForm(text)))
        t.deepEqual(sortKeys(decoded), sortKeys(value))
      }),
      { numRuns: 20 },
    )
  })
}

/** Objects with their names in order, for comparison; text without lone surrogates. */
function sortKeys(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(sortKeys)
  if (value instanceof Date || value instanceof Uint8Array) return value
  if (typeof value !== 'object' || value === null) return value
  const sorted = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(sorted.map(([name, content]) => [name, sortKeys(content)]))
}

test('any text is decoded or refused with an error of EC2, never anything else', t => {
  const name = fc.stringMatching(/^[A-Za-z0-9._[\]]{0,20}$/)
  const known = fc.constantFrom(
    'Filter.1.Name',
    'Filter.1',
    'InstanceId.1',
    'MaxResults',
    'Filter.1.Value.1.x',
  )
  const pair = fc.tuple(fc.oneof(name, known, fc.string()), fc.string())
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 10 }), pairs => {
      const text = pairs.map(([key, value]) => `${key}=${value}`).join('&')
      try {
        t.is(
          typeof decodeInput('DescribeInstancesRequest', parameterTree(parseForm(text))),
          'object',
        )
      } catch (error) {
        t.true(error instanceof Ec2Error, String(error))
      }
    }),
    runs,
  )
})

test('whatever text a tag holds comes back from the XML', t => {
  const parser = new XMLParser({ parseTagValue: false, trimValues: false })
  // XML 1.0 has no way to write most control characters.
  const readable = fc.string({ unit: fc.constantFrom(...'aé<>&"\'😀 ]'), minLength: 1 })
  fc.assert(
    fc.property(readable, Value => {
      const output = { Tags: [{ Key: 'k', Value }] }
      const xml = encodeOutput({
        action: 'DescribeTags',
        shape: 'DescribeTagsResult',
        output,
        requestId: 'r',
        version: '2016-11-15',
      })
      const { DescribeTagsResponse: answer } = parser.parse(xml)
      t.is(answer.tagSet.item.value, Value)
    }),
    runs,
  )
})

test('every member of an output names a shape that is there or a scalar', t => {
  const scalars = new Set(['string', 'number', 'boolean', 'timestamp', 'blob'])
  for (const [shape, members] of Object.entries({ ...inputShapes, ...outputShapes })) {
    for (const [name, , element] of members) {
      t.true(
        scalars.has(element) || element in inputShapes || element in outputShapes,
        `${shape}.${name}`,
      )
    }
  }
})

/** The meaning of a pattern, in the plainest way. */
function matchesSlowly(pattern: readonly string[], text: string): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return text === ''
  if (first === '*')
    return matchesSlowly(rest, text) || (text !== '' && matchesSlowly(pattern, text.slice(1)))
  return text !== '' && (first === '?' || first === text[0]) && matchesSlowly(rest, text.slice(1))
}

test('patterns of filters match like the plain definition of wildcards', t => {
  const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 8 })
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
  fc.assert(
    fc.property(pattern, text, (parts, value) => {
      t.is(matchesPattern(parts.join(''), value), matchesSlowly(parts, value))
    }),
    { numRuns: 2_000 },
  )
})

for (const [pattern, text, expected] of [
  ['\\*', '*', true],
  ['\\*', 'a', false],
  ['a\\?', 'a?', true],
  ['a\\?', 'ab', false],
  ['\\\\', '\\', true],
  ['a\\', 'a\\', true],
  ['*\\**', 'a*b', true],
  ['*\\**', 'ab', false],
  ['', '', true],
  ['', 'a', false],
] as const) {
  test(`the pattern ${pattern} ${expected ? 'matches' : 'does not match'} ${text}`, t => {
    t.is(matchesPattern(pattern, text), expected)
  })
}

test('a pattern made to take for ever does not', t => {
  const pattern = 'a*'.repeat(128)
  t.false(matchesPattern(`${pattern}b`, 'a'.repeat(10_000)))
})
