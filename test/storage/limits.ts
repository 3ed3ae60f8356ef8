import test from 'ava'
import { openMemoryStorage } from '../../storage/open.ts'
import { clock, put } from '../support/storage/samples.ts'

test('of many writers at the same time none gets past the limit of a bucket', async t => {
  await using storage = await openMemoryStorage({ clock })
  const limits = { bucket: { sizeBytes: 50, versionCount: 7 } }
  await storage.createBucket('bucket', { ownerId: 'o', limits })
  const writers = Array.from({ length: 40 }, (_, index) => put(storage, `key${index}`, '12345'))
  const outcomes = await Promise.allSettled(writers)
  t.is(outcomes.filter(({ status }) => status === 'fulfilled').length, 7)
  t.deepEqual(await storage.bucketUsage('bucket'), { versionCount: 7, sizeBytes: 35 })
})
