/** The environment's clock and randomness, passed as arguments so that tests can hold them still. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
