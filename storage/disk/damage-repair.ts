/**
 * Repairs what readers found to be bad, one after another, in the main thread. A report that does
 * not fit is dropped: the next reader makes another, and so does a scrub.
 */
import type { BlobUpkeep, Damage } from '../blobs/upkeep.ts'
import type { Clock } from '../engine/context.ts'
import type { Log } from '../engine/reaper.ts'

const WAITING_MAX = 1000
/** What could not be repaired is not tried again for so long, however often it is read. */
const REST_MS = 600_000

export class DamageRepair {
  readonly #upkeep: BlobUpkeep
  readonly #clock: Clock
  readonly #log: Log | undefined
  /** Locators. */
  readonly #waiting = new Set<string>()
  readonly #resting = new Map<string, number>()
  #running: Promise<void> | undefined
  #isStopped = false

  constructor(upkeep: BlobUpkeep, options: { clock: Clock; log: Log | undefined }) {
    this.#upkeep = upkeep
    this.#clock = options.clock
    this.#log = options.log
  }

  note({ locator }: Damage): void {
    if (this.#isStopped || this.#waiting.size >= WAITING_MAX) return
    if ((this.#resting.get(locator) ?? 0) > this.#clock.now()) return
    this.#waiting.add(locator)
    this.#running ??= this.#run()
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#running
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#waiting.clear()
    await this.#running
  }

  async #run(): Promise<void> {
    for (const locator of this.#waiting) {
      try {
        await this.#upkeep.repair(locator, { isInPlace: true })
        this.#log?.warn({ locator }, 'damaged bytes were written again')
      } catch (error) {
        this.#rest(locator)
        this.#log?.warn({ locator, err: error }, 'damaged bytes could not be written again')
      }
      this.#waiting.delete(locator)
    }
    this.#running = undefined
  }

  #rest(locator: string): void {
    if (this.#resting.size >= WAITING_MAX) this.#resting.clear()
    this.#resting.set(locator, this.#clock.now() + REST_MS)
  }
}
