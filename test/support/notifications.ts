/** Notifications for tests: an HTTP server that takes them, and the job that sends them. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { pino } from 'pino'
import type { Clock } from '../../lib/clock.ts'
import { createNotificationJob } from '../../lib/s3/notification/delivery.ts'
import type { Destination } from '../../lib/s3/notification/destinations/destination.ts'
import { openSender } from '../../lib/s3/notification/destinations/types.ts'
import type { Storage } from '../../storage/storage.ts'
import { createTestRunner } from './jobs.ts'

export const HOOK_ARN = 'arn:mallee:sqs:us-east-1:000000000000:hook'

export interface ReceivedEvent {
  readonly eventName: string
  readonly eventVersion: string
  readonly userIdentity: { readonly principalId: string }
  readonly requestParameters: { readonly sourceIPAddress: string }
  readonly responseElements: Readonly<Record<string, string>>
  readonly s3: {
    readonly configurationId: string
    readonly bucket: { readonly name: string; readonly arn: string }
    readonly object: {
      readonly key: string
      readonly size?: number
      readonly eTag?: string
      readonly versionId?: string
      readonly sequencer: string
    }
  }
}

export interface Message {
  readonly Event?: string
  readonly Bucket?: string
  readonly Records?: readonly ReceivedEvent[]
}

export interface Hook extends AsyncDisposable {
  readonly url: string
  readonly destination: Destination
  readonly messages: Message[]
  readonly headers: IncomingHttpHeaders[]
  /** The answer to the next requests: 200 unless a test says otherwise; 0 cuts the connection. */
  status: number
  /** What is answered with 422. */
  refuses: (message: Message) => boolean
  /** Names of the events that came, and their keys, without the test event. */
  events(): string[]
}

export async function startHook(arn = HOOK_ARN): Promise<Hook> {
  const server = createServer(async (request, response) => {
    if (hook.status === 0) return request.socket.destroy()
    // What is sent is what the test is about: it is looked at as it comes.
    const message = (await json(request)) as Message
    if (hook.refuses(message)) return response.writeHead(422).end()
    if (hook.status === 200) {
      hook.messages.push(message)
      hook.headers.push(request.headers)
    }
    response.writeHead(hook.status, hook.status === 307 ? { location: hook.url } : {}).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server that listens has an address of this form.
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/events`
  const hook: Hook = {
    url,
    destination: {
      arn,
      type: 'webhook',
      settings: { url, authorization: 'Bearer token' },
    },
    messages: [],
    headers: [],
    status: 200,
    refuses: () => false,
    events: () =>
      hook.messages
        .flatMap(({ Records: records = [] }) => records)
        .map(({ eventName, s3 }) => `${eventName} ${s3.object.key}`),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return hook
}

export interface DeliveryOptions {
  readonly clock?: Clock
  readonly retentionMs?: number
}

/** Sends what waits, once; what fails waits for the next call. */
export async function deliver(
  storage: Storage,
  destinations: readonly Destination[],
  options: DeliveryOptions = {},
): Promise<void> {
  await using delivery = startDelivery(storage, destinations, options)
  await delivery.deliver()
}

/** The same for several calls to one job, which remembers what was refused. */
export function startDelivery(
  storage: Storage,
  destinations: readonly Destination[],
  { clock, retentionMs = Number.MAX_SAFE_INTEGER }: DeliveryOptions = {},
): AsyncDisposable & { deliver(): Promise<void> } {
  const notification = createNotificationJob({
    destinations,
    openSender,
    log: pino({ level: 'silent' }),
    random: () => 0,
    retentionMs,
  })
  return {
    deliver: () =>
      createTestRunner(storage, [notification.job], { ...(clock && { clock }) }).runOnce(),
    [Symbol.asyncDispose]: () => notification[Symbol.asyncDispose](),
  }
}

export function queueRule(
  events: readonly string[],
  {
    arn = HOOK_ARN,
    id,
    filter = {},
  }: {
    readonly arn?: string
    readonly id?: string
    readonly filter?: Readonly<Record<string, string>>
  } = {},
): string {
  const rules = Object.entries(filter)
    .map(([name, value]) => `<FilterRule><Name>${name}</Name><Value>${value}</Value></FilterRule>`)
    .join('')
  const names = events.map(event => `<Event>${event}</Event>`).join('')
  return (
    `<QueueConfiguration>${id === undefined ? '' : `<Id>${id}</Id>`}<Queue>${arn}</Queue>${names}` +
    `${rules === '' ? '' : `<Filter><S3Key>${rules}</S3Key></Filter>`}</QueueConfiguration>`
  )
}
