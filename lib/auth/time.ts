/** The times that requests carry: `20130524T000000Z`, RFC 1123 dates, and how far off they may be. */
import { AuthError } from './contract.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html: RequestTimeTooSkewed */
export const skewMsMax = 15 * 60 * 1000

/** Milliseconds of `20130524T000000Z`, or undefined for anything else. */
export function parseTimestamp(text: string): number | undefined {
  if (text.length !== 16 || text[8] !== 'T' || text[15] !== 'Z') return undefined
  for (let i = 0; i < 15; i++) {
    const code = text.charCodeAt(i)
    if (i !== 8 && (code < 0x30 || code > 0x39)) return undefined
  }
  const [year, month, day] = [+text.slice(0, 4), +text.slice(4, 6), +text.slice(6, 8)]
  const [hour, minute, second] = [+text.slice(9, 11), +text.slice(11, 13), +text.slice(13, 15)]
  const ms = Date.UTC(year, month - 1, day, hour, minute, second)
  // Date.UTC lets the 31st of June and 24 o'clock roll over, and takes years below 100 for the
  // 20th century. Every request passes here: comparing numbers costs a tenth of formatting.
  const date = new Date(ms)
  const isSame =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  return isSame ? ms : undefined
}

export function formatTimestamp(ms: number): string {
  const iso = new Date(ms).toISOString()
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`
}

/** As in the error answers of S3: `2013-05-24T00:00:00Z`. */
export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** When a request says that it was signed, from its date headers; SigV2 and old SigV4 clients. */
export function parseHeaderDate(text: string): number | undefined {
  const timestamp = parseTimestamp(text)
  if (timestamp !== undefined) return timestamp
  // Date.parse takes all sorts of local formats; an HTTP date names its day and its zone.
  if (text.length > 40 || !/^[A-Za-z]{3,9},? .*(GMT|UTC|[+-]0000)$/.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

/** The time of a signed request, refused when it is none, before 1970 or too far from ours. */
export function checkedRequestTime(ms: number | undefined, text: string, nowMs: number): number {
  if (ms === undefined || ms < 0) {
    throw new AuthError(
      'access-denied',
      'AWS authentication requires a valid Date or x-amz-date header',
    )
  }
  if (Math.abs(nowMs - ms) > skewMsMax) {
    throw new AuthError(
      'request-time-too-skewed',
      'The difference between the request time and the current time is too large.',
      {
        RequestTime: text,
        ServerTime: isoSeconds(nowMs),
        MaxAllowedSkewMilliseconds: String(skewMsMax),
      },
    )
  }
  return ms
}
