/**
 * From an HTTP exchange to an authenticated Query request: a bounded body, whose hash the signature
 * covers, or the query of a GET. Shared by every service that speaks this protocol.
 */
import { createHash } from 'node:crypto'
import { AuthError, authenticateRequest } from '../auth/authenticate.ts'
import type { SigningKeys } from '../auth/signing-keys.ts'
import { readBoundedBody } from '../http/bounded-body.ts'
import type { HttpRequest } from '../http/exchange.ts'
import type { Accounts, Principal } from '../iam/account.ts'
import { keyLookUp } from '../iam/look-up.ts'
import { Ec2Error, type Ec2ErrorCode } from './errors.ts'
import { parseForm } from './wire/form.ts'

export interface QueryRequest {
  readonly principal: Principal
  readonly action: string
  /** A date such as `2016-11-15`; `undefined` if the client names none. */
  readonly version: string | undefined
  /** Decoded, in the order received, without those of a signature. */
  readonly parameters: ReadonlyMap<string, string>
}

export interface QueryAuthentication {
  readonly accounts: Accounts
  readonly region: string
  readonly service: string
  readonly signingKeys: SigningKeys
}

const BODY_BYTES_MAX = 1024 * 1024
const SIGNATURE_PARAMETER =
  /^X-Amz-(?:Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token)$/i

/** Throws Ec2Error. */
export async function readQueryRequest(
  request: HttpRequest,
  authentication: QueryAuthentication,
): Promise<QueryRequest> {
  if (request.method !== 'POST' && request.method !== 'GET') {
    throw new Ec2Error('InvalidAction', `The method ${request.method} is not supported`)
  }
  const { body, principal } = await readSignedBody(request, authentication)
  const parameters = new Map<string, string>()
  for (const text of [request.rawQuery, formText(request, body)]) {
    for (const [name, value] of parseForm(text)) {
      if (SIGNATURE_PARAMETER.test(name)) continue
      if (parameters.has(name)) {
        throw new Ec2Error('InvalidParameterValue', `The parameter ${name} is given twice`)
      }
      parameters.set(name, value)
    }
  }
  return { principal, parameters, ...envelopeOf(parameters) }
}

/** The body, which the signature covers, and whose it is. Throws Ec2Error. */
export async function readSignedBody(
  request: HttpRequest,
  authentication: QueryAuthentication,
): Promise<{ readonly body: Buffer; readonly principal: Principal }> {
  const body = request.method === 'POST' ? await readBody(request) : Buffer.alloc(0)
  return { body, principal: await authenticate(request, body, authentication) }
}

function envelopeOf(parameters: ReadonlyMap<string, string>) {
  const action = parameters.get('Action')
  if (!action) throw new Ec2Error('MissingAction', 'The request must contain the parameter Action')
  const version = parameters.get('Version')
  if (version !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(version)) {
    throw new Ec2Error('InvalidParameterValue', 'The parameter Version is not a date')
  }
  return { action, version }
}

function formText(request: HttpRequest, body: Buffer): string {
  if (body.length === 0) return ''
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw new Ec2Error('MalformedQueryString', `The content type ${type} is not supported`)
  }
  return body.toString('utf8')
}

async function readBody(request: HttpRequest): Promise<Buffer> {
  const tooLarge = (): Ec2Error =>
    new Ec2Error('RequestEntityTooLarge', `The request has more than ${BODY_BYTES_MAX} bytes`)
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) throw tooLarge()
  const body = await readBoundedBody(request.body(), BODY_BYTES_MAX)
  if (!body) throw tooLarge()
  return body
}

async function authenticate(
  request: HttpRequest,
  body: Buffer,
  { accounts, region, service, signingKeys }: QueryAuthentication,
): Promise<Principal> {
  const bodySha256 = createHash('sha256').update(body).digest('hex')
  try {
    const signed = await authenticateRequest<Principal>(
      { ...authRequestOf(request), bodySha256 },
      {
        nowMs: request.receivedAtMs,
        region,
        service,
        signingKeys,
        lookUp: keyLookUp(accounts),
      },
    )
    if (!signed)
      throw new Ec2Error('MissingAuthenticationToken', 'Request is missing Authentication Token')
    const { payload } = signed
    // The header's hash was signed; here it is held against what came.
    if (payload.kind !== 'sha256' || payload.sha256 !== bodySha256) {
      throw new Ec2Error('SignatureDoesNotMatch', 'The signature does not cover this body')
    }
    return signed.identity
  } catch (error) {
    if (error instanceof AuthError) throw fromAuthError(error, service)
    throw error
  }
}

function authRequestOf(request: HttpRequest) {
  const { method, rawPath, rawQuery, headers, rawHeaders } = request
  return { method, rawPath, rawQuery, headers, rawHeaders, hostBucket: undefined }
}

const fromAuth = {
  'access-denied': 'UnauthorizedOperation',
  'authorization-header-malformed': 'IncompleteSignature',
  'authorization-query-malformed': 'IncompleteSignature',
  'expired-token': 'RequestExpired',
  'invalid-access-key': 'AuthFailure',
  'invalid-argument': 'IncompleteSignature',
  'invalid-policy': 'IncompleteSignature',
  'invalid-request': 'IncompleteSignature',
  'invalid-token': 'AuthFailure',
  'missing-security-header': 'IncompleteSignature',
  'request-expired': 'RequestExpired',
  'request-time-too-skewed': 'RequestExpired',
  'signature-mismatch': 'SignatureDoesNotMatch',
  'unsupported-algorithm': 'IncompleteSignature',
} as const satisfies Record<AuthError['code'], Ec2ErrorCode>

/** In the words of other services than EC2. */
const invalidCredentials = [
  'InvalidClientTokenId',
  'The security token included in the request is invalid.',
] as const
const elsewhere: Partial<
  Record<AuthError['code'], readonly [code: Ec2ErrorCode, message: string]>
> = {
  'expired-token': ['ExpiredToken', 'The security token included in the request is expired'],
  'invalid-access-key': invalidCredentials,
  'invalid-token': invalidCredentials,
}

function fromAuthError(error: AuthError, service: string): Ec2Error {
  const words = service === 'ec2' ? undefined : elsewhere[error.code]
  if (words !== undefined) return new Ec2Error(words[0], words[1], { cause: error })
  return new Ec2Error(fromAuth[error.code], error.message, { cause: error })
}
