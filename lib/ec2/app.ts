/**
 * The Query services, EC2 and STS, as one handler: read → authenticate → find the action → run →
 * write. The service is told by the credential scope of the signature.
 */
import { peekService } from '../auth/service.ts'
import { createSigningKeys } from '../auth/signing-keys.ts'
import type { Compute } from '../compute/compute.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from '../http/exchange.ts'
import type { Accounts } from '../iam/account.ts'
import {
  findStsOperation,
  formatStsError,
  formatStsResult,
  isStsAction,
} from '../sts/operations.ts'
import { toEc2Error } from './compute-errors.ts'
import { Ec2Error, formatEc2Error } from './errors.ts'
import { operations } from './operations.ts'
import { type QueryRequest, readQueryRequest } from './query-request.ts'
import { defaultVersion, encodeOutput } from './wire/encode.ts'
import { parameterTree } from './wire/form.ts'
import { otherActionNames } from './wire/wire.generated.ts'

export interface Ec2AppOptions {
  readonly compute: Compute
  readonly accounts: Accounts
  readonly region: string
}

type Service = 'ec2' | 'sts'

interface Answer {
  readonly text: string
  readonly operation: string
}

/** Parameters of every request, which are no operation's own. */
const envelopeParameters = new Set(['Action', 'Version'])

export function createEc2App(options: Ec2AppOptions): HttpHandler {
  const { accounts, compute, region } = options
  const signingKeys = createSigningKeys()
  const table = new Map(operations.map(operation => [operation.name as string, operation]))

  async function runEc2(request: HttpRequest, query: QueryRequest): Promise<Answer> {
    const { action, version } = envelopeOf(query)
    const operation = table.get(action)
    if (!operation) throw unknownAction(action, otherActionNames.has(action))
    const own = [...query.parameters].filter(([name]) => !envelopeParameters.has(name))
    const context = {
      compute,
      accountId: query.principal.account.accountId,
      region,
      host: request.headers.host ?? '',
      requestId: request.id,
      nowMs: request.receivedAtMs,
    }
    const output = await operation.handle(context, parameterTree(own))
    const shape = operation.outputShape
    return {
      text: encodeOutput({ action, shape, output, requestId: request.id, version }),
      operation: action,
    }
  }

  async function runSts(request: HttpRequest, query: QueryRequest): Promise<Answer> {
    const { action } = envelopeOf(query)
    const operation = findStsOperation(action)
    if (!operation) throw unknownAction(action, isStsAction(action))
    const result = operation.run(query.principal)
    return { text: formatStsResult(action, result, request.id), operation: action }
  }

  return async request => {
    const service: Service = peekService(request) === 'sts' ? 'sts' : 'ec2'
    let query: QueryRequest | undefined
    try {
      query = await readQueryRequest(request, { accounts, region, service, signingKeys })
      const answer = await (service === 'sts' ? runSts : runEc2)(request, query)
      return {
        status: 200,
        headers: xmlHeaders,
        body: answer.text,
        facts: { operation: answer.operation, accountId: query.principal.account.accountId },
      }
    } catch (error) {
      return refusal(request, service, query, toEc2Error(error))
    }
  }
}

const xmlHeaders = {
  'content-type': 'text/xml;charset=UTF-8',
  'cache-control': 'no-cache, no-store',
}

function refusal(
  request: HttpRequest,
  service: Service,
  query: QueryRequest | undefined,
  error: Ec2Error,
): HttpResponse {
  const format = service === 'sts' ? formatStsError : formatEc2Error
  const operation = query?.parameters.get('Action')
  const accountId = query?.principal.account.accountId
  return {
    status: error.status,
    headers: xmlHeaders,
    body: format(error, request.id),
    // Refused before its body was read to the end: the rest must not be taken for a request.
    closeConnection: query === undefined,
    facts: {
      errorCode: error.code,
      ...(operation !== undefined && { operation: operation.slice(0, 64) }),
      ...(accountId !== undefined && { accountId }),
      ...(error.status >= 500 && { cause: error.cause }),
    },
  }
}

function envelopeOf({ parameters }: QueryRequest): { action: string; version: string } {
  const action = parameters.get('Action')
  if (!action) throw new Ec2Error('MissingAction', 'The request must contain the parameter Action')
  const version = parameters.get('Version') ?? defaultVersion
  if (!/^\d{4}-\d{2}-\d{2}$/.test(version)) {
    throw new Ec2Error('InvalidParameterValue', 'The parameter Version is not a date')
  }
  return { action, version }
}

function unknownAction(action: string, isKnown: boolean): Ec2Error {
  const shown = action.slice(0, 128)
  return isKnown
    ? new Ec2Error('UnsupportedOperation', `The action ${shown} is not supported by this service.`)
    : new Ec2Error('InvalidAction', `The action ${shown} is not valid for this web service.`)
}
