import type { TestFn } from 'ava'
import type { Storage } from '../../../storage/storage.ts'
import { fields, put } from './samples.ts'

const refused = { code: 'limit-exceeded' } as const

export function limitTests(test: TestFn, name: string, open: () => Promise<Storage>): void {
  test(`${name}: a bucket holds no more bytes than its limit, whatever they come as`, async t => {
    await using storage = await open()
    const limits = { bucket: { sizeBytes: 10 } }
    await storage.createBucket('bucket', { ownerId: 'o', limits })
    await put(storage, 'a', '12345')
    await t.throwsAsync(put(storage, 'b', '123456'), refused)
    t.is(await storage.statObject('bucket', 'b'), undefined)
    await put(storage, 'b', '12345')
    await put(storage, 'b', '54321')
    await t.throwsAsync(put(storage, 'b', '123456'), refused)
    const { uploadId } = await storage.createUpload('bucket', 'c', fields())
    const part = (text: string) =>
      storage.putPart('bucket', 'c', uploadId, 1, Buffer.from(text), { finish: () => fields() })
    await t.throwsAsync(part('1'), refused)
    await storage.deleteObject('bucket', 'b')
    await part('1234')
    const append = (text: string) =>
      storage.appendObject('bucket', 'a', Buffer.from(text), {
        finish: () => ({}),
        firstPart: () => ({}),
        join: () => fields(),
      })
    await t.throwsAsync(append('12'), refused)
    await append('1')
    const choose = () => ({ ...fields(), partNumbers: [1] })
    await storage.completeUpload('bucket', 'c', uploadId, { choose })
    t.deepEqual(await storage.bucketUsage('bucket'), { versionCount: 2, sizeBytes: 10 })
    await storage.updateBucket('bucket', () => ({ limits: undefined }))
    t.is((await storage.getBucket('bucket'))?.limits, undefined)
    await put(storage, 'd', 'as much as there is room for')
  })

  test(`${name}: a bucket holds no more versions than its limit, and can always be emptied`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o', versioning: 'enabled' })
    await put(storage, 'a', '1')
    await put(storage, 'a', '2')
    await put(storage, 'a', '3')
    await storage.updateBucket('bucket', () => ({ limits: { bucket: { versionCount: 2 } } }))
    await t.throwsAsync(put(storage, 'a', ''), refused)
    const { versionId } = await storage.deleteObject('bucket', 'a')
    t.is((await storage.bucketUsage('bucket')).versionCount, 4, 'with a delete marker')
    await storage.deleteObject('bucket', 'a', { versionId: versionId ?? '' })
  })

  test(`${name}: the buckets of one owner have a limit together`, async t => {
    await using storage = await open()
    const limits = { owner: { sizeBytes: 10 }, bucket: { sizeBytes: 8 } }
    await storage.createBucket('other', { ownerId: 'o', limits })
    await storage.createBucket('bucket', { ownerId: 'o', limits })
    await storage.createBucket('strangers', { ownerId: 'p' })
    const finish = () => fields()
    await storage.putObject('strangers', 'key', Buffer.from('123456789'), { finish })
    await storage.putObject('other', 'key', Buffer.from('12345'), { finish })
    await t.throwsAsync(put(storage, 'a', '123456'), refused)
    await put(storage, 'a', '12345')
    await t.throwsAsync(put(storage, 'b', '1'), refused)
  })
}
