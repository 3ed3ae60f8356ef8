import test from 'ava'
import fc from 'fast-check'
import { decodeOwner, encodeOwner } from '../../storage/engine/owner.ts'
import { IdSource } from '../../storage/ids.ts'
import {
  BUCKET_ID_LENGTH,
  currentKey,
  escapeKey,
  noncurrentPrefix,
  splitEnded,
  unescapeKey,
} from '../../storage/layout.ts'
import { compareUtf8, prefixEnd } from '../../storage/order.ts'
import { decodeHead, decodeTail, encodeVersion, withHead } from '../../storage/record.ts'

const bucketId = 'b'.repeat(BUCKET_ID_LENGTH)
const unit = fc.constantFrom(
  '\0',
  '\u0001',
  '\u0002',
  'a',
  'é',
  '\uD7FF',
  '\uE000',
  '\uFFFD',
  '\uFFFF',
  '\u{10000}',
  '\u{1F600}',
  '\u{10FFFF}',
)
const text = fc.string({ unit, maxLength: 6 })
const sign = (number: number) => Math.sign(number)
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

test('keys compare as their UTF-8 bytes do', t => {
  fc.assert(fc.property(text, text, (a, b) => sign(compareUtf8(a, b)) === byBytes(a, b)))
  t.pass()
})

test('the end of a prefix is above all that begins with it and nothing else', t => {
  fc.assert(
    fc.property(text, text, (prefix, other) => {
      const end = prefixEnd(prefix)
      if (end === undefined) return /^\u{10FFFF}*$/u.test(prefix)
      const isBelow = byBytes(other, end) < 0 && byBytes(other, prefix) >= 0
      return isBelow === other.startsWith(prefix) && byBytes(prefix + other, end) < 0
    }),
  )
  t.pass()
})

test('escaped keys keep their order, their prefixes and their ends, and hold no NUL', t => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      t.is(unescapeKey(escapeKey(a)), a)
      t.false(currentKey(bucketId, a).includes('\0'))
      t.is(escapeKey(a + b), escapeKey(a) + escapeKey(b))
      const [left, right] = [noncurrentPrefix(bucketId, a), noncurrentPrefix(bucketId, b)]
      t.is(sign(compareUtf8(left, right)), byBytes(a, b))
      t.deepEqual(splitEnded(`${left}suffix`), { key: a, suffix: 'suffix' })
    }),
  )
})

test('a version comes back from its record, and another head leaves its tail alone', t => {
  const line = fc.string({ unit: fc.constantFrom('a', '\t', '\n', '\\', 't', 'n'), maxLength: 8 })
  const property = fc.property(line, line, fc.boolean(), fc.nat(), (etag, summary, flag, size) => {
    const head = {
      isDeleteMarker: flag,
      isNull: !flag,
      isPinned: flag,
      sizeBytes: size,
      modifiedAtMs: 1_795_320_092_172,
      token: 'vubnv9aqfi25mcmk',
      nullToken: flag ? 'vubnv9aqfi25mcmj' : '',
      etag,
      summary,
    }
    const tail = { attributes: { [etag]: summary }, blob: 's1', partCount: 2 }
    const value = encodeVersion(head, tail)
    t.deepEqual(decodeHead(value), head)
    t.deepEqual(decodeTail(value), tail)
    const changed = withHead(value, { nullToken: 'other' })
    t.deepEqual(decodeHead(changed), { ...head, nullToken: 'other' })
    t.deepEqual(decodeTail(changed), tail)
  })
  fc.assert(property)
})

test('an owner comes back from its text, whatever its key holds', t => {
  const key = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\0', '\u{1F600}') })
  fc.assert(
    fc.property(key, name => {
      const object = { type: 'object', bucketId, key: name, sinceMs: 5 } as const
      const part = { type: 'part', bucketId, key: name, uploadId: 'u', partNumber: 3 } as const
      t.deepEqual(decodeOwner(encodeOwner(object)), object)
      t.deepEqual(decodeOwner(encodeOwner(part)), part)
    }),
  )
  t.is(decodeOwner('something else'), undefined)
})

test('tokens sort newest first, tickets oldest first, and lanes never meet', t => {
  const zeros = (count: number) => new Uint8Array(count)
  const [first, second] = [new IdSource(zeros, 1), new IdSource(zeros, 2)]
  t.true(first.token(2000) < first.token(1999))
  t.true(first.ticket(1999) < first.ticket(2000))
  const names = Array.from({ length: 1000 }, () => [first.ticket(1), second.ticket(1)]).flat()
  t.is(new Set(names).size, names.length)
  t.true(names.every(name => /^[0-9a-v]{16}$/.test(name)))
})
