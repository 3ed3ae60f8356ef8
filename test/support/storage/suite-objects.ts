import type { TestFn } from 'ava'
import { SMALL_BODY_BYTES_MAX, type Storage } from '../../../storage/storage.ts'
import { bytesOf, contentOf, fields, inChunks, put, readAll } from './samples.ts'

const sizes = [
  0,
  1,
  65_535,
  65_536,
  65_537,
  SMALL_BODY_BYTES_MAX,
  SMALL_BODY_BYTES_MAX + 1,
  1_200_000,
]

export function objectTests(test: TestFn, name: string, open: () => Promise<Storage>): void {
  for (const sizeBytes of sizes) {
    test(`${name}: ${sizeBytes} bytes come back, whole and in ranges`, async t => {
      await using storage = await open()
      await storage.createBucket('bucket', { ownerId: 'o' })
      const bytes = bytesOf(sizeBytes)
      const finished: number[] = []
      const finish = (size: number) => {
        finished.push(size)
        return fields()
      }
      const record = await storage.putObject('bucket', 'bytes', bytes, { finish })
      await storage.putObject('bucket', 'stream', inChunks(bytes, 10_007), { finish })
      t.deepEqual(finished, [sizeBytes, sizeBytes])
      t.deepEqual(await storage.statObject('bucket', 'bytes'), record)
      t.like(record, { ...fields(), sizeBytes, versionId: 'null', isLatest: true })
      for (const key of ['bytes', 'stream']) {
        await using opened = await storage.openObject('bucket', key)
        if (!opened) return t.fail('it is not there')
        t.true(bytes.equals(await readAll(opened)))
        for (const [start, end] of rangesOf(sizeBytes)) {
          const part = await opened.bytes({ start, end })
          t.true(bytes.subarray(start, end + 1).equals(part), `${start}-${end}`)
          const chunks = await Array.fromAsync(opened.read({ start, end }))
          t.true(bytes.subarray(start, end + 1).equals(Buffer.concat(chunks)), `${start}-${end}`)
        }
        await t.throwsAsync(opened.bytes({ start: 0, end: sizeBytes }), { instanceOf: RangeError })
      }
    })
  }

  for (const sizeBytes of [1000, 900_000]) {
    test(`${name}: a body that fails after ${sizeBytes} bytes stores nothing`, async t => {
      await using storage = await open()
      await storage.createBucket('bucket', { ownerId: 'o' })
      await put(storage, 'key', 'before')
      const failure = new Error('the client went away')
      async function* body() {
        yield* inChunks(bytesOf(sizeBytes), 10_000)
        throw failure
      }
      const broken = storage.putObject('bucket', 'key', body(), { finish: () => fields() })
      t.is(await t.throwsAsync(broken), failure)
      const refused = storage.putObject('bucket', 'key', inChunks(bytesOf(sizeBytes), 10_000), {
        finish: () => {
          throw failure
        },
      })
      t.is(await t.throwsAsync(refused), failure)
      t.is(await contentOf(storage, 'key'), 'before')
      t.deepEqual(await storage.bucketUsage('bucket'), { versionCount: 1, sizeBytes: 6 })
    })
  }

  test(`${name}: of many conditional writers of one key exactly one wins`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const refusal = new Error('exists')
    const attempts = Array.from({ length: 30 }, (_, index) =>
      storage.putObject('bucket', 'key', Buffer.from(String(index)), {
        finish: () => fields(),
        condition: current => {
          if (current) throw refusal
        },
      }),
    )
    const outcomes = await Promise.allSettled(attempts)
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled')
    t.is(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    const others = outcomes.flatMap(o => (o.status === 'rejected' ? [o.reason] : []))
    t.true(others.every(reason => reason === refusal))
    t.is(await contentOf(storage, 'key'), String(winner))
  })

  test(`${name}: conditions see the version that the change is about`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o', versioning: 'enabled' })
    const first = await put(storage, 'key', 'one')
    const second = await put(storage, 'key', 'two')
    const seen: (string | undefined)[] = []
    const see = (versionId?: string) =>
      storage.deleteObject('bucket', 'key', {
        ...(versionId !== undefined && { versionId }),
        condition: current => {
          seen.push(current?.versionId)
          throw new Error('only looking')
        },
      })
    await t.throwsAsync(see())
    await t.throwsAsync(see(first.versionId))
    await t.throwsAsync(see('0000000000000000'))
    t.deepEqual(seen, [second.versionId, first.versionId, undefined])
    t.is((await storage.bucketUsage('bucket')).versionCount, 2)
  })

  test(`${name}: versions are kept, hidden by markers and promoted again`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const unversioned = await put(storage, 'key', 'null')
    await storage.updateBucket('bucket', () => ({ versioning: 'enabled' }))
    const second = await put(storage, 'key', 'second')
    t.true(second.modifiedAtMs > unversioned.modifiedAtMs)
    const hidden = await storage.deleteObject('bucket', 'key')
    t.true(hidden.isDeleteMarker)
    t.is(hidden.previous?.versionId, second.versionId)
    t.true((await storage.statObject('bucket', 'key'))?.isDeleteMarker)
    t.is(await contentOf(storage, 'key', 'null'), 'null')
    t.is(await contentOf(storage, 'key', second.versionId), 'second')
    t.is(await storage.statObject('bucket', 'key', '0000000000000000'), undefined)

    const { versionId = '' } = hidden
    const shown = await storage.deleteObject('bucket', 'key', { versionId })
    t.like(shown, { isDeleteMarker: true, versionId })
    t.is((await storage.statObject('bucket', 'key'))?.versionId, second.versionId)
    await storage.deleteObject('bucket', 'key', { versionId: second.versionId })
    t.like(await storage.statObject('bucket', 'key'), { versionId: 'null', isLatest: true })
    await storage.deleteObject('bucket', 'key', { versionId: 'null' })
    t.is(await storage.statObject('bucket', 'key'), undefined)
    t.deepEqual(await storage.bucketUsage('bucket'), { versionCount: 0, sizeBytes: 0 })
  })

  test(`${name}: with versioning suspended only the null version is replaced`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o', versioning: 'enabled' })
    const kept = await put(storage, 'key', 'kept')
    await storage.updateBucket('bucket', () => ({ versioning: 'suspended' }))
    await put(storage, 'key', 'null 1')
    await storage.updateBucket('bucket', () => ({ versioning: 'enabled' }))
    await put(storage, 'key', 'on top')
    await storage.updateBucket('bucket', () => ({ versioning: 'suspended' }))
    t.is(await contentOf(storage, 'key', 'null'), 'null 1')
    await put(storage, 'key', 'null 2')
    t.is(await contentOf(storage, 'key', 'null'), 'null 2')
    t.is((await storage.bucketUsage('bucket')).versionCount, 3)
    const marker = await storage.deleteObject('bucket', 'key')
    t.like(marker, { isDeleteMarker: true, versionId: 'null' })
    t.is((await storage.bucketUsage('bucket')).versionCount, 3)
    t.is(await contentOf(storage, 'key', kept.versionId), 'kept')
  })

  test(`${name}: an open object stays readable when its key is overwritten and deleted`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    for (const sizeBytes of [5000, 700_000]) {
      const bytes = bytesOf(sizeBytes)
      await storage.putObject('bucket', 'key', bytes, { finish: () => fields() })
      await using opened = await storage.openObject('bucket', 'key')
      await put(storage, 'key', 'new')
      await storage.deleteObject('bucket', 'key')
      if ('reclaim' in storage && typeof storage.reclaim === 'function') await storage.reclaim()
      t.true(opened !== undefined && bytes.equals(await readAll(opened)))
    }
  })

  test(`${name}: attributes and summary are rewritten, the rest stays`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o', versioning: 'enabled' })
    const first = await put(storage, 'key', 'one')
    await put(storage, 'key', 'two')
    const change = () => ({ attributes: { tags: { a: 'b\n' } }, summary: 'line\nbreak\\' })
    const changed = await storage.updateObject('bucket', 'key', first.versionId, change)
    t.deepEqual(changed, { ...first, isLatest: false, ...change() })
    t.deepEqual(await storage.statObject('bucket', 'key', first.versionId), changed)
    t.is(await contentOf(storage, 'key', first.versionId), 'one')
    t.is(await storage.updateObject('bucket', 'none', undefined, change), undefined)
  })

  test(`${name}: a pin keeps a version's bytes until it is removed`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const pinned = await put(storage, 'key', 'image')
    t.deepEqual(await storage.pinObject('pin', 'bucket', 'key'), pinned)
    await put(storage, 'key', 'newer')
    t.is((await storage.pinObject('pin', 'bucket', 'key'))?.modifiedAtMs, pinned.modifiedAtMs)
    await storage.deleteObject('bucket', 'key')
    await storage.deleteBucket('bucket')
    if ('reclaim' in storage && typeof storage.reclaim === 'function') await storage.reclaim()
    {
      await using opened = await storage.openPin('pin')
      t.is(opened && (await readAll(opened)).toString(), 'image')
    }
    await storage.removePin('pin')
    await storage.removePin('pin')
    t.is(await storage.openPin('pin'), undefined)
  })

  test(`${name}: a pin of what is not there is none`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    t.is(await storage.pinObject('pin', 'bucket', 'key'), undefined)
    t.is(await storage.openPin('pin'), undefined)
  })
}

function rangesOf(sizeBytes: number): readonly (readonly [start: number, end: number])[] {
  const last = sizeBytes - 1
  const points = [0, 1, 65_535, 65_536, 131_071, last - 1, last]
  const inside = points.filter(point => point >= 0 && point <= last)
  return inside.flatMap(start =>
    inside.flatMap(end =>
      end >= start && end - start < SMALL_BODY_BYTES_MAX ? [[start, end] as const] : [],
    ),
  )
}
