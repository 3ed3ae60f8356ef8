/**
 * Consoles over WebSockets (RFC 6455): `GET /_/console/serial?ticket=…` carries the bytes of a
 * machine's serial port, `/_/console/screen` RFB (RFC 6143), in binary messages both ways. The
 * ticket is the whole authorisation, so that no cookie or header of a browser is believed; a page
 * of another origin is refused all the same.
 *
 * Both directions wait for their slower side. A viewer that is gone is noticed by its silence to
 * pings, one that does nothing for long is sent away.
 */
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'
import type { ConsoleVisit } from '../compute/consoles/consoles.ts'
import type { ConsoleKind } from '../compute/hypervisor.ts'
import type { Logger } from '../log.ts'

/** Redeems tickets and counts visits; where this thread is not the main one, it asks that. */
export interface ConsoleVisits {
  open(request: {
    readonly ticket: string
    readonly kind: ConsoleKind
  }): Promise<ConsoleVisit | undefined>
  close(visitId: string): Promise<void>
}

export interface ConsoleSockets {
  /** Whether the request asks for a console; every other wish to upgrade is ignored. */
  accepts(request: IncomingMessage): boolean
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
  /** Sends every viewer away. */
  close(): void
}

/** A client's message; what a machine says is cut into pieces of the stream's own size. */
const messageBytesMax = 256 * 1024
const bufferBytes = 64 * 1024

export interface ConsoleTiming {
  readonly pingMs: number
  /** Without a byte either way. */
  readonly idleMs: number
}

const defaultTiming: ConsoleTiming = { pingMs: 30_000, idleMs: 30 * 60_000 }

const kinds: ReadonlyMap<string, ConsoleKind> = new Map([
  ['/_/console/serial', 'serial'],
  ['/_/console/screen', 'screen'],
])

export function createConsoleSockets(options: {
  readonly visits: ConsoleVisits
  readonly log: Logger
  readonly timing?: Partial<ConsoleTiming>
}): ConsoleSockets {
  const { visits, log } = options
  const timing = { ...defaultTiming, ...options.timing }
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: messageBytesMax,
    perMessageDeflate: false,
  })
  const viewers = new Set<WebSocket>()
  let isClosed = false

  async function admit(request: IncomingMessage): Promise<ConsoleVisit | number> {
    if (isClosed) return 503
    if (!isSameOrigin(request)) return 403
    const { pathname, searchParams } = targetOf(request)
    const kind = kinds.get(pathname)
    const ticket = searchParams.get('ticket')
    if (kind === undefined || ticket === null) return 403
    return (await visits.open({ ticket, kind })) ?? 403
  }

  function show(visit: ConsoleVisit, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    server.handleUpgrade(request, socket, head, viewer => {
      viewers.add(viewer)
      const { machineId, accountId } = visit
      log.info({ machineId, accountId, path: targetOf(request).pathname }, 'a console was opened')
      void relay(viewer, visit.socketPath, timing).finally(() => viewers.delete(viewer))
    })
  }

  return {
    accepts: request =>
      request.headers.upgrade?.toLowerCase() === 'websocket' &&
      kinds.has(targetOf(request).pathname),

    async upgrade(request, socket, head) {
      // Until it is a WebSocket nobody else listens; a client that goes is no error.
      const ignore = () => undefined
      socket.on('error', ignore)
      let visit: ConsoleVisit | undefined
      try {
        const admitted = await admit(request)
        if (typeof admitted === 'number') return refuse(socket, admitted)
        visit = admitted
        const { id } = visit
        socket.once('close', () => void visits.close(id).catch(ignore))
        if (socket.destroyed) await visits.close(id)
        else show(visit, request, socket, head)
      } catch (error) {
        log.error({ err: error }, 'a console could not be opened')
        refuse(socket, 500)
      }
    },

    close() {
      isClosed = true
      for (const viewer of viewers) {
        viewer.close(1001)
        // Whoever does not answer has no more time than the server has.
        viewer.terminate()
      }
    },
  }
}

/** Resolves when either side has ended; both are gone then. */
async function relay(viewer: WebSocket, path: string, timing: ConsoleTiming): Promise<void> {
  const machine = connect(path)
  const web = createWebSocketStream(viewer, {
    readableHighWaterMark: bufferBytes,
    writableHighWaterMark: bufferBytes,
  })
  let isAnswering = true
  let lastByteMs = performance.now()
  const heard = () => {
    lastByteMs = performance.now()
  }
  viewer.on('pong', () => {
    isAnswering = true
  })
  // What a machine still had to say is for nobody.
  viewer.once('close', () => machine.destroy())
  viewer.on('message', heard)
  machine.on('data', heard)
  const watch = setInterval(() => {
    const isIdle = performance.now() - lastByteMs > timing.idleMs
    if (isIdle || !isAnswering) return viewer.terminate()
    isAnswering = false
    viewer.ping()
  }, timing.pingMs)
  try {
    await pipeline(web, machine, web)
  } catch {
    // One of them went without a word, which is how consoles end.
  } finally {
    clearInterval(watch)
    machine.destroy()
    web.destroy()
  }
}

/** A request without Origin comes from no page. */
function isSameOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === host
}

function targetOf({ url = '/' }: IncomingMessage): URL {
  return URL.parse(url, 'http://console') ?? new URL('http://console/')
}

function refuse(socket: Duplex, status: number): void {
  const reason = status === 403 ? 'Forbidden' : 'Unavailable'
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`, () =>
    socket.destroy(),
  )
}
