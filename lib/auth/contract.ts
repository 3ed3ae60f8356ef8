/**
 * The words of lib/auth: what goes in (a request and who may have signed it), what comes out (who
 * signed it and how its body must be read) and every way in which it can be refused.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { SigningKeys } from './signing-keys.ts'

/** Every way a signature can be refused; each protocol maps these codes to its own answers. */
export type AuthErrorCode =
  | 'access-denied'
  | 'authorization-header-malformed'
  | 'authorization-query-malformed'
  | 'expired-token'
  | 'invalid-access-key'
  | 'invalid-argument'
  | 'invalid-policy'
  | 'invalid-request'
  | 'invalid-token'
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

  /** `message` is AWS's own wording and safe to send to the client. */
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
  /** When it was signed, `20130524T000000Z`; SigV2 in a query does not tell. */
  readonly timestamp?: string
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
  /**
   * SHA-256 of the body, lower-case hex, where the caller has read it already. Needed by every
   * service but s3: their signatures cover the body without naming its hash in a header.
   */
  readonly bodySha256?: string
}

/** What a key look-up tells of a known access key. */
export interface KnownKey<Identity> {
  readonly secretAccessKey: string
  readonly identity: Identity
  /** Temporary credentials: requests must carry exactly this token. */
  readonly sessionToken?: string
  /** With it: when they end. */
  readonly expiresAtMs?: number
}

export interface AuthContext<Identity> {
  readonly nowMs: number
  /** Region that credential scopes must name, e.g. `us-east-1`. */
  readonly region: string
  /** The only service that credential scopes may name; absent: any. */
  readonly service?: string
  /** Derived keys kept between requests: `createSigningKeys()`, once per server. */
  readonly signingKeys: SigningKeys
  /** `token`: what the request carries as its session token. */
  lookUp(accessKeyId: string, token?: string): Promise<KnownKey<Identity> | undefined>
}
