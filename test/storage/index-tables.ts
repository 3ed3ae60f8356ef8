/** Rot in the tables of the index, made in LevelDB's own files. */
import { open, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import test from 'ava'
import fc from 'fast-check'
import { blobFolderPath } from '../../storage/blobs/disk-layout.ts'
import { nodeFileSystem } from '../../storage/disk/node-file-system.ts'
import { createDatabase } from '../../storage/meta/level.ts'
import { decodeSnappy } from '../../storage/meta/snappy.ts'
import { TableDamage, tableEntries, verifyTable } from '../../storage/meta/table.ts'
import { makeDeployment } from '../support/storage/deployment.ts'
import { makeDirectory } from '../support/storage/temporary.ts'
import { expectGood, expectWhole, run, storeSamples } from '../support/storage/upkeep-rig.ts'

const upkeep = { turnIntervalMs: 20, bytesPerSecond: 1e9, settleMs: 20 }
const unpaced = async () => {}

async function tablesIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory)
  return names.filter(name => name.endsWith('.ldb')).map(name => join(directory, name))
}

async function flip(path: string, position: number): Promise<void> {
  await using file = await open(path, 'r+')
  const byte = Buffer.alloc(1)
  await file.read(byte, 0, 1, position)
  await file.write(Buffer.of((byte[0] ?? 0) ^ 0x10), 0, 1, position)
}

async function withFile<Result>(
  path: string,
  work: (file: Parameters<typeof verifyTable>[0]) => Promise<Result>,
): Promise<Result> {
  const file = await nodeFileSystem.open(path)
  if (!file) throw new Error(`${path} is not there`)
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

/** What LevelDB makes of its log as it opens. */
async function makeTables(directory: string, entries: ReadonlyMap<string, string>) {
  for (const isFirst of [true, false]) {
    const database = createDatabase(directory, { isShared: false })
    await database.open()
    const operations = [...entries].map(([key, value]) => ({ type: 'put', key, value }) as const)
    if (isFirst) await database.batch(operations, { sync: true })
    await database.close()
  }
  return tablesIn(directory)
}

/** Long keys that are alike: LevelDB compresses the index block as well. */
const samples = new Map(
  Array.from({ length: 3000 }, (_, index) => {
    const key = `${'a long beginning of the key '.repeat(4)}${String(index).padStart(6, '0')}`
    return [key, index % 3 === 0 ? `value ${index} `.repeat(20) : `${index * 7919}`]
  }),
)

test('the entries of tables that LevelDB wrote are read, and all blocks match', async t => {
  await using directory = await makeDirectory()
  const paths = await makeTables(directory.path, samples)
  t.true(paths.length > 0)
  const found = new Map<string, string>()
  for (const path of paths) {
    await withFile(path, file => verifyTable(file, unpaced))
    await withFile(path, async file => {
      for await (const { key, value } of tableEntries(file)) {
        found.set(key.subarray(0, -8).toString(), value.toString())
      }
    })
  }
  t.deepEqual(found, samples)
})

test('a flipped bit is found wherever it is in a table', async t => {
  await using directory = await makeDirectory()
  const [path = ''] = await makeTables(directory.path, samples)
  const sizeBytes = (await nodeFileSystem.sizeBytes(path)) ?? 0
  // The padding of the footer means nothing.
  const inBlocks = Array.from({ length: 60 }, (_, index) =>
    Math.floor((index * (sizeBytes - 48)) / 60),
  )
  for (const position of [...inBlocks, sizeBytes - 49, sizeBytes - 48, sizeBytes - 1]) {
    await flip(path, position)
    await t.throwsAsync(
      withFile(path, file => verifyTable(file, unpaced)),
      { instanceOf: TableDamage },
      `byte ${position} of ${sizeBytes}`,
    )
    await flip(path, position)
  }
  await withFile(path, file => verifyTable(file, unpaced))
})

test('a table that is cut short is damaged', async t => {
  await using directory = await makeDirectory()
  const [path = ''] = await makeTables(directory.path, samples)
  for (const sizeBytes of [4000, 20, 0]) {
    await using file = await open(path, 'r+')
    await file.truncate(sizeBytes)
    const verified = withFile(path, table => verifyTable(table, unpaced))
    await t.throwsAsync(verified, { instanceOf: TableDamage })
  }
})

/** A literal, or a copy of what was `offset` bytes before, folded into what there is. */
const element = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 400 }).map(literal => ({ literal })),
  fc.record({ offset: fc.nat(), sizeBytes: fc.integer({ min: 1, max: 64 }) }),
)

