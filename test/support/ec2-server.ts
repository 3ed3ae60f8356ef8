/** EC2 and STS on a free port of the loopback, over memory storage and a scripted hypervisor. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EC2Client, RegisterImageCommand, RunInstancesCommand } from '@aws-sdk/client-ec2'
import { STSClient } from '@aws-sdk/client-sts'
import pino from 'pino'
import type { BlockStore } from '../../lib/compute/blocks/block-store.ts'
import { createBlockStore } from '../../lib/compute/blocks/store.ts'
import { type Compute, type ComputeOptions, createCompute } from '../../lib/compute/compute.ts'
import {
  createFakeHypervisor,
  type FakeHypervisor,
} from '../../lib/compute/hypervisors/fake/fake-hypervisor.ts'
import { createEc2App } from '../../lib/ec2/app.ts'
import { sendHttpResponse, toHttpRequest } from '../../lib/http/exchange-node.ts'
import type { AccessKey } from '../../lib/iam/account.ts'
import { createAccounts } from '../../lib/iam/accounts.ts'
import { createStsService } from '../../lib/sts/service.ts'
import { openMemoryStorage } from '../../storage/open.ts'
import type { Storage } from '../../storage/storage.ts'
import { openTransferTools } from './transfer-tools.ts'

export const region = 'us-east-1'

/** Stands still until it is moved on: the wall clock plus what a test adds. */
export interface TestClock {
  now(): number
  advance(ms: number): void
}

export interface Ec2Server extends AsyncDisposable {
  readonly endpoint: string
  readonly client: EC2Client
  readonly sts: STSClient
  readonly key: AccessKey
  readonly storage: Storage
  readonly blocks: BlockStore
  readonly hypervisor: FakeHypervisor
  readonly clock: TestClock
  compute(): Compute
  /** A client of another account. */
  otherClient(): Promise<EC2Client>
  /** As if the server was killed and started again; the hypervisor and its machines stay. */
  restart(): Promise<void>
  /** An object in the account's bucket `images`. */
  putObject(key: string, body: Uint8Array): Promise<void>
  /** Uploads a small raw disk and registers it. */
  registerImage(name?: string): Promise<string>
  /** Launches one machine and waits until it is on. */
  runMachine(input?: object): Promise<string>
}

export async function startEc2(
  options: Partial<ComputeOptions> & { hypervisor?: FakeHypervisor } = {},
): Promise<Ec2Server> {
  await using cleanup = new AsyncDisposableStack()
  const clock = createTestClock()
  const storage = cleanup.use(await openMemoryStorage({ clock }))
  const accounts = createAccounts(storage, clock)
  const key = await accounts.ensureRoot(undefined)
  const hypervisor = cleanup.use(options.hypervisor ?? createFakeHypervisor({ clock }))
  const log = pino({ level: 'silent' })
  const services = [createStsService({ sessions: accounts.sessions, region })]
  const journalFolder = await mkdtemp(join(tmpdir(), 'mallee-journals-'))
  cleanup.defer(() => rm(journalFolder, { recursive: true, force: true }))
  const blocks = cleanup.use(await createBlockStore({ storage, journalFolder, log }))
  const { tools: transfers } = cleanup.use(await openTransferTools(storage))
  const parts = { storage, hypervisors: [hypervisor], clock, log, transfers }
  const openCompute = () => createCompute({ ...parts, ...options, blocks })
  let compute = await openCompute()
  cleanup.defer(() => compute.close())
  let app = createEc2App({ compute, accounts, region, services })

  let requestCount = 0
  const server = createServer(async (incoming, outgoing) => {
    const received = {
      id: `request-${++requestCount}`,
      receivedAtMs: clock.now(),
      expectsContinue: false,
    }
    await sendHttpResponse(outgoing, await app(toHttpRequest(incoming, outgoing, received)))
  })
  // A slow test must not find its connection closed between two requests.
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanup.defer(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  // The server listens on TCP, so its address is one of that kind.
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = cleanup.adopt(createClient(endpoint, key), each => each.destroy())
  const sts = cleanup.adopt(createStsClient(endpoint, key), each => each.destroy())
  await storage.createBucket('images', { ownerId: key.accountId })
  let imageCount = 0

  const ec2: Ec2Server = {
    endpoint,
    client,
    sts,
    key,
    storage,
    blocks,
    hypervisor,
    clock,
    compute: () => compute,
    async otherClient() {
      const other = await accounts.create({ displayName: 'Other', email: 'other@example.com' })
      return ownedBy.adopt(createClient(endpoint, other), each => each.destroy())
    },
    async restart() {
      await compute.close()
      compute = await openCompute()
      app = createEc2App({ compute, accounts, region, services })
    },
    async putObject(objectKey, body) {
      const finish = () => ({ etag: 'etag', summary: '', attributes: {} })
      await storage.putObject('images', objectKey, body, { finish })
    },
    async registerImage(name = `image-${++imageCount}`) {
      await ec2.putObject(`${name}.raw`, new Uint8Array(1024 * 1024))
      const command = new RegisterImageCommand({ Name: name, ImageLocation: `images/${name}.raw` })
      return (await client.send(command)).ImageId ?? ''
    },
    async runMachine(input = {}) {
      const ImageId = await ec2.registerImage()
      const command = new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1, ...input })
      const [instance] = (await client.send(command)).Instances ?? []
      await compute.settled()
      return instance?.InstanceId ?? ''
    },
    [Symbol.asyncDispose]: () => ownedBy.disposeAsync(),
  }
  const ownedBy = cleanup.move()
  return ec2
}

function createTestClock(): TestClock {
  let addedMs = 0
  return {
    now: () => Date.now() + addedMs,
    advance: ms => {
      addedMs += ms
    },
  }
}

function createClient(endpoint: string, key: AccessKey): EC2Client {
  return new EC2Client({ endpoint, region, credentials: key, maxAttempts: 1 })
}

function createStsClient(endpoint: string, key: AccessKey): STSClient {
  return new STSClient({ endpoint, region, credentials: key, maxAttempts: 1 })
}
