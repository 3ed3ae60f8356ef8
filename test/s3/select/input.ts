/** What reads an object's bytes on their way to a query: whole, cut anywhere, and damaged. */
import test from 'ava'
import fc from 'fast-check'
import { decodeBzip2 } from '../../../lib/s3/select/bzip2.ts'
import { CsvReader, canonicalRecord } from '../../../lib/s3/select/csv-reader.ts'
import { JsonSplitter } from '../../../lib/s3/select/json-splitter.ts'
import type { CsvInput } from '../../../lib/s3/select/plan.ts'
import { cutRecords } from '../../../lib/s3/select/scan-range.ts'
import { SelectError } from '../../../lib/s3/select/select-error.ts'

const dialect: CsvInput = {
  kind: 'csv',
  header: 'NONE',
  quote: '"',
  quoteEscape: '"',
  recordDelimiter: '\n',
  fieldDelimiter: ',',
}

async function* pieces(bytes: Uint8Array, pieceBytes: number) {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

test('CSV is read as it was written, wherever it is cut', t => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é', ' '), maxLength: 5 })
  const records = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 5 })
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 9 }), (written, step) => {
      const text = written.map(canonicalRecord).join('')
      const reader = new CsvReader(dialect)
      const read: (readonly string[])[] = []
      for (let at = 0; at < text.length; at += step) {
        read.push(...reader.read(text.slice(at, at + step), false))
      }
      read.push(...reader.read('', true))
      t.deepEqual(read, written)
      t.is(reader.takenLength, text.length)
    }),
  )
})

test('JSON values become a line each, wherever they are cut', t => {
  const values = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 4 })
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 9 }), (written, step) => {
      const bytes = Buffer.from(written.map(value => JSON.stringify(value, null, 1)).join('\n'))
      const splitter = new JsonSplitter()
      let text = ''
      for (let at = 0; at < bytes.length; at += step) {
        text += splitter.split(bytes.subarray(at, at + step)).toString('latin1')
      }
      const lines = Buffer.from(text, 'latin1').toString().split('\n')
      const read = lines.filter(line => line.trim() !== '').map(line => JSON.parse(line))
      t.deepEqual(JSON.stringify(read), JSON.stringify(written))
    }),
  )
})

test('ranges that follow one another have each record once, whole', async t => {
  const record = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 })
  const lists = fc.array(record, { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(
      lists,
      fc.constantFrom('\n', '\r\n'),
      fc.array(fc.nat({ max: 60 }), { maxLength: 3 }),
      fc.integer({ min: 1, max: 9 }),
      async (records, delimiter, cuts, step) => {
        const bytes = Buffer.from(records.map(text => text + delimiter).join(''))
        const bounds = [0, ...cuts.filter(cut => cut < bytes.length).sort((a, b) => a - b)]
        let read = ''
        for (const [index, start] of bounds.entries()) {
          const end = bounds[index + 1] ?? bytes.length
          if (start === end) continue
          const from = Math.max(0, start - 2)
          const scan = { from, start, end }
          const cut = cutRecords(pieces(bytes.subarray(from), step), scan, Buffer.from(delimiter))
          read += Buffer.concat(await Array.fromAsync(cut)).toString()
        }
        t.is(read, bytes.toString())
      },
    ),
    { numRuns: 300 },
  )
})

/** `a,1` and `b,2`, each with its line feed, by the usual program. */
const bzip2 = Buffer.from(
  '425a6839314159265359b24b81ea00000359000010000430003000200021931a8300b702178bb9229c28485925' +
    'c0f500',
  'hex',
)

test('BZIP2 is read wherever it is cut, and streams one after another', async t => {
  for (const step of [1, 7, 1000]) {
    const decoded = decodeBzip2(pieces(Buffer.concat([bzip2, bzip2]), step))
    t.is(Buffer.concat(await Array.fromAsync(decoded)).toString(), 'a,1\nb,2\na,1\nb,2\n')
  }
})

test('damaged BZIP2 is refused, and nothing worse', async t => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: bzip2.length - 1 }), fc.nat({ max: 255 }), async (at, value) => {
      const damaged = Buffer.from(bzip2)
      damaged[at] = value
      try {
        await Array.fromAsync(decodeBzip2(pieces(damaged.subarray(0, at + value), 64)))
      } catch (error) {
        if (!(error instanceof SelectError)) throw error
      }
    }),
    { numRuns: 300 },
  )
  t.pass()
})
