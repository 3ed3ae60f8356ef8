import { mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { blobFolderPath } from '../../storage/blobs/disk-layout.ts'
import { locatorsOf, withLocator } from '../../storage/engine/locators.ts'
import { Pace } from '../../storage/engine/pace.ts'
import type { MainStorage } from '../../storage/open.ts'
import { StorageError } from '../../storage/storage.ts'
import { Marks } from '../../storage/upkeep/marks.ts'
import { makeDeployment } from '../support/storage/deployment.ts'
import {
  ended,
  expectGood,
  expectWhole,
  run,
  storeSamples,
  untilState,
} from '../support/storage/upkeep-rig.ts'

const upkeep = { turnIntervalMs: 20, bytesPerSecond: 1e9 }

async function filesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}

async function flip(path: string): Promise<void> {
  await using file = await open(path, 'r+')
  const { size } = await file.stat()
  const byte = Buffer.alloc(1)
  for (let at = 100; at < size; at += 4096) {
    await file.read(byte, 0, 1, at)
    await file.write(Buffer.of((byte[0] ?? 0) ^ 0x40), 0, 1, at)
  }
}

test('a scrub finds and repairs everything that is bad on as many disks as may be lost', async t => {
  await using deployment = await makeDeployment(4)
  await using storage = await deployment.open({ upkeep })
  const stored = await storeSamples(storage)
  for (const disk of [1, 3]) {
    for (const folder of ['segments', 'blobs']) {
      for (const path of await filesIn(join(deployment.path(disk), folder))) await flip(path)
    }
  }
  const { lostCount, repairedCount, status } = await run(storage, 'scrub')
  t.deepEqual({ lostCount, status }, { lostCount: 0, status: 'done' })
  t.true(repairedCount > 0)
  await expectGood(t, storage, stored)
  await expectWhole(t, storage, stored)
  t.is((await run(storage, 'scrub')).repairedCount, 0)
})

test('a scrub says what cannot be read any more, and leaves the rest alone', async t => {
  await using deployment = await makeDeployment(1)
  await using storage = await deployment.open({ upkeep })
  const stored = await storeSamples(storage)
  for (const path of await filesIn(join(deployment.path(0), 'segments'))) await flip(path)
  const { lostCount, lost } = await run(storage, 'scrub')
  const small = [...stored.values()].filter(bytes => bytes.length < 100_000).length
  // The multipart object has a small part too.
  t.is(lostCount, small + 1)
  t.is(lost.length, small + 1)
  const large = [...stored].filter(
    ([name, { length }]) => length > 100_000 && !name.startsWith('p'),
  )
  await expectWhole(t, storage, new Map(large))
})

test('a replaced disk is filled again, and then the others may go', async t => {
  await using deployment = await makeDeployment(4)
  let stored: Awaited<ReturnType<typeof storeSamples>>
  {
    await using storage = await deployment.open({ upkeep })
    stored = await storeSamples(storage)
  }
  await deployment.replace(2)
  {
    await using storage = await deployment.open({ upkeep })
    await untilState(storage, 4, 'online')
    t.is((await ended(storage, 'heal')).status, 'done')
    await expectGood(t, storage, stored)
  }
  await deployment.takeAway(0)
  await deployment.takeAway(1)
  await using storage = await deployment.open({ upkeep })
  await expectWhole(t, storage, stored)
})

test('a disk that is drained ends up empty and can be removed', async t => {
  await using deployment = await makeDeployment(5)
  await using storage = await deployment.open({ upkeep })
  const stored = await storeSamples(storage)
  await storage.disks.drain(1)
  await ended(storage, 'heal')
  t.deepEqual(await filesIn(join(deployment.path(1), 'segments')), [])
  t.deepEqual(await filesIn(join(deployment.path(1), 'blobs')), [])
  await expectWhole(t, storage, stored)
  // Its part of the index moves by itself, and may take longer.
  while (!(await isRemoved(storage, 1))) await new Promise(resolve => setTimeout(resolve, 20))
  await expectWhole(t, storage, stored)
})

async function isRemoved(storage: MainStorage, disk: number): Promise<boolean> {
  try {
    await storage.disks.remove(disk)
    return true
  } catch (error) {
    if (error instanceof StorageError && error.code === 'disk-refused') return false
    throw error
  }
}

test('a lost disk is removed once a heal has found enough of everything on the others', async t => {
  await using deployment = await makeDeployment(4)
  let stored: Awaited<ReturnType<typeof storeSamples>>
  {
    await using storage = await deployment.open()
    stored = await storeSamples(storage)
  }
  await deployment.takeAway(3)
  await using storage = await deployment.open({ upkeep })
  const refused = { code: 'disk-refused', message: /run mallee heal first, or give --force/ }
  await t.throwsAsync(storage.disks.remove(3), refused)
  t.is((await run(storage, 'heal')).lostCount, 0)
  await storage.disks.remove(3)
  await expectWhole(t, storage, stored)
})

test('a lost disk that others miss something of is removed by force alone', async t => {
  await using deployment = await makeDeployment(4)
  {
    await using storage = await deployment.open()
    await storeSamples(storage)
  }
  await deployment.takeAway(3)
  for (const disk of [0, 1, 2]) {
    for (const path of await filesIn(join(deployment.path(disk), 'segments'))) await rm(path)
  }
  await using storage = await deployment.open({ upkeep })
  t.true((await run(storage, 'heal')).postponedCount > 0)
  await t.throwsAsync(storage.disks.remove(3), { code: 'disk-refused' })
  await storage.disks.remove(3, { isForced: true })
  const { disks } = await storage.health()
  t.deepEqual(
    disks.map(({ number }) => number),
    [0, 1, 2],
  )
})

