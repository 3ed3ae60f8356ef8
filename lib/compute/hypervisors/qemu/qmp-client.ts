/**
 * A client of the QEMU Machine Protocol: lines of JSON over a unix socket. Commands are answered
 * in the order in which they were sent, and events come between.
 * https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qmp-spec.rst
 */
import { connect, type Socket } from 'node:net'

export interface QmpEvent {
  readonly name: string
  readonly data: Readonly<Record<string, unknown>>
}

export class QmpError extends Error {
  override readonly name = 'QmpError'
}

export interface QmpClientOptions {
  readonly path: string
  readonly timeoutMs: number
  onEvent(event: QmpEvent): void
  /** The other side has gone, or broke the protocol; called once. */
  onClose(): void
}

/** The longest answers asked for here are some KiB; QEMU may be in a guest's hands. */
const lineBytesMax = 256 * 1024

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** Connects and leaves the negotiation mode, so that commands may follow. */
export async function connectQmp(options: QmpClientOptions): Promise<QmpClient> {
  const client = new QmpClient(options)
  try {
    await client.execute('qmp_capabilities')
    return client
  } catch (error) {
    client.close()
    throw error
  }
}

export class QmpClient {
  readonly #options: QmpClientOptions
  readonly #socket: Socket
  readonly #pending = new Map<number, Pending>()
  #line = ''
  #nextId = 1
  #isClosed = false

  constructor(options: QmpClientOptions) {
    this.#options = options
    this.#socket = connect(options.path)
    this.#socket.setEncoding('utf8')
    this.#socket.on('data', (text: string) => this.#receive(text))
    this.#socket.on('error', error => this.#end(error))
    this.#socket.on('close', () => this.#end(new QmpError('the connection has ended')))
  }

  /** The command's return value. Rejects with QmpError when it is refused or too late. */
  execute(command: string, parameters?: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new QmpError(`${command}: the connection has ended`))
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id)
        reject(new QmpError(`${command}: no answer within ${this.#options.timeoutMs} ms`))
      }, this.#options.timeoutMs)
      const settle = () => {
        clearTimeout(timer)
        this.#pending.delete(id)
      }
      this.#pending.set(id, {
        resolve: value => {
          settle()
          resolve(value)
        },
        reject: error => {
          settle()
          reject(new QmpError(`${command}: ${error.message}`, { cause: error }))
        },
      })
      this.#socket.write(`${JSON.stringify({ execute: command, id, arguments: parameters })}\n`)
    })
  }

  close(): void {
    this.#socket.destroy()
    this.#end(new QmpError('closed'))
  }

  #receive(text: string): void {
    const lines = (this.#line + text).split('\n')
    this.#line = lines.pop() ?? ''
    if (this.#line.length > lineBytesMax) {
      this.#socket.destroy()
      return
    }
    for (const line of lines) if (line.trim() !== '') this.#take(line)
  }

  #take(line: string): void {
    const message = parseObject(line)
    if (message === undefined) {
      this.#socket.destroy()
    } else if (typeof message.event === 'string') {
      this.#options.onEvent({ name: message.event, data: asObject(message.data) ?? {} })
    } else if (typeof message.id === 'number') {
      const pending = this.#pending.get(message.id)
      const failure = asObject(message.error)
      if (failure !== undefined) pending?.reject(new QmpError(String(failure.desc)))
      else pending?.resolve(message.return)
    }
    // What remains is the greeting, which says nothing that is needed.
  }

  #end(error: Error): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const pending of [...this.#pending.values()]) pending.reject(error)
    this.#options.onClose()
  }
}

/** The text as a JSON object, if it is one. */
export function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(line))
  } catch {
    return undefined
  }
}

/** The value as an object, if it is one. */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  // A non-null object that is no array has string keys and unknown values, which the type says.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}
