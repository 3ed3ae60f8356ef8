/**
 * The admin interface: JSON over HTTP under `/_/admin/`, signed with SigV4 (service `mallee`) by the
 * root key. `mallee admin` is its client.
 */
import { createHash } from 'node:crypto'
import { AuthError, authenticateRequest } from '../auth/authenticate.ts'
import { createSigningKeys } from '../auth/signing-keys.ts'
import type { Clock } from '../clock.ts'
import { readBoundedBody } from '../http/bounded-body.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from '../http/exchange.ts'
import type { Accounts, Principal } from '../iam/account.ts'
import { AccountError, type AccountErrorCode } from '../iam/accounts.ts'
import { keyLookUp } from '../iam/look-up.ts'

const bodyBytesMax = 64 * 1024

/** A refusal: status, code and message go to the client as they are. */
export class AdminError extends Error {
  override readonly name = 'AdminError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const accountErrorStatus = {
  'email-taken': 409,
  'invalid-email': 400,
  'invalid-name': 400,
} as const satisfies Record<AccountErrorCode, number>

export interface AdminRequest {
  /** The JSON object that came; empty where none did. */
  readonly body: Readonly<Record<string, unknown>>
  readonly query: URLSearchParams
  /** Of the root key. */
  readonly principal: Principal
}

/** What it resolves to is sent as JSON. Keyed by `METHOD /_/admin/…`. */
export type AdminRoute = (request: AdminRequest) => Promise<unknown>

export function createAdminApp(options: {
  accounts: Accounts
  region: string
  clock: Clock
  /** Beside those for accounts, which are this app's own. */
  routes?: Readonly<Record<string, AdminRoute>>
}): HttpHandler {
  const { accounts, region, clock } = options
  const signingKeys = createSigningKeys()

  const routes: Readonly<Record<string, AdminRoute>> = {
    ...options.routes,
    'POST /_/admin/accounts': async ({ body: { displayName, email } }) => {
      if (typeof displayName !== 'string' || typeof email !== 'string') {
        throw new AdminError(400, 'invalid-request', 'displayName and email must be strings')
      }
      const made = await accounts.create({ displayName, email })
      const { accountId, canonicalId, accessKeyId, secretAccessKey } = made
      return { accountId, canonicalId, displayName, email, accessKeyId, secretAccessKey }
    },
  }

  async function authenticateRoot(request: HttpRequest, body: Uint8Array): Promise<Principal> {
    const signed = await authenticateRequest<Principal>(
      {
        ...request,
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
    if (!signed?.identity.isRoot) {
      throw new AdminError(403, 'access-denied', 'only the root key may use the admin interface')
    }
    return signed.identity
  }

  return async request => {
    try {
      const body = await readBody(request)
      const principal = await authenticateRoot(request, body)
      const route = routes[`${request.method} ${request.rawPath}`]
      if (!route) throw new AdminError(404, 'not-found', 'there is no such admin endpoint')
      const query = new URLSearchParams(request.rawQuery)
      const value = await route({ body: parseObject(body), query, principal })
      const { accountId } = principal.account
      return json(200, value, { accountId, operation: `${request.method} ${request.rawPath}` })
    } catch (error) {
      return refusal(error)
    }
  }
}

function refusal(error: unknown): HttpResponse {
  if (error instanceof AdminError) return failure(error.status, error.code, error.message)
  if (error instanceof AuthError) return failure(403, error.code, error.message)
  if (error instanceof AccountError) {
    return failure(accountErrorStatus[error.code], error.code, error.message)
  }
  const facts = { errorCode: 'internal-error', cause: error }
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
