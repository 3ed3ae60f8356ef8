/**
 * The HTTP server of one thread: a Koa application with health, metrics and the admin interface
 * under `/_/`, and every other request handed to the protocol that its signature names. Paths under
 * `/_/` can never be buckets.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import Koa from 'koa'
import type { Logger } from 'pino'
import { peekService } from './auth/service.ts'
import type { Clock } from './clock.ts'
import type { ConsoleSockets } from './console/web-sockets.ts'
import { createControlRoutes } from './control.ts'
import { BufferMemory } from './http/buffer-memory.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from './http/exchange.ts'
import { sendHttpResponse, toHttpRequest } from './http/exchange-node.ts'
import type { HttpMetrics } from './http/metrics.ts'
import { createRequestIds } from './http/request-id.ts'

export interface ServerOptions {
  readonly s3: HttpHandler
  /** EC2, STS and CloudWatch. */
  readonly ec2: HttpHandler
  readonly kms: HttpHandler
  /** `/_/admin/…` */
  readonly admin: HttpHandler
  /** `/_/console/…`, and the WebSockets there. */
  readonly console: HttpHandler
  readonly consoleSockets: ConsoleSockets
  /** `/_/hooks…` */
  readonly hooks: HttpHandler
  /** The text of `/_/metrics`, over all threads. */
  readonly metricsText: () => Promise<string>
  /** Whether requests can be served: `/_/health/ready`. */
  readonly isReady: () => Promise<boolean>
  readonly metrics: HttpMetrics
  readonly clock: Clock
  readonly log: Logger
  readonly connectionsMax: number
}

export interface RunningServer {
  /**
   * Serves S3, and nothing else, on a connection that came in on a listener of somebody else's: the
   * one at which a machine sees the store.
   */
  serveStore(connection: Socket): void
  listen(options: { host: string; port: number; reusePort: boolean }): Promise<AddressInfo>
  /** Takes no new connection, waits for requests in flight, cuts what is left after `timeoutMs`. */
  close(timeoutMs: number): Promise<void>
}

/** Larger than AWS's 8 KiB of headers plus a presigned URL, so that S3 can refuse them itself. */
const headerBytesMax = 32 * 1024
const headersTimeoutMs = 60_000
const keepAliveTimeoutMs = 75_000
/** A connection on which nothing moves for this long is dropped. */
const idleTimeoutMs = 300_000
const idleSweepMs = 20

export function createMalleeServer(options: ServerOptions): RunningServer {
  const waitingForContinue = new WeakSet<IncomingMessage>()
  const koa = new Koa()
  const nextId = createRequestIds()
  const storeOnly = new WeakSet<object>()
  const control = createControlRoutes({ ...options, nextId })
  koa.use((ctx, next) => (storeOnly.has(ctx.req.socket) ? next() : control(ctx, next)))
  const protocolOf = (request: HttpRequest, incoming: IncomingMessage) =>
    storeOnly.has(incoming.socket) ? options.s3 : protocolByService(request, options)
  koa.use(createProtocols(options, protocolOf, nextId, waitingForContinue))
  koa.on('error', error => options.log.error({ err: error }, 'unexpected error in the HTTP layer'))
  const handle = koa.callback()
  const latest = new WeakMap<object, ServerResponse>()
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    latest.set(incoming.socket, outgoing)
    return handle(incoming, outgoing)
  }

  const server = createServer({
    maxHeaderSize: headerBytesMax,
    joinDuplicateHeaders: true,
    noDelay: true,
    headersTimeout: headersTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    // A body may take as long as it keeps moving: the idle timeout bounds it, not its whole time.
    requestTimeout: 0,
    // S3 answers a missing Host in its own words.
    requireHostHeader: false,
    // RFC 9110 section 7.8: any other wish to upgrade is ignored, and the request answered as it is.
    shouldUpgradeCallback: incoming => options.consoleSockets.accepts(incoming),
  })
  // A client that has said all may close its half, as `nc` does: it is answered all the same.
  Object.assign(server, { httpAllowHalfOpen: true })
  server.maxConnections = options.connectionsMax
  server.timeout = idleTimeoutMs
  server.on('request', answer)
  server.on('checkContinue', (incoming, outgoing) => {
    waitingForContinue.add(incoming)
    void answer(incoming, outgoing)
  })
  server.on('upgrade', (incoming, socket, head) => {
    void options.consoleSockets.upgrade(incoming, socket, head)
  })
  // RFC 9110 section 10.1.1 lets a server ignore an expectation that it does not know, as S3 does.
  server.on('checkExpectation', answer)
  server.on('clientError', (error, socket) => refuseMalformed(error, socket, latest.get(socket)))
  return {
    serveStore(connection) {
      storeOnly.add(connection)
      server.emit('connection', connection)
    },
    listen: address => listen(server, address),
    close(timeoutMs) {
      options.consoleSockets.close()
      return close(server, timeoutMs)
    },
  }
}

