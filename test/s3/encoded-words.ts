import test from 'ava'
import fc from 'fast-check'
import { decodeWords, encodeWords } from '../../lib/s3/encoded-words.ts'

const decoded = [
  ['plain', 'plain'],
  ['=?UTF-8?Q?Caf=C3=A9_au_lait?=', 'Café au lait'],
  ['=?utf-8?q?Caf=c3=a9?=', 'Café'],
  ['=?UTF-8?B?5pel5pys?=', '日本'],
  ['=?ISO-8859-1?Q?a=E4b?= and more', 'aäb and more'],
  ['=?UTF-8?Q?a?=  =?UTF-8?Q?b?= =?UTF-8?B?Yw==?= d', 'abc d'],
  ['=?UTF-8?Q?=0D=0Ax-amz-acl:_public-read?=', '\r\nx-amz-acl: public-read'],
  ['=?UTF-8?Q?=C3?=', '=?UTF-8?Q?=C3?='],
  ['=?martian?Q?a?=', '=?martian?Q?a?='],
  ['=?UTF-8?X?a?=', '=?UTF-8?X?a?='],
  ['=?', '=?'],
] as const

for (const [value, text] of decoded) {
  test(`${value} means ${JSON.stringify(text)}`, t => {
    t.is(decodeWords(value), text)
  })
}

const encoded = [
  ['plain = text?', 'plain = text?'],
  ['', ''],
  ['Café au_lait', '=?UTF-8?Q?Caf=C3=A9_au=5Flait?='],
  ['日本', '=?UTF-8?B?5pel5pys?='],
  ['a\r\nb', '=?UTF-8?B?YQ0KYg==?='],
  [' a', '=?UTF-8?Q?_a?='],
] as const

for (const [text, value] of encoded) {
  test(`${JSON.stringify(text)} is sent as ${value || 'nothing'}`, t => {
    t.is(encodeWords(text), value)
  })
}

test("AWS's example: bytes that are not ASCII are those of ISO 8859-1", t => {
  const value = Buffer.from('ÄMÄZÕÑ S3').toString('latin1')
  t.is(encodeWords(decodeWords(value)), '=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=')
})

test('any text comes back whole, in words of at most 75 characters of ASCII', t => {
  const text = fc
    .string({ unit: 'grapheme', maxLength: 200 })
    .filter(value => !value.includes('=?'))
  fc.assert(
    fc.property(text, value => {
      const sent = encodeWords(value)
      t.regex(sent, /^[\t\x20-\x7e]*$/)
      if (sent !== value) for (const word of sent.split(' ')) t.true(word.length <= 75)
      t.is(decodeWords(sent), value)
    }),
  )
})
