/** Files that are read and replaced whole. */
import { dirname } from 'node:path'
import type { FileSystem } from './file-system.ts'

const SIZE_BYTES_MAX = 1024 * 1024

/** `undefined`: there is no such file. */
export async function readSmallFile(files: FileSystem, path: string): Promise<string | undefined> {
  const file = await files.open(path)
  if (!file) return undefined
  try {
    const bytes = await file.read(SIZE_BYTES_MAX + 1, 0)
    if (bytes.length > SIZE_BYTES_MAX) throw new RangeError(`${path} is too large`)
    return bytes.toString('utf8')
  } finally {
    await file.close()
  }
}

/** Durable when it resolves; a crash leaves the old file or the new one. */
export async function replaceSmallFile(
  files: FileSystem,
  path: string,
  text: string,
): Promise<void> {
  const next = `${path}.new`
  await files.remove(next)
  const file = await files.create(next)
  try {
    await file.write(Buffer.from(text), 0)
    await file.syncData()
  } finally {
    await file.close()
  }
  await files.rename(next, path)
  await files.syncDirectory(dirname(path))
}
