import type { Socket } from 'node:net'
import {
  command,
  decodeRequest,
  encodeReply,
  errorNumber,
  type Request,
  requestHeaderBytes,
} from './protocol.ts'
import type { SocketInput } from './socket-input.ts'

export interface TransmissionLimits {
  readonly requestBytesMax: number
  /** Of one connection: further requests stay in the socket until one is answered. */
  readonly requestsInFlightMax: number
}

export interface Export {
  readonly sizeBytes: number
  /** Rejects when the bytes cannot be had: the client is told EIO. */
  read(offset: number, length: number): Promise<Uint8Array>
}

/** What a connection reports of its work, for metering and the log. */
export interface TransmissionObserver {
  served(bytes: number): void
  failed(error: unknown): void
}

/**
 * Answers requests until the client leaves. Reads run side by side, so a slow one holds up no
 * other; a request counts as in flight until the client has taken its reply, so a client that
 * does not read its replies stops being read.
 */
export async function transmit(
  socket: Socket,
  input: SocketInput,
  source: Export,
  limits: TransmissionLimits,
  observer: TransmissionObserver,
): Promise<void> {
  const inFlight = new Set<Promise<void>>()
  for (;;) {
    while (inFlight.size >= limits.requestsInFlightMax) await Promise.race(inFlight)
    const header = await input.take(requestHeaderBytes)
    const request = header && decodeRequest(header)
    if (request === undefined || request.command === command.disconnect) break

    if (request.command === command.write) {
      // The payload follows the request whether or not we want it.
      if (request.lengthBytes > limits.requestBytesMax) break
      if (!(await input.skip(request.lengthBytes))) break
    }
    const answer = respond(socket, source, request, limits, observer).finally(() =>
      inFlight.delete(answer),
    )
    inFlight.add(answer)
  }
  await Promise.all(inFlight)
}

async function respond(
  socket: Socket,
  source: Export,
  request: Request,
  limits: TransmissionLimits,
  observer: TransmissionObserver,
): Promise<void> {
  const { error, data } = await perform(source, request, limits, observer)
  if (data !== undefined) observer.served(data.length)
  await send(socket, encodeReply(request.cookie, error), data)
}

async function perform(
  source: Export,
  request: Request,
  limits: TransmissionLimits,
  observer: TransmissionObserver,
): Promise<{ readonly error: number; readonly data?: Uint8Array }> {
  switch (request.command) {
    case command.flush: // Nothing is ever written, so everything is on stable storage.
      return { error: errorNumber.none }
    case command.read:
      break
    case command.write:
    case command.trim:
    case command.writeZeroes:
      return { error: errorNumber.notPermitted }
    default:
      return { error: errorNumber.invalid }
  }
  const { offset, lengthBytes } = request
  const isInside = offset + BigInt(lengthBytes) <= BigInt(source.sizeBytes)
  if (!isInside || lengthBytes === 0 || lengthBytes > limits.requestBytesMax) {
    return { error: errorNumber.invalid }
  }
  try {
    const data = await source.read(Number(offset), lengthBytes)
    if (data.length !== lengthBytes) throw new Error(`${data.length} bytes for ${lengthBytes}`)
    return { error: errorNumber.none, data }
  } catch (error) {
    observer.failed(error)
    return { error: errorNumber.inputOutput }
  }
}

/** Resolves when the kernel has the bytes, or the connection has ended. */
function send(socket: Socket, header: Buffer, data: Uint8Array | undefined): Promise<void> {
  return new Promise(resolve => {
    if (socket.destroyed || !socket.writable) return resolve()
    const done = () => {
      socket.off('close', done)
      resolve()
    }
    socket.once('close', done)
    socket.cork()
    if (data === undefined) socket.write(header, done)
    else {
      socket.write(header)
      socket.write(data, done)
    }
    socket.uncork()
  })
}
