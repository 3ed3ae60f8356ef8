import { randomFillSync } from 'node:crypto'
import test from 'ava'
import { decodeLarge } from '../../storage/blobs/large/locator.ts'
import type { EngineContext } from '../../storage/engine/context.ts'
import { healQueued } from '../../storage/engine/heal.ts'
import { createEngine } from '../../storage/engine.ts'
import { IdSource } from '../../storage/ids.ts'
import { createLeaseMemory, Leases } from '../../storage/leases.ts'
import { createMemoryMeta } from '../../storage/meta/memory.ts'
import type { DiskRig } from '../support/storage/disk-rig.ts'
import { openDiskRig } from '../support/storage/disk-rig.ts'
import { clock, contentOf, fields } from '../support/storage/samples.ts'

function openEngine(rig: DiskRig) {
  const context: EngineContext = {
    meta: createMemoryMeta({ shardCount: 1 }),
    blobs: rig.blobs,
    leases: new Leases(createLeaseMemory()),
    clock,
    ids: new IdSource(count => randomFillSync(new Uint8Array(count))),
    runId: 'run',
  }
  return { context, storage: createEngine(context, async () => {}) }
}

async function queued(context: EngineContext): Promise<readonly string[]> {
  const entries = await context.meta.shards[0]?.range({ gte: 'h', lt: 'i', limit: 100 })
  return entries?.map(([key]) => key.slice(1)) ?? []
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_000) yield bytes.subarray(at, at + 65_000)
}

test('what was stored while a disk was gone gets its strip once there is a disk for it', async t => {
  await using rig = await openDiskRig(4)
  const { context, storage } = openEngine(rig)
  await storage.createBucket('bucket', { ownerId: 'owner' })
  const body = Buffer.alloc(700_000, 'mallee')
  const finish = () => fields()
  rig.gone.add(2)
  await storage.putObject('bucket', 'key', inPieces(body), { finish })
  const { uploadId } = await storage.createUpload('bucket', 'parts', fields())
  await storage.putPart('bucket', 'parts', uploadId, 1, inPieces(body), { finish })
  await storage.completeUpload('bucket', 'parts', uploadId, {
    choose: () => ({ ...fields(), partNumbers: [1] }),
  })
  await storage.putObject('bucket', 'deleted', inPieces(body), { finish })
  await storage.deleteObject('bucket', 'deleted')
  const before = await queued(context)
  t.is(before.length, 3)
  t.true(before.every(locator => decodeLarge(locator).places.includes(undefined)))

  const goesOn = () => true
  t.is(await healQueued(context, rig.upkeep, { goesOn }), 0)
  t.is((await queued(context)).length, 2, 'what was deleted waits no longer')
  rig.gone.clear()
  t.is(await healQueued(context, rig.upkeep, { goesOn }), 2)
  t.deepEqual(await queued(context), [])
  rig.gone.add(0).add(1)
  for (const key of ['key', 'parts']) t.is(await contentOf(storage, key), body.toString())
})
