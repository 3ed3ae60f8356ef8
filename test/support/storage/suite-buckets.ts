import type { TestFn } from 'ava'
import type { Storage } from '../../../storage/storage.ts'
import { fields, put } from './samples.ts'

export function bucketTests(test: TestFn, name: string, open: () => Promise<Storage>): void {
  test(`${name}: a bucket is made once and found by its name`, async t => {
    await using storage = await open()
    const made = await storage.createBucket('bucket', { ownerId: 'o', attributes: { a: [1] } })
    t.deepEqual(await storage.getBucket('bucket'), made)
    t.is(await storage.getBucket('other'), undefined)
    await t.throwsAsync(storage.createBucket('bucket', { ownerId: 'p' }), { code: 'bucket-exists' })
    const changed = await storage.updateBucket('bucket', () => ({ versioning: 'enabled' }))
    t.deepEqual(changed, { ...made, versioning: 'enabled' })
    t.deepEqual(await storage.getBucket('bucket'), changed)
  })

  test(`${name}: what is asked of a missing bucket is refused`, async t => {
    await using storage = await open()
    const missing = { code: 'bucket-missing' } as const
    const page = { prefix: '', delimiter: '', after: '', limit: 1 }
    await t.throwsAsync(put(storage, 'key', 'x'), missing)
    await t.throwsAsync(storage.statObject('bucket', 'key'), missing)
    await t.throwsAsync(storage.openObject('bucket', 'key'), missing)
    await t.throwsAsync(storage.deleteObject('bucket', 'key'), missing)
    await t.throwsAsync(storage.listObjects('bucket', page), missing)
    await t.throwsAsync(storage.deleteBucket('bucket'), missing)
    await t.throwsAsync(
      storage.updateBucket('bucket', () => ({})),
      missing,
    )
    await t.throwsAsync(storage.createUpload('bucket', 'key', fields()), missing)
  })

  test(`${name}: a bucket goes only when no version is in it, and its uploads go with it`, async t => {
    await using storage = await open()
    const first = await storage.createBucket('bucket', { ownerId: 'o', versioning: 'enabled' })
    await storage.deleteObject('bucket', 'key')
    await t.throwsAsync(storage.deleteBucket('bucket'), { code: 'bucket-not-empty' })
    const [marker] = (
      await storage.listVersions('bucket', { prefix: '', delimiter: '', keyMarker: '', limit: 9 })
    ).entries
    if (!marker || !('versionId' in marker)) return t.fail('the delete marker is not listed')
    await storage.deleteObject('bucket', 'key', { versionId: marker.versionId })
    const { uploadId } = await storage.createUpload('bucket', 'key', fields())
    const part = Buffer.from('part')
    await storage.putPart('bucket', 'key', uploadId, 1, part, { finish: () => fields() })
    t.deepEqual(await storage.bucketUsage('bucket'), { versionCount: 0, sizeBytes: 4 })
    await storage.deleteBucket('bucket')
    t.is(await storage.getBucket('bucket'), undefined)
    const second = await storage.createBucket('bucket', { ownerId: 'o' })
    t.not(second.id, first.id)
    t.is(await storage.getUpload('bucket', 'key', uploadId), undefined)
    t.deepEqual(await storage.bucketUsage('bucket'), { versionCount: 0, sizeBytes: 0 })
  })

  test(`${name}: buckets are listed by owner, page by page`, async t => {
    await using storage = await open()
    for (const bucket of ['ab', 'aa', 'b', 'ac']) {
      await storage.createBucket(bucket, { ownerId: bucket === 'ac' ? 'other' : 'owner' })
    }
    const list = async (prefix: string, after: string, limit: number) => {
      const page = await storage.listBuckets({ ownerId: 'owner', prefix, after, limit })
      return [page.entries.map(entry => entry.name), page.isTruncated]
    }
    t.deepEqual(await list('', '', 9), [['aa', 'ab', 'b'], false])
    t.deepEqual(await list('', '', 2), [['aa', 'ab'], true])
    t.deepEqual(await list('', 'ab', 2), [['b'], false])
    t.deepEqual(await list('a', '', 2), [['aa', 'ab'], false])
    t.deepEqual(await list('a', 'aa', 9), [['ab'], false])
  })

  test(`${name}: documents are replaced one change after another and listed in order`, async t => {
    await using storage = await open()
    const numbers = storage.documents<number>('numbers')
    const grow = () => numbers.update('sum', (current = 0) => current + 1)
    await Promise.all(Array.from({ length: 40 }, grow))
    t.is(await numbers.get('sum'), 40)
    const refusal = new Error('refused')
    const refuse = () => {
      throw refusal
    }
    t.is(await t.throwsAsync(numbers.update('sum', refuse)), refusal)
    for (const id of ['b', '\u{1F600}', '\uFFFD', 'a\0', 'a']) await numbers.update(id, () => 1)
    const listed = await Array.fromAsync(numbers.list(), ([id]) => id)
    t.deepEqual(listed, ['a', 'a\0', 'b', 'sum', '\uFFFD', '\u{1F600}'])
    const some = await Array.fromAsync(numbers.list({ after: 'a', limit: 2 }), ([id]) => id)
    t.deepEqual(some, ['a\0', 'b'])
    t.is(await numbers.update('b', () => undefined), undefined)
    t.is(await numbers.get('b'), undefined)
    t.is(await storage.documents('other').get('a'), undefined)
  })
}
