import type { TestFn } from 'ava'
import type { PartRecord, Storage, UploadRecord } from '../../../storage/storage.ts'
import { bytesOf, contentOf, fields, inChunks, put, readAll } from './samples.ts'

const everyPart = (_: UploadRecord, parts: readonly PartRecord[]) => ({
  ...fields('whole'),
  partNumbers: parts.map(part => part.partNumber),
})

async function openUpload(storage: Storage, key = 'key') {
  const { uploadId } = await storage.createUpload('bucket', key, fields())
  const part = (partNumber: number, body: Uint8Array | AsyncIterable<Uint8Array>) =>
    storage.putPart('bucket', key, uploadId, partNumber, body, {
      finish: sizeBytes => ({ etag: `part of ${sizeBytes}`, attributes: { partNumber } }),
    })
  return { uploadId, part }
}

export function uploadTests(test: TestFn, name: string, open: () => Promise<Storage>): void {
  test(`${name}: the chosen parts become one object, the others go`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const { uploadId, part } = await openUpload(storage)
    const large = bytesOf(400_000, 2)
    await part(9, Buffer.from('tail'))
    await part(2, inChunks(large, 30_000))
    await part(5, Buffer.from('unused'))
    await part(7, new Uint8Array(0))
    t.deepEqual(await storage.bucketUsage('bucket'), { versionCount: 0, sizeBytes: 400_010 })
    const listed = await storage.listParts('bucket', 'key', uploadId, { after: 2, limit: 1 })
    t.like(listed, { isTruncated: true, entries: [{ partNumber: 5, etag: 'part of 6' }] })

    const record = await storage.completeUpload('bucket', 'key', uploadId, {
      choose: (upload, parts) => {
        t.is(upload.uploadId, uploadId)
        t.deepEqual(
          parts.map(({ partNumber }) => partNumber),
          [2, 5, 7, 9],
        )
        return { ...fields('whole'), partNumbers: [2, 7, 9] }
      },
    })
    t.like(record, { etag: 'whole', sizeBytes: 400_004, partCount: 3 })
    t.deepEqual(await storage.statObject('bucket', 'key'), record)
    t.deepEqual(await storage.bucketUsage('bucket'), { versionCount: 1, sizeBytes: 400_004 })
    t.is(await storage.getUpload('bucket', 'key', uploadId), undefined)
    await using opened = await storage.openObject('bucket', 'key')
    if (!opened) return t.fail('it is not there')
    t.true(Buffer.concat([large, Buffer.from('tail')]).equals(await readAll(opened)))
    const seam = await opened.bytes({ start: 399_998, end: 400_001 })
    t.deepEqual([...seam], [...large.subarray(399_998), ...Buffer.from('ta')])
    t.deepEqual(
      (await opened.parts()).map(({ partNumber, sizeBytes }) => [partNumber, sizeBytes]),
      [
        [2, 400_000],
        [7, 0],
        [9, 4],
      ],
    )
  })

  test(`${name}: completing again gives the same record, aborting then changes nothing`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const { uploadId, part } = await openUpload(storage)
    await part(1, Buffer.from('body'))
    const complete = () => storage.completeUpload('bucket', 'key', uploadId, { choose: everyPart })
    const [first, second] = await Promise.all([complete(), complete()])
    t.deepEqual(first, second)
    t.deepEqual(await complete(), first)
    const missing = { code: 'upload-missing' } as const
    await t.throwsAsync(storage.abortUpload('bucket', 'key', uploadId), missing)
    await t.throwsAsync(part(2, Buffer.from('late')), missing)
    t.is(await contentOf(storage, 'key'), 'body')
    const never = storage.completeUpload('bucket', 'key', 'never', { choose: everyPart })
    await t.throwsAsync(never, missing)
  })

  test(`${name}: a refused completion leaves the upload as it was`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    await put(storage, 'key', 'before')
    const { uploadId, part } = await openUpload(storage)
    await part(1, Buffer.from('body'))
    const refusal = new Error('no')
    const refuse = () => {
      throw refusal
    }
    const complete = (options: object) =>
      storage.completeUpload('bucket', 'key', uploadId, { choose: everyPart, ...options })
    t.is(await t.throwsAsync(complete({ choose: refuse })), refusal)
    t.is(await t.throwsAsync(complete({ condition: refuse })), refusal)
    t.is(await contentOf(storage, 'key'), 'before')
    await complete({})
    t.is(await contentOf(storage, 'key'), 'body')
  })

  test(`${name}: of one part number the request that began last wins`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const { uploadId, part } = await openUpload(storage)
    const gate = Promise.withResolvers<void>()
    async function* slow() {
      yield Buffer.from('began ')
      await gate.promise
      yield Buffer.from('first')
    }
    const first = part(1, slow())
    await part(1, Buffer.from('began last'))
    gate.resolve()
    t.is((await first).sizeBytes, 11)
    await storage.completeUpload('bucket', 'key', uploadId, { choose: everyPart })
    t.is(await contentOf(storage, 'key'), 'began last')
    t.deepEqual(await storage.bucketUsage('bucket'), { versionCount: 1, sizeBytes: 10 })
  })

  test(`${name}: an aborted upload leaves nothing`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const { uploadId, part } = await openUpload(storage)
    await part(1, bytesOf(300_000))
    await storage.abortUpload('bucket', 'key', uploadId)
    t.is(await storage.getUpload('bucket', 'key', uploadId), undefined)
    t.deepEqual(await storage.bucketUsage('bucket'), { versionCount: 0, sizeBytes: 0 })
    await storage.deleteBucket('bucket')
  })

  test(`${name}: uploads are listed by key, then as they began, and rolled up`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const ids: string[] = []
    for (const key of ['b', 'a/1', 'a/2', 'b', 'c/1']) {
      ids.push((await storage.createUpload('bucket', key, fields())).uploadId)
    }
    const [b1 = '', a1 = '', a2 = '', b2 = '', c1 = ''] = ids
    const list = async (keyMarker: string, uploadIdMarker: string | undefined, limit: number) => {
      const page = await storage.listUploads('bucket', {
        prefix: '',
        delimiter: keyMarker === 'flat' ? '' : '/',
        keyMarker: keyMarker === 'flat' ? '' : keyMarker,
        ...(uploadIdMarker !== undefined && { uploadIdMarker }),
        limit,
      })
      const names = page.entries.map(e => ('commonPrefix' in e ? e.commonPrefix : e.uploadId))
      return [names, page.isTruncated]
    }
    t.deepEqual(await list('flat', undefined, 9), [[a1, a2, b1, b2, c1], false])
    t.deepEqual(await list('', undefined, 9), [['a/', b1, b2, 'c/'], false])
    t.deepEqual(await list('', undefined, 2), [['a/', b1], true])
    t.deepEqual(await list('b', b1, 9), [[b2, 'c/'], false])
    t.deepEqual(await list('b', undefined, 9), [['c/'], false])
    t.deepEqual(await list('a/', undefined, 1), [[b1], true])
  })
}
