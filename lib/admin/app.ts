/**
 * The admin interface: JSON over HTTP under `/_/admin/`, signed with SigV4 (service `mallee`) by the
 * root key. `mallee admin` is its client.
 */
import type { Clock } from '../clock.ts'
import type { HttpHandler } from '../http/exchange.ts'
import type { Accounts, Principal } from '../iam/account.ts'
import { AccountError, type AccountErrorCode } from '../iam/accounts.ts'
import { AdminError, createJsonApp } from './json-app.ts'

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

  return createJsonApp({
    accounts,
    region,
    clock,
    async answer({ http, principal, query, body }) {
      if (!principal?.isRoot) {
        throw new AdminError(403, 'access-denied', 'only the root key may use the admin interface')
      }
      const route = routes[`${http.method} ${http.rawPath}`]
      if (!route) throw new AdminError(404, 'not-found', 'there is no such admin endpoint')
      return await route({ body: body(), query, principal })
    },
    toError(thrown) {
      if (!(thrown instanceof AccountError)) return undefined
      return new AdminError(accountErrorStatus[thrown.code], thrown.code, thrown.message)
    },
  })
}
