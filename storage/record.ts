/**
 * The stored form of one version: a head of tab-separated fields, which is all that listings read,
 * a line feed, then JSON that is parsed only when attributes or bytes are wanted.
 *
 *     flags TAB size TAB time TAB token TAB nullToken TAB etag TAB summary LF {"a":…,"b":…}
 */
import type { Attributes, ListedVersion, ObjectRecord } from './storage.ts'

const DELETE_MARKER = 1
const NULL_VERSION = 2
const PINNED = 4
/** Flags are one printable character: `@` for none, `A` for 1 … */
const FLAGS_BASE = 64

export const NULL_VERSION_ID = 'null'

export interface VersionHead {
  readonly isDeleteMarker: boolean
  /** Written while versioning was off or suspended: its version id is `null`. */
  readonly isNull: boolean
  /** The pins are in the record of pinnedKey. */
  readonly isPinned: boolean
  readonly sizeBytes: number
  readonly modifiedAtMs: number
  readonly token: string
  /** In a current record: the token of the noncurrent null version; else empty. */
  readonly nullToken: string
  readonly etag: string
  readonly summary: string
}

export interface VersionTail {
  readonly attributes: Attributes
  /** The locator of the bytes, where they are one blob. */
  readonly blob?: string
  /** The upload that made it: its manifest holds the parts. */
  readonly manifest?: string
  readonly partCount?: number
}

interface TailJson {
  readonly a: Attributes
  readonly b?: string
  readonly m?: string
  readonly n?: number
}

export function encodeVersion(head: VersionHead, tail: VersionTail): string {
  const json: TailJson = {
    a: tail.attributes,
    ...(tail.blob !== undefined && { b: tail.blob }),
    ...(tail.manifest !== undefined && { m: tail.manifest }),
    ...(tail.partCount !== undefined && { n: tail.partCount }),
  }
  return `${encodeHead(head)}\n${JSON.stringify(json)}`
}

/** The same version with another head: its tail is copied unread. */
export function withHead(value: string, change: Partial<VersionHead>): string {
  const head = { ...decodeHead(value), ...change }
  return encodeHead(head) + value.slice(value.indexOf('\n'))
}

export function decodeHead(value: string): VersionHead {
  const fields = value.slice(0, value.indexOf('\n')).split('\t')
  const [flagsText = '', size, time, token = '', nullToken = '', etag = '', summary = ''] = fields
  const flags = flagsText.charCodeAt(0) - FLAGS_BASE
  return {
    isDeleteMarker: (flags & DELETE_MARKER) !== 0,
    isNull: (flags & NULL_VERSION) !== 0,
    isPinned: (flags & PINNED) !== 0,
    sizeBytes: Number(size),
    modifiedAtMs: Number(time),
    token,
    nullToken,
    etag: unescapeField(etag),
    summary: unescapeField(summary),
  }
}

export function decodeTail(value: string): VersionTail {
  // What is after the head was written by encodeVersion.
  const json = JSON.parse(value.slice(value.indexOf('\n') + 1)) as TailJson
  return {
    attributes: json.a,
    ...(json.b !== undefined && { blob: json.b }),
    ...(json.m !== undefined && { manifest: json.m }),
    ...(json.n !== undefined && { partCount: json.n }),
  }
}

export function versionIdOf(head: VersionHead): string {
  return head.isNull ? NULL_VERSION_ID : head.token
}

export function toListed(head: VersionHead, key: string, isLatest: boolean): ListedVersion {
  return {
    key,
    versionId: versionIdOf(head),
    isLatest,
    isDeleteMarker: head.isDeleteMarker,
    sizeBytes: head.sizeBytes,
    modifiedAtMs: head.modifiedAtMs,
    etag: head.etag,
    summary: head.summary,
  }
}

export function toRecord(
  head: VersionHead,
  tail: VersionTail,
  place: { key: string; isLatest: boolean },
): ObjectRecord {
  return {
    ...toListed(head, place.key, place.isLatest),
    attributes: tail.attributes,
    ...(tail.partCount !== undefined && { partCount: tail.partCount }),
  }
}

function encodeHead(head: VersionHead): string {
  const flags =
    (head.isDeleteMarker ? DELETE_MARKER : 0) |
    (head.isNull ? NULL_VERSION : 0) |
    (head.isPinned ? PINNED : 0)
  const start = `${String.fromCharCode(FLAGS_BASE + flags)}\t${head.sizeBytes}\t${head.modifiedAtMs}`
  const texts = `${escapeField(head.etag)}\t${escapeField(head.summary)}`
  return `${start}\t${head.token}\t${head.nullToken}\t${texts}`
}

function escapeField(text: string): string {
  if (!/[\\\t\n]/.test(text)) return text
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n')
}

function unescapeField(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(.)/g, (_, letter: string) => ({ t: '\t', n: '\n' })[letter] ?? letter)
}
