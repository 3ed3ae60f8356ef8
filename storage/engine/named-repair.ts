import type { BlobUpkeep, RepairOptions } from '../blobs/upkeep.ts'

/**
 * Repairs a blob that a record names, and has the record name it as it is then. Resolves to the
 * locator by which it is named; `undefined`: `record` says that nothing names it (any more). Throws
 * what BlobUpkeep.repair throws.
 */
export async function repairNamed(
  upkeep: BlobUpkeep,
  locator: string,
  {
    record,
    ...options
  }: RepairOptions & {
    readonly record: (move: { readonly from: string; readonly to: string }) => Promise<boolean>
  },
): Promise<string | undefined> {
  const repaired = await upkeep.repair(locator, options)
  if (repaired === locator) return locator
  const isRecorded = await record({ from: locator, to: repaired })
  // What the record does not name goes: what was moved away from, or what is new.
  if (isRecorded) await upkeep.removeStale(locator, repaired)
  else await upkeep.removeStale(repaired, locator)
  return isRecorded ? repaired : undefined
}
