/** Numbers of parts, as queries and completion documents give them. */
import { invalidArgument } from './errors.ts'

export const PART_NUMBER_MAX = 10_000

export function parsePartNumber(text: string): number {
  const partNumber = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (partNumber < 1 || partNumber > PART_NUMBER_MAX) {
    throw invalidArgument(
      'partNumber',
      text,
      `Part number must be an integer between 1 and ${PART_NUMBER_MAX}, inclusive`,
    )
  }
  return partNumber
}
