/**
 * Fills the disk that DIRECTORY is on, in the middle of bodies and of the index's batches, looks what
 * still works, makes room again, and prints what it saw as JSON. One storage sees all of it.
 *
 *     node fill-disk.ts DIRECTORY
 */
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openDiskStorage } from '../../../storage/open.ts'
import type { Storage } from '../../../storage/storage.ts'
import { StorageError } from '../../../storage/storage.ts'
import { bytesOf, clock, fields, inChunks, put, readAll } from './samples.ts'

const OBJECT_COUNT_MAX = 2000
const REFUSED_COUNT = 20
const AT_ONCE = 8
const sizesBytes = [50_000, 700_000]
const RECOVERY_MS_MAX = 30_000

const [, , parent = ''] = process.argv
const directories = [join(parent, 'disk')]
const filler = join(parent, 'filler')
const stored = new Map<string, Buffer>()

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    error => (error instanceof StorageError ? error.code : String(error)),
  )
}

/** Until the storage refuses bodies, several of which are under way at once. */
async function fill(storage: Storage): Promise<string[]> {
  const codes: string[] = []
  for (let next = 0; next < OBJECT_COUNT_MAX && codes.length < REFUSED_COUNT; next += AT_ONCE) {
    const putOne = async (index: number) => {
      const key = `key-${index}`
      const body = bytesOf(sizesBytes[index % sizesBytes.length] ?? 0, index + 1)
      const options = { finish: () => fields() }
      const code = await codeOf(storage.putObject('bucket', key, inChunks(body, 60_000), options))
      if (code === 'done') stored.set(key, body)
      else codes.push(code)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => putOne(next + index)))
  }
  return codes
}

/** What somebody else does to the same disk: not a byte is left. */
async function takeTheRest(): Promise<void> {
  const file = await open(filler, 'w')
  try {
    const bytes = Buffer.alloc(65_536)
    for (;;) if ((await file.write(bytes)).bytesWritten === 0) return
  } catch {
    // No space is left, which is what was wanted.
  } finally {
    await file.close()
  }
}

async function wholeCount(storage: Storage): Promise<number> {
  let count = 0
  for (const [key, body] of stored) {
    await using opened = await storage.openObject('bucket', key)
    if (opened && body.equals(await readAll(opened))) count++
  }
  return count
}

/** One after the other, as far as the index takes them. */
async function deleteHalf(storage: Storage): Promise<string[]> {
  const codes = new Set<string>()
  for (const key of [...stored.keys()].filter((_, index) => index % 2 === 0)) {
    const code = await codeOf(storage.deleteObject('bucket', key))
    codes.add(code)
    // Where it is not known, both may be found.
    if (code === 'done') stored.delete(key)
  }
  return [...codes]
}

/** False: it did not come to pass in time. */
async function until(isSo: () => Promise<boolean>): Promise<boolean> {
  const endMs = performance.now() + RECOVERY_MS_MAX
  while (performance.now() < endMs) {
    if (await isSo()) return true
    await delay(100)
  }
  return false
}

await using storage = await openDiskStorage({ directories, clock, reclaimIntervalMs: 200 })
await storage.createBucket('bucket', { ownerId: 'o' })
const fillCodes = [...new Set(await fill(storage))]
const storedCount = stored.size
const wholeWhenFull = await wholeCount(storage)
await takeTheRest()
const codeWithoutSpace = await codeOf(put(storage, 'more', 'there is no room'))
const deleteCodes = await deleteHalf(storage)
const left = stored.size
const wholeWithoutSpace = await wholeCount(storage)
await rm(filler)
// As full as when bodies were refused: what is deleted makes the room for new ones.
const deletesAgain = await until(async () => {
  const codes = await deleteHalf(storage)
  return codes.length === 1 && codes[0] === 'done'
})
const after = 'there is room again'
const isWritableAgain = await until(
  async () => (await codeOf(put(storage, 'after', after))) === 'done',
)
stored.set('after', Buffer.from(after))
process.stdout.write(
  JSON.stringify({
    ...{ fillCodes, storedCount, wholeWhenFull, codeWithoutSpace, deleteCodes, left },
    ...{ wholeWithoutSpace, deletesAgain, isWritableAgain },
    leftAfter: stored.size,
    wholeAfter: await wholeCount(storage),
    isWritable: (await storage.health()).isWritable,
  }),
)
