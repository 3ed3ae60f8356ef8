/**
 * Load whose every acknowledgement is remembered, for servers that are killed in the middle of it.
 * Each key belongs to one worker, which changes it by PUT, DELETE or a multipart upload, one after
 * the other. What a key may hold afterwards is then known: what was acknowledged last, or, where a
 * request was in flight, that or what the request would have made of it. Never anything else. In a
 * second bucket, which keeps versions, every version that was acknowledged must stay.
 */
import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Connection } from '../../bench/load/connection.ts'
import type { Answer } from '../../bench/load/response-reader.ts'
import { createSigner, type HeadOptions } from '../../bench/load/signer.ts'
import type { MalleeProcess } from './mallee-process.ts'

/** The ETag of an object, or that there is none. */
type Holding = string | 'absent'

interface UnfinishedUpload {
  readonly key: string
  readonly uploadId: string
  /** When the part was acknowledged: completing must then work, and give this ETag. */
  readonly part?: { readonly etag: string; readonly resultEtag: string }
}

/** A server that can be asked, wherever it runs. */
export type Target = Pick<MalleeProcess, 'endpoint' | 'host' | 'credentials'>

/** A version that was acknowledged. */
interface Version {
  readonly key: string
  readonly versionId: string
  readonly etag: string
}

export interface AcknowledgedLoad {
  /**
   * Changes keys until `signal` aborts; throws for any wrong answer. The server may go away once it
   * has aborted, not before.
   */
  change(mallee: Target, signal: AbortSignal): Promise<void>
  /** Throws unless every key holds what it may hold. Gives how many objects there are. */
  verify(mallee: Target): Promise<number>
  /** How many changes were acknowledged so far. */
  acknowledged(): number
  /** Resolves with the change that makes it `count`. */
  reached(count: number): Promise<void>
  /** How many changes were refused so far. */
  refused(): number
}

export interface LoadOptions {
  /** Whether changes may be refused now, with 503; else that is a wrong answer. */
  readonly mayRefuse?: () => boolean
}

const bucket = 'acknowledged'
const versionedBucket = 'acknowledged-versions'
/** Older ones were verified before. */
const versionsKeptMax = 200
const workers = 8
const keysPerWorker = 8
/** Empty, small, and past what shares a sync with others. */
const sizesBytes = [0, 100, 4096, 70_000, 300_000]

/** No answer came: expected of a server that is being killed. */
class Gone extends Error {}

/** The answer was 503. */
class Refused extends Error {}

/** A client that is refused waits before it asks again. */
const refusedRestMs = 50

