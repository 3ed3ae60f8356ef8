/**
 * The least of SigV4 that a load generator needs: whole request heads, signed before the clock
 * starts, with the body left out of the signature (UNSIGNED-PAYLOAD).
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
import { createHash, createHmac } from 'node:crypto'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

export interface HeadOptions {
  readonly method: 'DELETE' | 'GET' | 'HEAD' | 'POST' | 'PUT'
  /** Begins with `/` and holds only letters, digits, `/`, `-`, `.` and `_`: nothing to encode. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly bodyBytes?: number
}

/** Gives the bytes of a signed HTTP/1.1 request head, up to and with its empty line. */
export type SignHead = (options: HeadOptions) => Buffer

const plainPath = /^\/[\w./-]*$/

/** One signer per run: all its requests carry the same time, so its signing key is made once. */
export function createSigner(options: {
  readonly credentials: Credentials
  /** As the Host header says it: name and port. */
  readonly host: string
  readonly nowMs: number
}): SignHead {
  const { credentials, host, nowMs } = options
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const scope = `${time.slice(0, 8)}/${credentials.region}/s3/aws4_request`
  const signingKey = scope
    .split('/')
    .reduce<string | Buffer>(
      (key, part) => createHmac('sha256', key).update(part).digest(),
      `AWS4${credentials.secretAccessKey}`,
    )

  return ({ method, path, query = {}, bodyBytes }) => {
    if (!plainPath.test(path)) throw new RangeError(`This signer encodes no paths: ${path}`)
    const search = canonicalQuery(query)
    const canonical =
      `${method}\n${path}\n${search}\nhost:${host}\nx-amz-content-sha256:UNSIGNED-PAYLOAD\n` +
      `x-amz-date:${time}\n\nhost;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD`
    const digest = createHash('sha256').update(canonical).digest('hex')
    const signature = createHmac('sha256', signingKey)
      .update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${digest}`)
      .digest('hex')
    return Buffer.from(
      `${method} ${path}${search && `?${search}`} HTTP/1.1\r\nHost: ${host}\r\n` +
        `X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\nX-Amz-Date: ${time}\r\n` +
        `Authorization: AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, ` +
        `SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}\r\n` +
        `${bodyBytes === undefined ? '' : `Content-Length: ${bodyBytes}\r\n`}\r\n`,
      'latin1',
    )
  }
}

function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodeQuery(name)}=${encodeQuery(value)}`)
    .sort()
    .join('&')
}

/** RFC 3986: encodeURIComponent leaves five more characters than SigV4 does. */
function encodeQuery(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
