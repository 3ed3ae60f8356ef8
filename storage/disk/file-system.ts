/**
 * Everything that storage asks of a file system, so that a simulated one can stand in for it.
 * LevelDB alone reads and writes its files by itself: see the `Database` of meta/level.ts.
 *
 * Failures are those of Node, with their `code` (ENOSPC, EIO …). Nothing here is durable by itself:
 * bytes are after `syncData`, names after `syncDirectory` of the directory that they are in.
 */

/** An open file. Reads may run side by side, and so may writes to different places. */
export interface File {
  /** Exactly `length` bytes, or fewer at the end of the file; the buffer is the caller's. */
  read(length: number, position: number): Promise<Buffer>
  /** Fills the parts one after the other; resolves to the bytes read, fewer at the file's end. */
  readInto(parts: readonly Uint8Array[], position: number): Promise<number>
  /** `read` on this thread, which it holds up: see SmallReads. */
  readDirectly(length: number, position: number): Buffer
  write(bytes: Uint8Array, position: number): Promise<void>
  /** One after the other, from `position` on. */
  writeAll(parts: readonly Uint8Array[], position: number): Promise<void>
  sizeBytes(): Promise<number>
  /** Makes the bytes and the size durable (fdatasync). */
  syncData(): Promise<void>
  /** Once, when nothing is in flight. */
  close(): Promise<void>
}

export interface SpaceFigures {
  readonly totalBytes: number
  readonly freeBytes: number
}

/** Paths are absolute. Files are made 0600 and directories 0700. */
export interface FileSystem {
  /** For writing; refuses with EEXIST to open what is there. */
  create(path: string): Promise<File>
  /** For reading; `undefined`: there is no such file. */
  open(path: string): Promise<File | undefined>
  /** For reading and writing; `undefined`: there is no such file. */
  openForRepair(path: string): Promise<File | undefined>
  /** Replaces what has the name `to`. */
  rename(from: string, to: string): Promise<void>
  /** False: there was no such file. */
  remove(path: string): Promise<boolean>
  /** Succeeds where it is already. ENOENT: what it would be in is gone, as a disk can be. */
  makeDirectory(path: string): Promise<void>
  /** With those above it. */
  makeDirectories(path: string): Promise<void>
  /** Names of files and directories, in no order; `undefined`: there is no such directory. */
  list(path: string): Promise<readonly string[] | undefined>
  /** `undefined`: there is no such file. */
  sizeBytes(path: string): Promise<number | undefined>
  /** The number of the device that it is on; `undefined`: there is nothing. */
  device(path: string): Promise<number | undefined>
  /** Of the file system that the directory is on. */
  space(path: string): Promise<SpaceFigures>
  /** Makes the names in a directory durable: files created in it, renamed or removed. */
  syncDirectory(path: string): Promise<void>
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
