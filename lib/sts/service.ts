/** STS. Its Query protocol differs from EC2's in its envelopes. */
import type { Ec2Error } from '../ec2/errors.ts'
import { type QueryService, unknownAction } from '../ec2/query-service.ts'
import { formatXml, type XmlNode } from '../http/xml.ts'
import { mayInSession } from '../iam/session-access.ts'
import type { SessionTokens } from '../iam/session-tokens.ts'
import { stsActionNames } from './actions.generated.ts'
import { operations } from './operations.ts'

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

export interface StsOptions {
  readonly sessions: SessionTokens
  readonly region: string
}

export function createStsService({ sessions, region }: StsOptions): QueryService {
  return {
    name: 'sts',
    async run(request, { action, principal, parameters }) {
      const operation = operations.find(({ name }) => name === action)
      if (!operation) throw unknownAction(action, stsActionNames.has(action))
      const { receivedAtMs: nowMs, remoteAddress, isTls } = request
      const call = { region, nowMs, remoteAddress, isTls }
      const result = await operation.run({
        sessions,
        principal,
        parameters,
        nowMs,
        may: (name, resource) => mayInSession(principal, { ...call, action: name, resource }),
      })
      return { action, text: formatResult(action, result, request.id) }
    },
    formatError,
  }
}

function formatResult(action: string, result: XmlNode, requestId: string): string {
  const content = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } }
  return formatXml(`${action}Response`, content, NAMESPACE)
}

function formatError(error: Ec2Error, requestId: string): string {
  const Type = error.status < 500 ? 'Sender' : 'Receiver'
  const content = {
    Error: { Type, Code: error.code, Message: error.message },
    RequestId: requestId,
  }
  return formatXml('ErrorResponse', content, NAMESPACE)
}
