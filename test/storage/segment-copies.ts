import { randomFillSync } from 'node:crypto'
import { copyFile, stat, truncate, unlink } from 'node:fs/promises'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { decodePlace } from '../../storage/blobs/fragment.ts'
import { segmentPath } from '../../storage/blobs/segments.ts'
import { StorageError } from '../../storage/storage.ts'
import { flipBit } from '../support/storage/damage.ts'
import type { DiskRig } from '../support/storage/disk-rig.ts'
import { openDiskRig } from '../support/storage/disk-rig.ts'

const random = (length: number) => randomFillSync(Buffer.alloc(length))

async function readBack(rig: DiskRig, locator: string): Promise<Buffer | string> {
  try {
    using reader = await rig.blobs.open(locator)
    if (!reader) return 'missing'
    return Buffer.from(await reader.bytes({ start: 0, end: reader.sizeBytes - 1 }))
  } catch (error) {
    if (error instanceof StorageError) return error.code
    throw error
  }
}

async function sameBytes(t: ExecutionContext, rig: DiskRig, locator: string, bytes: Uint8Array) {
  const read = await readBack(rig, locator)
  t.true(read instanceof Buffer && read.equals(bytes), typeof read === 'string' ? read : 'other')
}

async function append(rig: DiskRig, count: number): Promise<Map<string, Buffer>> {
  const stored = new Map<string, Buffer>()
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const bytes = random(1 + ((index * 7919) % 100_000))
      stored.set(await rig.blobs.append(bytes, `owner ${index}`), bytes)
    }),
  )
  return stored
}

function segmentOf(stored: ReadonlyMap<string, Buffer>): string {
  const [locator = ''] = stored.keys()
  return decodePlace(locator).segmentId
}

async function copyPaths(rig: DiskRig, id: string): Promise<readonly string[]> {
  const paths = rig.disks.map(disk => segmentPath(disk, id))
  const there = await Promise.all(
    paths.map(path =>
      stat(path).then(
        () => true,
        () => false,
      ),
    ),
  )
  return paths.filter((_, index) => there[index])
}

/** The writer seals its segment when it is to leave a disk. */
async function seal(rig: DiskRig): Promise<void> {
  const numbers = rig.disks.map(({ number }) => number)
  for (const number of numbers) rig.draining.add(number)
  await rig.blobs.append(random(1), 'o').catch(() => {})
  rig.draining.clear()
  await rig.blobs.append(random(1), 'o')
}

test('small bodies have as many copies as there may be losses, and one more', async t => {
  for (const [diskCount, copyCount] of [
    [1, 1],
    [2, 2],
    [4, 3],
    [6, 3],
  ] as const) {
    await using rig = await openDiskRig(diskCount)
    const stored = await append(rig, 40)
    const paths = await copyPaths(rig, segmentOf(stored))
    t.is(paths.length, copyCount)
    for (let mask = 0; mask < 2 ** diskCount; mask++) {
      rig.gone.clear()
      for (const { number } of rig.disks) if (mask & (1 << number)) rig.gone.add(number)
      if (rig.gone.size >= copyCount) continue
      for (const [locator, bytes] of stored) await sameBytes(t, rig, locator, bytes)
    }
  }
})

test('with all copies on disks that are gone a body is unavailable, not missing', async t => {
  await using rig = await openDiskRig(4)
  const stored = await append(rig, 1)
  const [locator = ''] = stored.keys()
  for (const { diskNumber } of await rig.upkeep.placesOf(locator)) rig.gone.add(diskNumber ?? -1)
  t.is(await readBack(rig, locator), 'unavailable')
})

test('a bad copy is answered from another, reported, and repaired in place', async t => {
  await using rig = await openDiskRig(3)
  const stored = await append(rig, 30)
  for (const [locator, bytes] of stored) {
    const [best] = await rig.upkeep.placesOf(locator)
    await flipBit(best?.path ?? '', decodePlace(locator).offset + 3)
    await sameBytes(t, rig, locator, bytes)
    t.deepEqual(rig.damages.splice(0), [{ locator, diskNumber: best?.diskNumber ?? -1 }])
    t.is(await rig.upkeep.repair(locator), locator)
    for (const { state } of await rig.upkeep.verify(locator)) t.is(state, 'good')
    await sameBytes(t, rig, locator, bytes)
    t.deepEqual(rig.damages, [])
  }
})

