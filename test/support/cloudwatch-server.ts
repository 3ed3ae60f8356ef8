/** CloudWatch on a free port of the loopback, over memory storage. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch'
import type { ExecutionContext } from 'ava'
import { createCloudWatchApp } from '../../lib/cloudwatch/app.ts'
import { MetricStore } from '../../lib/compute/monitoring/metric-store.ts'
import { sendHttpResponse, toHttpRequest } from '../../lib/http/exchange-node.ts'
import type { AccessKey } from '../../lib/iam/account.ts'
import { createAccounts } from '../../lib/iam/accounts.ts'
import { openMemoryStorage } from '../../storage/open.ts'

const region = 'us-east-1'

export interface CloudWatchServer {
  readonly endpoint: string
  readonly key: AccessKey
  readonly metrics: MetricStore
  /** The beginning of five minutes, some hours ago. */
  readonly startMs: number
  client(options?: CloudWatchClientConfig): CloudWatchClient
  otherClient(): Promise<CloudWatchClient>
}

export async function startCloudWatch(t: ExecutionContext): Promise<CloudWatchServer> {
  const clock = { now: () => Date.now() }
  const storage = await openMemoryStorage({ clock })
  const accounts = createAccounts(storage, clock)
  const key = await accounts.ensureRoot(undefined)
  const metrics = new MetricStore(storage, clock)
  const app = createCloudWatchApp({ metrics, accounts, region })
  const server = createServer(async (incoming, outgoing) => {
    const received = { id: 'request-1', receivedAtMs: clock.now(), expectsContinue: false }
    await sendHttpResponse(outgoing, await app(toHttpRequest(incoming, outgoing, received)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  // The server listens on TCP, so its address is one of that kind.
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clientOf = (credentials: AccessKey, options: CloudWatchClientConfig = {}) => {
    const client = new CloudWatchClient({
      endpoint,
      region,
      credentials,
      maxAttempts: 1,
      ...options,
    })
    t.teardown(() => client.destroy())
    return client
  }
  const step = 300_000
  return {
    endpoint,
    key,
    metrics,
    startMs: Math.floor(Date.now() / step) * step - 36 * step,
    client: options => clientOf(key, options),
    async otherClient() {
      return clientOf(await accounts.create({ displayName: 'Other', email: 'o@example.com' }))
    },
  }
}
