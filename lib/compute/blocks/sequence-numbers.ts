/**
 * Numbers of one volume's writes, which never repeat: they are reserved durably in advance, and
 * those that a process did not come to use are skipped.
 */
export class SequenceNumbers {
  /** Earlier processes used lower ones. */
  readonly first: number
  #next: number
  #limit: number
  readonly #reserve: () => Promise<number>

  /** `reserve` moves the limit on and resolves to the new one. */
  constructor(
    range: { readonly first: number; readonly limit: number },
    reserve: () => Promise<number>,
  ) {
    this.first = range.first
    this.#next = range.first
    this.#limit = range.limit
    this.#reserve = reserve
  }

  get isExhausted(): boolean {
    return this.#next >= this.#limit
  }

  next(): number {
    if (this.isExhausted) throw new Error('the sequence numbers are used up')
    return this.#next++
  }

  async reserve(): Promise<void> {
    this.#limit = Math.max(this.#limit, await this.#reserve())
  }
}
