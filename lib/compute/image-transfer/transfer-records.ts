/** What the control plane keeps of disks and images on their way in and out. */
import type { Documents, Storage } from '../../../storage/storage.ts'
import type { BootMode, Tags } from '../records.ts'
import type { ContainerFormat } from './container-format.ts'
import type { ExportFormat } from './disk-converter.ts'

/** An object that is held from the request to the end of the work. */
export type TransferSource = {
  readonly bucket: string
  readonly key: string
  readonly sizeBytes: number
}

export type ImportWork = {
  readonly kind: 'import-image' | 'import-snapshot'
  readonly source: TransferSource
  readonly format: ContainerFormat
  /** Chosen at the request, so that a repeat makes no second one. */
  readonly snapshotId: string
  readonly snapshotTags: Tags
  /** Of an image. */
  readonly architecture: string
  readonly bootMode: BootMode
}

export type ExportWork = {
  readonly kind: 'export-image'
  readonly imageId: string
  readonly format: ExportFormat
  readonly bucket: string
  /** `<prefix><id>.<format>` */
  readonly key: string
  readonly prefix: string
}

export type StoreWork = {
  readonly kind: 'store-image'
  readonly imageId: string
  readonly bucket: string
  readonly key: string
}

export type RestoreWork = {
  readonly kind: 'restore-image'
  readonly source: TransferSource
  /** Of the image; empty: as it was called. */
  readonly name: string
}

export type TransferWork = ImportWork | ExportWork | StoreWork | RestoreWork

export type TransferState = 'active' | 'completed' | 'failed' | 'cancelled'

export type TransferRecord = {
  /** `import-ami-…`, `import-snap-…`, `export-ami-…`, `store-ami-…`; of a restored image its own id. */
  readonly id: string
  readonly accountId: string
  readonly work: TransferWork
  readonly description: string
  readonly state: TransferState
  /** Why it failed; empty otherwise. */
  readonly message: string
  /** Of the guest's disk; 0 while it is not known. */
  readonly totalBytes: number
  /** All before this is durable. */
  readonly doneBytes: number
  /** What was made; empty until then. */
  readonly imageId: string
  readonly tags: Tags
  readonly createdAtMs: number
  /** 0 while it goes on. */
  readonly endedAtMs: number
}

export type TransferRecords = Documents<TransferRecord>

export function openTransferRecords(storage: Storage): TransferRecords {
  return storage.documents('image-transfers')
}

/** The name of the pin that holds a transfer's source. */
export function transferPin(transferId: string): string {
  return `transfer/${transferId}`
}
