import { randomFillSync } from 'node:crypto'
import { truncate, unlink } from 'node:fs/promises'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { decodeLarge } from '../../storage/blobs/large/locator.ts'
import type { Scheme } from '../../storage/disk/schemes.ts'
import { StorageError } from '../../storage/storage.ts'
import { flipBit } from '../support/storage/damage.ts'
import type { DiskRig } from '../support/storage/disk-rig.ts'
import { openDiskRig } from '../support/storage/disk-rig.ts'

const CHUNK = 65_536

async function* inPieces(bytes: Uint8Array, pieceBytes = 50_000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield bytes.subarray(start, start + pieceBytes)
  }
}

async function writeLarge(rig: DiskRig, bytes: Uint8Array, pieceBytes?: number): Promise<string> {
  const body = inPieces(bytes, pieceBytes)
  const { locator, sizeBytes } = await rig.blobs.write(rig.blobs.reserve(), body, {
    redundancy: 'standard',
  })
  if (sizeBytes !== bytes.length) throw new Error('the blob has another size than its body')
  return locator
}

/** The blob's bytes, or the code of the refusal. */
async function readBack(rig: DiskRig, locator: string): Promise<Buffer | string> {
  try {
    using reader = await rig.blobs.open(locator)
    if (!reader) return 'missing'
    const range = { start: 0, end: reader.sizeBytes - 1 }
    return Buffer.concat(await Array.fromAsync(reader.read(range)))
  } catch (error) {
    if (error instanceof StorageError) return error.code
    throw error
  }
}

async function sameBytes(t: ExecutionContext, rig: DiskRig, locator: string, bytes: Uint8Array) {
  const read = await readBack(rig, locator)
  t.true(read instanceof Buffer && read.equals(bytes), typeof read === 'string' ? read : 'other')
}

function pathOf(rig: DiskRig, locator: string, strip: number): Promise<string> {
  return rig.upkeep.placesOf(locator).then(places => places[strip]?.path ?? '')
}

const random = (length: number) => randomFillSync(Buffer.alloc(length))
const schemesOf = (scheme: Scheme) => ({ standard: scheme, reduced: scheme })

for (const [diskCount, name] of [
  [2, '1+1'],
  [3, '2+1'],
  [4, '2+2'],
  [6, '4+2'],
] as const) {
  test(`any disks that may be gone can be: ${name} on ${diskCount} disks`, async t => {
    await using rig = await openDiskRig(diskCount)
    for (const sizeBytes of [1, CHUNK, CHUNK * 2 + 5, 1_300_003]) {
      const bytes = random(sizeBytes)
      const locator = await writeLarge(rig, bytes, 70_001)
      const { scheme } = decodeLarge(locator)
      for (let mask = 0; mask < 2 ** diskCount; mask++) {
        rig.gone.clear()
        for (let number = 0; number < diskCount; number++)
          if (mask & (1 << number)) rig.gone.add(number)
        if (rig.gone.size <= scheme.parityCount) await sameBytes(t, rig, locator, bytes)
        else t.is(await readBack(rig, locator), 'unavailable')
      }
      rig.gone.clear()
    }
    t.deepEqual(rig.damages, [])
  })
}

test('a range is read right with a disk gone, wherever it begins and ends', async t => {
  await using rig = await openDiskRig(5)
  const bytes = random(CHUNK * 10 + 777)
  const locator = await writeLarge(rig, bytes)
  const ranges = fc
    .tuple(fc.nat(bytes.length - 1), fc.nat(bytes.length - 1), fc.nat(4))
    .map(([a, b, gone]) => ({ start: Math.min(a, b), end: Math.max(a, b), gone }))
  await fc.assert(
    fc.asyncProperty(ranges, async ({ start, end, gone }) => {
      rig.gone.clear()
      rig.gone.add(gone)
      using reader = await rig.blobs.open(locator)
      const read = Buffer.from((await reader?.bytes({ start, end })) ?? [])
      t.true(read.equals(bytes.subarray(start, end + 1)))
    }),
    { numRuns: 60 },
  )
})

test('whatever happens to strips, bytes come back right or not at all, and repair makes all good', async t => {
  const scheme = { dataCount: 3, parityCount: 2 }
  const damage = fc.record({
    strip: fc.nat(4),
    kind: fc.constantFrom('flip', 'cut', 'remove'),
    position: fc.nat(2 ** 31),
  })
  const cases = fc.record({
    sizeBytes: fc.integer({ min: 1, max: CHUNK * 8 }),
    damages: fc.array(damage, { minLength: 1, maxLength: 4 }),
  })
  await using rig = await openDiskRig(5, { schemes: schemesOf(scheme) })
  await fc.assert(
    fc.asyncProperty(cases, async ({ sizeBytes, damages }) => {
      const bytes = random(sizeBytes)
      const locator = await writeLarge(rig, bytes)
      const hurt = new Set<number>()
      for (const { strip, kind, position } of damages) {
        const path = await pathOf(rig, locator, strip)
        hurt.add(strip)
        if (kind === 'flip') await flipBit(path, position).catch(() => {})
        else if (kind === 'cut') await truncate(path, position % 1000).catch(() => {})
        else await unlink(path).catch(() => {})
      }
      const read = await readBack(rig, locator)
      if (hurt.size <= scheme.parityCount) {
        t.true(read instanceof Buffer && read.equals(bytes))
        t.is(await rig.upkeep.repair(locator), locator)
        for (const { state } of await rig.upkeep.verify(locator)) t.is(state, 'good')
        await sameBytes(t, rig, locator, bytes)
      } else {
        t.true(read instanceof Buffer ? read.equals(bytes) : read !== 'unavailable')
      }
    }),
    { numRuns: 60 },
  )
})

