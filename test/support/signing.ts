/** Requests signed by other people's signers, in the shape that authentication takes. */
import type { IncomingHttpHeaders } from 'node:http'
import aws4 from 'aws4'
import type { AuthContext, AuthRequest } from '../../lib/auth/authenticate.ts'
import { createSigningKeys } from '../../lib/auth/signing-keys.ts'

/** The key of AWS's published examples. */
export const exampleKey = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}

/** The time of AWS's published SigV4 examples: 20130524T000000Z. */
export const exampleTimeMs = Date.UTC(2013, 4, 24)

export interface PlainRequest {
  readonly method?: string
  /** With the query, as sent. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly hostBucket?: string
  readonly bodySha256?: string
}

/** As Node's parser would hand it over. */
export function authRequest({
  method = 'GET',
  path,
  headers = {},
  hostBucket,
  bodySha256,
}: PlainRequest): AuthRequest {
  const question = path.indexOf('?')
  const lower: IncomingHttpHeaders = {}
  for (const [name, value] of Object.entries(headers)) lower[name.toLowerCase()] = value
  return {
    method,
    rawPath: question < 0 ? path : path.slice(0, question),
    rawQuery: question < 0 ? '' : path.slice(question + 1),
    headers: lower,
    rawHeaders: Object.entries(headers).flat(),
    hostBucket,
    ...(bodySha256 !== undefined && { bodySha256 }),
  }
}

export interface SigningOptions extends PlainRequest {
  readonly service?: string
  readonly region?: string
  readonly body?: string | Buffer
  readonly isPresigned?: boolean
  readonly sessionToken?: string
  readonly timestamp?: string
}

/** Signed by aws4, at the time of AWS's examples unless `timestamp` says otherwise. */
export function signedRequest(options: SigningOptions): AuthRequest {
  const { method = 'GET', path, body, sessionToken, timestamp = '20130524T000000Z' } = options
  const isPresigned = options.isPresigned === true
  const dated = `${path}${path.includes('?') ? '&' : '?'}X-Amz-Date=${timestamp}&X-Amz-Expires=86400`
  const signed = aws4.sign(
    {
      service: options.service ?? 's3',
      region: options.region ?? 'us-east-1',
      host: 'localhost:9000',
      method,
      path: isPresigned ? dated : path,
      headers: { ...options.headers, ...(!isPresigned && { 'X-Amz-Date': timestamp }) },
      ...(body !== undefined && { body }),
      ...(isPresigned && { signQuery: true }),
    },
    { ...exampleKey, ...(sessionToken !== undefined && { sessionToken }) },
  )
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(signed.headers ?? {})) headers[name] = String(value)
  return authRequest({
    ...options,
    method,
    path: signed.path ?? path,
    headers,
  })
}

/** Knows one key; the identity is its owner's name. */
export function exampleContext(
  changes: Partial<AuthContext<string>> & { readonly sessionToken?: string } = {},
): AuthContext<string> {
  const { sessionToken, ...context } = changes
  return {
    nowMs: exampleTimeMs,
    region: 'us-east-1',
    signingKeys: createSigningKeys(),
    lookUp: async accessKeyId =>
      accessKeyId === exampleKey.accessKeyId
        ? {
            secretAccessKey: exampleKey.secretAccessKey,
            identity: 'ann',
            ...(sessionToken !== undefined && { sessionToken }),
          }
        : undefined,
    ...context,
  }
}
