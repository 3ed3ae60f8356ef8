/** Choices that a seed decides. */
import { seededRandom } from '../seeded-random.ts'

export class Chance {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = seededRandom(seed)
  }

  /** From 0 to below 1. */
  readonly next = (): number => this.#next()

  /** True with this probability. */
  happens(probability: number): boolean {
    return this.#next() < probability
  }

  /** From 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit)
  }

  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.below(values.length)] ?? values[0]
  }

  /** Half of all are short, some are many times longer. */
  waitMs(meanMs: number): number {
    return -Math.log(1 - this.#next()) * meanMs
  }

  /** A source that is independent of how often this one is asked later. */
  fork(): Chance {
    return new Chance(Math.floor(this.#next() * 2 ** 32))
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256))
  }
}
