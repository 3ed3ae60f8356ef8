import { createHash, createHmac } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { equalInConstantTime, HmacSha256, sha256Hex } from '../../lib/auth/hmac.ts'

const bytes = fc.string({
  unit: fc.nat(255).map(code => String.fromCharCode(code)),
  maxLength: 700,
})

test('HMAC and hash are those of Node, for keys and messages of any length', t => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.array(bytes, { maxLength: 3 }),
      (key, all) => {
        const hmac = new HmacSha256(key)
        for (const message of [...all, 'a'.repeat(511), 'b'.repeat(512), 'c'.repeat(513)]) {
          const expected = createHmac('sha256', key).update(message, 'latin1').digest('hex')
          t.is(hmac.hex(message), expected)
          t.is(Buffer.from(hmac.bytes(message)).toString('hex'), expected)
          t.is(sha256Hex(message), createHash('sha256').update(message, 'latin1').digest('hex'))
        }
      },
    ),
  )
})

test('signatures are equal only when all of their characters are', t => {
  t.true(equalInConstantTime('abc', 'abc'))
  for (const other of ['', 'ab', 'abd', 'abcd', 'ABC', 'ab\u0163']) {
    t.false(equalInConstantTime('abc', other), other)
  }
})
