import type { Socket } from 'node:net'

/**
 * Reads a socket in pieces of known size. Nothing is read from the kernel before it is asked for
 * beyond the socket's own buffer, so a client that sends faster than it is served waits.
 */
export class SocketInput {
  readonly #socket: Socket
  #hasEnded = false
  #wake: (() => void) | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    const end = () => {
      this.#hasEnded = true
      this.#wake?.()
    }
    socket.on('readable', () => this.#wake?.())
    socket.on('end', end)
    socket.on('close', end)
  }

  /** Exactly `length` bytes, or undefined when the client has gone before sending them. */
  async take(length: number): Promise<Buffer | undefined> {
    if (length === 0) return Buffer.alloc(0)
    for (;;) {
      const bytes: Buffer | null = this.#socket.read(length)
      // At its end a stream hands out what is left, however little.
      if (bytes !== null) return bytes.length === length ? bytes : undefined
      if (this.#hasEnded) return undefined
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
  }

  /** Drops `length` bytes without holding them. False when the client has gone. */
  async skip(length: number): Promise<boolean> {
    for (let left = length; left > 0; ) {
      const bytes = await this.take(Math.min(left, 16 * 1024))
      if (bytes === undefined) return false
      left -= bytes.length
    }
    return true
  }
}
