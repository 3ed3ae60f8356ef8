import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import test from 'ava'
import { blockKeys } from '../../support/blocks/model.ts'
import { openBlocks } from '../../support/blocks/rig.ts'

const KIB = 1024
const MIB = 1024 * KIB
const accountId = '111122223333'

test('a new volume reads as zeroes, and what is written is read, also across blocks and volumes opened again', async t => {
  const rig = await openBlocks(t)
  await rig.store.createVolume({ id: 'vol-1', accountId, sizeBytes: MIB })
  const bytes = randomBytes(200 * KIB)
  {
    await using device = await rig.store.open('vol-1')
    t.is(device.sizeBytes, MIB)
    t.true(Buffer.alloc(MIB).equals(await device.read(0, MIB)))
    await device.write(30 * KIB + 3, bytes)
    t.true(bytes.equals(await device.read(30 * KIB + 3, bytes.length)))
    t.is(device.usage().dirtyBytes, bytes.length)
    await device.flush()
    t.is(device.usage().dirtyBytes, 0)
    t.true(bytes.equals(await device.read(30 * KIB + 3, bytes.length)))
  }
  t.deepEqual(await readdir(rig.journalFolder), [])
  await using again = await rig.store.open('vol-1')
  t.true(bytes.equals(await again.read(30 * KIB + 3, bytes.length)))
  t.true(Buffer.alloc(30 * KIB + 3).equals(await again.read(0, 30 * KIB + 3)))
})

test('a volume has one writer at a time, and one that is gone has none', async t => {
  const { store } = await openBlocks(t)
  await store.createVolume({ id: 'vol-1', accountId, sizeBytes: MIB })
  const device = await store.open('vol-1')
  await t.throwsAsync(store.open('vol-1'), { code: 'volume-in-use' })
  await t.throwsAsync(store.open('vol-2'), { code: 'volume-missing' })
  await t.throwsAsync(device.read(MIB - 1, 2), { code: 'range-invalid' })
  await t.throwsAsync(device.write(-1, Buffer.alloc(1)), { code: 'range-invalid' })
  await store.deleteVolume('vol-1')
  await t.throwsAsync(device.read(0, 1), { code: 'device-closed' })
  await t.throwsAsync(device.flush(), { code: 'device-closed' })
  t.is(await store.getVolume('vol-1'), undefined)
  await t.throwsAsync(store.open('vol-1'), { code: 'volume-missing' })
})

test('a snapshot keeps its moment while the volume goes on, grows and is deleted', async t => {
  const { store } = await openBlocks(t)
  await store.createVolume({ id: 'vol-1', accountId, sizeBytes: MIB })
  await using device = await store.open('vol-1')
  const first = randomBytes(MIB)
  await device.write(0, first)
  const facts = await store.snapshot('vol-1', 'snap-1')
  t.deepEqual(facts, { id: 'snap-1', accountId, sizeBytes: MIB, volumeId: 'vol-1' })
  t.deepEqual(await store.snapshot('vol-1', 'snap-1'), facts)
  await device.write(100, Buffer.from('after'))
  t.is((await store.grow('vol-1', 2 * MIB)).sizeBytes, 2 * MIB)
  t.is(device.sizeBytes, 2 * MIB)
  await device.write(2 * MIB - 5, Buffer.from('after'))
  await device.flush()
  await store.deleteVolume('vol-1')
  await store.reclaimed()
  await using snapshot = await store.openSnapshot('snap-1')
  t.true(first.equals(await snapshot.read(0, MIB)))
  t.is(snapshot.sizeBytes, MIB)
})

test('only what changed since the last snapshot takes room', async t => {
  const { store } = await openBlocks(t)
  await store.createVolume({ id: 'vol-1', accountId, sizeBytes: 4 * MIB })
  await using device = await store.open('vol-1')
  await device.write(0, randomBytes(4 * MIB))
  await store.snapshot('vol-1', 'snap-1')
  t.deepEqual(await store.usage(accountId), { blockCount: 64, storedBytes: 4 * MIB })
  await device.write(0, randomBytes(64 * KIB))
  await store.snapshot('vol-1', 'snap-2')
  t.is((await store.usage(accountId)).blockCount, 65)
  await store.createVolume({ id: 'vol-2', accountId, sizeBytes: 4 * MIB, snapshotId: 'snap-2' })
  t.is((await store.usage(accountId)).blockCount, 65)
  const changed = await Array.fromAsync(store.changedBlocks('snap-1', 'snap-2'))
  t.deepEqual(changed, [{ index: 0, isInFirst: true, isInSecond: true }])
  t.is((await Array.fromAsync(store.changedBlocks(undefined, 'snap-2'))).length, 64)
})

