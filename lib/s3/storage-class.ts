/**
 * Storage classes. All bytes lie on the same disks: a class is what an object is called, what
 * lifecycle rules move it to, for the two archives, that it must be restored before it is read, and
 * for REDUCED_REDUNDANCY, that fewer disks may be lost with it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
 */
import type { Redundancy } from '../../storage/storage.ts'
import { S3Error } from './errors.ts'

/** From warm to cold: a lifecycle rule moves objects in this direction alone. */
export const storageClasses = [
  'REDUCED_REDUNDANCY',
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const
export type StorageClass = (typeof storageClasses)[number]

/** Throws InvalidStorageClass. */
export function parseStorageClass(header: string | undefined): StorageClass {
  if (header === undefined) return 'STANDARD'
  const known = storageClasses.find(name => name === header)
  if (known !== undefined) return known
  throw new S3Error('InvalidStorageClass', { StorageClassRequested: header.slice(0, 64) })
}

/** How storage keeps the bytes of an object that is written in the class. */
export function redundancyOf(storageClass: StorageClass): Redundancy {
  return storageClass === 'REDUCED_REDUNDANCY' ? 'reduced' : 'standard'
}

export function isArchive(storageClass: string): boolean {
  return storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE'
}

const ranks: ReadonlyMap<string, number> = new Map(
  storageClasses.map((name, index) => [name, index]),
)

/** Whether lifecycle may move an object from the one to the other. */
export function isColder(storageClass: StorageClass, than: string): boolean {
  return (ranks.get(storageClass) ?? 0) > (ranks.get(than) ?? 0)
}
