/**
 * STS, as far as it goes: who is asking. Its Query protocol differs from EC2's in its envelopes.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
import type { Ec2Error } from '../ec2/errors.ts'
import { type QueryService, unknownAction } from '../ec2/query-service.ts'
import { formatXml, type XmlNode } from '../http/xml.ts'
import type { Principal } from '../iam/account.ts'
import { stsActionNames } from './actions.generated.ts'

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

interface StsOperation {
  readonly name: string
  /** The result's elements. */
  run(principal: Principal): XmlNode
}

const getCallerIdentity: StsOperation = {
  name: 'GetCallerIdentity',
  run: ({ account: { accountId } }) => ({
    Arn: `arn:aws:iam::${accountId}:root`,
    UserId: accountId,
    Account: accountId,
  }),
}

const operations: readonly StsOperation[] = [getCallerIdentity]

export function createStsService(): QueryService {
  return {
    name: 'sts',
    async run(request, { action, principal }) {
      const operation = operations.find(({ name }) => name === action)
      if (!operation) throw unknownAction(action, stsActionNames.has(action))
      return { action, text: formatResult(action, operation.run(principal), request.id) }
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
