/**
 * How much of a large blob may be lost: it becomes `dataCount` fragments with its bytes and
 * `parityCount` more, each on a disk of its own, and any `dataCount` of them give it back. Small
 * blobs have `parityCount + 1` copies.
 */
import type { Redundancy } from '../storage.ts'

export interface Scheme {
  readonly dataCount: number
  readonly parityCount: number
}

export type Schemes = Readonly<Record<Redundancy, Scheme>>

/** Of data and parity together: what a stripe needs in memory is bounded. */
export const FRAGMENT_COUNT_MAX = 16

const standard: readonly (readonly [diskCountMin: number, scheme: Scheme])[] = [
  [12, { dataCount: 8, parityCount: 4 }],
  [8, { dataCount: 5, parityCount: 3 }],
  [7, { dataCount: 5, parityCount: 2 }],
  [6, { dataCount: 4, parityCount: 2 }],
  [5, { dataCount: 3, parityCount: 2 }],
  [4, { dataCount: 2, parityCount: 2 }],
  [3, { dataCount: 2, parityCount: 1 }],
  [2, { dataCount: 1, parityCount: 1 }],
]
const REDUCED_DATA_COUNT_MAX = 6
const NONE: Scheme = { dataCount: 1, parityCount: 0 }

/** What is used where nothing else is configured. */
export function defaultSchemes(diskCount: number): Schemes {
  if (diskCount < 2) return { standard: NONE, reduced: NONE }
  return {
    standard: standard.find(([diskCountMin]) => diskCount >= diskCountMin)?.[1] ?? NONE,
    reduced: { dataCount: Math.min(diskCount - 1, REDUCED_DATA_COUNT_MAX), parityCount: 1 },
  }
}
