export interface RoomNeed {
  readonly bytes: number
  readonly count: number
}

export interface RoomOptions {
  readonly bytesMax: number
  readonly countMax: number
  /** What is taken for good; what writes on their way will take is kept here. */
  used(): RoomNeed
}

/** Lets writes in while there is room in the journal, in the order in which they came. */
export class Room {
  readonly #options: RoomOptions
  readonly #waiting: { readonly need: RoomNeed; readonly done: PromiseWithResolvers<void> }[] = []
  #bytesOnTheirWay = 0
  #countOnTheirWay = 0

  constructor(options: RoomOptions) {
    this.#options = options
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0
  }

  get isHalfFull(): boolean {
    const { bytes, count } = this.#options.used()
    return bytes * 2 > this.#options.bytesMax || count * 2 > this.#options.countMax
  }

  /** False: `wait` for it. */
  take(need: RoomNeed): boolean {
    if (this.hasWaiting || !this.#fits(need)) return false
    this.#add(need)
    return true
  }

  async wait(need: RoomNeed): Promise<void> {
    const done = Promise.withResolvers<void>()
    this.#waiting.push({ need, done })
    await done.promise
  }

  /** The write has arrived, or failed. */
  give({ bytes, count }: RoomNeed): void {
    this.#bytesOnTheirWay -= bytes
    this.#countOnTheirWay -= count
    this.admit()
  }

  /** To be called when something has become free. */
  admit(): void {
    for (;;) {
      const [first] = this.#waiting
      if (first === undefined || !this.#fits(first.need)) return
      this.#waiting.shift()
      this.#add(first.need)
      first.done.resolve()
    }
  }

  refuse(error: Error): void {
    for (const { done } of this.#waiting.splice(0)) done.reject(error)
  }

  #fits({ bytes, count }: RoomNeed): boolean {
    const used = this.#options.used()
    return (
      used.bytes + this.#bytesOnTheirWay + bytes <= this.#options.bytesMax &&
      used.count + this.#countOnTheirWay + count <= this.#options.countMax
    )
  }

  #add({ bytes, count }: RoomNeed): void {
    this.#bytesOnTheirWay += bytes
    this.#countOnTheirWay += count
  }
}
