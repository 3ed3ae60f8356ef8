/** Values that are made when they are first asked for, of which the last used are kept. */
export class LeastRecentlyUsed<Key, Value extends Promise<unknown>> {
  readonly #values = new Map<Key, Value>()
  readonly #countMax: number

  constructor(countMax: number) {
    this.#countMax = countMax
  }

  get(key: Key, make: () => Value): Value {
    const known = this.#values.get(key)
    const value = known ?? make()
    this.#values.delete(key)
    this.#values.set(key, value)
    if (known !== undefined) return value
    // A failure is for those who wait for it; the next one tries again.
    value.catch(() => this.#values.get(key) === value && this.#values.delete(key))
    if (this.#values.size > this.#countMax) {
      const [oldest] = this.#values.keys()
      if (oldest !== undefined) this.#values.delete(oldest)
    }
    return value
  }
}
