/**
 * The short text that storage keeps beside each version and returns with listings, so that a listing
 * need not read attributes:
 *
 *     STANDARD 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be CRC64NVME FULL_OBJECT
 *     ^class   ^canonical id of the owner                                       ^algorithm ^type
 *
 * The last two are absent for an object without a checksum. A restored copy of an archived object
 * adds a fifth word, the milliseconds since 1970 until which it can be read; `-` then stands for an
 * absent word before it. Delete markers, which storage writes by
 * itself, have an empty summary.
 */
import type { ChecksumAlgorithm } from './request-body.ts'

export type ChecksumType = 'COMPOSITE' | 'FULL_OBJECT'

export interface ObjectSummary {
  readonly storageClass: string
  /** Canonical id; undefined for a delete marker. */
  readonly ownerId: string | undefined
  readonly checksumAlgorithm: ChecksumAlgorithm | undefined
  readonly checksumType: ChecksumType | undefined
  /** Only of an archived object that was restored. */
  readonly restoredUntilMs: number | undefined
}

const EMPTY: ObjectSummary = {
  storageClass: 'STANDARD',
  ownerId: undefined,
  checksumAlgorithm: undefined,
  checksumType: undefined,
  restoredUntilMs: undefined,
}

const ABSENT = '-'

export function packObjectSummary(summary: {
  readonly storageClass: string
  readonly ownerId: string
  readonly checksumAlgorithm?: ChecksumAlgorithm | undefined
  readonly checksumType?: ChecksumType | undefined
  readonly restoredUntilMs?: number | undefined
}): string {
  const { checksumAlgorithm, checksumType = 'FULL_OBJECT', restoredUntilMs } = summary
  const head = `${summary.storageClass} ${summary.ownerId}`
  const restored = restoredUntilMs === undefined ? '' : ` ${restoredUntilMs}`
  if (checksumAlgorithm !== undefined)
    return `${head} ${checksumAlgorithm} ${checksumType}${restored}`
  return restored === '' ? head : `${head} ${ABSENT} ${ABSENT}${restored}`
}

/** The same with another class, or another end of a restored copy. */
export function repackObjectSummary(
  text: string,
  changes: Partial<Pick<ObjectSummary, 'restoredUntilMs' | 'storageClass'>>,
): string {
  const summary = unpackObjectSummary(text)
  return packObjectSummary({ ...summary, ownerId: summary.ownerId ?? '', ...changes })
}

export function unpackObjectSummary(text: string): ObjectSummary {
  if (text === '') return EMPTY
  const words = text.split(' ').map(word => (word === ABSENT ? undefined : word))
  const [storageClass = 'STANDARD', ownerId, algorithm, type, restored] = words
  return {
    storageClass,
    ownerId,
    // Both were written by packObjectSummary, whose types allow no other words.
    checksumAlgorithm: algorithm as ChecksumAlgorithm | undefined,
    checksumType: type as ChecksumType | undefined,
    restoredUntilMs: restored === undefined ? undefined : Number(restored),
  }
}
