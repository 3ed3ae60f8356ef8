/**
 * Disk storage for the main thread, which writes for all, and for others that read by themselves
 * and send it what is to be written. A thread that dies while it holds locks leaves them taken:
 * whoever started it must end the process.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { DiskBlobs } from '../blobs/disk.ts'
import { SegmentWriter } from '../blobs/segment-writer.ts'
import type { Clock, EngineContext } from '../engine/context.ts'
import type { Log } from '../engine/reaper.ts'
import { Reaper } from '../engine/reaper.ts'
import { createEngine } from '../engine.ts'
import type { IdSource } from '../ids.ts'
import { createLeaseMemory, Leases } from '../leases.ts'
import { LevelMeta } from '../meta/level-meta.ts'
import { createLockMemory, LockTable } from '../meta/locks.ts'
import type { Storage } from '../storage.ts'
import type { DiskIdentity } from './directory.ts'
import { openDirectory } from './directory.ts'
import type { Disk } from './disk-set.ts'
import { fixedDiskSet } from './disk-set.ts'
import type { StorageEnvironment } from './environment.ts'
import { type IndexMembership, MainIndex } from './main-index.ts'
import { Notices, serveNotices } from './notices.ts'
import type { Writer } from './protocol.ts'
import { RemoteWriter, serveWriter } from './protocol.ts'
import { DiskSpace } from './space.ts'
import { type SharedIndex, ThreadIndex } from './thread-index.ts'

/** What another thread needs: pass it in `workerData` or a message, with its `transferList`. */
export interface SharedStorage {
  readonly directory: string
  readonly diskId: string
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
}

export interface DiskSettings {
  readonly environment: StorageEnvironment
  readonly directory: string
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Log | undefined
  /** How long the reaper rests between its rounds. */
  readonly reclaimIntervalMs: number
}

const FILL_BYTES_PER_SECOND = 64 * 1024 * 1024

export async function openMain(settings: DiskSettings): Promise<MainStorage> {
  const { environment, clock, ids, log } = settings
  await using opened = new AsyncDisposableStack()
  const directory = opened.use(await openDirectory(environment, settings.directory, ids))
  const disk = await openDisk(environment, directory.path, directory.identity)
  const disks = fixedDiskSet([disk])
  const segments = new SegmentWriter({ disks, ids, now: () => clock.now() })
  opened.defer(() => segments.close())
  const notices = new Notices()
  opened.defer(() => notices.close())
  const index = new MainIndex({
    environment,
    membership: soleMembership(disk),
    shardCount: 1,
    notices,
    log,
    fillBytesPerSecond: FILL_BYTES_PER_SECOND,
  })
  opened.defer(() => index.close())
  await index.start(() => true)
  const writer: Writer = {
    append: bytes => segments.append(bytes),
    commit: (shard, commit) => index.commit(shard, commit),
    noteUnreadable: (mirror, error) => index.noteUnreadable(mirror, error),
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
    }),
  )
  const meta = new LevelMeta({
    readers: index.readers,
    locks: new LockTable(locks),
    commit: (shard, commit) => writer.commit(shard, commit),
  })
  const context: EngineContext = { meta, blobs, leases: new Leases(leases), clock, ids, runId }
  const ports = new Set<MessagePort>()
  opened.defer(() => {
    for (const port of ports) port.close()
  })
  const reaper = new Reaper(context, { intervalMs: settings.reclaimIntervalMs, log })
  await reaper.recover()
  reaper.start()
  opened.defer(() => reaper.stop())

  let lastLane = 0
  const resources = opened.move()
  const storage = createEngine(context, () => resources.disposeAsync())
  return {
    ...storage,
    health: async () => {
      const health = await storage.health()
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
      const { diskId } = directory.identity
      const { primaryMemory, opened } = index
      return {
        ...{ directory: directory.path, diskId, locks, leases, runId, lane },
        index: { primaryMemory, opened },
        port: port2,
        noticePort,
        transferList: [port2, noticePort],
      }
    },
    reclaim: () => reaper.runOnce(),
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
  serveNotices(shared.noticePort, notice => index.act(notice))
  opened.defer(() => shared.noticePort.close())
  const disk = await openDisk(environment, shared.directory, shared)
  const blobs = opened.use(
    new DiskBlobs({
      disks: fixedDiskSet([disk]),
      ids,
      now: () => clock.now(),
      append: ({ bytes }) => writer.append(bytes),
      // Regions are the reaper's, which runs in the main thread.
      openSegmentId: () => undefined,
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
  return createEngine({ meta, blobs, leases, clock, ids, runId }, () => resources.disposeAsync())
}

async function openDisk(
  { files }: StorageEnvironment,
  path: string,
  { diskId }: Pick<DiskIdentity, 'diskId'>,
): Promise<Disk> {
  const space = new DiskSpace(files, path)
  await space.look()
  return { number: 0, id: diskId, path, files, space }
}

/** Of a deployment that is one disk. */
function soleMembership({ number, path, space }: Disk): IndexMembership {
  return {
    mirrors: () => [{ disk: number, isWhole: true }],
    directoryOf: () => path,
    recordWhole: async () => {},
    room: () => ({
      refresh: () => space.refresh(),
      hasRoomForIndex: () => space.hasRoomForIndex(),
      isWritable: () => true,
    }),
  }
}
