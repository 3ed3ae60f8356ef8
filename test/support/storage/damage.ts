/** What disks do to files. */
import { open } from 'node:fs/promises'

/** `position` counts on from the start again past the end. */
export async function flipBit(path: string, position: number): Promise<void> {
  await using file = await open(path, 'r+')
  const { size } = await file.stat()
  const byte = Buffer.alloc(1)
  const at = position % size
  await file.read(byte, 0, 1, at)
  await file.write(Buffer.of((byte[0] ?? 0) ^ 0x10), 0, 1, at)
}
