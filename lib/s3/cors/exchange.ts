/** CORS as the dispatcher needs it: the answer to a preflight, and the headers of any other answer. */
import type { BucketRecord, Storage } from '../../../storage/storage.ts'
import type { HttpRequest, HttpResponse } from '../../http/exchange.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import type { RequestTarget } from '../target.ts'
import { isCorsMethod } from './configuration.ts'
import { corsHeaders, parseHeaderNames } from './evaluation.ts'

/**
 * What a browser asks before it sends a request of another origin. Nobody signs it, whatever its
 * query says, and it says nothing of the object: only the bucket's rules count. Throws BadRequest
 * and AccessForbidden.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html
 */
export async function answerPreflight(
  storage: Storage,
  request: HttpRequest,
  { target, bucketName }: RequestTarget,
): Promise<HttpResponse> {
  const { origin } = request.headers
  if (origin === undefined) {
    throw badRequest('Insufficient information. Origin request header needed.')
  }
  const method = request.headers['access-control-request-method']
  const refuse = (resourceType: string, message: string) =>
    new S3Error(
      'AccessForbidden',
      { Method: method ?? 'OPTIONS', ResourceType: resourceType },
      { message: `CORSResponse: ${message}` },
    )
  const bucket = target === 'service' ? undefined : await storage.getBucket(bucketName)
  if (bucket === undefined) throw refuse('BUCKET', 'Bucket not found')
  const rules = rulesOf(bucket)
  if (rules === undefined) throw refuse('BUCKET', 'CORS is not enabled for this bucket.')
  if (method === undefined || !isCorsMethod(method)) {
    throw badRequest(`Invalid Access-Control-Request-Method: ${method ?? 'null'}`)
  }
  const names = parseHeaderNames(request.headers['access-control-request-headers'])
  const headers = corsHeaders(rules, { origin, method, headers: names })
  // AWS's own words, its spelling included.
  if (headers === undefined) throw refuse(target.toUpperCase(), NOT_ALLOWED)
  return { status: 200, headers, facts: { operation: 'Preflight' } }
}

const NOT_ALLOWED =
  'This CORS request is not allowed. This is usually because the evalution of Origin, request ' +
  'method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted ' +
  "by the resource's CORS spec."

/**
 * For any answer, a refusal as well: a page must be able to read why. Empty where no rule allows it,
 * which the browser makes an error of; the request itself is served all the same.
 */
export async function actualCorsHeaders(
  storage: Storage,
  { method, headers }: HttpRequest,
  bucketName: string,
): Promise<Readonly<Record<string, string>>> {
  const { origin } = headers
  if (origin === undefined || bucketName === '' || method === 'OPTIONS') return NO_HEADERS
  // The answer is there already: what the rules are is not worth losing it for.
  const bucket = await storage.getBucket(bucketName).catch(() => undefined)
  const rules = bucket && rulesOf(bucket)
  if (rules === undefined) return NO_HEADERS
  const question = {
    origin,
    method: headers['access-control-request-method'] ?? method,
    headers: parseHeaderNames(headers['access-control-request-headers']),
  }
  return corsHeaders(rules, question) ?? NO_HEADERS
}

const NO_HEADERS: Readonly<Record<string, string>> = {}

function rulesOf({ attributes }: BucketRecord) {
  return readBucketAttributes(attributes).cors?.CORSRule
}

function badRequest(message: string): S3Error {
  return new S3Error('BadRequest', {}, { message })
}