export function createAcknowledgedLoad(
  random: () => number,
  { mayRefuse = () => false }: LoadOptions = {},
): AcknowledgedLoad {
  const mayHold = new Map<string, readonly Holding[]>()
  const unfinished: UnfinishedUpload[] = []
  const versions: Version[] = []
  let count = 0
  let refusedCount = 0
  let awaited: { readonly count: number; readonly resolve: () => void } | undefined

  const keys = Array.from({ length: workers }, (_, worker) =>
    Array.from({ length: keysPerWorker }, (_, index) => `w${worker}/k${index}`),
  )
  const pick = <Value>(values: readonly Value[], fallback: Value): Value =>
    values[Math.floor(random() * values.length)] ?? fallback
  const holdings = (key: string) => mayHold.get(key) ?? ['absent']

  const countOne = () => {
    count += 1
    if (awaited?.count === count) awaited.resolve()
  }

  /** Runs one request that makes `key` hold `next` when it is acknowledged. */
  const changeKey = async (key: string, next: Holding, request: () => Promise<unknown>) => {
    mayHold.set(key, [...holdings(key), next])
    await request()
    mayHold.set(key, [next])
    countOne()
  }

  const put = async (client: Client, key: string) => {
    const body = randomBytes(pick(sizesBytes, 0))
    await changeKey(key, md5(body), async () => {
      const answer = await client.ask('PUT', key, { body, status: 200 })
      expectEqual(answer.etag, md5(body), `the ETag of ${key}`)
    })
  }

  const putVersion = async (client: Client, key: string) => {
    const body = randomBytes(pick(sizesBytes, 0))
    const answer = await client.ask('PUT', key, { in: versionedBucket, body, status: 200 })
    const versionId = /\r\nx-amz-version-id: *(\S+)/i.exec(answer.head)?.[1]
    if (versionId === undefined) throw new Error(`PUT of ${key} answered without a version`)
    versions.push({ key, versionId, etag: md5(body) })
    countOne()
  }

  const upload = async (client: Client, key: string) => {
    const body = randomBytes(Math.max(1, pick(sizesBytes, 100)))
    const created = await client.ask('POST', key, { query: { uploads: '' }, status: 200 })
    const uploadId = /<UploadId>([^<]+)</.exec(created.text)?.[1] ?? ''
    const pending: UnfinishedUpload[] = [{ key, uploadId }]
    try {
      const query = { partNumber: '1', uploadId }
      const { etag } = await client.ask('PUT', key, { query, body, status: 200 })
      expectEqual(etag, md5(body), `the ETag of a part of ${key}`)
      const resultEtag = `${md5(createHash('md5').update(body).digest())}-1`
      pending[0] = { key, uploadId, part: { etag, resultEtag } }
      await changeKey(key, resultEtag, () => complete(client, key, uploadId, etag))
      pending.pop()
    } finally {
      unfinished.push(...pending)
    }
  }

  const changeOne = async (client: Client, key: string) => {
    const kind = random()
    if (kind < 0.5) await put(client, key)
    else if (kind < 0.65) await putVersion(client, key)
    else if (kind < 0.8) await upload(client, key)
    else await changeKey(key, 'absent', () => client.ask('DELETE', key, { status: 204 }))
  }

  const work = async (client: Client, own: readonly string[], signal: AbortSignal) => {
    while (!signal.aborted) {
      const key = pick(own, 'none')
      // What is refused now may have been asked when it was not to be, or the other way round.
      const mightRefuse = mayRefuse()
      try {
        await changeOne(client, key)
      } catch (error) {
        if (!(error instanceof Refused) || !(mightRefuse || mayRefuse())) throw error
        refusedCount += 1
        await delay(refusedRestMs)
      }
    }
  }

  /** An upload that the kill interrupted is still there: what its part was, it still is. */
  const finishUploads = async (client: Client) => {
    for (const { key, uploadId, part } of unfinished.splice(0)) {
      if (part === undefined) {
        await client.ask('DELETE', key, { query: { uploadId }, status: 204 })
        continue
      }
      await complete(client, key, uploadId, part.etag)
      mayHold.set(key, [part.resultEtag])
    }
  }

  return {
    async change(mallee, signal) {
      using connections = new DisposableStack()
      const expectKill = (error: unknown) => {
        if (!(error instanceof Gone) || !signal.aborted) throw error
      }
      const clients = keys.map(() => connections.use(new Client(mallee)))
      // One after the other: a port that QEMU forwards has room for few that wait to be accepted.
      for (const client of clients) await client.list().catch(expectKill)
      const working = clients.map((client, index) => work(client, keys[index] ?? [], signal))
      await Promise.all(working.map(done => done.catch(expectKill)))
    },
    async verify(mallee) {
      using client = new Client(mallee)
      await client.createBuckets()
      await finishUploads(client)
      for (const { key, versionId, etag } of versions) {
        const held = await client.read(key, { in: versionedBucket, versionId })
        expectEqual(held, etag, `version ${versionId} of ${key}`)
      }
      versions.splice(0, versions.length - versionsKeptMax)
      const found: string[] = []
      for (const key of keys.flat()) {
        const holding = await client.read(key)
        if (!holdings(key).includes(holding)) {
          throw new Error(`${key} holds ${holding} and may hold ${holdings(key).join(' or ')}`)
        }
        mayHold.set(key, [holding])
        if (holding !== 'absent') found.push(key)
      }
      expectEqual((await client.list()).join(), found.toSorted().join(), 'the listing')
      return found.length
    },
    acknowledged: () => count,
    reached: wanted =>
      new Promise(resolve => {
        awaited = { count: wanted, resolve }
      }),
    refused: () => refusedCount,
  }
}

