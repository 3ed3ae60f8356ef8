/** LevelDB as we use it: `level` on Node, which is classic-level. Tests put their own behind it. */
import { Level } from 'level'

export interface Database {
  /** It may be opened again after it was closed. */
  open(): Promise<void>
  close(): Promise<void>
  /** What is there now; the caller closes it. */
  snapshot(): DatabaseSnapshot
  /** With a snapshot: what was there then. */
  getSync(key: string, options?: { snapshot?: DatabaseSnapshot | undefined }): string | undefined
  iterator(options: {
    snapshot?: DatabaseSnapshot | undefined
    gt?: string
    gte?: string
    lt: string
    limit: number
    reverse: boolean
    highWaterMarkBytes: number
  }): { nextv(size: number): Promise<[string, string][]>; close(): Promise<void> }
  batch(operations: BatchOperation[], options: { sync: boolean }): Promise<void>
}

export interface DatabaseSnapshot {
  close(): Promise<void>
}

export type BatchOperation =
  | { type: 'put'; key: string; value: string }
  | { type: 'del'; key: string }

export interface DatabaseOptions {
  /** Other threads of this process open the same database. */
  readonly isShared: boolean
  /** False: opening fails unless it is there; true by default. */
  readonly createIfMissing?: boolean
  /** How many databases the memory for all of them is shared by; 1 by default. */
  readonly memoryShares?: number
}

const CACHE_BYTES = 64 * 1024 * 1024
/** Up to two of them are in memory, and a start reads up to one from the log. */
const WRITE_BUFFER_BYTES = 16 * 1024 * 1024
/** Of one disk's database and the mirrors of a few: more databases get smaller ones. */
const WRITE_BUFFERS_BYTES = 3 * WRITE_BUFFER_BYTES
const WRITE_BUFFER_BYTES_MIN = 1024 * 1024

export function createDatabase(path: string, options: DatabaseOptions): Database {
  const { isShared, createIfMissing = true, memoryShares = 1 } = options
  const level = new Level<string, string>(path, {
    keyEncoding: 'utf8',
    valueEncoding: 'utf8',
    createIfMissing,
    cacheSize: Math.ceil(CACHE_BYTES / memoryShares),
    writeBufferSize: Math.max(
      WRITE_BUFFER_BYTES_MIN,
      Math.min(WRITE_BUFFER_BYTES, Math.ceil(WRITE_BUFFERS_BYTES / memoryShares)),
    ),
    multithreading: isShared,
  })
  // `level` declares what browsers have too, where getSync and sync are missing; on Node it is
  // classic-level, which has them.
  return level as unknown as Database
}

/** Nobody has it open; one that is not there is no error. */
export function destroyDatabase(path: string): Promise<void> {
  // As above: it is classic-level, which has it.
  return (Level as unknown as { destroy(path: string): Promise<void> }).destroy(path)
}

const FAILURE_CODES = new Set([
  'LEVEL_CORRUPTION',
  'LEVEL_DATABASE_NOT_OPEN',
  'LEVEL_IO_ERROR',
  'LEVEL_ITERATOR_NOT_OPEN',
  'LEVEL_SNAPSHOT_NOT_OPEN',
])

/** The database or its disk failed, or it is being closed: the same may work on another one. */
export function isDatabaseFailure(error: unknown): boolean {
  return error instanceof Error && 'code' in error && FAILURE_CODES.has(String(error.code))
}

export function isCorruption(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'LEVEL_CORRUPTION'
}
