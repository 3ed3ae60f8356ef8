/**
 * Hands each value to every reader that was there when it came. A reader that falls behind loses
 * the oldest values: what they would have told, the hypervisor's list tells as well.
 */
export class EventQueue<T> {
  readonly #readers = new Set<Reader<T>>()
  readonly #lengthMax: number
  #isClosed = false

  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax
  }

  push(value: T): void {
    for (const reader of this.#readers) {
      reader.waiting.push(value)
      if (reader.waiting.length > this.#lengthMax) reader.waiting.shift()
      reader.wake?.()
    }
  }

  /** Ends every reader once it has read what waits for it. */
  close(): void {
    this.#isClosed = true
    for (const reader of this.#readers) reader.wake?.()
  }

  /** Registered from this call on, not from the first step of the iteration. */
  read(): AsyncIterableIterator<T> {
    const reader: Reader<T> = { waiting: [], wake: undefined }
    this.#readers.add(reader)
    const finish = (): IteratorReturnResult<undefined> => {
      this.#readers.delete(reader)
      reader.wake?.()
      return { done: true, value: undefined }
    }
    const next = async (): Promise<IteratorResult<T>> => {
      for (;;) {
        const [value] = reader.waiting.splice(0, 1)
        if (value !== undefined) return { done: false, value }
        if (this.#isClosed || !this.#readers.has(reader)) return finish()
        await new Promise<void>(resolve => {
          reader.wake = resolve
        })
      }
    }
    return {
      next,
      return: async () => finish(),
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }
}

interface Reader<T> {
  readonly waiting: T[]
  wake: (() => void) | undefined
}
