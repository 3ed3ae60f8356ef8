/**
 * S3 as one function from request to answer: match → authenticate → authorise → parse → run →
 * finish. An operation sees none of it but its own parse and run, and whatever any step throws
 * becomes an answer here and nowhere else.
 */
import type { Logger } from 'pino'
import type { BucketRecord, Storage } from '../../storage/storage.ts'
import type { AuthContext } from '../auth/authenticate.ts'
import { hostBucket } from '../auth/host-bucket.ts'
import { createSigningKeys } from '../auth/signing-keys.ts'
import type { Clock } from '../clock.ts'
import { formatHttpDate } from '../http/dates.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from '../http/exchange.ts'
import type { Account, Accounts, Principal } from '../iam/account.ts'
import { keyLookUp } from '../iam/look-up.ts'
import { createAccountBlocks } from './access/public-access.ts'
import { errorAnswer, finish } from './answer.ts'
import { type Authorise, createAuthorise } from './authorise.ts'
import { type Checksums, createChecksums } from './checksums/checksum.ts'
import { createControlApp, isControlRequest } from './control/app.ts'
import { actualCorsHeaders, answerPreflight } from './cors/exchange.ts'
import type { Encryption } from './encryption/encryption.ts'
import { S3Error, toS3Error } from './errors.ts'
import { receiveForm } from './form/received-form.ts'
import type { AccessLog } from './logging/delivery.ts'
import { withAccessLog } from './logging/exchange.ts'
import type { FurtherAccess } from './logging/further-access.ts'
import { createMatcher, type Matcher } from './matcher.ts'
import type { Destination } from './notification/destinations/destination.ts'
import type { HookDirectory } from './notification/hook-arn.ts'
import { storageForHook } from './notification/hook-objects.ts'
import { storageForRequest } from './notification/operation-events.ts'
import type { AnyOperation, S3Context, S3Request } from './operation.ts'
import { operations } from './operations.ts'
import { parseQuery } from './query.ts'
import { checkIntegrity, readHeaders, receiveSigned } from './received.ts'
import type { ReplicationEndpoint } from './replication/endpoints.ts'
import { storageForReplication } from './replication/requested-change.ts'
import type { RequestBody } from './request-body.ts'
import type { Queries } from './select/queries.ts'
import { objectTarget, parseTarget, type RequestTarget } from './target.ts'
import { serveWebsite } from './website/endpoint.ts'

export interface S3AppOptions {
  /** In which encrypted objects look like their plaintext: `encryption.storage(…)`. */
  readonly storage: Storage
  readonly encryption: Encryption
  readonly queries: Queries
  readonly accounts: Accounts
  readonly region: string
  /** Base domains of virtual-host style, lower case, without ports: `s3.example.com`. */
  readonly domains: readonly string[]
  /** Base domains of websites: `s3-website.example.com`. */
  readonly websiteDomains?: readonly string[]
  /** Absent: no requests are logged for the owners of buckets. */
  readonly accessLog?: Pick<AccessLog, 'note'>
  /** That notifications may be sent to. Absent: none. */
  readonly destinations?: readonly Destination[]
  /** Hooks that notifications may start. Absent: none. */
  readonly hooks?: HookDirectory
  /** That objects may be replicated to. Absent: none. */
  readonly replicationEndpoints?: readonly ReplicationEndpoint[]
  readonly clock: Clock
  readonly log: Logger
}

export function createS3App(options: S3AppOptions): HttpHandler {
  const accountBlocks = createAccountBlocks(options.storage, options.clock)
  const app: App = {
    ...options,
    authorise: createAuthorise({ ...options, accountBlocks }),
    match: createMatcher(operations),
    authentication: createAuthentication(options),
    checksums: createChecksums(),
    formatDate: createDateHeader(),
  }
  const control = createControlApp({ ...app, accountBlocks })
  return request => (isControlRequest(request) ? control(request) : handle(app, request))
}

interface App extends S3AppOptions {
  readonly authorise: Authorise
  readonly match: Matcher
  readonly authentication: Omit<AuthContext<Principal>, 'nowMs'>
  readonly checksums: Checksums
  readonly formatDate: (timeMs: number) => string
}

