/**
 * The two forms of time that AWS writes, and the forms of HTTP that it reads. Seconds are the finest
 * that a client ever sees of an object's time.
 */

/** `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7). */
export function formatHttpDate(timeMs: number): string {
  return new Date(timeMs).toUTCString()
}

/** `1994-11-06T08:49:37.000Z`: AWS's XML, with the milliseconds always zero. */
export function formatXmlDate(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}.000Z`
}

/** The same for many times near each other: the text of a minute is made once. */
export function createXmlDateFormatter(): (timeMs: number) => string {
  let minute = Number.NaN
  let start = ''
  return timeMs => {
    const second = Math.floor(timeMs / 1000)
    const ofMinute = second % 60
    if (second - ofMinute !== minute) {
      minute = second - ofMinute
      start = new Date(minute * 1000).toISOString().slice(0, 17)
    }
    return `${start}${ofMinute < 10 ? '0' : ''}${ofMinute}.000Z`
  }
}

/** Whole seconds, as dates in headers are compared. */
export function truncateToSecond(timeMs: number): number {
  return timeMs - (timeMs % 1000)
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

const IMF_FIXDATE = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/
const RFC_850 = /^[A-Z][a-z]{5,8}, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/
const ASCTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/

/**
 * Milliseconds since 1970 for the three forms of RFC 9110 (section 5.6.7) and for ISO 8601, which
 * S3 accepts as well. `undefined` for anything else: a bad date in a condition is ignored.
 */
export function parseHttpDate(text: string): number | undefined {
  const fixed = IMF_FIXDATE.exec(text)
  if (fixed) {
    const [, day, month, year, hour, minute, second] = fixed
    return utcTime(Number(year), month, [day, hour, minute, second])
  }
  const rfc850 = RFC_850.exec(text)
  if (rfc850) {
    const [, day, month, year, hour, minute, second] = rfc850
    return utcTime(fullYear(Number(year)), month, [day, hour, minute, second])
  }
  const asctime = ASCTIME.exec(text)
  if (asctime) {
    const [, month, day, hour, minute, second, year] = asctime
    return utcTime(Number(year), month, [day, hour, minute, second])
  }
  if (!ISO_8601.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

function utcTime(
  year: number,
  monthName: string | undefined,
  rest: readonly (string | undefined)[],
): number | undefined {
  const position = MONTHS.indexOf(monthName ?? '')
  const [day, hour, minute, second] = rest.map(Number)
  if (position < 0 || position % 3 !== 0) return undefined
  if (day === undefined || hour === undefined || minute === undefined || second === undefined) {
    return undefined
  }
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const time = Date.UTC(year, position / 3, day, hour, minute, second)
  // `31 Feb` would roll over into March.
  return new Date(time).getUTCDate() === day || second === 60 ? time : undefined
}

/** RFC 9110 reads a two-digit year as the nearest; a fixed pivot keeps this free of the clock. */
function fullYear(twoDigits: number): number {
  return twoDigits < 70 ? 2000 + twoDigits : 1900 + twoDigits
}
