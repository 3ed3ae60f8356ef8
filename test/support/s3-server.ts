/**
 * S3 for tests: the real server on a free port of this machine over storage in memory, with two
 * accounts, the stock SDK, and requests signed by other people's code that can be malformed at will.
 */

import { randomBytes } from 'node:crypto'
import { type IncomingMessage, request as startRequest } from 'node:http'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { buffer } from 'node:stream/consumers'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import aws4 from 'aws4'
import { pino } from 'pino'
import { type Clock, systemClock } from '../../lib/clock.ts'
import { createHooks } from '../../lib/compute/hooks/hooks.ts'
import type { HttpHandler } from '../../lib/http/exchange.ts'
import { createHttpMetrics } from '../../lib/http/metrics.ts'
import type { AccessKey, Account } from '../../lib/iam/account.ts'
import { type AccountStore, createAccounts } from '../../lib/iam/accounts.ts'
import { createKmsApp } from '../../lib/kms/protocol/app.ts'
import { createS3App } from '../../lib/s3/app.ts'
import { type OpenEncryption, openEncryption } from '../../lib/s3/encryption/open-encryption.ts'
import { AccessLog } from '../../lib/s3/logging/delivery.ts'
import type { Destination } from '../../lib/s3/notification/destinations/destination.ts'
import type { ReplicationEndpoint } from '../../lib/s3/replication/endpoints.ts'
import { Queries } from '../../lib/s3/select/queries.ts'
import { createMalleeServer } from '../../lib/server.ts'
import { openMemoryStorage } from '../../storage/open.ts'
import type { Storage } from '../../storage/storage.ts'

import { noConsoles } from './no-consoles.ts'

export interface S3ServerOptions {
  readonly region?: string
  readonly domains?: readonly string[]
  readonly websiteDomains?: readonly string[]
  readonly destinations?: readonly Destination[]
  readonly replicationEndpoints?: readonly ReplicationEndpoint[]
  /** Made for the owner before the test begins. */
  readonly bucket?: string
  readonly clock?: Clock
  /** Instead of storage in memory; it ends with the server. */
  readonly storage?: Storage
  readonly defaultEncryption?: 'AES256' | 'off'
  /** The hooks of the server; they end with it. */
  readonly openHooks?: (parts: HookParts) => Promise<AsyncDisposable & { handler: HttpHandler }>
}

export interface HookParts {
  readonly keys: OpenEncryption
  readonly accounts: AccountStore
  readonly owner: TestAccount
}

export type TestAccount = Account & AccessKey

/** An account, or what temporary credentials are. */
export interface TestSigner {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface RawRequest {
  readonly method?: string
  /** With the query, sent as it is. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** The owner signs unless another account, or nobody, is to. */
  readonly as?: TestSigner | 'anonymous'
  /** Signed in the query instead of a header. */
  readonly isPresigned?: boolean
}

export interface RawResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly bytes: Buffer
}

export interface S3Server extends AsyncDisposable {
  readonly endpoint: string
  /** As a machine's connection to the store is served. */
  serveStore(connection: Socket): void
  /** As it is on the disks. */
  readonly storage: Storage
  readonly accessLog: AccessLog
  readonly keys: OpenEncryption
  readonly accounts: AccountStore
  readonly owner: TestAccount
  readonly stranger: TestAccount
  /** Signs for the owner unless told otherwise; ends with the server. */
  client(options?: { as?: TestSigner } & S3ClientConfig): S3Client
  send(request: RawRequest): Promise<RawResponse>
}

/** Tests do not wait for it. */
const ACCESS_LOG_INTERVAL_MS = 3_600_000
const CLOSE_TIMEOUT_MS = 1_000

