/**
 * The S3 Control API, which answers at the same address as S3: its requests name an account in a
 * header, at any host (`123456789012.s3-control.example.com` too), and paths of a version of their
 * own. A bucket of the name `v20180820` stays one: no request of S3 has that header.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html
 */
import type { BucketRecord, Storage } from '../../../storage/storage.ts'
import type { AuthContext } from '../../auth/authenticate.ts'
import type { Clock } from '../../clock.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from '../../http/exchange.ts'
import { formatXml } from '../../http/xml.ts'
import type { Principal } from '../../iam/account.ts'
import { mayInSession } from '../../iam/session-access.ts'
import type { AccountBlocks } from '../access/public-access.ts'
import { finish } from '../answer.ts'
import type { Authorise } from '../authorise.ts'
import type { Checksums } from '../checksums/checksum.ts'
import { invalidArgument, S3Error, toS3Error } from '../errors.ts'
import type { S3Request } from '../operation.ts'
import { parseQuery } from '../query.ts'
import { readHeaders, receiveSigned } from '../received.ts'
import { decodePath } from '../target.ts'
import {
  accountOperations,
  CONTROL_NAMESPACE,
  type ControlContext,
  tagOperations,
} from './operations.ts'

export interface ControlOptions {
  readonly storage: Storage
  readonly accountBlocks: AccountBlocks
  readonly authorise: Authorise
  readonly authentication: Omit<AuthContext<Principal>, 'nowMs'>
  readonly checksums: Checksums
  readonly clock: Clock
  readonly formatDate: (timeMs: number) => string
}

const ACCOUNT_HEADER = 'x-amz-account-id'
const ROOT_PATH = '/v20180820/'
const BLOCK_PATH = `${ROOT_PATH}configuration/publicAccessBlock`
const TAGS_PATH = `${ROOT_PATH}tags/`

export function isControlRequest({ rawPath, headers }: HttpRequest): boolean {
  return rawPath.startsWith(ROOT_PATH) && headers[ACCOUNT_HEADER] !== undefined
}

/** What is known of a request so far, for its answer and its log line. */
interface Progress {
  operation?: string
  principal?: Principal
  body?: S3Request['body']
}

export function createControlApp(options: ControlOptions): HttpHandler {
  return async request => {
    const progress: Progress = {}
    let response: HttpResponse
    let failure: NonNullable<HttpResponse['facts']> = {}
    try {
      response = await answer(options, request, progress)
    } catch (thrown) {
      const error = toS3Error(thrown)
      const { code, status, cause, refusedBy } = error
      failure = {
        errorCode: code,
        ...(refusedBy !== undefined && { refusedBy }),
        ...(status >= 500 && cause !== undefined && { cause }),
      }
      response = errorAnswer(error, request)
    }
    const { operation, principal, body } = progress
    return finish(response, request, {
      date: options.formatDate(options.clock.now()),
      isBodyFinished: body?.isFinished ?? false,
      facts: {
        ...(operation !== undefined && { operation }),
        ...(principal && { accountId: principal.account.accountId }),
        ...failure,
      },
    })
  }
}

async function answer(
  options: ControlOptions,
  request: HttpRequest,
  progress: Progress,
): Promise<HttpResponse> {
  const { principal, s3Request } = await receive(options, request)
  progress.body = s3Request.body
  if (principal === undefined) throw new S3Error('AccessDenied')
  progress.principal = principal
  const { accountId } = principal.account
  const named = s3Request.headers[ACCOUNT_HEADER] ?? ''
  if (!/^\d{12}$/.test(named)) {
    throw invalidArgument(ACCOUNT_HEADER, named.slice(0, 64), 'AccountId must have 12 digits')
  }
  if (named !== accountId) throw new S3Error('AccessDenied')
  const context: ControlContext = {
    storage: options.storage,
    accountBlocks: options.accountBlocks,
    accountId,
    request: s3Request,
    parameters: new URLSearchParams(request.rawQuery),
  }
  const { method, rawPath } = request
  if (rawPath === BLOCK_PATH) {
    const operation = choose(accountOperations, method)
    progress.operation = operation.name
    const { action } = operation
    const { nowMs, remoteAddress, isTls } = s3Request
    const { region } = options.authentication
    if (!mayInSession(principal, { action, region, nowMs, remoteAddress, isTls })) {
      throw new S3Error('AccessDenied')
    }
    return operation.run(context)
  }
  if (!rawPath.startsWith(TAGS_PATH)) throw new S3Error('NotImplemented')
  const operation = choose(tagOperations, method)
  progress.operation = operation.name
  const bucket = await findBucket(options.storage, rawPath)
  if (bucket.ownerId !== accountId) throw new S3Error('AccessDenied')
  await options.authorise({
    principal,
    operation: { ...operation, on: { method: operation.method, target: 'bucket' } },
    bucket,
    owner: principal.account,
    request: { ...s3Request, bucketName: bucket.name },
  })
  return operation.run(context, bucket)
}

function choose<Operation extends { readonly method: string }>(
  operations: readonly Operation[],
  method: string,
): Operation {
  const operation = operations.find(candidate => candidate.method === method)
  if (operation === undefined) throw new S3Error('MethodNotAllowed', { Method: method })
  return operation
}

const BUCKET_ARN = /^arn:aws:s3:::([a-z0-9.-]{3,63})$/

async function findBucket(storage: Storage, rawPath: string): Promise<BucketRecord> {
  const arn = decodePath(rawPath.slice(TAGS_PATH.length))
  const [, bucketName] = BUCKET_ARN.exec(arn) ?? []
  if (bucketName === undefined) {
    throw invalidArgument('resourceArn', arn.slice(0, 256), 'Only buckets have tags here')
  }
  const bucket = await storage.getBucket(bucketName)
  if (bucket === undefined) throw new S3Error('NoSuchBucket', { BucketName: bucketName })
  return bucket
}

async function receive(
  { authentication, checksums, clock }: ControlOptions,
  request: HttpRequest,
): Promise<{ readonly principal: Principal | undefined; readonly s3Request: S3Request }> {
  const { id, method, rawPath, isTls, remoteAddress, tlsVersion } = request
  const query = parseQuery(request.rawQuery)
  const nowMs = clock.now()
  const {
    principal,
    payload: _,
    ...received
  } = await receiveSigned(request, {
    target: {
      target: 'service',
      bucketName: '',
      key: '',
      resource: rawPath,
      hostBucket: undefined,
    },
    headers: readHeaders(request, query),
    operation: { body: 'document' },
    authentication: { ...authentication, nowMs },
    checksums,
    now: () => clock.now(),
  })
  const s3Request: S3Request = {
    ...received,
    id,
    method,
    nowMs,
    query,
    isAnonymous: principal === undefined,
    bucketName: '',
    host: request.headers.host ?? '',
    isTls,
    tlsVersion,
    remoteAddress,
  }
  return { principal, s3Request }
}

/** Unlike S3's own, its errors are wrapped. */
function errorAnswer(error: S3Error, { id }: HttpRequest): HttpResponse {
  const content = {
    Error: { Code: error.code, Message: error.message, ...error.fields },
    RequestId: id,
  }
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml' },
    body: formatXml('ErrorResponse', content, CONTROL_NAMESPACE),
  }
}
