/**
 * The face of lib/auth: who signed a request, and how its body must be read. Pure: no Koa, no
 * storage; clock and key look-up are arguments.
 */
import type { IncomingHttpHeaders } from 'node:http'

/** Every way a signature can be refused; each protocol maps these codes to its own answers. */
export type AuthErrorCode =
  | 'access-denied'
  | 'authorization-header-malformed'
  | 'authorization-query-malformed'
  | 'invalid-access-key'
  | 'invalid-argument'
  | 'invalid-request'
  | 'missing-security-header'
  | 'request-expired'
  | 'request-time-too-skewed'
  | 'signature-mismatch'
  | 'unsupported-algorithm'

export class AuthError extends Error {
  override readonly name = 'AuthError'
  readonly code: AuthErrorCode
  /** Extra facts for the answer, by AWS element name: StringToSign, CanonicalRequest, Region, … */
  readonly fields: Readonly<Record<string, string>>

  constructor(
    code: AuthErrorCode,
    message: string,
    fields: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.code = code
    this.fields = fields
  }
}

/** How the signature says that the body comes. */
export type Payload =
  /** Neither hashed nor framed. */
  | { readonly kind: 'unsigned' }
  /** The whole body's SHA-256, lower-case hex. */
  | { readonly kind: 'sha256'; readonly sha256: string }
  /** aws-chunked: STREAMING-AWS4-HMAC-SHA256-PAYLOAD, with or without -TRAILER. */
  | {
      readonly kind: 'chunked-signed'
      readonly hasTrailer: boolean
      readonly chain: SignatureChain
    }
  /** aws-chunked: STREAMING-UNSIGNED-PAYLOAD-TRAILER. */
  | { readonly kind: 'chunked-unsigned'; readonly hasTrailer: true }

/** What the signatures of chunks and trailers hang on: each signs the one before it. */
export interface SignatureChain {
  readonly signingKey: Uint8Array
  readonly seedSignature: string
  /** `20130524T000000Z` */
  readonly timestamp: string
  /** `20130524/us-east-1/s3/aws4_request` */
  readonly scope: string
}

export interface SignedRequest<Identity> {
  readonly identity: Identity
  readonly accessKeyId: string
  readonly version: 'v4' | 'v2'
  /** Signed by query parameters: such parameters are not the operation's. */
  readonly isPresigned: boolean
  /** Of the credential scope; SigV2 knows only s3. */
  readonly service: string
  readonly region: string
  readonly payload: Payload
}

export interface AuthRequest {
  readonly method: string
  readonly rawPath: string
  readonly rawQuery: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  /** Virtual-host style, for SigV2's canonical resource: the bucket that the Host header names. */
  readonly hostBucket: string | undefined
}

export interface AuthContext<Identity> {
  readonly nowMs: number
  /** Region that credential scopes must name, e.g. `us-east-1`. */
  readonly region: string
  lookUp(
    accessKeyId: string,
  ): Promise<{ readonly secretAccessKey: string; readonly identity: Identity } | undefined>
}
