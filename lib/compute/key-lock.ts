/** Runs what concerns one key in the order in which it came, and different keys side by side. */
export class KeyLock {
  readonly #tails = new Map<string, Promise<unknown>>()

  /** Whether work on the key is under way or waits. */
  isBusy(key: string): boolean {
    return this.#tails.has(key)
  }

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve()
    // The one before has told its own caller how it ended.
    const mine = before.then(work, work)
    this.#tails.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.#tails.get(key) === mine) this.#tails.delete(key)
    }
  }
}
