import test from 'ava'
import fc from 'fast-check'
import {
  createXmlDateFormatter,
  formatHttpDate,
  formatXmlDate,
  parseHttpDate,
  truncateToSecond,
} from '../../lib/http/dates.ts'

const TIME = Date.UTC(1994, 10, 6, 8, 49, 37)

test('dates are written as HTTP and as AWS write them, in whole seconds', t => {
  t.is(formatHttpDate(TIME + 999), 'Sun, 06 Nov 1994 08:49:37 GMT')
  t.is(formatXmlDate(TIME + 999), '1994-11-06T08:49:37.000Z')
  t.is(truncateToSecond(TIME + 999), TIME)
})

const read = [
  'Sun, 06 Nov 1994 08:49:37 GMT',
  'Sunday, 06-Nov-94 08:49:37 GMT',
  'Sun Nov  6 08:49:37 1994',
  '1994-11-06T08:49:37Z',
  '1994-11-06T09:49:37+01:00',
]
for (const text of read) {
  test(`${text} is a date`, t => {
    t.is(parseHttpDate(text), TIME)
  })
}

const refused = [
  '',
  'yesterday',
  'Sun, 31 Feb 1994 08:49:37 GMT',
  'Sun, 06 Xxx 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 24:49:37 GMT',
  'Sun, 06 Nov 1994 08:49:37 CET',
  '1994-13-06T08:49:37Z',
  '784111777',
]
for (const text of refused) {
  test(`"${text}" is no date`, t => {
    t.is(parseHttpDate(text), undefined)
  })
}

test('every date that is written reads back to its second', t => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 0) }), time => {
      t.is(parseHttpDate(formatHttpDate(time)), truncateToSecond(time))
      t.is(parseHttpDate(formatXmlDate(time)), truncateToSecond(time))
    }),
  )
})

test('the formatter of many dates says what the formatter of one does', t => {
  const times = fc.array(fc.integer({ min: 0, max: Date.UTC(9999, 0) }))
  const steps = fc.array(fc.integer({ min: 0, max: 100_000 }))
  fc.assert(
    fc.property(times, steps, (far, near) => {
      const format = createXmlDateFormatter()
      for (const time of [...far, ...near]) t.is(format(time), formatXmlDate(time))
    }),
  )
})
