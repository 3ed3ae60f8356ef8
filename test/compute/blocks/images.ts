/** Snapshots made of image objects, and volumes on them. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import type { Storage } from '../../../storage/storage.ts'
import { openBlocks } from '../../support/blocks/rig.ts'

const run = promisify(execFile)
const KIB = 1024
const MIB = 1024 * KIB
const accountId = '111122223333'

async function putImage(storage: Storage, bytes: Uint8Array): Promise<void> {
  await storage.createBucket('images', { ownerId: accountId })
  await storage.putObject('images', 'image', bytes, {
    finish: () => ({ etag: '', summary: '', attributes: {} }),
  })
}

/** Data, a hole, and data again, which neither begins nor ends at a cluster. */
function disk(): Buffer {
  const text = Buffer.from('what compresses well. '.repeat(20_000))
  const bytes = Buffer.alloc(3 * MIB)
  randomBytes(150 * KIB).copy(bytes, 1000)
  text.copy(bytes, 200 * KIB)
  randomBytes(70 * KIB).copy(bytes, 2 * MIB + 5000)
  return bytes
}

async function convert(t: ExecutionContext, bytes: Buffer, args: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-qcow2-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const [from, to] = [join(folder, 'raw'), join(folder, 'qcow2')]
  await writeFile(from, bytes)
  await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', ...args, from, to], {
    timeout: 60_000,
  })
  return await readFile(to)
}

test('volumes made of a raw image are there at once, and keep it though its object is deleted', async t => {
  const { store, storage } = await openBlocks(t)
  const bytes = disk().subarray(0, 2 * MIB + 100 * KIB)
  await putImage(storage, bytes)
  const object = { bucket: 'images', key: 'image', format: 'raw' as const }
  const facts = await store.createImageSnapshot({ snapshotId: 'snap-1', accountId, object })
  t.deepEqual(facts, { id: 'snap-1', accountId, sizeBytes: bytes.length })
  t.deepEqual(await store.createImageSnapshot({ snapshotId: 'snap-1', accountId, object }), facts)
  await storage.deleteObject('images', 'image')
  await storage.deleteBucket('images').catch(() => undefined)
  for (const id of ['vol-1', 'vol-2']) {
    await store.createVolume({ id, accountId, sizeBytes: 4 * MIB, snapshotId: 'snap-1' })
  }
  await store.deleteSnapshot('snap-1')
  await store.reclaimed()
  await using first = await store.open('vol-1')
  await using second = await store.open('vol-2')
  await first.write(1500, Buffer.from('of the first'))
  await first.flush()
  t.true(bytes.equals(await second.read(0, bytes.length)))
  t.true(Buffer.alloc(MIB).equals(await second.read(bytes.length, MIB)))
  bytes.write('of the first', 1500)
  t.true(bytes.equals(await first.read(0, bytes.length)))
  t.is((await store.usage(accountId)).blockCount, 1)
  await store.deleteVolume('vol-1')
  await store.deleteVolume('vol-2')
  await store.reclaimed()
  t.is(await storage.openPin('blocks/snap-1'), undefined)
})

const variants: readonly (readonly string[])[] = [
  [],
  ['-c'],
  ['-c', '-o', 'compression_type=zstd'],
  ['-c', '-o', 'cluster_size=512'],
  ['-o', 'cluster_size=2M'],
  ['-o', 'compat=0.10'],
  ['-o', 'extended_l2=on,cluster_size=128k'],
]
for (const args of variants) {
  test(`a qcow2 image is read as qemu-img wrote it ${args.join(' ')}`, async t => {
    const { store, storage } = await openBlocks(t)
    const bytes = disk()
    await putImage(storage, await convert(t, bytes, args))
    const object = { bucket: 'images', key: 'image', format: 'qcow2' as const }
    const facts = await store.createImageSnapshot({ snapshotId: 'snap-1', accountId, object })
    t.is(facts.sizeBytes, bytes.length)
    await using snapshot = await store.openSnapshot('snap-1')
    t.true(bytes.equals(await snapshot.read(0, bytes.length)))
    t.true(bytes.subarray(777, 300_778).equals(await snapshot.read(777, 300_001)))
    const extents = await snapshot.blockStatus(0, bytes.length)
    // A large cluster has more in it than what was written.
    t.is(extents.at(-1)?.isAllocated, args.includes('cluster_size=2M'))
  })
}

test('an image that is missing, of another format or damaged is refused, and its reads fail instead of lying', async t => {
  const { store, storage } = await openBlocks(t)
  const image = await convert(t, disk(), ['-c'])
  await putImage(storage, image)
  const snapshot = (key: string, format: 'raw' | 'qcow2') =>
    store.createImageSnapshot({
      snapshotId: `snap-${key}`,
      accountId,
      object: { bucket: 'images', key, format },
    })
  await t.throwsAsync(snapshot('missing', 'raw'), { code: 'object-missing' })
  const finish = () => ({ etag: '', summary: '', attributes: {} })
  await storage.putObject('images', 'text', Buffer.alloc(4096, 'text'), { finish })
  await t.throwsAsync(snapshot('text', 'qcow2'), { code: 'object-unusable' })
  t.is(await storage.openPin('blocks/snap-text'), undefined)
  // Its tables stay, and point to bytes that are none of its own.
  const damaged = Buffer.from(image).fill(0xff, 5 * 65_536)
  await storage.putObject('images', 'damaged', damaged, { finish })
  await snapshot('damaged', 'qcow2')
  await using device = await store.openSnapshot('snap-damaged')
  await t.throwsAsync(device.read(0, 3 * MIB), { code: 'input-output' })
})