function createAuthentication(options: S3AppOptions): App['authentication'] {
  const { accounts, region } = options
  return {
    region,
    service: 's3',
    signingKeys: createSigningKeys(),
    lookUp: keyLookUp(accounts),
  }
}

/** The Date header changes once a second. */
function createDateHeader(): (timeMs: number) => string {
  let second = -1
  let text = ''
  return timeMs => {
    const now = Math.floor(timeMs / 1000)
    if (now !== second) {
      second = now
      text = formatHttpDate(timeMs)
    }
    return text
  }
}

/** What is known of a request so far, for the answer and its log line if a later step fails. */
interface Progress {
  readonly accesses: FurtherAccess[]
  bucket: BucketRecord | undefined
  isWebsite: boolean
  target: RequestTarget | undefined
  query: ReadonlyMap<string, string> | undefined
  operation: AnyOperation | undefined
  principal: Principal | undefined
  body: RequestBody | undefined
}

function createProgress(): Progress {
  return {
    accesses: [],
    bucket: undefined,
    isWebsite: false,
    target: undefined,
    query: undefined,
    operation: undefined,
    principal: undefined,
    body: undefined,
  }
}

async function handle(app: App, request: HttpRequest): Promise<HttpResponse> {
  const progress = createProgress()
  let response: HttpResponse
  let errorCode: string | undefined
  let refusedBy: string | undefined
  let cause: unknown
  try {
    response = await answer(app, request, progress)
  } catch (thrown) {
    const error = toS3Error(thrown)
    errorCode = error.code
    refusedBy = error.refusedBy
    if (error.status >= 500) cause = error.cause
    response = await refusal(app, request, progress, error)
  }
  const { operation, principal, body } = progress
  // Most clients are no browsers and send none: then there is nothing to look up.
  if (request.headers.origin !== undefined) {
    const cors = await actualCorsHeaders(app.storage, request, progress.target?.bucketName ?? '')
    response = { ...response, headers: { ...response.headers, ...cors } }
  }
  const finished = finish(response, request, {
    date: app.formatDate(app.clock.now()),
    isBodyFinished: body?.isFinished ?? false,
    facts: {
      ...(operation && { operation: operation.name }),
      ...(principal && { accountId: principal.account.accountId }),
      ...(errorCode !== undefined && { errorCode }),
      ...(refusedBy !== undefined && { refusedBy }),
      ...(cause !== undefined && { cause }),
    },
  })
  const { accessLog } = app
  if (accessLog === undefined) return finished
  return withAccessLog({ ...app, accessLog }, { ...progress, request, response: finished })
}

async function answer(app: App, request: HttpRequest, progress: Progress): Promise<HttpResponse> {
  const { method, rawPath } = request
  const { host } = request.headers
  const site = app.websiteDomains && hostBucket(host, app.websiteDomains)
  const target =
    site === undefined
      ? parseTarget(rawPath, host, app.domains)
      : objectTarget({ bucketName: site, key: '', hostBucket: site })
  progress.target = target
  progress.isWebsite = site !== undefined
  if (method === 'OPTIONS') return answerPreflight(app.storage, request, target)
  if (site !== undefined) return answerSite(app, request, site)
  return answerTarget(app, request, { target, progress })
}

/** A page of a website, from objects that everybody may read. */
function answerSite(app: App, request: HttpRequest, site: string): Promise<HttpResponse> {
  return serveWebsite(request, site, {
    findBucket: name => app.storage.getBucket(name),
    read(target, asked) {
      const { authorization: _, ...headers } = asked.headers
      const anonymous = { ...asked, headers, rawQuery: '' }
      return answerTarget(app, anonymous, { target, progress: createProgress() })
    },
  })
}

