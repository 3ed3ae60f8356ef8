import test from 'ava'
import fc from 'fast-check'
import { ReedSolomon } from '../../storage/blobs/reed-solomon/codec.ts'
import { createField } from '../../storage/blobs/reed-solomon/field.ts'
import { parityMatrix } from '../../storage/blobs/reed-solomon/matrix.ts'
import type { Scheme } from '../../storage/disk/schemes.ts'

const field = createField()
const reedSolomon = new ReedSolomon()

/** As it is defined, a byte at a time. */
function plainParity(scheme: Scheme, data: readonly Uint8Array[], length: number): Uint8Array[] {
  return parityMatrix(field, scheme).map(row =>
    Uint8Array.from({ length }, (_, at) =>
      row.reduce((sum, factor, index) => sum ^ field.multiply(factor, data[index]?.[at] ?? 0), 0),
    ),
  )
}

function encoded(scheme: Scheme, data: readonly Uint8Array[], length: number): Uint8Array[] {
  const parity = Array.from({ length: scheme.parityCount }, () => new Uint8Array(length).fill(9))
  // In parts, as bodies come.
  const cut = data.map(chunk => [chunk.subarray(0, 5), chunk.subarray(5)])
  reedSolomon.codec(scheme).encode(cut, parity)
  return parity
}

/** All ways to choose `count` of the numbers below `limit`. */
function* choices(limit: number, count: number, from = 0): Generator<number[]> {
  if (count === 0) yield []
  for (let first = from; count > 0 && first <= limit - count; first++) {
    for (const rest of choices(limit, count - 1, first + 1)) yield [first, ...rest]
  }
}

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

test('parity is what plain arithmetic says, with shorter and missing data as zeros', t => {
  const cases = fc
    .record({
      scheme: fc.record({
        dataCount: fc.integer({ min: 1, max: 12 }),
        parityCount: fc.integer({ min: 1, max: 4 }),
      }),
      length: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 16_300, max: 16_500 })),
    })
    .chain(({ scheme, length }) =>
      fc.record({
        scheme: fc.constant(scheme),
        length: fc.constant(length),
        data: fc.array(fc.integer({ min: 0, max: length }).chain(bytes), {
          minLength: 1,
          maxLength: scheme.dataCount,
        }),
      }),
    )
  fc.assert(
    fc.property(cases, ({ scheme, length, data }) => {
      t.deepEqual(encoded(scheme, data, length), plainParity(scheme, data, length))
    }),
    { numRuns: 60 },
  )
})

test('any fragments as many as the data has rebuild all others, in every scheme up to 12+4', t => {
  let wrong = 0
  for (let dataCount = 1; dataCount <= 12; dataCount++) {
    for (let parityCount = 1; parityCount <= 4; parityCount++) {
      const scheme = { dataCount, parityCount }
      const data = Array.from({ length: dataCount }, (_, index) =>
        Uint8Array.from({ length: 48 }, (_, at) => (index * 57 + at * 131 + at * at) & 0xff),
      )
      const all = [...data, ...encoded(scheme, data, 48)]
      for (const lost of choices(dataCount + parityCount, parityCount)) {
        const present = new Map(all.entries().filter(([index]) => !lost.includes(index)))
        const wanted = new Map(lost.map(index => [index, new Uint8Array(48)]))
        reedSolomon.codec(scheme).rebuild(present, wanted)
        for (const [index, chunk] of wanted) {
          if (Buffer.compare(chunk, all[index] ?? chunk.subarray(1)) !== 0) wrong++
        }
      }
    }
  }
  t.is(wrong, 0)
})

test('too few fragments rebuild nothing', t => {
  const codec = reedSolomon.codec({ dataCount: 3, parityCount: 2 })
  const chunk = new Uint8Array(8)
  const present = new Map([
    [0, chunk],
    [4, chunk],
  ])
  t.throws(() => codec.rebuild(present, new Map([[1, chunk]])), { instanceOf: RangeError })
})

test('parity on the disk stays what it was', t => {
  t.deepEqual(parityMatrix(field, { dataCount: 1, parityCount: 2 }), [[1], [1]])
  t.deepEqual(parityMatrix(field, { dataCount: 5, parityCount: 4 }), [
    [1, 1, 1, 1, 1],
    [1, 156, 123, 166, 244],
    [1, 151, 212, 123, 197],
    [1, 176, 17, 216, 49],
  ])
})
