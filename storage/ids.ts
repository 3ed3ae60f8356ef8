/**
 * Names that are never used twice. A token names a version: inverted milliseconds, then a counter
 * that starts at random, so that the tokens of one key sort newest first. All are `0-9a-v`.
 */

const TIME_LENGTH = 10
const TIME_MAX = 2 ** 50 - 1
const COUNTER_LENGTH = 6
const COUNTER_LIMIT = 2 ** 24
/** Each thread counts in a lane of its own, so that no two of them make the same name. */
const LANE_COUNT = 64

export type RandomBytes = (count: number) => Uint8Array

export class IdSource {
  readonly #randomBytes: RandomBytes
  readonly #lane: number
  #counter: number

  constructor(randomBytes: RandomBytes, lane = 0) {
    if (lane >= LANE_COUNT) throw new RangeError(`at most ${LANE_COUNT} threads share a storage`)
    this.#randomBytes = randomBytes
    this.#lane = lane
    this.#counter = randomBytes(4).reduce((sum, byte) => sum * 256 + byte, 0) % COUNTER_LIMIT
  }

  /** 16 characters; later times sort before earlier ones. */
  token(timeMs: number): string {
    return timeText(TIME_MAX - timeMs) + this.#count()
  }

  /** 16 characters; earlier times sort before later ones. */
  ticket(timeMs: number): string {
    return timeText(timeMs) + this.#count()
  }

  /** 5 bits of randomness in each character. */
  random(length: number): string {
    return Array.from(this.#randomBytes(length), byte => (byte & 31).toString(32)).join('')
  }

  #count(): string {
    this.#counter = (this.#counter + 1) % COUNTER_LIMIT
    return (this.#counter * LANE_COUNT + this.#lane).toString(32).padStart(COUNTER_LENGTH, '0')
  }
}

/** The bound below which every ticket is due at `timeMs` or before. */
export function ticketBound(timeMs: number): string {
  return timeText(timeMs + 1)
}

/** The least token of a version that was written at `timeMs` or before. */
export function tokenBound(timeMs: number): string {
  return timeText(TIME_MAX - timeMs)
}

function timeText(timeMs: number): string {
  return timeMs.toString(32).padStart(TIME_LENGTH, '0')
}
