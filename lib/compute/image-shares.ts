/** Images by whoever may use them. */
import type { ComputeRecords, ImageRecord } from './records.ts'
import { Shares } from './shares.ts'

export function openImageShares(records: ComputeRecords): Shares<ImageRecord> {
  const { images, imageOwners, imageShares } = records
  return new Shares({ records: images, owners: imageOwners, index: imageShares })
}

/** As a machine of the account names it, in whatever state; it may be another account's. */
export async function findImage(
  records: ComputeRecords,
  accountId: string,
  imageId: string,
): Promise<ImageRecord | undefined> {
  const own = await records.images.get(`${accountId}/${imageId}`)
  return own ?? openImageShares(records).find(imageId)
}
