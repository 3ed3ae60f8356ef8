import type { TransferRecord } from '../../compute/image-transfer/transfer-records.ts'

/** Whole percents, below 100 until all is over. */
export function percentOf({ doneBytes, totalBytes }: TransferRecord): string {
  if (totalBytes === 0) return '0'
  return String(Math.min(99, Math.floor((doneBytes / totalBytes) * 100)))
}
