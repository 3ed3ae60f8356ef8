/** Tasks in turn, each once, and no more than there is room for. */
export class TaskLine {
  readonly #lengthMax: number
  /** Those that wait for their turn, in order. */
  readonly #waiting: string[] = []
  /** Those and the ones at work. */
  readonly #members = new Set<string>()
  #wake = Promise.withResolvers<void>()

  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax
  }

  get size(): number {
    return this.#members.size
  }

  has(taskId: string): boolean {
    return this.#members.has(taskId)
  }

  async add(taskId: string, signal: AbortSignal): Promise<void> {
    while (this.#members.size >= this.#lengthMax) await this.#change(signal)
    this.#members.add(taskId)
    this.#waiting.push(taskId)
    this.#notify()
  }

  async take(signal: AbortSignal): Promise<string> {
    for (;;) {
      const taskId = this.#waiting.shift()
      if (taskId !== undefined) return taskId
      await this.#change(signal)
    }
  }

  finish(taskId: string, { isAgain }: { isAgain: boolean }): void {
    if (isAgain) this.#waiting.push(taskId)
    else this.#members.delete(taskId)
    this.#notify()
  }

  async #change(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const stopped = Promise.withResolvers<void>()
    const stop = () => stopped.resolve()
    signal.addEventListener('abort', stop, { once: true })
    await Promise.race([this.#wake.promise, stopped.promise])
    signal.removeEventListener('abort', stop)
    signal.throwIfAborted()
  }

  #notify(): void {
    this.#wake.resolve()
    this.#wake = Promise.withResolvers()
  }
}
