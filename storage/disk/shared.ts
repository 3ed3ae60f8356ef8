/**
 * Disk storage for the main thread, which writes for all, and for others that read by themselves
 * and send it what is to be written. A thread that dies while it holds locks leaves them taken:
 * whoever started it must end the process.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { DiskBlobs } from '../blobs/disk.ts'
import { DiskUpkeep } from '../blobs/disk-upkeep.ts'
import { SegmentWriter } from '../blobs/segment-writer.ts'
import type { Clock, EngineContext } from '../engine/context.ts'
import type { Log } from '../engine/reaper.ts'
import { Reaper } from '../engine/reaper.ts'
import { createEngine } from '../engine.ts'
import type { IdSource } from '../ids.ts'
import { createLeaseMemory, Leases } from '../leases.ts'
import { DiskAdmin } from '../members/disk-admin.ts'
import { createStateMemory, DiskStates } from '../members/disk-states.ts'
import { DiskWatch } from '../members/disk-watch.ts'
import { openMembers } from '../members/open-members.ts'
import { SharedDiskSet } from '../members/shared-disk-set.ts'
import { LevelMeta } from '../meta/level-meta.ts'
import { createLockMemory, LockTable } from '../meta/locks.ts'
import type { Storage } from '../storage.ts'
import { StorageError } from '../storage.ts'
import type { UpkeepControl } from '../upkeep/contract.ts'
import { DamageRepair } from './damage-repair.ts'
import type { GiveUpDisk } from './disk-set.ts'
import type { StorageEnvironment } from './environment.ts'
import { MainIndex } from './main-index.ts'
import { createUpkeep, type UpkeepSettings } from './main-upkeep.ts'
import { type DiskPlace, Notices, serveNotices } from './notices.ts'
import type { Writer } from './protocol.ts'
import { RemoteWriter, serveWriter } from './protocol.ts'
import type { Schemes } from './schemes.ts'
import { type SharedIndex, ThreadIndex } from './thread-index.ts'

/** What another thread needs: pass it in `workerData` or a message, with its `transferList`. */
export interface SharedStorage {
  readonly disks: readonly DiskPlace[]
  readonly states: SharedArrayBuffer
  readonly locks: SharedArrayBuffer
  readonly leases: SharedArrayBuffer
  readonly runId: string
  /** Of the names that the thread makes: see IdSource. */
  readonly lane: number
  readonly index: SharedIndex
  readonly port: MessagePort
  readonly noticePort: MessagePort
  readonly transferList: readonly [MessagePort, MessagePort]
}

export interface MainStorage extends Storage {
  /** For one more thread; each call is for one. */
  share(): SharedStorage
  /** Frees what can be freed now, instead of when its turn comes: for tests and tools. */
  reclaim(): Promise<void>
  /** Adds, drains and removes disks. */
  readonly disks: DiskAdmin
  readonly upkeep: UpkeepControl
}

export interface DiskSettings {
  readonly environment: StorageEnvironment
  /** At least one. */
  readonly directories: readonly string[]
  /** Where a copy of the membership record is kept that is on no disk; `undefined`: nowhere. */
  readonly witnessDirectory: string | undefined
  /** Whether to begin although disks are missing that may know better. */
  readonly acceptsMissing: boolean
  readonly schemesFor: (diskCount: number) => Schemes
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Log | undefined
  /** How long the reaper rests between its rounds. */
  readonly reclaimIntervalMs: number
  readonly upkeep?: Partial<UpkeepSettings> | undefined
}

const FILL_BYTES_PER_SECOND = 64 * 1024 * 1024
const WATCH_INTERVAL_MS = 1000

