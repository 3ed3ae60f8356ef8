/**
 * What a web console asks of the server beside AWS's services: a ticket to a machine's console.
 *
 *   POST /_/console/tickets   {"machineId": "i-…", "kind": "serial" | "screen"}
 *   200 {"ticket": "…", "path": "/_/console/serial?ticket=…", "expiresAt": "…"}
 *
 * Signed with SigV4 (service `mallee`) by any key of the account that the machine belongs to. The path
 * is opened as a WebSocket; see web-sockets.ts.
 */
import { createSigningKeys } from '../auth/signing-keys.ts'
import type { Consoles } from '../compute/consoles/consoles.ts'
import type { ConsoleKind } from '../compute/hypervisor.ts'
import { toEc2Error } from '../ec2/compute-errors.ts'
import { Ec2Error } from '../ec2/errors.ts'
import { checkIds, instanceIdKind } from '../ec2/identifiers.ts'
import { readSignedBody } from '../ec2/query-request.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from '../http/exchange.ts'
import type { Accounts } from '../iam/account.ts'
import { mayInSession } from '../iam/session-access.ts'

export interface ConsoleAppOptions {
  readonly consoles: Consoles
  readonly accounts: Accounts
  readonly region: string
}

const operation = 'CreateConsoleTicket'

export function createConsoleApp({ consoles, accounts, region }: ConsoleAppOptions): HttpHandler {
  const authentication = { accounts, region, service: 'mallee', signingKeys: createSigningKeys() }

  async function createTicket(request: HttpRequest): Promise<HttpResponse> {
    const { body, principal } = await readSignedBody(request, authentication)
    const { receivedAtMs: nowMs, remoteAddress, isTls } = request
    const facts = { action: `mallee:${operation}`, region, nowMs, remoteAddress, isTls }
    if (!mayInSession(principal, facts)) {
      const message = 'You are not authorized to perform this operation.'
      throw new Ec2Error('UnauthorizedOperation', message)
    }
    const { machineId, kind } = parseSubject(body)
    const { accountId } = principal.account
    const { ticket, expiresAtMs } = await consoles.issueTicket(accountId, machineId, kind)
    return json(
      200,
      {
        ticket,
        path: `/_/console/${kind}?ticket=${ticket}`,
        expiresAt: new Date(expiresAtMs).toISOString(),
      },
      { operation, accountId },
    )
  }

  return async request => {
    if (request.method !== 'POST' || request.rawPath !== '/_/console/tickets') {
      return json(404, { code: 'NotFound', message: 'There is nothing here.' }, { operation })
    }
    try {
      return await createTicket(request)
    } catch (thrown) {
      const error = toEc2Error(thrown)
      const { code, message, status } = error
      const cause = status >= 500 ? { cause: error.cause } : {}
      const refusal = json(status, { code, message }, { operation, errorCode: code, ...cause })
      return { ...refusal, closeConnection: true }
    }
  }
}

function parseSubject(body: Buffer): { readonly machineId: string; readonly kind: ConsoleKind } {
  const { machineId, kind } = parseObject(body)
  if (typeof machineId !== 'string' || (kind !== 'serial' && kind !== 'screen')) {
    const message = 'The body must name a machineId, and a kind: serial or screen.'
    throw new Ec2Error('InvalidParameterValue', message)
  }
  checkIds(instanceIdKind, [machineId])
  return { machineId, kind }
}

function parseObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // What is no JSON names nothing, and is refused for that.
    return {}
  }
}

function json(
  status: number,
  value: unknown,
  facts: NonNullable<HttpResponse['facts']>,
): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: `${JSON.stringify(value)}\n`,
    facts,
  }
}