async function complete(client: Client, key: string, uploadId: string, etag: string) {
  const body = Buffer.from(
    `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"${etag}"</ETag></Part>` +
      '</CompleteMultipartUpload>',
  )
  const { text } = await client.ask('POST', key, { query: { uploadId }, body, status: 200 })
  if (!text.includes('<ETag>')) throw new Error(`Completing ${key} answered ${text}`)
}

interface AskOptions {
  readonly query?: Record<string, string>
  readonly body?: Buffer
  readonly status: number
  /** The bucket, if it is not the first one. */
  readonly in?: string
}

class Client implements Disposable {
  readonly #connection: Connection
  readonly #mallee: Target

  constructor(mallee: Target) {
    const url = new URL(mallee.endpoint)
    this.#mallee = mallee
    this.#connection = new Connection({ hostname: url.hostname, port: Number(url.port) })
  }

  /** Throws for any other status, and `Gone` when there is no answer. */
  async ask(method: HeadOptions['method'], key: string, options: AskOptions) {
    const { query, body, status } = options
    const hasBody = method === 'PUT' || method === 'POST'
    const path = `/${options.in ?? bucket}${key === '' ? '' : `/${key}`}`
    const answer = await this.#exchange({ method, path, ...(query && { query }) }, hasBody, body)
    if (answer.status === status) return answer
    if (answer.status === 503) throw new Refused(`${method} ${path} was refused: ${answer.text}`)
    throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
  }

  async createBuckets(): Promise<void> {
    for (const name of [bucket, versionedBucket]) {
      const { status, text } = await this.#exchange({ method: 'PUT', path: `/${name}` }, true)
      if (status !== 200 && status !== 409) throw new Error(`CreateBucket answered ${text}`)
    }
    const enabled = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'
    const body = Buffer.from(enabled)
    await this.ask('PUT', '', { in: versionedBucket, query: { versioning: '' }, body, status: 200 })
  }

  /** What a key holds; its bytes are checked against its ETag. */
  async read(key: string, version?: { in: string; versionId: string }): Promise<Holding> {
    const path = `/${version?.in ?? bucket}/${key}`
    const query = version && { query: { versionId: version.versionId } }
    const { status, text, etag } = await this.#exchange({ method: 'GET', path, ...query }, false)
    if (status === 404) return 'absent'
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${text}`)
    const bytes = Buffer.from(text, 'latin1')
    const expected = etag.endsWith('-1')
      ? `${md5(createHash('md5').update(bytes).digest())}-1`
      : md5(bytes)
    expectEqual(expected, etag, `the MD5 of what ${key} holds`)
    return etag
  }

  async list(): Promise<readonly string[]> {
    const { text } = await this.ask('GET', '', { query: { 'list-type': '2' }, status: 200 })
    return [...text.matchAll(/<Key>([^<]+)</g)].map(([, key]) => key ?? '')
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]()
  }

  async #exchange(
    options: HeadOptions,
    hasBody: boolean,
    body: Buffer = Buffer.alloc(0),
  ): Promise<Answer & { text: string; etag: string }> {
    const credentials = { ...this.#mallee.credentials, region: 'us-east-1' }
    const signHead = createSigner({ credentials, host: this.#mallee.host, nowMs: Date.now() })
    const head = signHead({ ...options, ...(hasBody && { bodyBytes: body.length }) })
    let text = ''
    const onBody = (bytes: Buffer) => {
      text += bytes.toString('latin1')
    }
    try {
      const answer = await this.#connection.exchange({ head, onBody, ...(hasBody && { body }) })
      const etag = /\r\netag: *"([^"]+)"/i.exec(answer.head)?.[1] ?? ''
      return { ...answer, text, etag }
    } catch (cause) {
      throw new Gone('The server went away', { cause })
    }
  }
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}

function expectEqual(actual: string, expected: string, what: string): void {
  if (actual !== expected) throw new Error(`${what} is ${actual} instead of ${expected}`)
}
