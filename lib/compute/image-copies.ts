/** Copies of images: new images of the account's own, which share their bytes with the source. */
import { ComputeError } from './errors.ts'
import { type Images, sourceOf } from './images.ts'
import type { ImageRecord, Tags } from './records.ts'
import type { Snapshots } from './volumes/snapshots.ts'
import type { ImageDisk } from './volumes/volume-records.ts'

export interface ImageCopy {
  readonly accountId: string
  readonly sourceImageId: string
  readonly name: string
  /** Absent: the source's. */
  readonly description: string | undefined
  /** Whether the source's tags are copied, if it is the account's own. */
  readonly copiesTags: boolean
  readonly tags: Tags
  readonly snapshotTags: Tags
}

export type CopyImage = (copy: ImageCopy) => Promise<ImageRecord>

export function createCopyImage(options: {
  readonly images: Images
  readonly snapshots: Snapshots
}): CopyImage {
  const { images, snapshots } = options
  return async copy => {
    const { accountId, sourceImageId, snapshotTags } = copy
    const source = await images.get(accountId, sourceImageId)
    if (!source) throw new ComputeError('image-missing', sourceImageId)
    const isOwn = source.accountId === accountId
    const registration = {
      accountId,
      name: copy.name,
      description: copy.description ?? source.description,
      architecture: source.architecture,
      rootDeviceName: source.rootDeviceName,
      enaSupport: source.enaSupport,
      ...(source.bootMode !== undefined && { bootMode: source.bootMode }),
      tags: copy.copiesTags && isOwn ? { ...source.tags, ...copy.tags } : copy.tags,
    }
    return images.registerDisks(registration, async () => {
      const disks: ImageDisk[] = []
      for (const disk of source.disks) {
        const sourceId = sourceOf(source, disk)
        if (sourceId === '') {
          disks.push(disk)
          continue
        }
        const snapshot = await snapshots.derive({
          accountId,
          sourceId,
          volumeSizeGib: disk.sizeGib,
          description: `Copied for DestinationAmi from SourceAmi ${source.id}`,
          tags: snapshotTags,
        })
        disks.push({ ...disk, snapshotId: snapshot.id })
      }
      return disks
    })
  }
}
