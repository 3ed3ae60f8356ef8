/**
 * The website endpoint: `bucket.s3-website.example.com` shows a bucket's objects as pages. Nobody is
 * signed in there: each object is read as an anonymous request of the S3 endpoint reads it, so that
 * a site shows what ACLs, ownership and policies show to everybody, and nothing else.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
 */
import type { BucketRecord } from '../../../storage/storage.ts'
import type { HttpRequest, HttpResponse } from '../../http/exchange.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { isBucketName } from '../bucket-name.ts'
import { S3Error, toS3Error } from '../errors.ts'
import { decodePath, objectTarget, type RequestTarget } from '../target.ts'
import type { WebsiteConfiguration } from './configuration.ts'
import { errorHeaders, errorPage } from './error-page.ts'
import { encodePath, type Redirection, redirectAll, routeBefore, routeError } from './routing.ts'

export interface WebsiteOptions {
  findBucket(name: string): Promise<BucketRecord | undefined>
  /** An object as the S3 endpoint answers it to anybody; throws S3Error. */
  read(target: RequestTarget, request: HttpRequest): Promise<HttpResponse>
}

type ReadObject = (key: string, request: HttpRequest) => Promise<HttpResponse>

/** Answers whatever happens; the facts of a failure are with the answer. */
export async function serveWebsite(
  request: HttpRequest,
  bucketName: string,
  options: WebsiteOptions,
): Promise<HttpResponse> {
  const operation = `Website${request.method === 'HEAD' ? 'Head' : 'Get'}`
  try {
    const response = await answer(request, bucketName, options)
    return { ...response, facts: { ...response.facts, operation } }
  } catch (thrown) {
    const error = toS3Error(thrown)
    const facts = {
      operation,
      errorCode: error.code,
      ...(error.status >= 500 && { cause: error.cause }),
    }
    return { ...errorPage(error, request), facts }
  }
}

async function answer(
  request: HttpRequest,
  bucketName: string,
  options: WebsiteOptions,
): Promise<HttpResponse> {
  const { method, rawPath, rawQuery, headers, isTls } = request
  if (method !== 'GET' && method !== 'HEAD') {
    throw new S3Error('MethodNotAllowed', { Method: method, ResourceType: 'OBJECT' })
  }
  const bucket = isBucketName(bucketName) ? await options.findBucket(bucketName) : undefined
  if (bucket === undefined) throw new S3Error('NoSuchBucket', { BucketName: bucketName })
  const { website } = readBucketAttributes(bucket.attributes)
  if (website === undefined) {
    throw new S3Error('NoSuchWebsiteConfiguration', { BucketName: bucketName })
  }
  const key = decodePath(rawPath.slice(1))
  const asked = { key, host: headers.host ?? '', isTls }
  const { RedirectAllRequestsTo: elsewhere } = website
  if (elsewhere !== undefined) {
    const rawTarget = rawQuery === '' ? rawPath : `${rawPath}?${rawQuery}`
    return redirect(redirectAll(elsewhere, { ...asked, rawTarget }))
  }
  const rules = website.RoutingRules?.RoutingRule ?? []
  const early = routeBefore(rules, asked)
  if (early !== undefined) return redirect(early)
  const read: ReadObject = (name, wanted) =>
    options.read(objectTarget({ bucketName, key: name, hostBucket: undefined }), wanted)
  try {
    return await servePage(read, request, { key, website })
  } catch (thrown) {
    const error = toS3Error(thrown)
    const late = routeError(rules, asked, error.status)
    if (late !== undefined) return redirect(late)
    return serveError(read, request, { error, website })
  }
}

interface Page {
  readonly key: string
  readonly website: WebsiteConfiguration
}

/** The object of that key, or the index document of that folder. */
async function servePage(
  read: ReadObject,
  request: HttpRequest,
  { key, website }: Page,
): Promise<HttpResponse> {
  const suffix = website.IndexDocument?.Suffix ?? ''
  const isFolder = key === '' || key.endsWith('/')
  try {
    const response = await read(isFolder ? key + suffix : key, request)
    const location = response.headers[REDIRECT]
    if (location === undefined) return response
    await response.resource?.[Symbol.asyncDispose]()
    return redirect({ status: 301, location })
  } catch (thrown) {
    const { status } = toS3Error(thrown)
    const isMissing = status === 404 || status === 403
    if (!isMissing || isFolder || !(await isReadable(read, request, `${key}/${suffix}`))) {
      throw thrown
    }
    return redirect({ status: 302, location: `/${encodePath(key)}/` })
  }
}

const REDIRECT = 'x-amz-website-redirect-location'

/** Anything that keeps the index document from being read makes the folder none. */
async function isReadable(read: ReadObject, request: HttpRequest, key: string): Promise<boolean> {
  try {
    await read(key, unconditional(request, 'HEAD'))
    return true
  } catch {
    return false
  }
}

/** The site's own error document, for errors that are the client's; else a page that says what happened. */
async function serveError(
  read: ReadObject,
  request: HttpRequest,
  { error, website }: { readonly error: S3Error; readonly website: WebsiteConfiguration },
): Promise<HttpResponse> {
  const key = website.ErrorDocument?.Key
  const facts = { errorCode: error.code, ...(error.status >= 500 && { cause: error.cause }) }
  if (key === undefined || error.status >= 500 || error.status === 304) {
    return { ...errorPage(error, request), facts }
  }
  try {
    const document = await read(key, unconditional(request, request.method))
    const headers = { ...document.headers, ...errorHeaders(error) }
    return { ...document, status: error.status, headers, facts }
  } catch (thrown) {
    return { ...errorPage(error, request, toS3Error(thrown)), facts }
  }
}

/** Range and conditions were about the object that was asked for. */
function unconditional(request: HttpRequest, method: string): HttpRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => name !== 'range' && !name.startsWith('if-')),
  )
  return { ...request, method, headers }
}

function redirect({ status, location }: Redirection): HttpResponse {
  return { status, headers: { location } }
}
