import type { TestFn } from 'ava'
import type { AppendOptions, Body, Storage } from '../../../storage/storage.ts'
import { bytesOf, contentOf, fields, inChunks, put, readAll } from './samples.ts'

const options: AppendOptions = {
  finish: sizeBytes => ({ sizeBytes }),
  firstPart: object => ({ first: object.sizeBytes }),
  join: (object, parts) => ({ ...fields(`of ${parts.length}`), attributes: object.attributes }),
}

function append(storage: Storage, body: Body, changes: Partial<AppendOptions> = {}) {
  return storage.appendObject('bucket', 'key', body, { ...options, ...changes })
}

/** Small, in a file of its own, and in parts: each object begins in another way. */
const beginnings: Readonly<Record<string, (storage: Storage, bytes: Buffer) => Promise<unknown>>> =
  {
    'a small object': (storage, bytes) =>
      storage.putObject('bucket', 'key', bytes.subarray(0, 10), { finish: () => fields() }),
    'an empty object': storage =>
      storage.putObject('bucket', 'key', Buffer.of(), { finish: () => fields() }),
    'a large object': (storage, bytes) =>
      storage.putObject('bucket', 'key', inChunks(bytes, 70_000), { finish: () => fields() }),
    'an object of parts': async (storage, bytes) => {
      const { uploadId } = await storage.createUpload('bucket', 'key', fields())
      for (const [partNumber, body] of [bytes, bytes.subarray(0, 5)].entries()) {
        await storage.putPart('bucket', 'key', uploadId, partNumber + 3, body, {
          finish: () => ({ etag: '', attributes: {} }),
        })
      }
      await storage.completeUpload('bucket', 'key', uploadId, {
        choose: (_, parts) => ({ ...fields(), partNumbers: parts.map(part => part.partNumber) }),
      })
    },
  }

export function appendTests(test: TestFn, name: string, open: () => Promise<Storage>): void {
  for (const [beginning, begin] of Object.entries(beginnings)) {
    test(`${name}: what is appended to ${beginning} stands at its end`, async t => {
      await using storage = await open()
      await storage.createBucket('bucket', { ownerId: 'o' })
      await begin(storage, bytesOf(300_000))
      await using before = await storage.openObject('bucket', 'key')
      if (!before) return t.fail('it is not there')
      let whole = await readAll(before)
      const partCount = Math.max((await before.parts()).length, 1)
      for (const [index, body] of [bytesOf(7, 2), bytesOf(280_000, 3), Buffer.of()].entries()) {
        const record = await append(storage, index === 1 ? inChunks(body, 50_000) : body)
        whole = Buffer.concat([whole, body])
        t.like(record, { sizeBytes: whole.length, partCount: partCount + index + 1 })
        t.deepEqual(await storage.statObject('bucket', 'key'), record)
        await using after = await storage.openObject('bucket', 'key')
        if (!after) return t.fail('it is gone')
        t.true(whole.equals(await readAll(after)))
        const last = (await after.parts()).at(-1)
        t.like(last, { sizeBytes: body.length, attributes: { sizeBytes: body.length } })
      }
      const usage = { versionCount: 1, sizeBytes: whole.length }
      t.deepEqual(await storage.bucketUsage('bucket'), usage)
      t.true((await readAll(before)).equals(whole.subarray(0, before.record.sizeBytes)))
      await storage.deleteObject('bucket', 'key')
      t.deepEqual(await storage.bucketUsage('bucket'), { versionCount: 0, sizeBytes: 0 })
    })
  }

  test(`${name}: appends at once all arrive, each whole`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    await put(storage, 'key', '.')
    const words = ['one.', 'two.', 'three.', 'four.', 'five.']
    await Promise.all(words.map(word => append(storage, Buffer.from(word))))
    const content = (await contentOf(storage, 'key')) ?? ''
    t.deepEqual(content.split('.').filter(Boolean).sort(), words.map(w => w.slice(0, -1)).sort())
  })

  test(`${name}: a refused append leaves the object as it was`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const missing = append(storage, Buffer.from('more'))
    await t.throwsAsync(missing, { code: 'object-missing' } as const)
    const record = await put(storage, 'key', 'before')
    const refusal = new Error('no')
    const refuse = () => {
      throw refusal
    }
    t.is(await t.throwsAsync(append(storage, Buffer.from('more'), { join: refuse })), refusal)
    t.is(await t.throwsAsync(append(storage, Buffer.from('more'), { finish: refuse })), refusal)
    await storage.pinObject('pin', 'bucket', 'key')
    await t.throwsAsync(append(storage, Buffer.from('more')), { code: 'object-in-use' } as const)
    await storage.removePin('pin')
    t.deepEqual(await storage.statObject('bucket', 'key'), record)
    t.is(await contentOf(storage, 'key'), 'before')
    await storage.updateBucket('bucket', () => ({ versioning: 'suspended' }))
    await t.throwsAsync(append(storage, Buffer.from('more')), { code: 'bucket-versioned' } as const)
  })
}

