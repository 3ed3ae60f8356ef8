import type { Socket } from 'node:net'

/**
 * Counts what a guest sends to the store, over all its connections: what it says about the sizes of its
 * outputs is not believed. Ends the connections that are left when the event is over.
 */
export class StoreMeter {
  readonly #take: (connection: Socket) => void
  readonly #open = new Set<Socket>()
  #closedBytes = 0
  #isClosed = false

  constructor(take: (connection: Socket) => void) {
    this.#take = take
  }

  get receivedBytes(): number {
    let sum = this.#closedBytes
    for (const socket of this.#open) sum += socket.bytesRead
    return sum
  }

  accept(connection: Socket): void {
    if (this.#isClosed) {
      connection.destroy()
      return
    }
    this.#open.add(connection)
    connection.once('close', () => {
      this.#open.delete(connection)
      this.#closedBytes += connection.bytesRead
    })
    this.#take(connection)
  }

  close(): void {
    this.#isClosed = true
    for (const socket of this.#open) socket.destroy()
  }
}
