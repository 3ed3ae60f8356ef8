import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import test from 'ava'
import { pino } from 'pino'
import { systemClock } from '../lib/clock.ts'
import type { HttpHandler, HttpRequest } from '../lib/http/exchange.ts'
import { createHttpMetrics } from '../lib/http/metrics.ts'
import { createMalleeServer } from '../lib/server.ts'
import { noConsoles } from './support/no-consoles.ts'

const log = pino({ level: 'silent' })

const text =
  (body: string): HttpHandler =>
  async () => ({ status: 200, headers: {}, body })

async function startServer(
  handlers: { s3?: HttpHandler; ec2?: HttpHandler; isReady?: boolean } = {},
) {
  const metrics = createHttpMetrics({ isMain: false })
  const server = createMalleeServer({
    s3: handlers.s3 ?? text('s3'),
    ec2: handlers.ec2 ?? text('ec2'),
    kms: text('kms'),
    hooks: async () => ({ status: 501, headers: {} }),
    admin: text('admin'),
    console: text('console'),
    consoleSockets: noConsoles,
    metrics,
    metricsText: () => metrics.registry.metrics(),
    isReady: async () => handlers.isReady ?? true,
    clock: systemClock,
    log,
    connectionsMax: 100,
  })
  const { port } = await server.listen({ host: '127.0.0.1', port: 0, reusePort: false })
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    server,
    [Symbol.asyncDispose]: () => server.close(0),
  }
}

/** Sends bytes as they are and collects the answer until the server ends the connection. */
async function exchange(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.end(request)
  return await collect(socket)
}

async function collect(socket: Socket): Promise<string> {
  let answer = ''
  for await (const chunk of socket.setEncoding('latin1')) answer += chunk
  return answer
}

test('live and ready answer without a signature; ready says 503 while storage takes no writes', async t => {
  await using good = await startServer()
  t.is((await fetch(`${good.url}/_/health/live`)).status, 200)
  t.is((await fetch(`${good.url}/_/health/ready`)).status, 200)
  await using bad = await startServer({ isReady: false })
  t.is((await fetch(`${bad.url}/_/health/ready`)).status, 503)
  t.is((await fetch(`${bad.url}/_/health/live`)).status, 200)
})

test('metrics count requests by operation', async t => {
  const s3: HttpHandler = async () => ({
    status: 204,
    headers: {},
    facts: { operation: 'HeadBucket' },
  })
  await using server = await startServer({ s3 })
  await fetch(`${server.url}/bucket`)
  const metrics = await (await fetch(`${server.url}/_/metrics`)).text()
  t.regex(metrics, /mallee_http_requests_total\{operation="HeadBucket",status="204"\} 1/)
})

test('no path under /_/ reaches a protocol', async t => {
  await using server = await startServer()
  for (const path of ['/_/', '/_/health', '/_/health/live/x', '/_/console']) {
    const response = await fetch(server.url + path)
    t.is(response.status, 404, path)
    t.not(await response.text(), 's3')
  }
})

const signedFor = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`

test('the service of the credential scope picks the protocol', async t => {
  await using server = await startServer()
  const ask = async (service: string) => {
    const headers = { authorization: signedFor(service) }
    return await (await fetch(server.url, { headers })).text()
  }
  t.is(await ask('s3'), 's3')
  t.is(await ask('ec2'), 'ec2')
  t.is(await ask('sts'), 'ec2')
  t.is(await (await fetch(server.url)).text(), 's3')
})

test('the path reaches the protocol as it was sent, from absolute targets too', async t => {
  const seen: Pick<HttpRequest, 'rawPath' | 'rawQuery'>[] = []
  const s3: HttpHandler = async ({ rawPath, rawQuery }) => {
    seen.push({ rawPath, rawQuery })
    return { status: 200, headers: {} }
  }
  await using server = await startServer({ s3 })
  for (const target of ['/b/a//../%2e%41?x=%20+', 'http://host:1/b/k?v', 'http://host?q']) {
    await exchange(server.port, `GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)
  }
  t.deepEqual(seen, [
    { rawPath: '/b/a//../%2e%41', rawQuery: 'x=%20+' },
    { rawPath: '/b/k', rawQuery: 'v' },
    { rawPath: '/', rawQuery: 'q' },
  ])
})