test('files that nothing names go, those of uploads and open objects stay', async t => {
  await using deployment = await makeDeployment(4)
  await using storage = await deployment.open({ upkeep })
  const stored = await storeSamples(storage)
  const { uploadId } = await storage.createUpload('bucket', 'open', { summary: '', attributes: {} })
  const part = new Uint8Array(400_000)
  const finish = () => ({ etag: 'part', attributes: {} })
  await storage.putPart('bucket', 'open', uploadId, 1, part, { finish })
  const id = '0000000000000000'
  const folder = blobFolderPath(deployment.path(2), id)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, id), 'of nobody')
  const before = await filesIn(join(deployment.path(2), 'blobs'))
  t.is((await run(storage, 'scrub')).orphanCount, 1)
  await t.throwsAsync(stat(join(folder, id)), { code: 'ENOENT' })
  t.is((await filesIn(join(deployment.path(2), 'blobs'))).length, before.length - 1)
  await expectWhole(t, storage, stored)
})

test('a scrub that a restart interrupts goes on', async t => {
  await using deployment = await makeDeployment(2)
  let stored: Awaited<ReturnType<typeof storeSamples>>
  {
    await using storage = await deployment.open({ upkeep: { ...upkeep, bytesPerSecond: 1 } })
    stored = await storeSamples(storage)
    await storage.upkeep.start('scrub')
  }
  await using storage = await deployment.open({ upkeep })
  t.is((await ended(storage, 'scrub')).status, 'done')
  await expectWhole(t, storage, stored)
})

test('a task that is stopped stays stopped', async t => {
  await using deployment = await makeDeployment(1)
  await using storage = await deployment.open({ upkeep: { ...upkeep, bytesPerSecond: 1 } })
  await storeSamples(storage)
  await storage.upkeep.start('scrub')
  await storage.upkeep.stop('scrub')
  t.is((await ended(storage, 'scrub')).status, 'stopped')
})

test('marks hold what was named, whatever else the text says', t => {
  const marks = new Marks(4_000_000_000)
  marks.addNamedIn('@\t1\n{"a":{"x":"e0"},"b":"e0123456789abcdef.2.1.0-5"}')
  marks.addNamedIn('["f1111111111111111"]')
  marks.note([{ type: 'put', key: 'ie2222222222222222', value: '1' }])
  t.deepEqual(
    [0, 1, 5].map(disk => marks.has('0123456789abcdef', disk)),
    [true, false, true],
  )
  t.true(marks.has('1111111111111111', 0))
  t.false(marks.has('1111111111111111', 1))
  t.true(marks.has('2222222222222222', 63))
})

test('pace lets through what its rate allows', async t => {
  const pace = new Pace(1_000_000)
  const startMs = performance.now()
  const { signal } = new AbortController()
  for (let count = 0; count < 8; count++) await pace.take(100_000, signal)
  // 0.8 s of work, of which a quarter second is free.
  t.true(performance.now() - startMs >= 500)
  await t.throwsAsync(pace.take(1, AbortSignal.abort()), { name: 'AbortError' })
})

test('a locator is found and replaced in every kind of record', t => {
  const version = '@\t9\t1\ttoken\t\tetag\tsummary\n{"a":{},"b":"f0123456789abcdef"}'
  const records: readonly (readonly [string, string])[] = [
    ['o123456789012key', version],
    ['v123456789012key\u0001\u0001token', version],
    ['n123456789012key\u0001\u0001token', JSON.stringify({ pins: ['p'], orphan: version })],
    [
      'm123456789012upload',
      '[{"partNumber":1,"sizeBytes":9,"attributes":{},"blob":"f0123456789abcdef"}]',
    ],
    ['p123456789012upload\u000100001', '{"partNumber":1,"blob":"f0123456789abcdef"}'],
  ]
  const move = { from: 'f0123456789abcdef', to: 'e0123456789abcdef.1.1.12' }
  for (const [key, value] of records) {
    t.deepEqual(locatorsOf(key, value), [move.from], key)
    const moved = withLocator(key, value, move) ?? ''
    t.deepEqual(locatorsOf(key, moved), [move.to], key)
    t.is(withLocator(key, moved, move), undefined, key)
    t.is(moved.replaceAll(move.to, move.from), value, key)
  }
})

test('disks that are added get their share, and what one disk held bears their loss', async t => {
  await using deployment = await makeDeployment(4)
  const [first = '', ...others] = deployment.directories
  let stored: Awaited<ReturnType<typeof storeSamples>>
  {
    await using storage = await deployment.open({ directories: [first], upkeep })
    stored = await storeSamples(storage)
    for (const path of others) {
      await mkdir(path)
      const disk = await storage.disks.add(path)
      await untilState(storage, disk, 'online')
    }
    await expectGood(t, storage, stored)
  }
  await deployment.takeAway(0)
  await deployment.takeAway(2)
  await using storage = await deployment.open({ upkeep })
  await expectWhole(t, storage, stored)
})