test('a volume made from a snapshot is there at once, and keeps its bytes though all before it is deleted', async t => {
  const { store } = await openBlocks(t)
  const bytes = randomBytes(MIB)
  await store.createVolume({ id: 'vol-1', accountId, sizeBytes: MIB })
  await (await store.open('vol-1')).write(0, bytes)
  await store.snapshot('vol-1', 'snap-1')
  const clone = { id: 'vol-2', accountId: '444455556666', sizeBytes: 2 * MIB, snapshotId: 'snap-1' }
  await t.throwsAsync(store.createVolume({ ...clone, sizeBytes: KIB }), { code: 'size-invalid' })
  await store.createVolume(clone)
  await store.deleteSnapshot('snap-1')
  await store.deleteVolume('vol-1')
  await store.reclaimed()
  await t.throwsAsync(store.createVolume({ ...clone, id: 'vol-3' }), { code: 'snapshot-missing' })
  {
    await using device = await store.open('vol-2')
    await device.write(100, Buffer.from('its own'))
    await device.flush()
    bytes.write('its own', 100)
    t.true(bytes.equals(await device.read(0, MIB)))
    t.true(Buffer.alloc(MIB).equals(await device.read(MIB, MIB)))
    t.is((await store.usage('444455556666')).blockCount, 1)
  }
  await store.deleteVolume('vol-2')
  await store.reclaimed()
  t.deepEqual(await store.usage(accountId), { blockCount: 0, storedBytes: 0 })
  t.deepEqual(await store.usage('444455556666'), { blockCount: 0, storedBytes: 0 })
})

test('zeroes take no room, and zeroing a large empty volume is quick', async t => {
  const { store } = await openBlocks(t)
  const sizeBytes = 16 * 2 ** 40
  await store.createVolume({ id: 'vol-1', accountId, sizeBytes })
  await using device = await store.open('vol-1')
  await device.write(2 ** 40, Buffer.from('data'))
  await device.writeZeroes(0, sizeBytes)
  t.true(Buffer.alloc(4).equals(await device.read(2 ** 40, 4)))
  await device.write(5 * MIB, Buffer.alloc(MIB))
  await device.write(8 * MIB, randomBytes(10))
  await device.flush()
  t.is((await store.usage(accountId)).storedBytes, 4096)
  const extents = await device.blockStatus(0, 16 * MIB)
  t.deepEqual(
    extents.map(({ offset, isAllocated }) => [offset / KIB, isAllocated]),
    [
      [0, false],
      [8 * KIB, true],
      [8 * KIB + 64, false],
    ],
  )
})

test('a block that is written over after its snapshot was deleted leaves nothing behind', async t => {
  const { store, storage } = await openBlocks(t)
  await store.createVolume({ id: 'vol-1', accountId, sizeBytes: MIB })
  await using device = await store.open('vol-1')
  await device.write(0, randomBytes(256 * KIB))
  await store.snapshot('vol-1', 'snap-1')
  await device.write(0, randomBytes(64 * KIB))
  await device.flush()
  t.is((await store.usage(accountId)).blockCount, 5)
  await store.deleteSnapshot('snap-1')
  await store.reclaimed()
  t.is((await store.usage(accountId)).blockCount, 4)
  await device.write(64 * KIB, randomBytes(128 * KIB))
  await device.flush()
  const { stored, shown } = await blockKeys(storage, accountId)
  t.deepEqual(stored, shown)
  t.is(stored.length, 4)
})

test('what somebody reads stays until it is closed, though its snapshot is deleted', async t => {
  const { store } = await openBlocks(t)
  await store.createVolume({ id: 'vol-1', accountId, sizeBytes: MIB })
  await using device = await store.open('vol-1')
  const bytes = randomBytes(MIB)
  await device.write(0, bytes)
  await store.snapshot('vol-1', 'snap-1')
  await device.write(0, randomBytes(MIB))
  await device.flush()
  {
    await using snapshot = await store.openSnapshot('snap-1')
    await store.deleteSnapshot('snap-1')
    await store.reclaimed()
    t.true(bytes.equals(await snapshot.read(0, MIB)))
  }
  await store.reclaimed()
  t.is((await store.usage(accountId)).blockCount, 16)
})

test('writes wait for room in the journal, and are told when it cannot be emptied', async t => {
  const settings = { journalBytesMax: 200 * KIB, segmentBytes: 70 * KIB, destageDelayMs: 60_000 }
  const { store, fail } = await openBlocks(t, settings)
  await store.createVolume({ id: 'vol-1', accountId, sizeBytes: 4 * MIB })
  await using device = await store.open('vol-1')
  const bytes = randomBytes(MIB)
  const pieces = Array.from({ length: 32 }, (_, number) => number * 32 * KIB)
  const write = (at: number) => device.write(at, bytes.subarray(at, at + 32 * KIB))
  await Promise.all(pieces.map(write))
  t.true(device.usage().dirtyBytes <= 200 * KIB)
  t.true(bytes.equals(await device.read(0, bytes.length)))
  fail(new Error('a disk on fire'))
  const results = await Promise.allSettled(pieces.map(write))
  t.true(results.some(({ status }) => status === 'fulfilled'))
  const reasons = results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []))
  t.true(reasons.length > 0 && reasons.every(reason => reason.code === 'input-output'))
  fail(undefined)
  await device.flush()
  t.true(bytes.equals(await device.read(0, bytes.length)))
})
