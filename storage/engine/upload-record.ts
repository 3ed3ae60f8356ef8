/** The stored forms of uploads and their parts. */
import { splitEnded } from '../layout.ts'
import type { Entry } from '../meta/meta.ts'
import type { Attributes, PartRecord, Redundancy, UploadRecord } from '../storage.ts'

interface UploadJson {
  readonly initiatedAtMs: number
  readonly summary: string
  readonly attributes: Attributes
  readonly redundancy?: Redundancy
}

export interface StoredPart extends PartRecord {
  /** Absent when the part is empty. */
  readonly blob?: string
  /** When the request began: the process's run, and nanoseconds of its monotonic clock. */
  readonly began: readonly [runId: string, nanoseconds: string]
}

export function encodeUpload(upload: UploadRecord): string {
  const { initiatedAtMs, summary, attributes, redundancy } = upload
  const json: UploadJson = { initiatedAtMs, summary, attributes }
  return JSON.stringify(redundancy === 'reduced' ? { ...json, redundancy } : json)
}

export function parseUpload([metaKey, text]: Entry): UploadRecord {
  const { key, suffix: uploadId } = splitEnded(metaKey)
  // Written by encodeUpload.
  const json = JSON.parse(text) as UploadJson
  return { key, uploadId, ...json }
}

export function parsePart(text: string): StoredPart {
  // Written by uploads.ts.
  return JSON.parse(text) as StoredPart
}

export function toPartRecord(part: StoredPart): PartRecord {
  const { partNumber, sizeBytes, modifiedAtMs, etag, attributes } = part
  return { partNumber, sizeBytes, modifiedAtMs, etag, attributes }
}