test('100 Continue is sent when the body is touched, and not before', async t => {
  const s3: HttpHandler = async request => {
    if (request.rawPath === '/refused') return { status: 403, headers: {}, closeConnection: true }
    let size = 0
    for await (const chunk of request.body()) size += chunk.length
    return { status: 200, headers: {}, body: String(size) }
  }
  await using server = await startServer({ s3 })
  const head = (path: string) =>
    `PUT ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`

  const refused = await exchange(server.port, head('/refused'))
  t.regex(refused, /^HTTP\/1\.1 403 /)

  const socket = connect(server.port, '127.0.0.1')
  socket.write(head('/taken'))
  const [first] = await once(socket, 'data')
  t.regex(String(first), /^HTTP\/1\.1 100 Continue/)
  socket.end('hello')
  t.regex(await collect(socket), /\r\n\r\n5$/)
})

test('an expectation other than 100-continue is ignored', async t => {
  await using server = await startServer()
  const request = 'GET / HTTP/1.1\r\nHost: h\r\nExpect: 200\r\nConnection: close\r\n\r\n'
  t.regex(await exchange(server.port, request), /^HTTP\/1\.1 200 /)
})

test('a request that is not HTTP is answered in XML and closed', async t => {
  await using server = await startServer()
  t.regex(await exchange(server.port, 'HELLO\r\n\r\n'), /^HTTP\/1\.1 400 [\s\S]*<Code>BadRequest</)
  const huge = `GET / HTTP/1.1\r\nHost: h\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`
  t.regex(await exchange(server.port, huge), /<Code>RequestHeaderSectionTooLarge</)
})

test('a body that fails half-way cuts the connection instead of looking whole', async t => {
  async function* half() {
    yield Buffer.from('half')
    throw new Error('the disk is gone')
  }
  const s3: HttpHandler = async () => ({
    status: 200,
    headers: { 'content-length': '8' },
    body: half(),
  })
  await using server = await startServer({ s3 })
  await t.throwsAsync(async () => await (await fetch(server.url)).text())
})

test('the resource of an answer is released also when the client goes away', async t => {
  const { promise: released, resolve } = Promise.withResolvers<void>()
  async function* endless() {
    for (;;) yield Buffer.alloc(65536)
  }
  const resource = { [Symbol.asyncDispose]: async () => resolve() }
  const s3: HttpHandler = async () => ({ status: 200, headers: {}, body: endless(), resource })
  await using server = await startServer({ s3 })
  const socket = connect(server.port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
  await once(socket, 'data')
  socket.destroy()
  await t.notThrowsAsync(released)
})

test('a stop finishes what is in flight', async t => {
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>()
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  const s3: HttpHandler = async () => {
    arrive()
    await mayAnswer
    return { status: 200, headers: {}, body: 'whole' }
  }
  const { url, server } = await startServer({ s3 })
  const response = fetch(url)
  await arrived
  const closed = server.close(10_000)
  answer()
  t.is(await (await response).text(), 'whole')
  await t.notThrowsAsync(closed)
})

test('what follows a whole request and is none does not take the place of its answer', async t => {
  const answered = Promise.withResolvers<void>()
  const slow: HttpHandler = async () => {
    await answered.promise
    return { status: 403, headers: {}, body: 'refused' }
  }
  await using server = await startServer({ s3: slow })
  const socket = connect(server.port, '127.0.0.1')
  const head = 'PUT /bucket/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n'
  socket.write(`${head}bar`)
  // Long enough for what is wrong to have been read, and shorter than any deadline.
  setTimeout(answered.resolve, 50)
  t.regex(await collect(socket), /^HTTP\/1\.1 403 .*refused$/s)
})

test('a client that closes its half after its request is answered, however long that takes', async t => {
  const answered = Promise.withResolvers<void>()
  const slow: HttpHandler = async () => {
    await answered.promise
    return { status: 200, headers: {}, body: 'late' }
  }
  await using server = await startServer({ s3: slow })
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  socket.end('GET /bucket/key HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  // Long enough for the end of the client's half to have been read.
  setTimeout(answered.resolve, 50)
  t.regex(await collect(socket), /^HTTP\/1\.1 200 .*late$/s)
})