/** The middleware that ends every request outside `/_/`. */
function createProtocols(
  options: ServerOptions,
  protocolOf: (request: HttpRequest, incoming: IncomingMessage) => HttpHandler,
  nextId: () => string,
  waitingForContinue: WeakSet<IncomingMessage>,
): Koa.Middleware {
  const { metrics, clock, log } = options
  const buffers = new BufferMemory()
  return async ctx => {
    // The protocols' answers are sent by sendHttpResponse, in as few writes as can be.
    ctx.respond = false
    const received = {
      id: nextId(),
      receivedAtMs: clock.now(),
      expectsContinue: waitingForContinue.has(ctx.req),
      buffers,
    }
    const request = toHttpRequest(ctx.req, ctx.res, received)
    let response: HttpResponse | undefined
    let bytesSent = 0
    metrics.inFlight.inc()
    try {
      response = await protocolOf(request, ctx.req)(request)
      bytesSent = await sendHttpResponse(ctx.res, response, buffers)
    } catch (error) {
      log.error({ err: error, requestId: request.id }, 'the answer could not be sent')
      ctx.res.destroy()
    } finally {
      metrics.inFlight.dec()
      const operation = response?.facts?.operation ?? 'unknown'
      const durationMs = clock.now() - received.receivedAtMs
      const status = ctx.res.statusCode
      metrics.observe({ operation, status, durationMs })
      response?.sent?.({ status, bytesSent, durationMs })
      logExchange(log, request, response, durationMs)
    }
  }
}

function protocolByService(
  request: HttpRequest,
  { s3, ec2, kms }: Pick<ServerOptions, 's3' | 'ec2' | 'kms'>,
): HttpHandler {
  switch (peekService(request)) {
    case 'ec2':
    case 'monitoring':
    case 'sts':
      return ec2
    case 'kms':
      return kms
    default:
      return s3
  }
}

function logExchange(
  log: Logger,
  request: HttpRequest,
  response: HttpResponse | undefined,
  durationMs: number,
): void {
  // 501 says that an operation is not there: the client's affair, like a 4xx.
  const isFailure = !response || (response.status >= 500 && response.status !== 501)
  if (!isFailure && !log.isLevelEnabled('debug')) return
  const { cause, ...facts } = response?.facts ?? {}
  const line = {
    requestId: request.id,
    method: request.method,
    path: request.rawPath,
    remote: request.remoteAddress,
    status: response?.status,
    durationMs,
    ...facts,
    ...(cause === undefined ? {} : { err: cause }),
  }
  if (isFailure) log.error(line, 'request failed')
  else log.debug(line, 'request')
}

/**
 * What Node's parser refuses never reaches Koa: the shortest answer that says so, then goodbye. A
 * whole request before it on the connection gets its own answer, and that is the last.
 */
function refuseMalformed(
  error: NodeJS.ErrnoException,
  socket: Socket | import('node:stream').Duplex,
  latest: ServerResponse | undefined,
) {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  if (latest?.req.complete && !latest.writableFinished) {
    latest.once('close', () => socket.end())
    return
  }
  const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW'
  const code = isTooLarge ? 'RequestHeaderSectionTooLarge' : 'BadRequest'
  const message = isTooLarge
    ? 'Your request header section exceeds the maximum allowed request header section size.'
    : 'An error occurred when parsing the HTTP request.'
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/xml\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
}

function listen(
  server: Server,
  options: { host: string; port: number; reusePort: boolean },
): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ ...options, backlog: 1024 }, () => {
      server.off('error', reject)
      // A TCP server that listens has an address of this form.
      resolve(server.address() as AddressInfo)
    })
  })
}

function close(server: Server, timeoutMs: number): Promise<void> {
  return new Promise(resolve => {
    const deadline = setTimeout(() => server.closeAllConnections(), timeoutMs)
    // A connection that was busy is idle, not closed, once it was answered.
    const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs)
    server.close(() => {
      clearTimeout(deadline)
      clearInterval(sweep)
      resolve()
    })
  })
}