test('a flipped bit is answered right, reported once and repaired in place', async t => {
  await using rig = await openDiskRig(4)
  const bytes = random(CHUNK * 6)
  const locator = await writeLarge(rig, bytes)
  await flipBit(await pathOf(rig, locator, 1), 70_000)
  await sameBytes(t, rig, locator, bytes)
  const diskNumber = decodeLarge(locator).places[1] ?? -1
  t.deepEqual(rig.damages, [{ locator, diskNumber }])
  t.is(await rig.upkeep.repair(locator, { isInPlace: true }), locator)
  await sameBytes(t, rig, locator, bytes)
  t.is(rig.damages.length, 1)
})

test('a disk that fails in the middle of a body is left out, and its strip goes to another', async t => {
  for (let writes = 0; writes < 8; writes++) {
    await using rig = await openDiskRig(5, { schemes: schemesOf({ dataCount: 2, parityCount: 2 }) })
    rig.writesLeft.set(2, writes)
    const bytes = random(3_000_000)
    const locator = await writeLarge(rig, bytes)
    const { places } = decodeLarge(locator)
    t.false(places.includes(undefined), locator)
    rig.gone.add(2)
    await sameBytes(t, rig, locator, bytes)
    t.deepEqual(rig.givenUp, [])
  }
})

test('where no other disk is left the blob is stored without the strip, and the disk is given up', async t => {
  await using rig = await openDiskRig(4)
  rig.writesLeft.set(1, 2)
  const bytes = random(3_000_000)
  const locator = await writeLarge(rig, bytes)
  t.is(decodeLarge(locator).places.filter(place => place === undefined).length, 1)
  t.deepEqual(rig.givenUp, [1])
  await sameBytes(t, rig, locator, bytes)
  // Once it takes writes again, the strip is there again.
  rig.writesLeft.clear()
  const repaired = await rig.upkeep.repair(locator)
  t.false(decodeLarge(repaired).places.includes(undefined))
  rig.gone.add(0).add(2)
  await sameBytes(t, rig, repaired, bytes)
})

test('a body is refused, and nothing of it stays, where too few disks take it', async t => {
  await using rig = await openDiskRig(4)
  for (const number of [0, 1, 2]) rig.writesLeft.set(number, 3)
  const refusal = await t.throwsAsync(writeLarge(rig, random(3_000_000)))
  t.true(refusal instanceof StorageError && refusal.code === 'unavailable')
  for (const { number } of rig.disks) {
    t.deepEqual(await Array.fromAsync(rig.upkeep.files(number)), [])
  }
})

test('with more disks gone than may be, nothing is taken', async t => {
  await using rig = await openDiskRig(6, { schemes: schemesOf({ dataCount: 2, parityCount: 1 }) })
  rig.gone.add(0).add(1)
  for (const write of [
    () => writeLarge(rig, random(10)),
    () => rig.blobs.append(random(10), 'o'),
  ]) {
    const refusal = await t.throwsAsync(write())
    t.true(refusal instanceof StorageError && refusal.code === 'unavailable')
  }
})

test('a blob moves off a disk that is to be left', async t => {
  await using rig = await openDiskRig(5, { schemes: schemesOf({ dataCount: 2, parityCount: 2 }) })
  const bytes = random(CHUNK * 5)
  const locator = await writeLarge(rig, bytes)
  const left = decodeLarge(locator).places[0] ?? -1
  rig.draining.add(left)
  const moved = await rig.upkeep.repair(locator, { leave: rig.draining })
  t.false(decodeLarge(moved).places.includes(left))
  await rig.upkeep.removeStale(locator, moved)
  t.deepEqual(await Array.fromAsync(rig.upkeep.files(left)), [])
  await sameBytes(t, rig, moved, bytes)
  await rig.blobs.remove(moved)
  t.is(await readBack(rig, moved), 'missing')
})

test('a removed blob is missing, not damaged, and a reader that has it open reads on', async t => {
  await using rig = await openDiskRig(4)
  const bytes = random(CHUNK * 3)
  const locator = await writeLarge(rig, bytes)
  using reader = await rig.blobs.open(locator)
  await rig.blobs.remove(locator)
  t.is(await readBack(rig, locator), 'missing')
  const read = await reader?.bytes({ start: 0, end: bytes.length - 1 })
  t.true(bytes.equals(read ?? Buffer.of()))
  t.deepEqual(rig.damages, [])
})
