/**
 * Fills the disk that DIRECTORY is on, empties it again, and prints what it saw as JSON.
 *
 *     node fill-disk.ts DIRECTORY
 */

import { openDiskStorage } from '../../../storage/open.ts'
import { StorageError } from '../../../storage/storage.ts'
import { bytesOf, clock, contentOf, fields, inChunks, put, readAll } from './samples.ts'

const OBJECT_COUNT_MAX = 2000
const sizesBytes = [50_000, 700_000]

const [, , directory = ''] = process.argv
const stored = new Map<string, Buffer>()
const codes: string[] = []

async function fill(): Promise<void> {
  await using storage = await openDiskStorage({
    directories: [directory],
    clock,
    reclaimIntervalMs: 1_000_000,
  })
  await storage.createBucket('bucket', { ownerId: 'o' })
  for (let index = 0; index < OBJECT_COUNT_MAX && codes.length < 20; index++) {
    const body = bytesOf(sizesBytes[index % sizesBytes.length] ?? 0, index + 1)
    try {
      await storage.putObject('bucket', `key-${index}`, inChunks(body, 60_000), {
        finish: () => fields(),
      })
      stored.set(`key-${index}`, body)
    } catch (error) {
      codes.push(error instanceof StorageError ? error.code : String(error))
    }
  }
}

async function empty() {
  await using storage = await openDiskStorage({
    directories: [directory],
    clock,
    reclaimIntervalMs: 1_000_000,
  })
  let wholeCount = 0
  for (const [key, body] of stored) {
    await using opened = await storage.openObject('bucket', key)
    if (opened && body.equals(await readAll(opened))) wholeCount++
  }
  for (const key of stored.keys()) await storage.deleteObject('bucket', key)
  await storage.reclaim()
  await put(storage, 'after', 'there is room again')
  const after = await contentOf(storage, 'after')
  const { isWritable } = await storage.health()
  return { storedCount: stored.size, wholeCount, isWritable, after }
}

await fill()
process.stdout.write(JSON.stringify({ codes: [...new Set(codes)], ...(await empty()) }))
