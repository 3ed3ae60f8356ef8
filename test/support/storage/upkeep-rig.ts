/** Objects of every kind of body, to be found whole again after disks were damaged and healed. */
import type { ExecutionContext } from 'ava'
import type { MainStorage, UpkeepKind, UpkeepState } from '../../../storage/open.ts'
import type { Storage } from '../../../storage/storage.ts'
import { bytesOf, fields, inChunks, readAll } from './samples.ts'

const SMALL_BYTES = 5_000
const LARGE_BYTES = 700_001
const POLL_MS = 20

/** By key, and by version where there are several. */
export type Stored = ReadonlyMap<string, Buffer>

/** In `bucket`: small and large objects, noncurrent versions, a multipart object, a pin. */
export async function storeSamples(storage: Storage): Promise<Stored> {
  const stored = new Map<string, Buffer>()
  await storage.createBucket('bucket', { ownerId: 'owner', versioning: 'enabled' })
  for (let index = 0; index < 12; index++) {
    const isSmall = index % 2 === 0
    const bytes = bytesOf(isSmall ? SMALL_BYTES + index : LARGE_BYTES + index, index + 1)
    const body = isSmall ? bytes : inChunks(bytes, 50_000)
    const key = `key-${index % 9}`
    const { versionId } = await storage.putObject('bucket', key, body, { finish: () => fields() })
    stored.set(`${key} ${versionId}`, bytes)
  }
  await storage.pinObject('pin', 'bucket', 'key-1')
  const { uploadId } = await storage.createUpload('bucket', 'parts', {
    summary: '',
    attributes: {},
  })
  const parts = [bytesOf(300_000, 77), bytesOf(9_000, 78)]
  for (const [index, part] of parts.entries()) {
    const finish = () => ({ etag: 'part', attributes: {} })
    await storage.putPart('bucket', 'parts', uploadId, index + 1, inChunks(part, 40_000), {
      finish,
    })
  }
  const choose = () => ({ ...fields(), partNumbers: [1, 2] })
  const { versionId } = await storage.completeUpload('bucket', 'parts', uploadId, { choose })
  stored.set(`parts ${versionId}`, Buffer.concat(parts))
  return stored
}

export async function expectWhole(t: ExecutionContext, storage: Storage, stored: Stored) {
  for (const [name, bytes] of stored) {
    const [key = '', versionId] = name.split(' ')
    await using opened = await storage.openObject('bucket', key, versionId)
    t.true(opened && (await readAll(opened)).equals(bytes), name)
  }
}

/** Every copy and strip of all that is stored is good. */
export async function expectGood(t: ExecutionContext, storage: MainStorage, stored: Stored) {
  for (const name of stored.keys()) {
    const [key = '', versionId = ''] = name.split(' ')
    const inspection = await storage.upkeep.inspectObject('bucket', key, { versionId, from: 0 })
    t.truthy(inspection, name)
    for (const { places } of inspection?.blobs ?? []) {
      t.deepEqual([...new Set(places.map(({ state }) => state))], ['good'], name)
    }
  }
}

/** Begins it, and waits for its end. */
export async function run(storage: MainStorage, kind: UpkeepKind): Promise<UpkeepState> {
  await storage.upkeep.start(kind)
  return ended(storage, kind)
}

export async function ended(storage: MainStorage, kind: UpkeepKind): Promise<UpkeepState> {
  for (;;) {
    const state = (await storage.upkeep.states()).find(each => each.kind === kind)
    if (state && state.status !== 'running') return state
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  }
}

/** Resolves once the disk's state is another. */
export async function untilState(storage: MainStorage, disk: number, state: string): Promise<void> {
  for (;;) {
    const { disks } = await storage.health()
    if (disks.some(each => each.number === disk && each.state === state)) return
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  }
}
