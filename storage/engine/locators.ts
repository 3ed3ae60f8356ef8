/**
 * Where in the index locators of blobs stand: in current and noncurrent versions, in records that
 * pins keep, in manifests and in the parts of open uploads. Whoever moves a blob rewrites its
 * locator through here, under the lock that guards the record.
 */
import {
  currentKeyOf,
  KIND_CURRENT,
  KIND_MANIFEST,
  KIND_NONCURRENT,
  KIND_PART,
  KIND_PINNED,
} from '../layout.ts'
import type { VersionTail } from '../record.ts'
import { decodeHead, decodeTail, encodeVersion } from '../record.ts'
import { parseManifest } from './opened.ts'
import type { PinnedRecord } from './pinned-record.ts'
import { parsePart } from './upload-record.ts'

/** The locators that the record names; none in records of other kinds. */
export function locatorsOf(metaKey: string, value: string): readonly string[] {
  switch (metaKey.charAt(0)) {
    case KIND_CURRENT:
    case KIND_NONCURRENT:
      return present(decodeTail(value))
    case KIND_PINNED: {
      const { orphan } = parsePinned(value)
      return orphan === undefined ? [] : present(decodeTail(orphan))
    }
    case KIND_MANIFEST:
      return parseManifest(value).flatMap(present)
    case KIND_PART:
      return present(parsePart(value))
    default:
      return []
  }
}

/** The same record with `to` for `from`; `undefined`: it does not name `from`. */
export function withLocator(
  metaKey: string,
  value: string,
  { from, to }: { from: string; to: string },
): string | undefined {
  if (!locatorsOf(metaKey, value).includes(from)) return undefined
  switch (metaKey.charAt(0)) {
    case KIND_PINNED: {
      const pinned = parsePinned(value)
      const orphan = pinned.orphan && movedVersion(pinned.orphan, to)
      return JSON.stringify({ ...pinned, orphan })
    }
    case KIND_MANIFEST: {
      const parts = parseManifest(value)
      return JSON.stringify(parts.map(part => (part.blob === from ? { ...part, blob: to } : part)))
    }
    case KIND_PART:
      return JSON.stringify({ ...parsePart(value), blob: to })
    default:
      return movedVersion(value, to)
  }
}

/** The lock under which everybody changes the record; parts are changed under their upload's. */
export function scopeOf(metaKey: string): string {
  switch (metaKey.charAt(0)) {
    case KIND_NONCURRENT:
    case KIND_PINNED:
      return currentKeyOf(metaKey)
    default:
      return metaKey
  }
}

function movedVersion(value: string, to: string): string {
  const tail: VersionTail = { ...decodeTail(value), blob: to }
  return encodeVersion(decodeHead(value), tail)
}

function present({ blob }: { readonly blob?: string }): readonly string[] {
  return blob === undefined ? [] : [blob]
}

function parsePinned(value: string): PinnedRecord {
  // Written by pins.ts.
  return JSON.parse(value) as PinnedRecord
}