function literalOf(bytes: Uint8Array): Buffer {
  const last = bytes.length - 1
  if (last < 60) return Buffer.from([last << 2, ...bytes])
  return Buffer.from([61 << 2, last & 0xff, last >> 8, ...bytes])
}

function copyOf(offset: number, sizeBytes: number): Buffer {
  if (sizeBytes >= 4 && sizeBytes <= 11 && offset < 2048) {
    return Buffer.of(((offset >> 8) << 5) | ((sizeBytes - 4) << 2) | 1, offset & 0xff)
  }
  return Buffer.of(((sizeBytes - 1) << 2) | 2, offset & 0xff, offset >> 8)
}

function lengthOf(value: number): Buffer {
  return value < 128 ? Buffer.of(value) : Buffer.of((value & 0x7f) | 0x80, value >> 7)
}

test('Snappy literals and copies are decoded, also copies that reach into themselves', t => {
  fc.assert(
    fc.property(fc.array(element, { maxLength: 30 }), elements => {
      const plain: number[] = []
      const encoded: Buffer[] = []
      for (const each of elements) {
        if ('literal' in each) {
          plain.push(...each.literal)
          encoded.push(literalOf(each.literal))
        } else if (plain.length > 0) {
          const offset = 1 + (each.offset % plain.length)
          for (let count = 0; count < each.sizeBytes; count++) {
            plain.push(plain[plain.length - offset] ?? 0)
          }
          encoded.push(copyOf(offset, each.sizeBytes))
        }
      }
      const bytes = Buffer.concat([lengthOf(plain.length), ...encoded])
      t.deepEqual(decodeSnappy(bytes, plain.length), Buffer.from(plain))
      if (plain.length > 0) {
        t.is(decodeSnappy(bytes, plain.length - 1), undefined)
        t.is(decodeSnappy(bytes.subarray(0, -1), plain.length), undefined)
      }
    }),
    { numRuns: 100 },
  )
})

test('bytes that are no Snappy are refused within the bound', t => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      const decoded = decodeSnappy(Buffer.from(bytes), 1000)
      t.true(decoded === undefined || decoded.length <= 1000)
    }),
  )
})

/** Tables of the mirrors on a disk. */
async function indexTables(path: string): Promise<readonly string[]> {
  const names = (await readdir(path)).filter(name => name.startsWith('meta'))
  return (await Promise.all(names.map(name => tablesIn(join(path, name))))).flat()
}

/** By the membership record on a disk. */
async function areMirrorsWhole(path: string): Promise<boolean> {
  return !(await readFile(join(path, 'members.json'), 'utf8')).includes('"isWhole": false')
}

test('a scrub fills a mirror of the index again that has rot in it', async t => {
  await using deployment = await makeDeployment(4)
  let stored: Awaited<ReturnType<typeof storeSamples>>
  {
    await using storage = await deployment.open()
    stored = await storeSamples(storage)
  }
  // What was in the logs is in tables now.
  await using storage = await deployment.open({ upkeep })
  let flippedCount = 0
  for (const disk of [0, 1]) {
    for (const path of await indexTables(deployment.path(disk))) {
      await flip(path, 20)
      flippedCount++
    }
  }
  t.true(flippedCount > 0)
  const { damagedMirrorCount, refilledMirrorCount, lostCount } = await run(storage, 'scrub')
  t.deepEqual({ damagedMirrorCount, lostCount }, { damagedMirrorCount: 0, lostCount: 0 })
  t.true((refilledMirrorCount ?? 0) > 0)
  t.true(deployment.warnings.includes('a table of the index is damaged'))
  await expectGood(t, storage, stored)
  await expectWhole(t, storage, stored)
  while (!(await areMirrorsWhole(deployment.path(2)))) await delay(20)
  t.is((await run(storage, 'scrub')).refilledMirrorCount, 0)
})

test('a scrub of a single disk says that its index is damaged, and removes nothing by it', async t => {
  await using deployment = await makeDeployment(1)
  {
    await using storage = await deployment.open()
    await storeSamples(storage)
  }
  await using storage = await deployment.open({ upkeep })
  const [path = ''] = await indexTables(deployment.path(0))
  // The checksum of the block before this name: LevelDB does not look at it, and goes on.
  await flip(path, (await readFile(path)).indexOf('filter.leveldb') - 5)
  const id = '0000000000000000'
  const nobodys = join(blobFolderPath(deployment.path(0), id), id)
  await writeFile(nobodys, 'of nobody')
  const state = await run(storage, 'scrub')
  t.is(state.status, 'done')
  t.is(state.damagedMirrorCount, 1)
  t.is(state.orphanCount, 0)
  t.is(await readFile(nobodys, 'utf8'), 'of nobody')
})
