/** `members.json`: a copy of the membership record, on each disk and as the witness. */
import { join } from 'node:path'
import type { FileSystem } from '../disk/file-system.ts'
import { readSmallFile, replaceSmallFile } from '../disk/small-file.ts'
import { decodeRecord, encodeRecord, type MembersRecord } from './record.ts'

const recordPath = (directory: string) => join(directory, 'members.json')

/** `undefined`: there is none, or it is damaged and the other copies have to do. */
export async function readRecord(
  files: FileSystem,
  directory: string,
): Promise<MembersRecord | undefined> {
  const text = await readSmallFile(files, recordPath(directory))
  return text === undefined ? undefined : decodeRecord(text)
}

/** Durable when it resolves. */
export async function writeRecord(
  files: FileSystem,
  directory: string,
  record: MembersRecord,
): Promise<void> {
  await replaceSmallFile(files, recordPath(directory), encodeRecord(record))
}

/** Durable when it resolves; repeating it succeeds. */
export async function removeRecord(files: FileSystem, directory: string): Promise<void> {
  if (await files.remove(recordPath(directory))) await files.syncDirectory(directory)
}
