/** One kept connection that asks and waits: requests are never pipelined, as S3 clients do not. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type Answer, ResponseReader } from './response-reader.ts'

export interface Target {
  readonly hostname: string
  readonly port: number
}

export interface Exchange {
  readonly head: Buffer
  /** Sent with the head in one write when it is one buffer; a sequence is sent as the peer reads. */
  readonly body?: Buffer | Iterable<Buffer> | undefined
  readonly isHead?: boolean
  /** Sees the body as it arrives; the bytes are overwritten after the call. */
  readonly onBody?: ((bytes: Buffer) => void) | undefined
}

const readBufferBytes = 256 * 1024
/** Longer than any answer of a healthy server under this load. */
const answerTimeoutMs = 60_000

export class Connection implements Disposable {
  readonly #target: Target
  #socket: Socket | undefined
  #reader: ResponseReader | undefined
  #waiting: PromiseWithResolvers<Answer> | undefined
  #onBody: ((bytes: Buffer) => void) | undefined

  constructor(target: Target) {
    this.#target = target
  }

  /** Opens the connection when it is not open. Rejects when it breaks before the answer's end. */
  async exchange(exchange: Exchange): Promise<Answer> {
    const socket = this.#socket ?? (await this.#open())
    const waiting = Promise.withResolvers<Answer>()
    this.#waiting = waiting
    this.#onBody = exchange.onBody
    this.#reader?.expect({ isHead: exchange.isHead === true })
    const { head, body } = exchange
    if (body === undefined) socket.write(head)
    else if (Buffer.isBuffer(body)) writeTogether(socket, head, body)
    else this.#stream(socket, head, body).catch(error => socket.destroy(error))
    const answer = await waiting.promise
    if (!answer.keepsAlive) this[Symbol.dispose]()
    return answer
  }

  [Symbol.dispose](): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }

  async #open(): Promise<Socket> {
    const reader = new ResponseReader({
      onBody: bytes => this.#onBody?.(bytes),
      onAnswer: answer => {
        const waiting = this.#waiting
        this.#waiting = undefined
        if (waiting) waiting.resolve(answer)
        else this.#fail(new Error('An answer came that nobody asked for'))
      },
    })
    const socket = connect({
      host: this.#target.hostname,
      port: this.#target.port,
      noDelay: true,
      onread: {
        buffer: Buffer.alloc(readBufferBytes),
        callback: (length, buffer) => {
          try {
            reader.feed(Buffer.from(buffer.buffer, buffer.byteOffset, length))
          } catch (error) {
            this.#fail(error instanceof Error ? error : new Error(String(error)))
          }
          return true
        },
      },
    })
    socket.setTimeout(answerTimeoutMs, () => this.#fail(new Error('No answer in time')))
    await once(socket, 'connect')
    socket.on('error', error => this.#fail(error))
    socket.on('close', () => {
      if (this.#socket === socket) this.#fail(new Error('The server closed the connection'))
    })
    this.#socket = socket
    this.#reader = reader
    return socket
  }

  #fail(error: Error): void {
    this[Symbol.dispose]()
    this.#waiting?.reject(error)
    this.#waiting = undefined
  }

  async #stream(socket: Socket, head: Buffer, body: Iterable<Buffer>): Promise<void> {
    socket.write(head)
    for (const piece of body) {
      // A refusal may come before the body's end; the rest of it is for nobody.
      if (socket.destroyed || this.#waiting === undefined) return
      if (!socket.write(piece)) await once(socket, 'drain')
    }
  }
}

function writeTogether(socket: Socket, head: Buffer, body: Buffer): void {
  socket.cork()
  socket.write(head)
  socket.write(body)
  socket.uncork()
}

/** Cuts a large body into pieces that a socket takes one at a time. */
export function* pieces(body: Buffer, pieceBytes = 256 * 1024): Generator<Buffer> {
  for (let at = 0; at < body.length; at += pieceBytes) yield body.subarray(at, at + pieceBytes)
}
