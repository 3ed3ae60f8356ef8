/** What the control plane keeps of volumes, snapshots and the places where they are attached. */
import type { Tags } from '../records.ts'

/**
 * A disk of a machine, as the machine's own record has it: which disks a machine has, and under
 * which names, is decided in one document. `attaching` and `detaching` are intents that the
 * reconciler has yet to carry out.
 */
export type DiskAttachment = {
  /** Of a volume that is made when the machine starts for the first time. */
  readonly plan?: VolumePlan
  readonly volumeId: string
  /** As the owner named it: `/dev/sdf`. */
  readonly deviceName: string
  /** Where it is plugged in; 0 is the disk that the machine boots from. */
  readonly slot: number
  readonly sizeBytes: number
  /** The volume has grown, and a machine that runs has not been told. */
  readonly hasGrown: boolean
  readonly deleteOnTermination: boolean
  readonly state: 'attaching' | 'attached' | 'detaching'
  /** Of a `detaching` one: it is taken away whether or not the guest lets go of it. */
  readonly isForced: boolean
  readonly attachedAtMs: number
}

/** What a volume promises besides its size; a number is 0 where the type has none. */
export type VolumePerformance = {
  readonly volumeType: string
  readonly iops: number
  readonly throughputMibps: number
}

/** A volume that comes with its machine. */
export type VolumePlan = VolumePerformance & {
  readonly sizeGib: number
  /** A snapshot of the block store that its bytes begin with; empty: zeroes. */
  readonly sourceId: string
  /** The source as its owner sees it; empty where it is no snapshot of anybody's. */
  readonly snapshotId: string
  readonly tags: Tags
}

/** A disk of an image: what a machine of it begins with. */
export type ImageDisk = VolumePerformance & {
  readonly deviceName: string
  /** Empty: of the disk to boot from, the image's object; of another one, zeroes. */
  readonly snapshotId: string
  readonly sizeGib: number
  readonly deleteOnTermination: boolean
}

/** `creating` until its data is there, `deleting` until it is gone. */
export type VolumeState = 'creating' | 'ready' | 'deleting'

export type VolumeModification = {
  readonly original: VolumePerformance & { readonly sizeGib: number }
  readonly target: VolumePerformance & { readonly sizeGib: number }
  /** `modifying` while a machine has not seen the new size yet. */
  readonly state: 'modifying' | 'completed'
  readonly startedAtMs: number
  /** 0 while it goes on. */
  readonly endedAtMs: number
}

export type VolumeRecord = VolumePerformance & {
  readonly id: string
  readonly accountId: string
  readonly sizeGib: number
  /** Empty: made of nothing, or of an image. */
  readonly snapshotId: string
  readonly state: VolumeState
  /** Whose it is now; empty: nobody's. That machine's record has the rest. */
  readonly machineId: string
  readonly autoEnablesIo: boolean
  readonly modification?: VolumeModification
  readonly tags: Tags
  readonly createdAtMs: number
}

export type SnapshotState = 'pending' | 'completed' | 'error' | 'deleting'

export type SnapshotRecord = {
  readonly id: string
  readonly accountId: string
  /** Of which it was taken; a copy has the volume `vol-ffffffff`, as on EC2. */
  readonly volumeId: string
  readonly volumeSizeGib: number
  readonly description: string
  readonly state: SnapshotState
  /** Accounts that may make volumes of it. */
  readonly sharedWith: readonly string[]
  readonly isPublic: boolean
  readonly tags: Tags
  readonly startedAtMs: number
  /** 0 until it is completed. */
  readonly completedAtMs: number
}

/** What a client token was first used for. */
export type VolumeToken = {
  readonly fingerprint: string
  readonly volumeId: string
  readonly createdAtMs: number
}
