import { chmod, chown, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../../log.ts'
import type { Export } from './export.ts'
import { negotiate } from './negotiation.ts'
import { flagsOf } from './protocol.ts'
import { SocketInput } from './socket-input.ts'
import { transmit } from './transmission.ts'

/**
 * Serves one block device over NBD on a unix socket: a machine's base image to be read, straight
 * from where it is kept, or one of its volumes to be written as well. The client is a hypervisor
 * process that a guest may have taken over, so nothing it sends is trusted: sizes, counts and times
 * are bounded, and what breaks the protocol ends its connection and no other. A device that has
 * grown shows its size to clients that connect afterwards.
 */
export interface BlockServer<Device extends Export = Export> extends AsyncDisposable {
  readonly path: string
  /** What is served, opened now if no client has come yet. */
  device(): Promise<Device>
  usage(): BlockServerUsage
}

/** Counted since the server was made; for metering. */
export interface BlockServerUsage {
  /** That were carried out. */
  readonly requestCount: number
  /** That were read. */
  readonly byteCount: number
  readonly errorCount: number
}

export interface BlockServerOptions<Device extends Export> {
  /** At most 107 bytes. What is left there by a process that died is replaced. */
  readonly path: string
  /** Called when the device is first needed; it is kept until the server is disposed. */
  openDevice(): Promise<Device & AsyncDisposable>
  readonly log: Logger
  /** Who besides root may connect. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined
  readonly limits?: Partial<BlockServerLimits>
}

export interface BlockServerLimits {
  readonly connectionCountMax: number
  readonly requestBytesMax: number
  readonly requestsInFlightMax: number
  readonly handshakeTimeoutMs: number
}

/** In flight at most: 8 connections × 8 requests × 2 MiB. */
const defaultLimits: BlockServerLimits = {
  connectionCountMax: 8,
  requestBytesMax: 2 * 1024 * 1024,
  requestsInFlightMax: 8,
  handshakeTimeoutMs: 10_000,
}

const closeTimeoutMs = 5_000

export async function openBlockServer<Device extends Export>(
  options: BlockServerOptions<Device>,
): Promise<BlockServer<Device>> {
  const server = new NbdServer(options, { ...defaultLimits, ...options.limits })
  await server.listen()
  return server
}

class NbdServer<Device extends Export> implements BlockServer<Device> {
  readonly path: string
  readonly #options: BlockServerOptions<Device>
  readonly #limits: BlockServerLimits
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #conversations = new Set<Promise<void>>()
  #device: Promise<Device & AsyncDisposable> | undefined
  #isClosed = false
  readonly #usage = { requestCount: 0, byteCount: 0, errorCount: 0 }

  constructor(options: BlockServerOptions<Device>, limits: BlockServerLimits) {
    this.path = options.path
    this.#options = options
    this.#limits = limits
    this.#server = createServer(socket => this.#accept(socket))
    this.#server.maxConnections = limits.connectionCountMax
  }

  async listen(): Promise<void> {
    await rm(this.path, { force: true })
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(this.path, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    this.#server.on('error', error => this.#options.log.error({ err: error }, 'block server'))
    await chmod(this.path, 0o600)
    const { owner } = this.#options
    if (owner !== undefined) await chown(this.path, owner.uid, owner.gid)
  }

  usage(): BlockServerUsage {
    return { ...this.#usage }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
    // A read that never comes back must not hold up whoever closes us.
    const patience = sleep(closeTimeoutMs, undefined, { ref: false })
    await Promise.race([Promise.all(this.#conversations), patience])
    await rm(this.path, { force: true })
    // A device that could not be opened has nothing to close; its failure was logged.
    const device = await this.#device?.catch(() => undefined)
    await device?.[Symbol.asyncDispose]()
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket)
    // A client that vanishes is no error of ours; 'close' follows.
    socket.on('error', () => undefined)
    const conversation = this.#converse(socket)
      .catch(error => this.#options.log.warn({ err: error }, 'block server connection failed'))
      .finally(() => {
        socket.destroySoon()
        this.#sockets.delete(socket)
        this.#conversations.delete(conversation)
      })
    this.#conversations.add(conversation)
  }

  async #converse(socket: Socket): Promise<void> {
    const input = new SocketInput(socket)
    const deadline = setTimeout(() => socket.destroy(), this.#limits.handshakeTimeoutMs)
    try {
      const device = await this.device()
      const { requestBytesMax } = this.#limits
      const flags = flagsOf({ isWritable: device.write !== undefined })
      const facts = { sizeBytes: device.sizeBytes, requestBytesMax, flags }
      if (!(await negotiate(socket, input, facts))) return
      clearTimeout(deadline)
      await transmit(socket, input, device, this.#limits, {
        served: bytes => {
          this.#usage.requestCount++
          this.#usage.byteCount += bytes
        },
        failed: error => {
          this.#usage.errorCount++
          this.#options.log.error({ err: error }, 'a request to a block device failed')
        },
      })
    } finally {
      clearTimeout(deadline)
    }
  }

  device(): Promise<Device & AsyncDisposable> {
    const opening = this.#device ?? this.#options.openDevice()
    this.#device = opening
    // A failure is not kept: the client comes back, and by then the device may be reachable.
    opening.catch(() => {
      if (this.#device === opening) this.#device = undefined
    })
    return opening
  }
}
