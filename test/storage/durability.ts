/** What only a disk can get wrong: damage, restarts, leftovers, space, and who may open it. */
import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { MainStorage } from '../../storage/open.ts'
import { DirectoryError } from '../../storage/open.ts'
import { bytesOf, contentOf, fields, inChunks, put, readAll } from '../support/storage/samples.ts'
import { makeDirectory, openDisk } from '../support/storage/temporary.ts'

const CHUNK_BYTES = 65_536

test('a flipped bit in a small body is found, and other chunks stay readable', async t => {
  await using directory = await makeDirectory()
  const bytes = bytesOf(3 * CHUNK_BYTES)
  {
    await using storage = await openDisk(directory.path)
    await storage.createBucket('bucket', { ownerId: 'o' })
    await storage.putObject('bucket', 'key', bytes, { finish: () => fields() })
  }
  const [segment = ''] = await filesIn(join(directory.path, 'segments'))
  const at = (await readFile(segment)).indexOf(bytes.subarray(CHUNK_BYTES, CHUNK_BYTES + 64))
  await flip(segment, at + 5)
  await using storage = await openDisk(directory.path)
  await expectDamagedMiddle(t, storage, bytes)
})

test('a flipped bit in a large body is found, and other chunks stay readable', async t => {
  await using directory = await makeDirectory()
  await using storage = await openDisk(directory.path)
  await storage.createBucket('bucket', { ownerId: 'o' })
  const bytes = bytesOf(9 * CHUNK_BYTES + 3)
  await storage.putObject('bucket', 'key', bytes, { finish: () => fields() })
  const [file = ''] = await filesIn(join(directory.path, 'blobs'))
  await flip(file, CHUNK_BYTES)
  await expectDamagedMiddle(t, storage, bytes)
})

async function expectDamagedMiddle(
  t: import('ava').ExecutionContext,
  storage: MainStorage,
  bytes: Buffer,
): Promise<void> {
  await using opened = await storage.openObject('bucket', 'key')
  if (!opened) return t.fail('it is not there')
  const corrupt = { code: 'data-corrupt' } as const
  await t.throwsAsync(readAll(opened), corrupt)
  await t.throwsAsync(opened.bytes({ start: CHUNK_BYTES + 9, end: CHUNK_BYTES + 9 }), corrupt)
  for (const start of [0, CHUNK_BYTES - 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES - 1]) {
    t.deepEqual([...(await opened.bytes({ start, end: start }))], [bytes[start]])
  }
}

test('a damaged header, footer or table is found before a byte is handed out', async t => {
  await using directory = await makeDirectory()
  {
    await using storage = await openDisk(directory.path)
    await storage.createBucket('bucket', { ownerId: 'o' })
    await put(storage, 'small', 'small')
    for (const key of ['footer', 'table']) {
      await storage.putObject('bucket', key, bytesOf(300_000), { finish: () => fields() })
    }
  }
  const [segment = ''] = await filesIn(join(directory.path, 'segments'))
  const [footer = '', table = ''] = await filesIn(join(directory.path, 'blobs'))
  await flip(segment, 64 + 20)
  await flip(footer, (await stat(footer)).size - 1)
  await flip(table, (await stat(table)).size - 64 - 5)
  await using storage = await openDisk(directory.path)
  for (const key of ['small', 'footer', 'table']) {
    await t.throwsAsync(contentOf(storage, key), { code: 'data-corrupt' }, key)
  }
})

