import test from 'ava'
import fc from 'fast-check'
import { multipartEtag } from '../../../lib/s3/completion.ts'
import {
  evaluateRead,
  parseReadConditions,
  parseWriteConditions,
  writeCondition,
} from '../../../lib/s3/conditions.ts'
import { parseCopySource } from '../../../lib/s3/copy-source.ts'
import { S3Error } from '../../../lib/s3/errors.ts'
import { parseRange, rangeSizeBytes, resolveRange } from '../../../lib/s3/ranges.ts'
import type { ObjectRecord } from '../../../storage/storage.ts'

/** What a range means, said with slices: the bytes it takes of the object's positions. */
function sliceModel(header: string, size: number): number[] | 'whole' | 'none' {
  const positions = Array.from({ length: size }, (_, index) => index)
  const [first = '', last = ''] = header.slice('bytes='.length).split('-')
  if (first === '' && last === '') return 'whole'
  if (first !== '' && last !== '' && Number(last) < Number(first)) return 'whole'
  const taken =
    first === ''
      ? positions.slice(Math.max(0, size - Number(last)))
      : positions.slice(Number(first), last === '' ? undefined : Number(last) + 1)
  return taken.length === 0 ? 'none' : taken
}

test('a range takes the bytes that a slice takes', t => {
  const end = fc.oneof(fc.constant(''), fc.nat(12).map(String))
  fc.assert(
    fc.property(end, end, fc.nat(10), (first, last, size) => {
      const header = `bytes=${first}-${last}`
      const expected = sliceModel(header, size)
      const requested = parseRange(header)
      if (requested === undefined) {
        t.is(expected, 'whole')
        return
      }
      const range = resolveRange(requested, size)
      if (range === undefined) {
        t.is(expected, 'none')
        return
      }
      const taken = Array.from({ length: rangeSizeBytes(range) }, (_, i) => range.start + i)
      t.deepEqual(taken, expected)
    }),
  )
})

test('no header makes a range outside of its object', t => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.stringMatching(/^bytes=\d*-\d*$/)),
      fc.nat(),
      (text, size) => {
        const requested = parseRange(text)
        const range = requested && resolveRange(requested, size)
        if (range === undefined) return
        t.true(0 <= range.start && range.start <= range.end && range.end < size)
      },
    ),
  )
  t.pass()
})

const NOW_MS = 1_700_000_000_000
const seconds = fc.integer({ min: -3, max: 3 }).map(offset => NOW_MS - 10_000 + offset * 1000)
const tag = fc.constantFrom('"a"', '"b"', 'a', '*', 'W/"a"')
const present = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })

/** RFC 9110, section 13.2.2, step by step. */
function readModel(headers: Record<string, string>, etag: string, modifiedAtMs: number): number {
  const is = (list: string) => list === '*' || list.replace(/W\/|"/g, '') === etag
  const date = (name: string) => Date.parse(headers[name] ?? '')
  if (headers['if-match'] !== undefined) {
    if (!is(headers['if-match'])) return 412
  } else if (modifiedAtMs > date('if-unmodified-since')) return 412
  if (headers['if-none-match'] !== undefined) return is(headers['if-none-match']) ? 304 : 200
  return modifiedAtMs <= date('if-modified-since') ? 304 : 200
}

function withoutAbsent(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))
}

test('conditions on reads follow the order of the standard', t => {
  const date = present(seconds.map(time => new Date(time).toUTCString()))
  const headers = fc.record({
    'if-match': present(tag),
    'if-none-match': present(tag),
    'if-modified-since': date,
    'if-unmodified-since': date,
  })
  fc.assert(
    fc.property(headers, fc.constantFrom('a', 'b'), seconds, fc.nat(999), (all, etag, at, ms) => {
      const given = withoutAbsent(all)
      const record = { etag, modifiedAtMs: at + ms }
      const verdict = evaluateRead(parseReadConditions(given), record, NOW_MS)
      const status = { proceed: 200, failed: 412, 'not-modified': 304 }[verdict.kind]
      t.is(status, readModel(given, etag, at))
    }),
    { numRuns: 1000 },
  )
})

function record(etag: string, isDeleteMarker: boolean): ObjectRecord {
  return {
    key: 'key',
    versionId: 'null',
    isLatest: true,
    isDeleteMarker,
    sizeBytes: 0,
    modifiedAtMs: NOW_MS,
    etag,
    summary: '',
    attributes: {},
  }
}

test('a conditional write is refused exactly where its condition does not hold', t => {
  const current = fc.constantFrom(
    undefined,
    record('a', false),
    record('b', false),
    record('', true),
  )
  fc.assert(
    fc.property(fc.constantFrom('if-match', 'if-none-match'), tag, current, (name, value, now) => {
      const conditions = parseWriteConditions({ [name]: value })
      t.truthy(conditions)
      if (!conditions) return
      const exists = now !== undefined && !now.isDeleteMarker
      const isMatch = exists && (value === '*' || (now.etag === 'a') === value.includes('a'))
      const isAllowed = name === 'if-match' ? isMatch : !isMatch
      const expected = isAllowed ? undefined : exists ? 'PreconditionFailed' : 'NoSuchKey'
      t.is(
        codeOf(() => writeCondition(conditions, 'key')(now)),
        expected,
      )
    }),
  )
})

function codeOf(action: () => void): string | undefined {
  try {
    action()
    return undefined
  } catch (thrown) {
    return thrown instanceof S3Error ? thrown.code : 'not an S3Error'
  }
}

test('a copy source comes back as it was encoded, whatever its key', t => {
  const key = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
    .filter(name => !name.includes('..') && Buffer.byteLength(name) <= 1024)
  const versionId = present(fc.stringMatching(/^[a-z0-9]{1,20}$/))
  fc.assert(
    fc.property(key, versionId, fc.boolean(), (name, version, hasSlash) => {
      const query = version === undefined ? '' : `?versionId=${version}`
      const header = `${hasSlash ? '/' : ''}photos/${encodeURIComponent(name)}${query}`
      t.deepEqual(parseCopySource(header), {
        bucket: 'photos',
        key: name,
        ...(version !== undefined && { versionId: version }),
      })
    }),
  )
})

const badSources = [
  '',
  '/',
  'photos',
  'photos/',
  '/photos',
  'Photos/key',
  'photos/%ff',
  'photos/a?versionId=',
]

for (const source of badSources) {
  test(`a copy source of "${source}" is an invalid argument`, t => {
    t.is(
      codeOf(() => parseCopySource(source)),
      'InvalidArgument',
    )
  })
}

test('the tag of a multipart object is the MD5 of the MD5s of its parts', t => {
  // Two parts: 5 MiB of zeros, and one zero.
  const parts = ['5f363e0e58a95f06cbe9bbc662c5dfb6', '93b885adfe0da089cdf634904fd59f71']
  t.is(multipartEtag(parts.map(etag => ({ etag }))), '92f3a08aa3b1d7eb318ab9c2fc4a6ec3-2')
})