export async function startS3(options: S3ServerOptions = {}): Promise<S3Server> {
  const { region = 'us-east-1', domains = [], websiteDomains = [], clock = systemClock } = options
  await using cleanup = new AsyncDisposableStack()
  const storage = cleanup.use(options.storage ?? (await openMemoryStorage({ clock })))
  const accounts = createAccounts(storage, clock)
  const owner = await accounts.create({ displayName: 'owner', email: 'owner@example.com' })
  const stranger = await accounts.create({ displayName: 'other', email: 'other@example.com' })
  if (options.bucket !== undefined) {
    await storage.createBucket(options.bucket, { ownerId: owner.accountId })
  }
  const log = pino({ level: 'silent' })
  const keys = openEncryption({
    storage,
    keySource: { kind: 'built-in', rootKey: randomBytes(32) },
    region,
    defaultMode: options.defaultEncryption ?? 'off',
    clock,
    random: randomBytes,
  })
  const intervalMs = ACCESS_LOG_INTERVAL_MS
  const accessLog = new AccessLog({
    storage: keys.storage,
    encryption: keys.encryption,
    accounts,
    clock,
    log,
    region,
    intervalMs,
  })
  const hooks = await options.openHooks?.({ keys, accounts, owner })
  if (hooks !== undefined) cleanup.use(hooks)
  const hookDefinitions = createHooks(storage, clock)
  const queries = cleanup.use(new Queries({ spoolDirectory: tmpdir() }))
  const server = createMalleeServer({
    s3: createS3App({
      queries,
      ...keys,
      accounts,
      region,
      domains,
      websiteDomains,
      destinations: options.destinations ?? [],
      replicationEndpoints: options.replicationEndpoints ?? [],
      accessLog,
      hooks: { has: async hook => (await hookDefinitions.find(hook)) !== undefined },
      clock,
      log,
    }),
    ec2: notHere,
    kms: createKmsApp({ kms: keys.kms, accounts, region, clock }),
    admin: notHere,
    console: notHere,
    consoleSockets: noConsoles,
    hooks: hooks?.handler ?? notHere,
    metrics: createHttpMetrics({ isMain: false }),
    metricsText: async () => '',
    isReady: async () => true,
    clock,
    log,
    connectionsMax: 100,
  })
  const { port } = await server.listen({ host: '127.0.0.1', port: 0, reusePort: false })
  cleanup.defer(() => server.close(CLOSE_TIMEOUT_MS))
  const endpoint = `http://127.0.0.1:${port}`

  const clients = new DisposableStack()
  cleanup.defer(() => clients.dispose())
  const held = cleanup.move()
  return {
    endpoint,
    storage,
    accessLog,
    keys,
    accounts,
    owner,
    stranger,
    client({ as = owner, ...config } = {}) {
      const client = new S3Client({
        endpoint,
        region,
        forcePathStyle: true,
        credentials: as,
        maxAttempts: 1,
        ...config,
      })
      clients.defer(() => client.destroy())
      return client
    },
    send: request => send(request, { port, region, owner }),
    serveStore: connection => server.serveStore(connection),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

const notHere: HttpHandler = async () => ({ status: 501, headers: {} })

async function send(
  { method = 'GET', path, headers = {}, body, as, isPresigned = false }: RawRequest,
  server: { port: number; region: string; owner: TestAccount },
): Promise<RawResponse> {
  const plain = {
    method,
    path,
    host: `127.0.0.1:${server.port}`,
    service: 's3',
    region: server.region,
    signQuery: isPresigned,
    headers: {
      ...headers,
      ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    },
    ...(body !== undefined && { body: Buffer.from(body) }),
  }
  const signed = as === 'anonymous' ? plain : aws4.sign(plain, as ?? server.owner)
  const request = startRequest({
    host: '127.0.0.1',
    port: server.port,
    method,
    path: signed.path ?? path,
    headers: withoutUndefined(signed.headers),
  })
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  request.on('response', resolve).on('error', reject)
  request.end(body)
  const response = await promise
  const bytes = await buffer(response)
  return {
    status: response.statusCode ?? 0,
    // Only Set-Cookie has several values, and S3 sets none.
    headers: response.headers as Record<string, string>,
    text: bytes.toString(),
    bytes,
  }
}

function withoutUndefined(headers: object = {}): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) kept[name] = String(value)
  }
  return kept
}
