/** Hooks for tests: S3 with the management of hooks, and machines that a function plays. */
import { PutObjectCommand } from '@aws-sdk/client-s3'
import aws4 from 'aws4'
import { pino } from 'pino'
import { type HooksSide, openHooksSide } from '../../lib/commands/hooks-side.ts'
import { createHttpMetrics, type HttpMetrics } from '../../lib/http/metrics.ts'
import { createScriptedRunner, type ScriptedRunner, type Work } from './hook-runner.ts'
import { type S3Server, startS3, type TestSigner } from './s3-server.ts'

/** Stands still until it is moved on. */
export interface MovedClock {
  now(): number
  advance(ms: number): void
}

export interface HookServer extends AsyncDisposable {
  readonly s3: S3Server
  readonly runner: ScriptedRunner
  readonly clock: MovedClock
  readonly side: HooksSide
  readonly metrics: HttpMetrics
  /** Of the API; throws the answer where it is no success. */
  ask(method: string, path: string, body?: object, as?: TestSigner): Promise<Answer>
  /** A hook on the bucket `photos`, with what the test says beside the least. */
  create(settings?: object, as?: TestSigner): Promise<Answer>
  put(key: string, body: string, as?: TestSigner): Promise<string | undefined>
  /** Works on what is due, until nothing is. */
  drain(): Promise<void>
  /** Names and texts of the objects under a prefix of a bucket. */
  objects(prefix: string, bucket?: string): Promise<Map<string, string>>
  records(hook?: string): Promise<readonly Answer[]>
}

export type Answer = Readonly<Record<string, unknown>>

const HOUR_MS = 3_600_000
export const AMI = 'ami-0123456789abcdef0'

export interface HookServerOptions {
  readonly work?: Work
  readonly concurrencyMax?: number
  readonly accountConcurrencyMax?: number
  readonly depthMax?: number
  readonly isVersioned?: boolean
}

/** What guests do where a test says nothing: the input's text in capitals. */
const capitals: Work = async guest => {
  await guest.put('out.txt', (await guest.input()).toUpperCase())
  return { log: 'done\n' }
}

export async function startHooks(options: HookServerOptions = {}): Promise<HookServer> {
  await using cleanup = new AsyncDisposableStack()
  const clock = movedClock()
  const metrics = createHttpMetrics({ isMain: false })
  let endpoint = ''
  let side: HooksSide | undefined
  const runner = createScriptedRunner(() => endpoint, options.work ?? capitals)
  const s3 = await startS3({
    bucket: 'photos',
    clock,
    async openHooks({ keys, accounts }) {
      side = await openHooksSide({
        config: {
          hooksConcurrencyMax: options.concurrencyMax ?? 8,
          hooksAccountConcurrencyMax: options.accountConcurrencyMax ?? 8,
          hooksDepthMax: options.depthMax ?? 3,
          region: 'us-east-1',
        },
        keys,
        accounts,
        runner,
        checkMachine: async () => undefined,
        metrics,
        log: pino({ level: 'silent' }),
        clock,
        random: () => 0.5,
        lookEveryMs: HOUR_MS,
      })
      return side
    },
  })
  cleanup.use(s3)
  if (side === undefined) throw new Error('the server opened no hooks')
  const { dispatcher } = side
  if (dispatcher === undefined) throw new Error('there is no dispatcher')
  endpoint = s3.endpoint
  if (options.isVersioned) {
    await s3.storage.updateBucket('photos', () => ({ versioning: 'enabled' }))
  }
  const held = cleanup.move()
  const server: HookServer = {
    s3,
    runner,
    clock,
    side,
    metrics,
    ask: (method, path, body, as = s3.owner) => ask(s3, { method, path, body, as }),
    create: (settings = {}, as) =>
      server.ask(
        'POST',
        '/_/hooks',
        {
          name: 'capitals',
          bucket: 'photos',
          prefix: 'in/',
          imageId: AMI,
          machineType: 't3.nano',
          command: 'tr a-z A-Z',
          outputPrefix: 'out/',
          ...settings,
        },
        as,
      ),
    async put(Key, Body, as) {
      const client = s3.client(as && { as })
      return (await client.send(new PutObjectCommand({ Bucket: 'photos', Key, Body }))).VersionId
    },
    async drain() {
      await dispatcher.look()
      await dispatcher.settled()
    },
    objects: (prefix, bucket = 'photos') => readObjects(s3, bucket, prefix),
    async records(hook = 'capitals') {
      const answer = await server.ask('GET', `/_/hooks/${hook}/invocations?limit=1000`)
      // The API's own list.
      return answer.invocations as Answer[]
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
  return server
}

function movedClock(): MovedClock {
  let nowMs = Date.now()
  return {
    now: () => nowMs,
    advance: ms => {
      nowMs += ms
    },
  }
}

export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly code: unknown

  constructor(status: number, { code, message }: Answer) {
    super(String(message))
    this.status = status
    this.code = code
  }
}

async function ask(
  { endpoint }: S3Server,
  {
    method,
    path,
    body,
    as,
  }: { method: string; path: string; body: object | undefined; as: TestSigner },
): Promise<Answer> {
  const { host } = new URL(endpoint)
  const text = body && JSON.stringify(body)
  const signed = aws4.sign(
    { method, path, host, service: 'mallee', region: 'us-east-1', ...(text && { body: text }) },
    as,
  )
  const response = await fetch(`${endpoint}${path}`, {
    method,
    // aws4 gives the headers as plain strings and numbers.
    headers: signed.headers as Record<string, string>,
    ...(text && { body: text }),
  })
  const answer = (await response.json()) as Answer
  if (!response.ok) throw new Refused(response.status, answer)
  return answer
}

async function readObjects(
  { keys: { storage } }: S3Server,
  bucket: string,
  prefix: string,
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const page = await storage.listObjects(bucket, { prefix, delimiter: '', after: '', limit: 1000 })
  for (const entry of page.entries) {
    if (!('key' in entry)) continue
    await using object = await storage.openObject(bucket, entry.key)
    found.set(entry.key, Buffer.from((await object?.bytes()) ?? []).toString())
  }
  return found
}
