/**
 * What the fixtures of on-disk formats hold. To make one for the current format:
 *
 *     node test/support/storage/format-sample.ts test/fixtures/format-N/DISK…
 *
 * A fixture is never made again: it is what a release has left on people's disks.
 */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openDiskStorage } from '../../../storage/open.ts'
import { bytesOf, fields } from './samples.ts'

export const SAMPLE_TIME_MS = 1_767_225_600_000
export const largeBody = bytesOf(300_001, 3)
export const partBodies = [bytesOf(270_000, 4), Buffer.from('the last part')]

/** Makes the same storage each time, but for its random ids. */
export async function writeSample(directories: readonly string[]): Promise<void> {
  let now = SAMPLE_TIME_MS
  const clock = { now: () => now++ }
  await using storage = await openDiskStorage({
    directories,
    clock,
    reclaimIntervalMs: 1_000_000,
  })
  await storage.createBucket('bucket', {
    ownerId: 'owner',
    attributes: { region: 'here' },
  })
  const put = (key: string, body: Buffer) =>
    storage.putObject('bucket', key, body, { finish: () => fields(`etag of ${key}`) })
  await put('nul\0\u0001\u{1F600}', Buffer.from('unversioned'))
  await storage.updateBucket('bucket', () => ({ versioning: 'enabled' }))
  await put('nul\0\u0001\u{1F600}', Buffer.from('versioned'))
  await put('empty', Buffer.alloc(0))
  await put('large', largeBody)
  await put('hidden', Buffer.from('hidden'))
  await storage.deleteObject('bucket', 'hidden')
  await put('pinned', Buffer.from('pinned bytes'))
  const pinned = await storage.pinObject('pin', 'bucket', 'pinned')
  if (pinned) await storage.deleteObject('bucket', 'pinned', { versionId: pinned.versionId })
  for (const key of ['multipart', 'open upload']) {
    const { uploadId } = await storage.createUpload('bucket', key, fields())
    for (const [index, body] of partBodies.entries()) {
      const finish = () => ({ etag: `part ${index}`, attributes: {} })
      await storage.putPart('bucket', key, uploadId, index + 1, body, { finish })
    }
    const choose = () => ({ ...fields('whole'), partNumbers: [1, 2] })
    if (key === 'multipart') await storage.completeUpload('bucket', key, uploadId, { choose })
  }
  await storage.documents('machines').update('i-1', () => ({ state: 'running' }))
}

if (import.meta.main) {
  const directories = process.argv.slice(2)
  if (directories.length === 0) throw new Error('give the directories of the fixture')
  await writeSample(directories)
  for (const directory of directories) {
    // What only says that somebody has it open, or what LevelDB logged, is no part of the format.
    await rm(join(directory, 'lock'), { recursive: true })
    for (const name of await readdir(directory, { recursive: true })) {
      if (/(^|\/)(LOG|LOG\.old|LOCK)$/.test(name)) await rm(join(directory, name))
    }
  }
}