/** For storage whose keys are all in one shard, as those of disks are. */
export function renameTests(test: TestFn, name: string, open: () => Promise<Storage>): void {
  for (const [beginning, begin] of Object.entries(beginnings)) {
    test(`${name}: ${beginning} gets another key and stays what it is`, async t => {
      await using storage = await open()
      await storage.createBucket('bucket', { ownerId: 'o' })
      await begin(storage, bytesOf(300_000))
      await put(storage, 'new', 'to be replaced')
      const record = await storage.statObject('bucket', 'key')
      await using before = await storage.openObject('bucket', 'key')
      if (!record || !before) return t.fail('it is not there')
      await storage.renameObject('bucket', 'key', 'new')
      t.is(await storage.statObject('bucket', 'key'), undefined)
      await using after = await storage.openObject('bucket', 'new')
      if (!after) return t.fail('it is gone')
      const { modifiedAtMs, ...rest } = after.record
      t.deepEqual({ ...rest, modifiedAtMs: record.modifiedAtMs }, { ...record, key: 'new' })
      t.true(modifiedAtMs >= record.modifiedAtMs)
      t.true((await readAll(after)).equals(await readAll(before)))
      const usage = { versionCount: 1, sizeBytes: record.sizeBytes }
      t.deepEqual(await storage.bucketUsage('bucket'), usage)
      const listed = await storage.listObjects('bucket', {
        ...{ prefix: '', delimiter: '', after: '', limit: 10 },
      })
      t.like(listed.entries, { length: 1, 0: { key: 'new' } })
    })
  }

  test(`${name}: a refused rename changes nothing`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const missing = storage.renameObject('bucket', 'key', 'new')
    await t.throwsAsync(missing, { code: 'object-missing' } as const)
    await put(storage, 'key', 'one')
    await put(storage, 'new', 'two')
    const refusal = new Error('no')
    const refuse = () => {
      throw refusal
    }
    for (const refusing of [{ fromCondition: refuse }, { toCondition: refuse }]) {
      t.is(await t.throwsAsync(storage.renameObject('bucket', 'key', 'new', refusing)), refusal)
    }
    await storage.pinObject('pin', 'bucket', 'key')
    const pinned = storage.renameObject('bucket', 'key', 'new')
    await t.throwsAsync(pinned, { code: 'object-in-use' } as const)
    t.is(await contentOf(storage, 'key'), 'one')
    t.is(await contentOf(storage, 'new'), 'two')
  })

  test(`${name}: renaming over a pinned object leaves the pin its bytes`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    await put(storage, 'key', 'one')
    await put(storage, 'new', 'two')
    await storage.pinObject('pin', 'bucket', 'new')
    await storage.renameObject('bucket', 'key', 'new')
    t.is(await contentOf(storage, 'new'), 'one')
    await using held = await storage.openPin('pin')
    t.is(held && (await readAll(held)).toString(), 'two')
  })

  test(`${name}: under one token a rename is done once`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    await put(storage, 'key', 'one')
    const once = { token: 't', request: 'key to new' }
    await storage.renameObject('bucket', 'key', 'new', { once })
    await put(storage, 'key', 'two')
    await storage.renameObject('bucket', 'key', 'new', { once })
    t.is(await contentOf(storage, 'key'), 'two')
    t.is(await contentOf(storage, 'new'), 'one')
    const other = { once: { token: 't', request: 'key to other' } }
    await t.throwsAsync(storage.renameObject('bucket', 'key', 'other', other), {
      code: 'token-reused',
    } as const)
  })
}
