/**
 * What the main thread tells the others of disks and mirrors. Each notice is acknowledged once the
 * thread has done what it says, so that a database is closed everywhere before it is opened again.
 */
import type { MessagePort } from 'node:worker_threads'
import type { MirrorPlace } from './protocol.ts'

/** What a thread needs to reach a disk. */
export interface DiskPlace {
  readonly number: number
  readonly id: string
  readonly path: string
}

export type Notice =
  | ({ readonly type: 'open-mirror'; readonly path: string } & MirrorPlace)
  | ({ readonly type: 'close-mirror' } & MirrorPlace)
  /** All that are members now. */
  | { readonly type: 'disks'; readonly disks: readonly DiskPlace[] }

interface Numbered {
  readonly id: number
  readonly notice: Notice
}

/** A thread that does not answer for so long is not waited for: it is starting, or ending. */
const ANSWER_MS_MAX = 10_000

/** In the main thread. */
export class Notices {
  readonly #ports = new Set<MessagePort>()
  readonly #waiting = new Map<MessagePort, Map<number, () => void>>()
  #lastId = 0

  add(port: MessagePort): void {
    const waiting = new Map<number, () => void>()
    this.#ports.add(port)
    this.#waiting.set(port, waiting)
    port.on('message', (id: number) => waiting.get(id)?.())
    port.on('close', () => {
      this.#ports.delete(port)
      this.#waiting.delete(port)
      for (const resolve of waiting.values()) resolve()
    })
    port.unref()
  }

  /** Resolves when all threads have acted on it. */
  async tell(notice: Notice): Promise<void> {
    await Promise.all([...this.#waiting].map(([port, waiting]) => this.#ask(port, waiting, notice)))
  }

  close(): void {
    for (const port of this.#ports) port.close()
  }

  #ask(port: MessagePort, waiting: Map<number, () => void>, notice: Notice): Promise<void> {
    const id = ++this.#lastId
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer)
        waiting.delete(id)
        resolve()
      }
      const timer = setTimeout(done, ANSWER_MS_MAX)
      waiting.set(id, done)
      const message: Numbered = { id, notice }
      port.postMessage(message)
    })
  }
}

/** In another thread: acts on the notices one after the other. */
export function serveNotices(port: MessagePort, act: (notice: Notice) => Promise<void>): void {
  let last = Promise.resolve()
  port.on('message', ({ id, notice }: Numbered) => {
    last = last
      .then(() => act(notice))
      // What could not be opened is waited for, and looked at by the main thread, when it is read.
      .catch(() => {})
      .then(() => port.postMessage(id))
  })
  // The thread lives as long as it has other things to do.
  port.unref()
}
