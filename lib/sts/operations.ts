/**
 * STS, as far as it goes: who is asking. Its Query protocol differs from EC2's in its envelopes.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
import { formatXml, type XmlNode } from '../http/xml.ts'
import type { Principal } from '../iam/account.ts'
import { stsActionNames } from './actions.generated.ts'

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

export interface StsOperation {
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

export function findStsOperation(name: string): StsOperation | undefined {
  return operations.find(operation => operation.name === name)
}

/** Known at AWS, and not here yet. */
export function isStsAction(name: string): boolean {
  return stsActionNames.has(name)
}

export function formatStsResult(action: string, result: XmlNode, requestId: string): string {
  const content = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } }
  return formatXml(`${action}Response`, content, NAMESPACE)
}

export function formatStsError(
  error: { readonly code: string; readonly message: string; readonly status: number },
  requestId: string,
): string {
  const Type = error.status < 500 ? 'Sender' : 'Receiver'
  const content = {
    Error: { Type, Code: error.code, Message: error.message },
    RequestId: requestId,
  }
  return formatXml('ErrorResponse', content, NAMESPACE)
}