test('whatever happens to all copies but one, every body is read, and the segment is made whole', async t => {
  const damage = fc.record({
    copy: fc.nat(2),
    kind: fc.constantFrom('flip', 'cut', 'remove'),
    position: fc.nat(2 ** 31),
  })
  const cases = fc.record({
    damages: fc.array(damage, { minLength: 1, maxLength: 6 }),
    spared: fc.nat(2),
  })
  await fc.assert(
    fc.asyncProperty(cases, async ({ damages, spared }) => {
      await using rig = await openDiskRig(4)
      const stored = await append(rig, 12)
      const id = segmentOf(stored)
      await seal(rig)
      const paths = await copyPaths(rig, id)
      for (const { copy, kind, position } of damages) {
        const path = paths[copy] ?? ''
        if (copy === spared) continue
        if (kind === 'flip') await flipBit(path, position).catch(() => {})
        else if (kind === 'cut') await truncate(path, position % 300_000).catch(() => {})
        else await unlink(path).catch(() => {})
      }
      for (const [locator, bytes] of stored) await sameBytes(t, rig, locator, bytes)
      const found = await Array.fromAsync(rig.blobs.scan(id))
      t.deepEqual(found.map(({ locator }) => locator).sort(), [...stored.keys()].sort())
      await rig.upkeep.repairRegion(id)
      const states = await rig.upkeep.verifyRegion(id)
      t.is(states.length, 3)
      t.true(states.every(({ state }) => state === 'good'))
      rig.damages.length = 0
      for (const [locator, bytes] of stored) await sameBytes(t, rig, locator, bytes)
      t.deepEqual(rig.damages, [])
    }),
    { numRuns: 25 },
  )
})

test('copies that are each damaged elsewhere make one whole segment together', async t => {
  await using rig = await openDiskRig(2)
  const stored = await append(rig, 20)
  const id = segmentOf(stored)
  await seal(rig)
  const paths = await copyPaths(rig, id)
  for (const [index, locator] of [...stored.keys()].entries()) {
    await flipBit(paths[index % 2] ?? '', decodePlace(locator).offset + 5)
  }
  await rig.upkeep.repairRegion(id)
  for (const gone of [0, 1]) {
    rig.gone.clear()
    rig.gone.add(gone)
    for (const [locator, bytes] of stored) await sameBytes(t, rig, locator, bytes)
  }
})

test('a disk that fails in the middle loses no body that was taken, and others take the next', async t => {
  for (let writes = 0; writes < 6; writes++) {
    await using rig = await openDiskRig(4)
    const before = await append(rig, 5)
    const [locator = ''] = before.keys()
    const [place] = await rig.upkeep.placesOf(locator)
    const failing = place?.diskNumber ?? -1
    rig.writesLeft.set(failing, writes)
    const after = await append(rig, 50)
    rig.gone.add(failing)
    for (const [locator, bytes] of [...before, ...after]) await sameBytes(t, rig, locator, bytes)
    t.deepEqual(rig.givenUp, [])
  }
})

test('where no disk is left for a copy, the one that fails is given up before the body counts', async t => {
  await using rig = await openDiskRig(2)
  rig.writesLeft.set(1, 0)
  const stored = await append(rig, 3)
  t.deepEqual(new Set(rig.givenUp), new Set([1]))
  for (const [locator, bytes] of stored) await sameBytes(t, rig, locator, bytes)
})

test('a segment leaves a disk, and one that came to have too many copies loses some', async t => {
  await using rig = await openDiskRig(5)
  const stored = await append(rig, 10)
  const id = segmentOf(stored)
  await seal(rig)
  const [locator = ''] = stored.keys()
  const before = await rig.upkeep.placesOf(locator)
  const left = before[0]?.diskNumber ?? -1
  rig.draining.add(left)
  await rig.upkeep.repairRegion(id, { leave: rig.draining })
  const after = await rig.upkeep.placesOf(locator)
  t.is(after.length, 3)
  t.false(after.some(({ diskNumber }) => diskNumber === left))
  rig.draining.clear()
  const spare = rig.disks.find(({ number }) => !after.some(place => place.diskNumber === number))
  await copyFile(after[0]?.path ?? '', spare ? segmentPath(spare, id) : '')
  await rig.upkeep.repairRegion(id)
  t.is((await rig.upkeep.placesOf(locator)).length, 3)
  for (const [locator, bytes] of stored) await sameBytes(t, rig, locator, bytes)
  await rig.blobs.removeRegion(id)
  t.deepEqual(await copyPaths(rig, id), [])
  t.is(await readBack(rig, locator), 'missing')
})
