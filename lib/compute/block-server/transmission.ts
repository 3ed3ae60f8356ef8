import type { Socket } from 'node:net'
import { BlockError } from '../blocks/block-store.ts'
import { type Export, isWritable, type WritableExport } from './export.ts'
import {
  command,
  decodeRequest,
  encodeReply,
  errorNumber,
  forcedUnitAccess,
  type Request,
  requestHeaderBytes,
} from './protocol.ts'
import type { SocketInput } from './socket-input.ts'

export interface TransmissionLimits {
  /** Of what is read or written at once; zeroing and trimming have no bytes to hold. */
  readonly requestBytesMax: number
  /** Of one connection: further requests stay in the socket until one is answered. */
  readonly requestsInFlightMax: number
}

/** What a connection reports of its work, for metering and the log. */
export interface TransmissionObserver {
  served(bytesRead: number): void
  failed(error: unknown): void
}

interface Connection {
  readonly socket: Socket
  readonly device: Export
  readonly limits: TransmissionLimits
  readonly observer: TransmissionObserver
}

/** A request with the bytes that it brought. */
interface Task extends Request {
  readonly payload: Uint8Array | undefined
}

interface Outcome {
  readonly error: number
  readonly data?: Uint8Array
}

/**
 * Answers requests until the client leaves. They run side by side, so a slow one holds up no other;
 * a request counts as in flight until the client has taken its reply, so a client that does not read
 * its replies stops being read.
 */
export async function transmit(
  socket: Socket,
  input: SocketInput,
  device: Export,
  limits: TransmissionLimits,
  observer: TransmissionObserver,
): Promise<void> {
  const connection: Connection = { socket, device, limits, observer }
  const inFlight = new Set<Promise<void>>()
  for (;;) {
    while (inFlight.size >= limits.requestsInFlightMax) await Promise.race(inFlight)
    const header = await input.take(requestHeaderBytes)
    const request = header && decodeRequest(header)
    if (request === undefined || request.command === command.disconnect) break

    let payload: Uint8Array | undefined
    if (request.command === command.write) {
      // The payload follows the request whether or not we want it.
      if (request.lengthBytes > limits.requestBytesMax) break
      if (isWritable(device)) payload = await input.take(request.lengthBytes)
      else if (!(await input.skip(request.lengthBytes))) break
      if (isWritable(device) && payload === undefined) break
    }
    const answer = respond(connection, { ...request, payload }).finally(() =>
      inFlight.delete(answer),
    )
    inFlight.add(answer)
  }
  await Promise.all(inFlight)
}

async function respond(connection: Connection, task: Task): Promise<void> {
  const { error, data } = await perform(connection, task)
  if (error === errorNumber.none) connection.observer.served(data?.length ?? 0)
  await send(connection.socket, encodeReply(task.cookie, error), data)
}

async function perform(connection: Connection, task: Task): Promise<Outcome> {
  const { device, observer } = connection
  const refusal = refusalOf(connection, task)
  if (refusal !== undefined) return { error: refusal }
  try {
    if (task.command === command.read) return await read(device, task)
    // Of what nobody writes to everything is on stable storage; anything else was refused.
    if (isWritable(device)) await change(device, task)
    return { error: errorNumber.none }
  } catch (error) {
    observer.failed(error)
    const isFull = error instanceof BlockError && error.code === 'no-space'
    return { error: isFull ? errorNumber.noSpace : errorNumber.inputOutput }
  }
}

/** The error that a request is answered with before anything is done. */
function refusalOf({ device, limits }: Connection, task: Task): number | undefined {
  switch (task.command) {
    case command.flush:
      return undefined
    case command.read:
    case command.write:
      if (task.lengthBytes > limits.requestBytesMax) return errorNumber.invalid
      break
    case command.trim:
    case command.writeZeroes:
      break
    default:
      return errorNumber.invalid
  }
  if (task.command !== command.read && !isWritable(device)) return errorNumber.notPermitted
  const isInside = task.offset + BigInt(task.lengthBytes) <= BigInt(device.sizeBytes)
  if (isInside && task.lengthBytes > 0) return undefined
  const needsRoom = task.command === command.write || task.command === command.writeZeroes
  return needsRoom && !isInside ? errorNumber.noSpace : errorNumber.invalid
}

async function read(device: Export, { offset, lengthBytes }: Task): Promise<Outcome> {
  const data = await device.read(Number(offset), lengthBytes)
  if (data.length !== lengthBytes) throw new Error(`${data.length} bytes for ${lengthBytes}`)
  return { error: errorNumber.none, data }
}

async function change(device: WritableExport, task: Task): Promise<void> {
  const offset = Number(task.offset)
  const durability = { isDurable: (task.flags & forcedUnitAccess) !== 0 }
  switch (task.command) {
    case command.flush:
      return await device.flush()
    case command.write:
      if (task.payload) await device.write(offset, task.payload, durability)
      return
    case command.trim:
    case command.writeZeroes:
      // Trimmed bytes may be anything: zeroes take no room.
      return await device.writeZeroes(offset, task.lengthBytes, durability)
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