test('everything is there after a restart, and files are for their owner only', async t => {
  await using directory = await makeDirectory()
  const large = bytesOf(700_000)
  {
    await using storage = await openDisk(directory.path)
    await storage.createBucket('bucket', { ownerId: 'o', versioning: 'enabled' })
    await put(storage, 'small', 'one')
    await put(storage, 'small', 'two')
    await storage.putObject('bucket', 'large', inChunks(large, 33_333), { finish: () => fields() })
    await storage.pinObject('pin', 'bucket', 'small')
    await storage.documents('d').update('id', () => ({ a: 1 }))
  }
  await using storage = await openDisk(directory.path)
  t.is(await contentOf(storage, 'small'), 'two')
  t.true(large.toString() === (await contentOf(storage, 'large')))
  t.deepEqual(await storage.documents('d').get('id'), { a: 1 })
  t.deepEqual(await storage.bucketUsage('bucket'), { versionCount: 3, sizeBytes: 700_006 })
  await using pinned = await storage.openPin('pin')
  t.is(pinned?.record.sizeBytes, 3)
  for (const file of await filesIn(join(directory.path, 'blobs'))) {
    t.is((await stat(file)).mode & 0o777, 0o600)
  }
  t.is((await stat(join(directory.path, 'segments'))).mode & 0o777, 0o700)
})

test('a body that was under way in a crash is removed by the next start', async t => {
  await using directory = await makeDirectory()
  {
    await using storage = await openDisk(directory.path)
    await storage.createBucket('bucket', { ownerId: 'o' })
    await using crashed = await copyWhileWriting(storage, directory.path)
    t.is((await filesIn(join(crashed.path, 'blobs'))).length, 1)
    await using reopened = await openDisk(crashed.path)
    t.deepEqual(await filesIn(join(crashed.path, 'blobs')), [])
    t.is(await reopened.statObject('bucket', 'key'), undefined)
    await put(reopened, 'key', 'after')
    t.is(await contentOf(reopened, 'key'), 'after')
  }
})

/** What a crash would leave: a copy of the directory in the middle of a large put. */
async function copyWhileWriting(storage: MainStorage, from: string) {
  const copy = await makeDirectory()
  const middle = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  async function* body() {
    yield bytesOf(600_000)
    middle.resolve()
    await end.promise
    yield bytesOf(10)
  }
  const writing = storage.putObject('bucket', 'key', body(), { finish: () => fields() })
  await middle.promise
  await copyFiles(from, copy.path)
  end.resolve()
  await writing
  return copy
}

test('a large body that is refused at its end leaves no file', async t => {
  await using directory = await makeDirectory()
  await using storage = await openDisk(directory.path)
  await storage.createBucket('bucket', { ownerId: 'o' })
  const refuse = () => {
    throw new RangeError('refused')
  }
  const accept = () => fields()
  for (const options of [{ finish: refuse }, { finish: accept, condition: refuse }]) {
    const putting = storage.putObject('bucket', 'key', bytesOf(600_000), options)
    await t.throwsAsync(putting, { instanceOf: RangeError })
    t.deepEqual(await filesIn(join(directory.path, 'blobs')), [])
  }
})

test('overwritten and deleted bytes give their space back, in files and segments', async t => {
  await using directory = await makeDirectory()
  const live = new Map<string, string>()
  {
    await using storage = await openDisk(directory.path)
    await storage.createBucket('bucket', { ownerId: 'o' })
    for (const index of [...Array(200).keys(), 0, 20, 40]) {
      const text = bytesOf(20_000, index + 1 + live.size).toString('latin1')
      await storage.putObject('bucket', `key-${index}`, Buffer.from(text, 'latin1'), {
        finish: () => fields(),
      })
      if (index % 20 === 0) live.set(`key-${index}`, text)
    }
    const { uploadId } = await storage.createUpload('bucket', 'parts', fields())
    await storage.putPart('bucket', 'parts', uploadId, 1, Buffer.from('a part'), {
      finish: () => fields(),
    })
    const choose = () => ({ ...fields(), partNumbers: [1] })
    await storage.completeUpload('bucket', 'parts', uploadId, { choose })
    await put(storage, 'appended', 'one')
    for (const text of [' two', ' three']) {
      await storage.appendObject('bucket', 'appended', Buffer.from(text), {
        finish: () => ({}),
        firstPart: () => ({}),
        join: () => fields(),
      })
    }
    await put(storage, 'old name', 'renamed')
    await storage.renameObject('bucket', 'old name', 'new name')
    await storage.putObject('bucket', 'large', bytesOf(500_000), { finish: () => fields() })
    await storage.deleteObject('bucket', 'large')
    for (let index = 0; index < 200; index++) {
      if (!live.has(`key-${index}`)) await storage.deleteObject('bucket', `key-${index}`)
    }
    await storage.reclaim()
    t.deepEqual(await filesIn(join(directory.path, 'blobs')), [])
  }
  const [before = ''] = await filesIn(join(directory.path, 'segments'))
  t.true((await stat(before)).size > 4_000_000)
  // A start seals the segments of before.
  await using storage = await openDisk(directory.path)
  await storage.reclaim()
  const [after = '', ...others] = await filesIn(join(directory.path, 'segments'))
  t.deepEqual(others, [])
  t.not(after, before)
  t.true((await stat(after)).size < 300_000)
  for (const [key, text] of live) {
    await using opened = await storage.openObject('bucket', key)
    t.is(opened && (await readAll(opened)).toString('latin1'), text)
  }
  t.is(await contentOf(storage, 'parts'), 'a part')
  t.is(await contentOf(storage, 'appended'), 'one two three')
  t.is(await contentOf(storage, 'new name'), 'renamed')
})

