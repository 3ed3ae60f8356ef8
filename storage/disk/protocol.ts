/**
 * Between the writer's thread and the others: requests and replies gathered per turn of the event
 * loop into one message each way, over a MessagePort. Bodies are transferred, not copied.
 */
import type { MessagePort } from 'node:worker_threads'
import type { Position } from '../blobs/segment-writer.ts'
import type { Damage } from '../blobs/upkeep.ts'
import type { Commit } from '../meta/fold.ts'
import type { Check } from '../meta/meta.ts'
import { CheckFailed, CommitFailed } from '../meta/meta.ts'
import type { StorageErrorCode } from '../storage.ts'
import { StorageError } from '../storage.ts'

/** What the writer does for every thread. */
export interface Writer {
  append(bytes: Uint8Array<ArrayBuffer>): Promise<Position>
  commit(shard: number, commit: Commit): Promise<void>
  /** A mirror could not be read: it is looked at, and left if another one is whole. */
  noteUnreadable(mirror: MirrorPlace, error: unknown): Promise<void>
  /** See GiveUpDisk. */
  giveUpDisk(diskNumber: number, error: unknown): Promise<void>
  /** A reader found it: it is repaired when its turn comes. */
  noteDamage(damage: Damage): void
}

export interface MirrorPlace {
  readonly shard: number
  /** Its number. */
  readonly disk: number
}

type Request =
  | { readonly id: number; readonly type: 'append'; readonly bytes: Uint8Array<ArrayBuffer> }
  | {
      readonly id: number
      readonly type: 'commit'
      readonly shard: number
      readonly commit: Commit
    }
  | {
      readonly id: number
      readonly type: 'unreadable'
      readonly mirror: MirrorPlace
      readonly message: string
    }
  | {
      readonly id: number
      readonly type: 'give-up'
      readonly diskNumber: number
      readonly message: string
    }
  | { readonly id: number; readonly type: 'damage'; readonly damage: Damage }

/** Errors lose their classes on the way, so they travel as data. */
type Failure =
  | { readonly type: 'check'; readonly check: Check }
  | { readonly type: 'commit'; readonly message: string; readonly isDiskFull: boolean }
  | { readonly type: 'storage'; readonly code: StorageErrorCode; readonly message: string }
  | { readonly type: 'other'; readonly error: unknown }

interface Reply {
  readonly id: number
  readonly position?: Position
  readonly failure?: Failure
}

/** Serves the requests that come through the port until it closes. */
export function serveWriter(port: MessagePort, writer: Writer): void {
  const outbox = new Outbox<Reply>(port)
  const answer = async (request: Request) => {
    try {
      const position = await perform(writer, request)
      outbox.send({ id: request.id, ...(position && { position }) })
    } catch (error) {
      outbox.send({ id: request.id, failure: toFailure(error) })
    }
  }
  port.on('message', (requests: readonly Request[]) => {
    for (const request of requests) answer(request)
  })
}

async function perform(writer: Writer, request: Request): Promise<Position | undefined> {
  switch (request.type) {
    case 'append':
      return writer.append(request.bytes)
    case 'commit':
      await writer.commit(request.shard, request.commit)
      return undefined
    case 'unreadable':
      await writer.noteUnreadable(request.mirror, new Error(request.message))
      return undefined
    case 'give-up':
      await writer.giveUpDisk(request.diskNumber, new Error(request.message))
      return undefined
    case 'damage':
      writer.noteDamage(request.damage)
      return undefined
  }
}

/** The writer of another thread. */
export class RemoteWriter implements Writer {
  readonly #port: MessagePort
  readonly #outbox: Outbox<Request>
  readonly #waiting = new Map<
    number,
    { resolve: (position: Position | undefined) => void; reject: (error: unknown) => void }
  >()
  #lastId = 0
  #isClosed = false

  constructor(port: MessagePort) {
    this.#port = port
    this.#outbox = new Outbox(port)
    port.on('message', (replies: readonly Reply[]) => {
      for (const reply of replies) this.#settle(reply)
    })
    port.on('close', () => {
      this.#isClosed = true
      for (const { reject } of this.#waiting.values()) reject(writerGone())
      this.#waiting.clear()
    })
    // The thread lives as long as it has other things to do, or waits for a reply.
    port.unref()
  }

  async append(bytes: Uint8Array<ArrayBuffer>): Promise<Position> {
    const position = await this.#call(id => {
      this.#outbox.send({ id, type: 'append', bytes }, bytes.buffer)
    })
    if (!position) throw new Error('the writer answered an append without a position')
    return position
  }

  async commit(shard: number, { checks, writes }: Commit): Promise<void> {
    const commit = { checks, writes }
    await this.#call(id => this.#outbox.send({ id, type: 'commit', shard, commit }))
  }

  async noteUnreadable(mirror: MirrorPlace, error: unknown): Promise<void> {
    const message = String(error)
    await this.#call(id => this.#outbox.send({ id, type: 'unreadable', mirror, message }))
  }

  async giveUpDisk(diskNumber: number, error: unknown): Promise<void> {
    const message = String(error)
    await this.#call(id => this.#outbox.send({ id, type: 'give-up', diskNumber, message }))
  }

  noteDamage(damage: Damage): void {
    // A report that is lost is made again by the next reader.
    this.#call(id => this.#outbox.send({ id, type: 'damage', damage })).catch(() => {})
  }

  close(): void {
    this.#isClosed = true
    this.#port.close()
  }

  #call(send: (id: number) => void): Promise<Position | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw writerGone()
      const id = ++this.#lastId
      if (this.#waiting.size === 0) this.#port.ref()
      this.#waiting.set(id, { resolve, reject })
      send(id)
    })
  }

  #settle({ id, position, failure }: Reply): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (this.#waiting.size === 0) this.#port.unref()
    if (failure) waiting?.reject(fromFailure(failure))
    else waiting?.resolve(position)
  }
}

/** Gathers what is sent in one turn of the event loop into one message. */
class Outbox<Message> {
  readonly #port: MessagePort
  #messages: Message[] = []
  #transfers: ArrayBuffer[] = []

  constructor(port: MessagePort) {
    this.#port = port
  }

  send(message: Message, transfer?: ArrayBuffer): void {
    if (this.#messages.length === 0) setImmediate(() => this.#flush())
    this.#messages.push(message)
    if (transfer) this.#transfers.push(transfer)
  }

  #flush(): void {
    this.#port.postMessage(this.#messages, this.#transfers)
    this.#messages = []
    this.#transfers = []
  }
}

function writerGone(): CommitFailed {
  return new CommitFailed('the writer is gone', { isDiskFull: false })
}

function toFailure(error: unknown): Failure {
  if (error instanceof CheckFailed) return { type: 'check', check: error.check }
  if (error instanceof CommitFailed) {
    return { type: 'commit', message: error.message, isDiskFull: error.isDiskFull }
  }
  if (error instanceof StorageError) {
    return { type: 'storage', code: error.code, message: error.message }
  }
  return { type: 'other', error }
}

function fromFailure(failure: Failure): unknown {
  switch (failure.type) {
    case 'check':
      return new CheckFailed(failure.check)
    case 'commit':
      return new CommitFailed(failure.message, failure)
    case 'storage':
      return new StorageError(failure.code, failure.message)
    case 'other':
      return failure.error
  }
}