export async function openMain(settings: DiskSettings): Promise<MainStorage> {
  const { environment, clock, ids, log } = settings
  await using opened = new AsyncDisposableStack()
  const notices = new Notices()
  const states = new DiskStates(createStateMemory())
  const disks = new SharedDiskSet(states, environment.files)
  const membership = await openMembers(settings, { notices, disks })
  opened.defer(() => membership.close())
  const giveUpDisk: GiveUpDisk = async (disk, error) => {
    await membership.gone(disk, error)
    if (!states.isWritable) throw new StorageError('unavailable', 'too many disks are gone')
  }
  const segments = new SegmentWriter({ disks, ids, now: () => clock.now(), giveUpDisk })
  opened.defer(() => segments.close())
  opened.defer(() => notices.close())
  const index = new MainIndex({
    ...{ environment, membership, notices, log },
    fillBytesPerSecond: FILL_BYTES_PER_SECOND,
  })
  opened.defer(() => index.close())
  membership.listen({
    lost: disk => index.forget(disk),
    returned: disk => index.reopen(disk),
    mirrorLeft: (shard, disk) => {
      // What cannot be removed now is in nobody's way.
      index.retire(shard, disk).catch(() => {})
    },
  })
  await index.start()
  const watch = new DiskWatch({ environment, membership, log, intervalMs: WATCH_INTERVAL_MS })
  watch.start()
  opened.defer(() => watch.stop())
  const writer: Writer = {
    append: bytes => segments.append(bytes),
    commit: (shard, commit) => {
      upkeep.note(commit)
      return index.commit(shard, commit)
    },
    noteUnreadable: (mirror, error) => index.noteUnreadable(mirror, error),
    giveUpDisk,
    noteDamage: damage => repair.note(damage),
  }
  const locks = createLockMemory()
  const leases = createLeaseMemory()
  const runId = ids.random(12)
  const blobs = opened.use(
    new DiskBlobs({
      disks,
      ids,
      now: () => clock.now(),
      append: ({ bytes }) => writer.append(bytes),
      openSegmentId: () => segments.openSegmentId,
      onDamage: damage => writer.noteDamage(damage),
      giveUpDisk,
    }),
  )
  const care = new DiskUpkeep(blobs, () => segments.openSegmentId)
  const repair = new DamageRepair(care, { clock, log })
  opened.defer(() => repair.stop())
  const meta = new LevelMeta({
    readers: index.readers,
    locks: new LockTable(locks),
    commit: (shard, commit) => writer.commit(shard, commit),
  })
  const context: EngineContext = { meta, blobs, leases: new Leases(leases), clock, ids, runId }
  const admin = new DiskAdmin({
    ...{ environment, ids, membership, schemesFor: settings.schemesFor },
    isWhole: () => upkeep.isWhole,
  })
  const upkeep = createUpkeep(settings.upkeep ?? {}, {
    ...{ context, blobs, care, disks, admin, segments, index, ids, log },
    files: environment.files,
  })
  const ports = new Set<MessagePort>()
  opened.defer(() => {
    for (const port of ports) port.close()
  })
  const reaper = new Reaper(context, { intervalMs: settings.reclaimIntervalMs, log })
  // What is half-written waits for a start that may write.
  if (states.isWritable) await reaper.recover()
  reaper.start()
  opened.defer(() => reaper.stop())
  upkeep.begin()
  opened.defer(() => upkeep.end())

  let lastLane = 0
  const resources = opened.move()
  const storage = createEngine(context, () => resources.disposeAsync())
  return {
    ...storage,
    health: async () => {
      const health = await disks.health()
      return { ...health, isWritable: health.isWritable && index.isWritable }
    },
    share: () => {
      const { port1, port2 } = new MessageChannel()
      serveWriter(port1, writer)
      ports.add(port1)
      port1.on('close', () => ports.delete(port1))
      const lane = ++lastLane
      const { port1: main, port2: noticePort } = new MessageChannel()
      notices.add(main)
      const { primaryMemory, opened } = index
      const places = disks.disks.map(({ number, id, path }) => ({ number, id, path }))
      return {
        ...{ disks: places, states: states.memory, locks, leases, runId, lane },
        index: { primaryMemory, opened },
        port: port2,
        noticePort,
        transferList: [port2, noticePort],
      }
    },
    reclaim: () => reaper.runOnce(),
    disks: admin,
    upkeep,
  }
}

export async function openOther(
  shared: SharedStorage,
  { environment, clock, ids }: { environment: StorageEnvironment; clock: Clock; ids: IdSource },
): Promise<Storage> {
  await using opened = new AsyncDisposableStack()
  const writer = new RemoteWriter(shared.port)
  opened.defer(() => writer.close())
  const index = new ThreadIndex(shared.index, { environment, writer })
  opened.defer(() => index.close())
  for (const mirror of shared.index.opened) await index.open(mirror)
  const disks = new SharedDiskSet(new DiskStates(shared.states), environment.files)
  disks.setDisks(shared.disks)
  serveNotices(shared.noticePort, async notice => {
    if (notice.type === 'disks') disks.setDisks(notice.disks)
    else await index.act(notice)
  })
  opened.defer(() => shared.noticePort.close())
  const blobs = opened.use(
    new DiskBlobs({
      disks,
      ids,
      now: () => clock.now(),
      append: ({ bytes }) => writer.append(bytes),
      // Regions are the reaper's, which runs in the main thread.
      openSegmentId: () => undefined,
      onDamage: damage => writer.noteDamage(damage),
      giveUpDisk: (disk, error) => writer.giveUpDisk(disk, error),
    }),
  )
  const meta = new LevelMeta({
    readers: index.readers,
    locks: new LockTable(shared.locks),
    commit: (shard, commit) => writer.commit(shard, commit),
  })
  const leases = new Leases(shared.leases)
  const { runId } = shared
  const resources = opened.move()
  const context: EngineContext = { meta, blobs, leases, clock, ids, runId }
  const storage = createEngine(context, () => resources.disposeAsync())
  return { ...storage, health: () => disks.health() }
}
