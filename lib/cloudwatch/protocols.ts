/**
 * The three protocols that CloudWatch's clients speak, told apart by their headers:
 *  - AWS Query, of older SDKs and the CLI: a form, answered in XML;
 *  - AWS JSON 1.0: `X-Amz-Target: GraniteServiceVersion20100801.Operation`;
 *  - Smithy RPC v2 CBOR: `Smithy-Protocol: rpc-v2-cbor`, the operation in the path.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 * https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
import type { HttpRequest } from '../http/exchange.ts'
import { formatXml, type XmlContent, type XmlNode } from '../http/xml.ts'
import { CborError, decodeCbor, encodeCbor } from './cbor.ts'
import { CloudWatchError, type Refusal } from './errors.ts'
import type { Output } from './operation.ts'

export interface Answer {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

type Structure = { readonly [name: string]: Output }

export interface Protocol {
  /** Of a request whose body carries the input as one value; absent: a Query request. */
  readonly operationOf?: (request: HttpRequest) => string
  readonly decode?: (body: Buffer) => unknown
  success(operation: string, output: Structure | undefined, requestId: string): Answer
  failure(refusal: Refusal, requestId: string): Answer
}

const service = 'GraniteServiceVersion20100801'
const shapeNamespace = 'com.amazonaws.cloudwatch'
const xmlNamespace = 'http://monitoring.amazonaws.com/doc/2010-08-01/'

export function protocolOf({ headers }: HttpRequest): Protocol {
  if (headers['smithy-protocol'] !== undefined) return cbor
  return headers['x-amz-target'] === undefined ? query : json
}

const query: Protocol = {
  success: (operation, output, requestId) => ({
    headers: { 'content-type': 'text/xml' },
    body: formatXml(
      `${operation}Response`,
      {
        ...(output && { [`${operation}Result`]: toXml(output) }),
        ResponseMetadata: { RequestId: requestId },
      },
      xmlNamespace,
    ),
  }),
  failure: ({ status, code, message }, requestId) => ({
    headers: { 'content-type': 'text/xml' },
    body: formatXml(
      'ErrorResponse',
      {
        Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
        RequestId: requestId,
      },
      xmlNamespace,
    ),
  }),
}

const json: Protocol = {
  operationOf({ headers }) {
    const [name, operation] = String(headers['x-amz-target']).split('.')
    return name === service ? (operation ?? '') : ''
  },
  decode(body) {
    try {
      return body.length === 0 ? {} : JSON.parse(body.toString('utf8'))
    } catch (cause) {
      throw new CloudWatchError('MalformedInput', 'The body is no JSON.', { cause })
    }
  },
  success: (_, output, requestId) => ({
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId },
    body: JSON.stringify(toJson(output ?? {})),
  }),
  failure: (refusal, requestId) => ({
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': requestId,
      ...queryErrorHeader(refusal),
    },
    body: JSON.stringify(errorBody(refusal)),
  }),
}

const cborHeaders = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }

const cbor: Protocol = {
  operationOf({ rawPath }) {
    const [, name, operation] = /^\/service\/(\w+)\/operation\/(\w+)$/.exec(rawPath) ?? []
    return name === service ? (operation ?? '') : ''
  },
  decode(body) {
    try {
      return body.length === 0 ? {} : decodeCbor(body)
    } catch (cause) {
      if (!(cause instanceof CborError)) throw cause
      throw new CloudWatchError('MalformedInput', 'The body is no CBOR.', { cause })
    }
  },
  success: (_, output, requestId) => ({
    headers: { ...cborHeaders, 'x-amzn-requestid': requestId },
    body: encodeCbor(output ?? {}),
  }),
  failure: (refusal, requestId) => ({
    headers: { ...cborHeaders, 'x-amzn-requestid': requestId, ...queryErrorHeader(refusal) },
    body: encodeCbor(errorBody(refusal)),
  }),
}

function errorBody({ shape, message }: Refusal) {
  return { __type: `${shapeNamespace}#${shape}`, message, Message: message }
}

/** Clients that go by the codes of the Query protocol find them here. */
function queryErrorHeader({ status, code }: Refusal): Readonly<Record<string, string>> {
  return { 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` }
}

function toXml(structure: Structure): XmlNode {
  return Object.fromEntries(
    Object.entries(structure).map(([name, value]) => [name, toXmlContent(value)]),
  )
}

function toXmlContent(value: Output): XmlContent {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Map) {
    return { entry: [...value].map(([key, each]) => ({ key, value: toXmlContent(each) })) }
  }
  if (Array.isArray(value)) return { member: value.map(toXmlContent) }
  if (typeof value !== 'object') return value
  // What is no date, map or list is a structure.
  return toXml(value as Structure)
}

/** Times are seconds since 1970 in AWS JSON. */
function toJson(value: Output): unknown {
  if (value instanceof Date) return value.getTime() / 1000
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object') return value
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return Object.fromEntries(entries.map(([name, each]) => [name, toJson(each)]))
}