test('a multipart object keeps its parts while it is read, and frees them afterwards', async t => {
  await using directory = await makeDirectory()
  await using storage = await openDisk(directory.path)
  await storage.createBucket('bucket', { ownerId: 'o' })
  const { uploadId } = await storage.createUpload('bucket', 'key', fields())
  for (const partNumber of [1, 2]) {
    await storage.putPart('bucket', 'key', uploadId, partNumber, bytesOf(300_000, partNumber), {
      finish: () => fields(),
    })
  }
  const choose = () => ({ ...fields(), partNumbers: [1, 2] })
  await storage.completeUpload('bucket', 'key', uploadId, { choose })
  {
    await using opened = await storage.openObject('bucket', 'key')
    await storage.deleteObject('bucket', 'key')
    await storage.reclaim()
    await storage.reclaim()
    t.is((await filesIn(join(directory.path, 'blobs'))).length, 2)
    const whole = opened && (await readAll(opened))
    t.true(whole?.equals(Buffer.concat([bytesOf(300_000, 1), bytesOf(300_000, 2)])))
  }
  await storage.reclaim()
  t.deepEqual(await filesIn(join(directory.path, 'blobs')), [])
})

test('a directory is opened once, and only if it is ours and of a known format', async t => {
  await using directory = await makeDirectory()
  const inUse = { instanceOf: DirectoryError, code: 'directory-in-use' }
  {
    await using storage = await openDisk(directory.path)
    await storage.createBucket('bucket', { ownerId: 'o' })
    await t.throwsAsync(openDisk(directory.path), inUse)
    t.truthy(await storage.getBucket('bucket'))
  }
  const identity = join(directory.path, 'mallee.json')
  await writeFile(
    identity,
    (await readFile(identity, 'utf8')).replace('"format": 1', '"format": 9'),
  )
  const unknown = { instanceOf: DirectoryError, code: 'format-unknown' }
  await t.throwsAsync(openDisk(directory.path), unknown)
  await using other = await makeDirectory()
  await writeFile(join(other.path, 'thesis.doc'), 'precious')
  const foreign = { instanceOf: DirectoryError, code: 'directory-foreign' }
  await t.throwsAsync(openDisk(other.path), foreign)
  t.deepEqual(await readdir(other.path), ['thesis.doc'])
})

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}

async function flip(path: string, position: number): Promise<void> {
  await using file = await open(path, 'r+')
  const byte = Buffer.alloc(1)
  await file.read(byte, 0, 1, position)
  await file.write(Buffer.of(byte.readUInt8(0) ^ 0x10), 0, 1, position)
}

async function copyFiles(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const relative = join(entry.parentPath.slice(from.length), entry.name)
    if (entry.isDirectory()) await mkdir(join(to, relative), { recursive: true, mode: 0o700 })
  }
  for (const file of await filesIn(from)) {
    await writeFile(join(to, file.slice(from.length)), await readFile(file))
  }
}
