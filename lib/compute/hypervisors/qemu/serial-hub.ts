import { chmod, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'

/**
 * Shares one serial port, which QEMU gives to one client at a time, among several viewers. It
 * listens on a unix socket, so that any thread can view, and holds the port only while somebody
 * does: without a viewer the guest's words go to the console log alone. Every viewer sees all that
 * the guest says from then on; what viewers type goes to the guest in the order in which it comes.
 */
export interface SerialHub extends AsyncDisposable {
  readonly path: string
}

const viewerCountMax = 8
/** A viewer that takes nothing is let go of; the guest and the others do not wait for it. */
const unsentBytesMax = 512 * 1024

export async function openSerialHub(options: {
  /** Where viewers connect. What is left there by a process that died is replaced. */
  readonly path: string
  readonly portPath: string
}): Promise<SerialHub> {
  const hub = new Hub(options.path, options.portPath)
  await hub.listen()
  return hub
}

class Hub implements SerialHub {
  readonly path: string
  readonly #portPath: string
  readonly #server: Server
  readonly #viewers = new Set<Socket>()
  #port: Socket | undefined

  constructor(path: string, portPath: string) {
    this.path = path
    this.#portPath = portPath
    this.#server = createServer(viewer => this.#welcome(viewer))
    this.#server.maxConnections = viewerCountMax
  }

  async listen(): Promise<void> {
    await rm(this.path, { force: true })
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(this.path, resolve)
    })
    await chmod(this.path, 0o600)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    for (const viewer of this.#viewers) viewer.destroy()
    this.#port?.destroy()
    await closed
    await rm(this.path, { force: true })
  }

  #welcome(viewer: Socket): void {
    this.#viewers.add(viewer)
    viewer.on('error', () => viewer.destroy())
    viewer.on('close', () => this.#farewell(viewer))
    const port = this.#openPort()
    viewer.on('data', (typed: Buffer) => {
      // A guest that does not read what is typed stops everybody's typing until it does.
      if (!port.destroyed && !port.write(typed)) for (const each of this.#viewers) each.pause()
    })
  }

  #farewell(viewer: Socket): void {
    this.#viewers.delete(viewer)
    if (this.#viewers.size > 0) return
    this.#port?.destroy()
    this.#port = undefined
  }

  #openPort(): Socket {
    if (this.#port !== undefined) return this.#port
    const port = connect(this.#portPath)
    this.#port = port
    port.on('data', (said: Buffer) => {
      for (const viewer of this.#viewers) {
        viewer.write(said)
        if (viewer.writableLength > unsentBytesMax) viewer.destroy()
      }
    })
    port.on('drain', () => {
      for (const viewer of this.#viewers) viewer.resume()
    })
    // 'close' follows; the machine's own end is noticed elsewhere.
    port.on('error', () => undefined)
    port.on('close', () => {
      if (this.#port !== port) return
      this.#port = undefined
      for (const viewer of this.#viewers) viewer.destroySoon()
    })
    return port
  }
}