async function answerTarget(
  app: App,
  request: HttpRequest,
  { target, progress }: { readonly target: RequestTarget; readonly progress: Progress },
): Promise<HttpResponse> {
  const { method } = request
  const query = parseQuery(request.rawQuery)
  progress.query = query
  const headers = readHeaders(request, query)
  const operation = app.match({ method, target: target.target, query, headers })
  progress.operation = operation

  const nowMs = app.clock.now()
  const receive = operation.body === 'form' ? receiveForm : receiveSigned
  const { principal, payload, ...received } = await receive(request, {
    target,
    headers,
    operation,
    authentication: { ...app.authentication, nowMs },
    checksums: app.checksums,
    now: () => app.clock.now(),
  })
  progress.principal = principal
  progress.body = received.body
  const s3Request: S3Request = {
    ...received,
    id: request.id,
    method,
    nowMs,
    query,
    isAnonymous: principal === undefined,
    bucketName: target.bucketName,
    host: headers.host ?? '',
    isTls: request.isTls,
    get tlsVersion() {
      return request.tlsVersion
    },
    remoteAddress: request.remoteAddress,
  }
  const authorised = await authorise(app, s3Request, operation, progress)
  if (!operation.needsNoBucket) progress.bucket = authorised.bucket
  const context = withEvents(authorised, operation, request.remoteAddress)
  checkIntegrity(operation, s3Request, payload)
  const input = await operation.parse(s3Request)
  if (operation.conditionKeys) {
    context.access.noteBody(operation.conditionKeys(input, s3Request))
  }
  const response = await operation.run(context, input)
  if (!context.access.isCharged) return response
  return { ...response, headers: { ...response.headers, 'x-amz-request-charged': 'requester' } }
}

async function authorise(
  app: App,
  request: S3Request,
  operation: AnyOperation,
  { principal, accesses }: Progress,
): Promise<S3Context> {
  const bucket = operation.needsNoBucket
    ? undefined
    : await app.storage.getBucket(request.bucketName)
  if (bucket === undefined && !operation.needsNoBucket) throw new S3Error('NoSuchBucket')
  const owner = await findOwner(app, principal, bucket)
  const shared = {
    ...(await app.authorise({ principal, operation, bucket, owner, request })),
    accounts: app.accounts,
    principal,
    owner,
    region: app.region,
    destinations: app.destinations ?? [],
    hooks: app.hooks ?? NO_HOOKS,
    replicationEndpoints: app.replicationEndpoints ?? [],
    noteAccess(access: FurtherAccess) {
      if (app.accessLog !== undefined) accesses.push(access)
    },
    checksums: app.checksums,
    encryption: app.encryption,
    queries: app.queries,
    request,
  }
  if (bucket !== undefined) return { ...shared, bucket }
  return {
    ...shared,
    get bucket(): BucketRecord {
      throw new Error(`${operation.name} has no bucket`)
    },
  }
}

const NO_HOOKS: HookDirectory = { has: async () => false }

/** Changes leave the events that their bucket asks for. */
function withEvents(context: S3Context, operation: AnyOperation, remoteAddress: string): S3Context {
  if (operation.needsNoBucket) return context
  const { id, nowMs } = context.request
  const change = {
    ...context,
    operationName: operation.name,
    request: { id, nowMs, remoteAddress },
  }
  const replicating = storageForReplication(context, operation.name)
  const storage = storageForHook(storageForRequest(replicating, change), context.principal)
  return { ...context, storage }
}

async function findOwner(
  app: App,
  principal: Principal | undefined,
  bucket: BucketRecord | undefined,
): Promise<Account> {
  const account = principal?.account
  if (bucket === undefined) {
    if (account === undefined) throw new S3Error('AccessDenied')
    return account
  }
  if (bucket.ownerId === account?.accountId) return account
  const owner = await app.accounts.findAccount(bucket.ownerId)
  if (owner === undefined) throw new Error(`bucket ${bucket.name} belongs to no account`)
  return owner
}

async function refusal(
  app: App,
  request: HttpRequest,
  progress: Progress,
  error: S3Error,
): Promise<HttpResponse> {
  const { target, operation } = progress
  const response = errorAnswer(error, request, {
    resource: target?.resource ?? request.rawPath,
    bucketName: target?.bucketName ?? '',
    key: target?.key ?? '',
    uploadId: progress.query?.get('uploadId') ?? '',
  })
  if (operation?.name !== 'HeadBucket' || target === undefined || error.status >= 500) {
    return response
  }
  // A client that is refused must still learn the region, to sign for it next time.
  const bucket = await app.storage.getBucket(target.bucketName).catch(() => undefined)
  if (bucket === undefined) return response
  return { ...response, headers: { ...response.headers, 'x-amz-bucket-region': app.region } }
}
