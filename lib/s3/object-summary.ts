/**
 * The short text that storage keeps beside each version and returns with listings, so that a listing
 * need not read attributes:
 *
 *     STANDARD 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be CRC64NVME FULL_OBJECT
 *     ^class   ^canonical id of the owner                                       ^algorithm ^type
 *
 * The last two are absent for an object without a checksum. Delete markers, which storage writes by
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
}

const EMPTY: ObjectSummary = {
  storageClass: 'STANDARD',
  ownerId: undefined,
  checksumAlgorithm: undefined,
  checksumType: undefined,
}

export function packObjectSummary(summary: {
  readonly storageClass: string
  readonly ownerId: string
  readonly checksumAlgorithm?: ChecksumAlgorithm | undefined
  readonly checksumType?: ChecksumType | undefined
}): string {
  const head = `${summary.storageClass} ${summary.ownerId}`
  if (summary.checksumAlgorithm === undefined) return head
  return `${head} ${summary.checksumAlgorithm} ${summary.checksumType ?? 'FULL_OBJECT'}`
}

export function unpackObjectSummary(text: string): ObjectSummary {
  if (text === '') return EMPTY
  const [storageClass = 'STANDARD', ownerId, algorithm, type] = text.split(' ')
  return {
    storageClass,
    ownerId,
    // Both were written by packObjectSummary, whose types allow no other words.
    checksumAlgorithm: algorithm as ChecksumAlgorithm | undefined,
    checksumType: type as ChecksumType | undefined,
  }
}
