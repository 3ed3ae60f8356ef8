/**
 * Folds a group of commits into one batch: checks are evaluated and counters added in the order of
 * the commits, each seeing what the ones before it wrote. Only the one writer of a shard may do
 * this, because between the fold and the batch nobody else may write.
 */
import type { Check, Write } from './meta.ts'

export interface Commit {
  readonly checks: readonly Check[]
  readonly writes: readonly Write[]
}

export interface Folded {
  /** The value each key ends with; `undefined`: it is removed. */
  readonly changes: ReadonlyMap<string, string | undefined>
  /** For each commit the check that refused it, or `undefined` if it is in `changes`. */
  readonly refusals: readonly (Check | undefined)[]
}

export function fold(
  commits: readonly Commit[],
  stored: (key: string) => string | undefined,
): Folded {
  const changes = new Map<string, string | undefined>()
  const read = (key: string) => (changes.has(key) ? changes.get(key) : stored(key))
  const refusals = commits.map(({ checks, writes }) => {
    const refusal = checks.find(check => !holds(check, read(check.key)))
    if (refusal === undefined) {
      for (const write of writes) changes.set(write.key, valueAfter(write, read))
    }
    return refusal
  })
  return { changes, refusals }
}

function holds(check: Check, value: string | undefined): boolean {
  switch (check.type) {
    case 'present':
      return value !== undefined
    // A counter that is zero is absent.
    case 'absent':
    case 'zero':
      return value === undefined
    case 'at-most':
      return Number(value ?? 0) <= check.max
  }
}

function valueAfter(write: Write, read: (key: string) => string | undefined): string | undefined {
  switch (write.type) {
    case 'put':
      return write.value
    case 'del':
      return undefined
    case 'add': {
      const sum = Number(read(write.key) ?? 0) + write.amount
      if (!Number.isSafeInteger(sum)) throw new RangeError(`counter ${write.key} overflows`)
      return sum === 0 ? undefined : String(sum)
    }
  }
}
