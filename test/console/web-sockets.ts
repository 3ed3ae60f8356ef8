import { EventEmitter, once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import {
  DisableSerialConsoleAccessCommand,
  EnableSerialConsoleAccessCommand,
  GetConsoleScreenshotCommand,
  GetSerialConsoleAccessStatusCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
import test, { type ExecutionContext } from 'ava'
import { decode } from 'jpeg-js'
import { pino } from 'pino'
import { systemClock } from '../../lib/clock.ts'
import { createConsoleApp } from '../../lib/console/app.ts'
import { type ConsoleTiming, createConsoleSockets } from '../../lib/console/web-sockets.ts'
import { createHttpMetrics } from '../../lib/http/metrics.ts'
import { createAccounts } from '../../lib/iam/accounts.ts'
import { createMalleeServer } from '../../lib/server.ts'
import { askTicket, openConsole } from '../support/console-client.ts'
import { region, startEc2 } from '../support/ec2-server.ts'
import { until } from '../support/qemu-rig.ts'
import { temporaryDirectory } from '../support/temporary.ts'

const guestMissing = new EventEmitter()

/** A server with one machine that runs, whose consoles are a unix socket of the test's own. */
async function startConsoles(t: ExecutionContext, timing: Partial<ConsoleTiming> = {}) {
  const ec2 = await startEc2()
  t.teardown(() => ec2[Symbol.asyncDispose]())
  const machineId = await ec2.runMachine()
  const guests: Socket[] = []
  const folder = temporaryDirectory()
  t.teardown(() => folder[Symbol.dispose]())
  const path = join(folder.path, 'console')
  const guest = createServer(socket => void guests.push(socket.on('error', () => undefined)))
  await once(guest.listen(path), 'listening')
  t.teardown(() => {
    guest.close()
    // Nobody reads them to their end.
    for (const socket of guests) socket.destroy()
  })
  ec2.hypervisor.setConsoleSocket(machineId, path)

  const { consoles } = ec2.compute()
  const accounts = createAccounts(ec2.storage, ec2.clock)
  const log = pino({ level: 'silent' })
  const metrics = createHttpMetrics({ isMain: false })
  const refuse = async () => ({ status: 501, headers: {}, body: 'not this' })
  const server = createMalleeServer({
    ...{ s3: refuse, ec2: refuse, kms: refuse, admin: refuse, hooks: refuse },
    console: createConsoleApp({ consoles, accounts, region }),
    consoleSockets: createConsoleSockets({
      visits: {
        open: async ({ ticket, kind }) => consoles.open(ticket, kind),
        close: async id => consoles.close(id),
      },
      log,
      timing,
    }),
    metrics,
    metricsText: () => metrics.registry.metrics(),
    isReady: async () => true,
    clock: systemClock,
    log,
    connectionsMax: 100,
  })
  const { port } = await server.listen({ host: '127.0.0.1', port: 0, reusePort: false })
  t.teardown(() => server.close(0))
  const endpoint = `http://127.0.0.1:${port}`
  const ticket = (kind: string, key = ec2.key) => askTicket(endpoint, key, { machineId, kind })
  return { ec2, machineId, guests, server, endpoint, ticket }
}

test('a ticket opens a console once, and its bytes go both ways', async t => {
  const { endpoint, ticket, guests } = await startConsoles(t)
  const { status, path } = await ticket('screen')
  t.is(status, 200)
  using viewer = await openConsole(endpoint, path)
  await until('the guest is reached', () => guests.length === 1)
  guests[0]?.write('shown')
  t.is((await viewer.take(5)).toString(), 'shown')
  viewer.socket.send(Buffer.from('typed'))
  t.is(String((await once(guests[0] ?? guestMissing, 'data'))[0]), 'typed')

  const again = await t.throwsAsync(openConsole(endpoint, path))
  t.regex(again?.message ?? '', /403/)
  guests[0]?.end()
  await once(viewer.socket, 'close')
})

test('a ticket is good for its kind, its half minute and while the machine runs', async t => {
  const { ec2, machineId, endpoint, ticket } = await startConsoles(t)
  const refused = async (path: string) =>
    t.regex((await t.throwsAsync(openConsole(endpoint, path)))?.message ?? '', /403/)
  await refused((await ticket('screen')).path.replace('screen', 'serial'))
  await refused('/_/console/screen')
  await refused('/_/console/screen?ticket=AAAA')

  const late = await ticket('screen')
  ec2.clock.advance(30_000)
  await refused(late.path)

  const stopped = await ticket('screen')
  await ec2.client.send(new StopInstancesCommand({ InstanceIds: [machineId], Force: true }))
  await ec2.compute().settled()
  await refused(stopped.path)
  t.is((await ticket('screen')).code, 'IncorrectInstanceState')
})

test('tickets are the owner’s alone, and counted', async t => {
  const { ec2, endpoint, machineId, ticket } = await startConsoles(t)
  const accounts = createAccounts(ec2.storage, ec2.clock)
  const other = await accounts.create({ displayName: 'Other', email: 'o@example.com' })
  t.is((await ticket('screen', other)).code, 'InvalidInstanceID.NotFound')
  t.is((await ticket('screen', { ...ec2.key, secretAccessKey: 'x'.repeat(40) })).status, 403)
  t.is((await ticket('telepathy')).code, 'InvalidParameterValue')
  t.is((await askTicket(endpoint, ec2.key, [])).code, 'InvalidParameterValue')
  t.is((await askTicket(endpoint, ec2.key, { machineId: '../x', kind: 'screen' })).status, 400)
  const unsigned = await fetch(`${endpoint}/_/console/tickets`, { method: 'POST', body: '{}' })
  t.is(unsigned.status, 403)

  const issued = new Set<string>()
  for (let count = 0; count < 64; count++) issued.add((await ticket('screen')).ticket)
  t.is(issued.size, 64)
  t.true([...issued].every(each => Buffer.from(each, 'base64url').length === 32))
  t.is((await ticket('screen')).code, 'RequestLimitExceeded')
  t.is((await askTicket(endpoint, ec2.key, { machineId, kind: 'screen' })).status, 503)
})

test('a serial console opens only in an account that has enabled them', async t => {
  const { ec2, endpoint, ticket } = await startConsoles(t)
  const status = async () =>
    (await ec2.client.send(new GetSerialConsoleAccessStatusCommand({}))).SerialConsoleAccessEnabled
  t.false(await status())
  t.is((await ticket('serial')).code, 'UnauthorizedOperation')
  await ec2.client.send(new EnableSerialConsoleAccessCommand({}))
  t.true(await status())
  const [first, second] = [await ticket('serial'), await ticket('serial')]
  using _viewer = await openConsole(endpoint, first.path)
  await ec2.client.send(new DisableSerialConsoleAccessCommand({}))
  t.false(await status())
  await t.throwsAsync(openConsole(endpoint, second.path), { message: /403/ })
})

test('a page of another origin is refused, and four viewers are enough', async t => {
  const { endpoint, ticket, guests } = await startConsoles(t)
  const origin = { origin: 'https://example.com' }
  const foreign = openConsole(endpoint, (await ticket('screen')).path, origin)
  await t.throwsAsync(foreign, { message: /403/ })
  const viewers = []
  for (let count = 0; count < 4; count++) {
    const own = { origin: endpoint }
    viewers.push(await openConsole(endpoint, (await ticket('screen')).path, own))
  }
  await t.throwsAsync(openConsole(endpoint, (await ticket('screen')).path), { message: /403/ })
  await until('all are there', () => guests.length === 4)
  const gone = once(guests[0] ?? guestMissing, 'close')
  viewers[0]?.socket.close()
  await gone
  viewers.push(await openConsole(endpoint, (await ticket('screen')).path))
  for (const viewer of viewers) viewer[Symbol.dispose]()
  t.pass()
})

test('a viewer that reads nothing slows its machine down instead of filling the server', async t => {
  const { endpoint, ticket, guests } = await startConsoles(t, { pingMs: 2_000 })
  using viewer = await openConsole(endpoint, (await ticket('screen')).path)
  await until('the guest is reached', () => guests.length === 1)
  viewer.socket.pause()
  const [guest] = guests
  const sentBytesMax = 256 * 1024 * 1024
  let sentBytes = 0
  while (sentBytes < sentBytesMax && guest?.write(Buffer.alloc(2 ** 20))) sentBytes += 2 ** 20
  const before = process.memoryUsage().rss
  t.true(guest?.writableNeedDrain)
  t.true(sentBytes < 64 * 2 ** 20)
  // It says nothing to pings either, so it is not waited for long.
  await once(guest ?? guestMissing, 'close')
  t.true(process.memoryUsage().rss - before < 64 * 2 ** 20)
})

test('what is too long, idle or outlives the server ends', async t => {
  const timing = { pingMs: 1_000, idleMs: 100 }
  const { endpoint, ticket, guests, server } = await startConsoles(t, timing)
  using long = await openConsole(endpoint, (await ticket('screen')).path)
  long.socket.send(Buffer.alloc(300 * 1024))
  await once(long.socket, 'close')

  using idle = await openConsole(endpoint, (await ticket('screen')).path)
  await once(idle.socket, 'close')
  await until('both guests are let go', () => guests.every(guest => guest.destroyed))

  using last = await openConsole(endpoint, (await ticket('screen')).path)
  const closed = once(last.socket, 'close')
  await server.close(0)
  await closed
  t.pass()
})

test('another wish to upgrade is ignored', async t => {
  const { endpoint } = await startConsoles(t)
  const headers = { connection: 'Upgrade', upgrade: 'h2c' }
  const { promise, resolve } = Promise.withResolvers<number>()
  const sent = httpRequest(`${endpoint}/bucket`, { headers }, answer => {
    answer.resume()
    resolve(answer.statusCode ?? 0)
  })
  sent.end()
  t.is(await promise, 501)
})

test('GetConsoleScreenshot answers with a JPEG and wakes the screen if asked', async t => {
  const { ec2, machineId } = await startConsoles(t)
  const ask = () =>
    ec2.client.send(new GetConsoleScreenshotCommand({ InstanceId: machineId, WakeUp: true }))
  const [one, other] = await Promise.all([ask(), ask()])
  t.is(one.InstanceId, machineId)
  const picture = decode(Buffer.from(one.ImageData ?? '', 'base64'))
  t.deepEqual([picture.width, picture.height], [2, 1])
  t.is(one.ImageData, other.ImageData)
  const { bytes } = await ec2.hypervisor.consoleOutput(machineId)
  t.regex(Buffer.from(bytes).toString(), /woken/)
})
