/** CloudWatch's metrics as one handler: read → authenticate → find the operation → run → write. */
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { createSigningKeys } from '../auth/signing-keys.ts'
import type { MetricStore } from '../compute/monitoring/metric-store.ts'
import { readQueryRequest, readSignedBody } from '../ec2/query-request.ts'
import { parameterTree } from '../ec2/wire/form.ts'
import type { HttpHandler, HttpRequest } from '../http/exchange.ts'
import type { Accounts, Principal } from '../iam/account.ts'
import { mayInSession } from '../iam/session-access.ts'
import { CloudWatchError, toRefusal } from './errors.ts'
import type { CloudWatchOperation } from './operation.ts'
import { getMetricData } from './operations/get-metric-data.ts'
import { getMetricStatistics } from './operations/get-metric-statistics.ts'
import { listMetrics } from './operations/list-metrics.ts'
import { putMetricData } from './operations/put-metric-data.ts'
import { type Protocol, protocolOf } from './protocols.ts'
import { fromParameters } from './shapes.ts'

export interface CloudWatchAppOptions {
  readonly metrics: MetricStore
  readonly accounts: Accounts
  readonly region: string
}

const operations: ReadonlyMap<string, CloudWatchOperation> = new Map(
  [getMetricData, getMetricStatistics, listMetrics, putMetricData].map(each => [each.name, each]),
)

const bodyBytesMax = 1024 * 1024
const unzip = promisify(gunzip)

interface Call {
  readonly operation: CloudWatchOperation
  readonly principal: Principal
  readonly input: unknown
}

export function createCloudWatchApp(options: CloudWatchAppOptions): HttpHandler {
  const { metrics, accounts, region } = options
  const authentication = {
    ...{ accounts, region, service: 'monitoring' },
    signingKeys: createSigningKeys(),
  }

  async function read(request: HttpRequest, protocol: Protocol): Promise<Call> {
    const { operationOf, decode } = protocol
    if (operationOf && decode) {
      const { body, principal } = await readSignedBody(request, authentication)
      const operation = find(operationOf(request))
      return { operation, principal, input: decode(await unpack(request, body)) }
    }
    const { action, principal, parameters } = await readQueryRequest(request, authentication)
    const operation = find(action)
    const input = fromParameters(operation.input, parameterTree(parameters))
    return { operation, principal, input }
  }

  return async request => {
    const protocol = protocolOf(request)
    let call: Call | undefined
    try {
      call = await read(request, protocol)
      const { operation, principal, input } = call
      checkSession(request, call, region)
      const { accountId } = principal.account
      const context = { metrics, accountId, nowMs: request.receivedAtMs }
      const output = await operation.handle(context, input)
      const answer = protocol.success(operation.name, output, request.id)
      return { status: 200, ...answer, facts: { operation: operation.name, accountId } }
    } catch (thrown) {
      const refusal = toRefusal(thrown)
      return {
        status: refusal.status,
        ...protocol.failure(refusal, request.id),
        closeConnection: call === undefined,
        facts: {
          errorCode: refusal.code,
          ...(call && {
            operation: call.operation.name,
            accountId: call.principal.account.accountId,
          }),
          ...(refusal.status >= 500 && { cause: refusal.cause }),
        },
      }
    }
  }
}

function find(name: string): CloudWatchOperation {
  const operation = operations.get(name)
  if (operation) return operation
  const message = `The operation ${name.slice(0, 128)} is not supported by this service.`
  throw new CloudWatchError('InvalidAction', message)
}

function checkSession(request: HttpRequest, { operation, principal }: Call, region: string): void {
  const { receivedAtMs: nowMs, remoteAddress, isTls } = request
  const facts = { action: `cloudwatch:${operation.name}`, region, nowMs, remoteAddress, isTls }
  if (!mayInSession(principal, facts)) {
    throw new CloudWatchError(
      'AccessDenied',
      `You are not authorized to perform: cloudwatch:${operation.name}`,
    )
  }
}

/** SDKs compress what they put when it is large. */
async function unpack(request: HttpRequest, body: Buffer): Promise<Buffer> {
  const encoding = request.headers['content-encoding']
  if (encoding === undefined || body.length === 0) return body
  if (encoding !== 'gzip') {
    throw new CloudWatchError('MalformedInput', 'The content encoding is not supported.')
  }
  try {
    return await unzip(body, { maxOutputLength: bodyBytesMax })
  } catch (cause) {
    const message = 'The body is no gzip, or too large.'
    throw new CloudWatchError('RequestEntityTooLarge', message, { cause })
  }
}
