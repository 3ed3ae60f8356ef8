/**
 * One line of a server access log: 26 fields in AWS's order, `-` for what is unknown or does not
 * apply. Pure.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
 *
 * Differs from S3: AWS writes a quote in a header as it came, which no reader can tell from the end
 * of the field; here quotes and control characters are percent-encoded, and signatures left out.
 */

export interface AccessRecord {
  /** Canonical id. */
  readonly bucketOwnerId: string
  readonly bucketName: string
  readonly receivedAtMs: number
  readonly remoteAddress: string
  /** Canonical id; `undefined`: nobody signed. */
  readonly requesterId: string | undefined
  readonly requestId: string
  readonly hostId: string
  /** `REST.GET.OBJECT` */
  readonly operation: string
  /** Decoded; empty where the request has none. */
  readonly key: string
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  readonly status: number
  readonly errorCode: string | undefined
  readonly bytesSent: number
  readonly objectSizeBytes: number | undefined
  readonly totalMs: number
  /** From the last byte of the request to the first of the answer. */
  readonly turnAroundMs: number | undefined
  readonly referer: string | undefined
  readonly userAgent: string | undefined
  readonly versionId: string | undefined
  readonly signature: { readonly version: string; readonly place: string } | undefined
  readonly host: string
  readonly isAclRequired: boolean
}

const NONE = '-'

/** Without the line feed. */
export function formatRecord(record: AccessRecord): string {
  const { signature } = record
  return [
    record.bucketOwnerId,
    record.bucketName,
    formatTime(record.receivedAtMs),
    plain(record.remoteAddress),
    record.requesterId ?? NONE,
    record.requestId,
    record.operation,
    formatKey(record.key),
    quoted(`${record.method} ${withoutSignature(record.target)} HTTP/1.1`),
    record.status,
    record.errorCode ?? NONE,
    record.bytesSent === 0 ? NONE : record.bytesSent,
    record.objectSizeBytes ?? NONE,
    Math.round(record.totalMs),
    record.turnAroundMs === undefined ? NONE : Math.round(record.turnAroundMs),
    quoted(record.referer),
    quoted(record.userAgent),
    plain(record.versionId),
    record.hostId,
    signature?.version ?? NONE,
    // Cipher suite: what ends TLS in front of the server does not tell it.
    NONE,
    signature?.place ?? NONE,
    plain(record.host),
    // TLS version, and the ARN of an access point, of which there are none.
    NONE,
    NONE,
    record.isAclRequired ? 'Yes' : NONE,
  ].join(' ')
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** `[06/Feb/2019:00:00:38 +0000]` */
function formatTime(timeMs: number): string {
  const [date = '', time = ''] = new Date(timeMs).toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `[${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000]`
}

function formatKey(key: string): string {
  return key === '' ? NONE : key.split('/').map(encodeURIComponent).join('/')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they would end the line or the field.
const BREAKING = /["\u0000-\u001f\u007f]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same, and spaces.
const BREAKING_PLAIN = /["\s\u0000-\u001f\u007f]/g

function quoted(text: string | undefined): string {
  return `"${text === undefined || text === '' ? NONE : text.replace(BREAKING, encodeURIComponent)}"`
}

function plain(text: string | undefined): string {
  return text === undefined || text === '' ? NONE : text.replace(BREAKING_PLAIN, encodeURIComponent)
}

/** Whoever reads a log must not be able to send a presigned request again. */
const SECRETS = /([?&](?:X-Amz-Signature|X-Amz-Security-Token|Signature)=)[^&]*/gi

function withoutSignature(target: string): string {
  return target.replace(SECRETS, '$1REDACTED')
}
