/** How answers look: XML documents, errors, and the headers that every answer of S3 carries. */
import type { HttpRequest, HttpResponse } from '../http/exchange.ts'
import { formatXml, type XmlRootContent } from '../http/xml.ts'
import type { S3Error } from './errors.ts'

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** 200 with a document in S3's namespace. */
export function xmlAnswer(
  root: string,
  content: XmlRootContent,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...headers },
    body: formatXml(root, content, S3_NAMESPACE),
  }
}

/** What an error is about, for the elements that every code of its kind has. */
export interface ErrorSubject {
  readonly resource: string
  readonly bucketName: string
  readonly key: string
  readonly uploadId?: string
}

export function errorAnswer(
  error: S3Error,
  request: Pick<HttpRequest, 'id' | 'method'>,
  subject: ErrorSubject,
): HttpResponse {
  const { status } = error
  if (request.method === 'HEAD' || status === 304) {
    return { status, headers: { 'content-type': 'application/xml', ...error.headers } }
  }
  const body = formatXml('Error', {
    Code: error.code,
    Message: error.message,
    ...subjectFields(error, subject),
    ...error.fields,
    Resource: subject.resource,
    RequestId: request.id,
    HostId: hostId(request.id),
  })
  return { status, headers: { 'content-type': 'application/xml', ...error.headers }, body }
}

function subjectFields(error: S3Error, subject: ErrorSubject): Record<string, string> {
  switch (error.code) {
    case 'NoSuchBucket':
    case 'BucketNotEmpty':
    case 'NoSuchBucketPolicy':
    case 'NoSuchCORSConfiguration':
    case 'NoSuchTagSet':
    case 'NoSuchWebsiteConfiguration':
      return { BucketName: subject.bucketName }
    case 'NoSuchKey':
    case 'NoSuchVersion':
      return { Key: subject.key }
    case 'NoSuchUpload':
      return { UploadId: subject.uploadId ?? '' }
    default:
      return {}
  }
}

/** AWS's second id, by which its own people find a request; here it is the first in other words. */
export function hostId(requestId: string): string {
  return Buffer.from(requestId).toString('base64')
}

/** Bodies up to this size are read away to keep the connection; it is closed on larger ones. */
const DRAINED_BYTES_MAX = 64 * 1024

/** The last step of every request. */
export function finish(
  response: HttpResponse,
  request: HttpRequest,
  options: { date: string; isBodyFinished: boolean; facts: NonNullable<HttpResponse['facts']> },
): HttpResponse {
  return {
    ...response,
    headers: {
      'x-amz-request-id': request.id,
      'x-amz-id-2': hostId(request.id),
      date: options.date,
      server: 'Mallee',
      ...response.headers,
    },
    facts: { ...response.facts, ...options.facts },
    ...(!options.isBodyFinished && mustClose(request) && { closeConnection: true }),
  }
}

/** Whether more of the request's body may follow than is worth reading. */
function mustClose({ headers }: HttpRequest): boolean {
  const length = headers['content-length']
  if (headers['transfer-encoding'] !== undefined) return true
  if (length === undefined || length === '0') return false
  // Without the `100 Continue` that it waits for, a client may send its body or not.
  return headers.expect !== undefined || !(Number(length) <= DRAINED_BYTES_MAX)
}
