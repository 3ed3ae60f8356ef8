/**
 * EC2 as one handler, and with it the other services that speak its Query protocol: read →
 * authenticate → find the action → run → write. A service is told by the credential scope of the
 * signature.
 */
import { peekService } from '../auth/service.ts'
import { createSigningKeys } from '../auth/signing-keys.ts'
import type { Compute } from '../compute/compute.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from '../http/exchange.ts'
import type { Accounts } from '../iam/account.ts'
import { mayInSession } from '../iam/session-access.ts'
import { toEc2Error } from './compute-errors.ts'
import { Ec2Error, formatEc2Error } from './errors.ts'
import { operations } from './operations.ts'
import { type QueryRequest, readQueryRequest } from './query-request.ts'
import { type QueryService, unknownAction } from './query-service.ts'
import { defaultVersion, encodeOutput } from './wire/encode.ts'
import { parameterTree } from './wire/form.ts'
import { actionNames } from './wire/wire.generated.ts'

export interface Ec2AppOptions {
  readonly compute: Compute
  readonly accounts: Accounts
  readonly region: string
  /** Others to serve beside EC2, such as STS. */
  readonly services?: readonly QueryService[]
}

export function createEc2App(options: Ec2AppOptions): HttpHandler {
  const { accounts, region } = options
  const signingKeys = createSigningKeys()
  const ec2 = createEc2Service(options)
  const services = new Map([ec2, ...(options.services ?? [])].map(each => [each.name, each]))

  return async request => {
    const service = services.get(peekService(request) ?? ec2.name) ?? ec2
    let query: QueryRequest | undefined
    try {
      const authentication = { accounts, region, service: service.name, signingKeys }
      query = await readQueryRequest(request, authentication)
      const { action, text } = await service.run(request, query)
      return {
        status: 200,
        headers: xmlHeaders,
        body: text,
        facts: { operation: action, accountId: query.principal.account.accountId },
      }
    } catch (error) {
      return refusal(request, service, query, toEc2Error(error))
    }
  }
}

/** Parameters of every request, which are no operation's own. */
const envelopeParameters = new Set(['Action', 'Version'])

function createEc2Service({ compute, region }: Ec2AppOptions): QueryService {
  const table = new Map<string, (typeof operations)[number]>()
  for (const operation of operations) table.set(operation.name, operation)
  return {
    name: 'ec2',
    async run(request, { action, version, principal, parameters }) {
      const operation = table.get(action)
      if (!operation) throw unknownAction(action, actionNames.has(action))
      const { receivedAtMs: nowMs, remoteAddress, isTls } = request
      const facts = { action: `ec2:${action}`, region, nowMs, remoteAddress, isTls }
      if (!mayInSession(principal, facts)) {
        const message = 'You are not authorized to perform this operation.'
        throw new Ec2Error('UnauthorizedOperation', message)
      }
      const own = [...parameters].filter(([name]) => !envelopeParameters.has(name))
      const context = {
        compute,
        accountId: principal.account.accountId,
        region,
        host: request.headers.host ?? '',
        requestId: request.id,
        nowMs: request.receivedAtMs,
      }
      const output = await operation.handle(context, parameterTree(own))
      const text = encodeOutput({
        action,
        shape: operation.outputShape,
        output,
        requestId: request.id,
        version: version ?? defaultVersion,
      })
      return { action, text }
    },
    formatError: formatEc2Error,
  }
}

const xmlHeaders = {
  'content-type': 'text/xml;charset=UTF-8',
  'cache-control': 'no-cache, no-store',
}

function refusal(
  request: HttpRequest,
  service: QueryService,
  query: QueryRequest | undefined,
  error: Ec2Error,
): HttpResponse {
  return {
    status: error.status,
    headers: xmlHeaders,
    body: service.formatError(error, request.id),
    // Refused before its body was read to the end: the rest must not be taken for a request.
    closeConnection: query === undefined,
    facts: {
      errorCode: error.code,
      ...(query && {
        operation: query.action.slice(0, 64),
        accountId: query.principal.account.accountId,
      }),
      ...(error.status >= 500 && { cause: error.cause }),
    },
  }
}
