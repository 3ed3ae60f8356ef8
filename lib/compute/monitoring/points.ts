/** What is kept of the values of one metric within one period: enough for every statistic. */
export interface Point {
  readonly minimum: number
  readonly maximum: number
  readonly sum: number
  readonly count: number
}

/** As a document holds it: a value alone where there was one, which is the usual case. */
export type StoredPoint = number | readonly [min: number, max: number, sum: number, count: number]

export function pointOf(value: number): Point {
  return { minimum: value, maximum: value, sum: value, count: 1 }
}

export function merge(one: Point | undefined, other: Point): Point {
  if (one === undefined) return other
  return {
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
    sum: one.sum + other.sum,
    count: one.count + other.count,
  }
}

export function toStored({ minimum, maximum, sum, count }: Point): StoredPoint {
  return count === 1 ? sum : [minimum, maximum, sum, count]
}

export function fromStored(stored: StoredPoint): Point {
  if (typeof stored === 'number') return pointOf(stored)
  const [minimum, maximum, sum, count] = stored
  return { minimum, maximum, sum, count }
}
