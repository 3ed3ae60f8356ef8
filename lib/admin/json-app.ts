/**
 * JSON over HTTP, signed with SigV4 as the service `mallee`: what the admin interface and others under
 * `/_/` have in common. Every answer is one JSON object; a refusal has a code and a message.
 */
import { createHash } from 'node:crypto'
import { AuthError, authenticateRequest } from '../auth/authenticate.ts'
import { createSigningKeys } from '../auth/signing-keys.ts'
import type { Clock } from '../clock.ts'
import { readBoundedBody } from '../http/bounded-body.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from '../http/exchange.ts'
import type { Accounts, Principal } from '../iam/account.ts'
import { keyLookUp } from '../iam/look-up.ts'

const bodyBytesMax = 64 * 1024

/** A refusal: status, code and message go to the client as they are. */
export class AdminError extends Error {
  override readonly name = 'AdminError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
    this.code = code
  }
}

export interface JsonRequest {
  readonly http: HttpRequest
  /** Who signed; `undefined`: nobody. */
  readonly principal: Principal | undefined
  readonly query: URLSearchParams
  /** The JSON object that came, empty where none did. Throws AdminError. */
  body(): Readonly<Record<string, unknown>>
}

export interface JsonAppOptions {
  readonly accounts: Accounts
  readonly region: string
  readonly clock: Clock
  /** What it resolves to is sent as JSON. */
  readonly answer: (request: JsonRequest) => Promise<unknown>
  /** What it makes of errors that are none of its own; `undefined`: it does not know it either. */
  readonly toError: (thrown: unknown) => AdminError | undefined
}

export function createJsonApp(options: JsonAppOptions): HttpHandler {
  const { accounts, region, clock } = options
  const signingKeys = createSigningKeys()

  async function authenticate(http: HttpRequest, body: Uint8Array) {
    const signed = await authenticateRequest<Principal>(
      {
        ...http,
        hostBucket: undefined,
        bodySha256: createHash('sha256').update(body).digest('hex'),
      },
      {
        nowMs: clock.now(),
        region,
        service: 'mallee',
        signingKeys,
        lookUp: keyLookUp(accounts),
      },
    )
    return signed?.identity
  }

  return async http => {
    try {
      const bytes = await readBody(http)
      const principal = await authenticate(http, bytes)
      const query = new URLSearchParams(http.rawQuery)
      const body = () => parseObject(bytes)
      const value = await options.answer({ http, principal, query, body })
      const accountId = principal?.account.accountId
      const operation = `${http.method} ${http.rawPath}`
      return json(200, value, { operation, ...(accountId !== undefined && { accountId }) })
    } catch (thrown) {
      return refusal(thrown, options.toError)
    }
  }
}

function refusal(thrown: unknown, toError: JsonAppOptions['toError']): HttpResponse {
  if (thrown instanceof AuthError) return failure(403, thrown.code, thrown.message)
  const error = thrown instanceof AdminError ? thrown : toError(thrown)
  if (error !== undefined) return failure(error.status, error.code, error.message)
  const facts = { errorCode: 'internal-error', cause: thrown }
  return json(500, { code: 'internal-error', message: 'see the log of the server' }, facts)
}

function failure(status: number, code: string, message: string): HttpResponse {
  return { ...json(status, { code, message }, { errorCode: code }), closeConnection: true }
}

function json(status: number, value: unknown, facts: HttpResponse['facts']): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify(value)}\n`,
    ...(facts && { facts }),
  }
}

async function readBody(request: HttpRequest): Promise<Uint8Array> {
  const body = await readBoundedBody(request.body(), bodyBytesMax)
  if (!body) throw new AdminError(413, 'too-large', 'the body is too large')
  return body
}

function parseObject(body: Uint8Array): Record<string, unknown> {
  if (body.length === 0) return {}
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // Not JSON: the same refusal as JSON of another shape.
  }
  throw new AdminError(400, 'invalid-request', 'the body must be one JSON object')
}
