/**
 * Keeps everything whole in the background, in the main thread: heals disks that are new or were
 * away, empties those that are to be removed, and now and then reads and checks all there is. One
 * task at a time, paced; its state is in the index, and a restart goes on with it.
 */
import type { Blobs } from '../blobs/blobs.ts'
import type { BlobUpkeep } from '../blobs/upkeep.ts'
import type { FileSystem } from '../disk/file-system.ts'
import { Buckets } from '../engine/buckets.ts'
import type { EngineContext } from '../engine/context.ts'
import { openDocuments } from '../engine/documents.ts'
import { healQueued } from '../engine/heal.ts'
import { Pace } from '../engine/pace.ts'
import type { Log } from '../engine/reaper.ts'
import type { Commit } from '../meta/fold.ts'
import { StorageError } from '../storage.ts'
import { walkBlobs } from './blob-walk.ts'
import type { ObjectInspection, UpkeepControl, UpkeepKind, UpkeepState } from './contract.ts'
import { checkIndex, type IndexMirrors } from './index-check.ts'
import { inspectObject } from './inspection.ts'
import { Marks } from './marks.ts'
import { removeOrphans } from './orphans.ts'
import { type PlanDisks, planFor, regionLeave } from './plan.ts'
import type { UpkeepStates } from './state.ts'
import { isFresh, newState, UPKEEP_COLLECTION, upkeepKinds } from './state.ts'
import { storedTotals } from './totals.ts'

/** What upkeep asks of the membership, and tells it. */
export interface UpkeepDisks extends PlanDisks {
  /** Numbers of disks that can be reached. */
  readable(): readonly number[]
  /** New small bodies go elsewhere from now on. */
  leaveOpenSegment(): Promise<void>
  /** Numbers of disks on which something may be missing. */
  healing(): readonly number[]
  /** Nothing is missing on the disk any more. */
  healed(diskNumber: number): Promise<void>
  /** Another text whenever a disk has come, gone, or changed its state. */
  generation(): string
}

export interface UpkeepOptions {
  readonly context: EngineContext
  readonly blobs: Blobs
  readonly care: BlobUpkeep
  readonly disks: UpkeepDisks
  readonly index: IndexMirrors
  readonly files: FileSystem
  readonly log: Log | undefined
  readonly bytesPerSecond: number
  /** From the end of one scrub to the next; 0: only when it is asked for. */
  readonly scrubIntervalMs: number
  /** 32 random bits. */
  readonly random: () => number
  readonly turnIntervalMs?: number | undefined
  /** See IndexCheckOptions. */
  readonly settleMs?: number | undefined
}

const TURN_INTERVAL_MS = 1000
/** What cannot be healed yet is not looked at more often. */
const QUEUE_REST_MS = 10_000

export class Upkeep implements UpkeepControl {
  readonly #options: UpkeepOptions
  readonly #states: UpkeepStates
  readonly #pace: Pace
  #marks: Marks | undefined
  #timer: NodeJS.Timeout | undefined
  #ending = new AbortController()
  /** The task at work. */
  #task: { readonly kind: UpkeepKind; readonly abort: AbortController } | undefined
  #running: Promise<void> | undefined
  /** How the disks were when a heal was last begun: it is not begun again while nothing changes. */
  #begunFor = ''
  #queueRestsUntilMs = 0
  /** How they were while the last one found, or made, everything whole. */
  #wholeFor = ''

  constructor(options: UpkeepOptions) {
    this.#options = options
    this.#states = openDocuments<UpkeepState>(options.context, UPKEEP_COLLECTION)
    this.#pace = new Pace(options.bytesPerSecond)
  }

  begin(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#turn()
        .catch(error => this.#options.log?.warn({ err: error }, 'upkeep goes on later'))
        .finally(() => {
          this.#running = undefined
        })
    }, this.#options.turnIntervalMs ?? TURN_INTERVAL_MS)
    this.#timer.unref()
  }

  async end(): Promise<void> {
    clearInterval(this.#timer)
    this.#ending.abort()
    this.#task?.abort.abort()
    await this.#running
  }

  /** Each commit passes here before it is written. */
  note({ writes }: Commit): void {
    this.#marks?.note(writes)
  }

  /** Whether the last heal or scrub found enough of everything on the disks as they are now. */
  get isWhole(): boolean {
    return this.#options.disks.generation() === this.#wholeFor
  }

  async states(): Promise<readonly UpkeepState[]> {
    const states = await Promise.all(upkeepKinds.map(kind => this.#states.get(kind)))
    return states.filter(state => state !== undefined)
  }

  /** Begins anew, unless it is at work already. */
  async start(kind: UpkeepKind): Promise<UpkeepState | undefined> {
    const { context } = this.#options
    const fresh = newState(kind, context.clock.now(), await storedTotals(context.meta))
    return this.#states.update(kind, state => (state?.status === 'running' ? state : fresh))
  }

  /** It can only be begun anew. */
  async stop(kind: UpkeepKind): Promise<UpkeepState | undefined> {
    const finishedAtMs = this.#options.context.clock.now()
    const stopped = await this.#states.update(kind, state =>
      state?.status === 'running' ? { ...state, status: 'stopped', finishedAtMs } : state,
    )
    if (this.#task?.kind === kind) this.#task.abort.abort()
    return stopped
  }

  async inspectObject(
    bucketName: string,
    key: string,
    options: { versionId?: string; from: number },
  ): Promise<ObjectInspection | undefined> {
    const { context, care } = this.#options
    const bucket = await new Buckets(context).require(bucketName)
    return inspectObject(context, care, { versionId: undefined, ...options, bucket, key })
  }

  async #turn(): Promise<void> {
    await this.#noteHealed()
    await this.#schedule()
    await this.#healQueued()
    for (const kind of upkeepKinds) {
      const state = await this.#states.get(kind)
      if (state?.status === 'running') return this.#work(state)
    }
  }

  /** Their mirrors of the index may take longer: then they are asked again. */
  async #noteHealed(): Promise<void> {
    const { disks } = this.#options
    if (!this.isWhole) return
    for (const disk of disks.healing()) {
      await disks.healed(disk).catch(error => {
        if (!(error instanceof StorageError)) throw error
      })
    }
  }

  /** What was stored while disks were gone is made whole first, and without a walk. */
  async #healQueued(): Promise<void> {
    const { context, care, disks } = this.#options
    const nowMs = performance.now()
    if (nowMs < this.#queueRestsUntilMs) return
    this.#queueRestsUntilMs = nowMs + QUEUE_REST_MS
    const { signal } = this.#ending
    await healQueued(context, care, {
      goesOn: () => !signal.aborted,
      pace: sizeBytes => this.#pace.take(sizeBytes, signal),
      leave: disks.leaving(),
    })
  }

  /** What nobody has to ask for. */
  async #schedule(): Promise<void> {
    const { context, disks, scrubIntervalMs } = this.#options
    const isNeeded = disks.healing().length + disks.leaving().size > 0
    if (isNeeded && disks.generation() !== this.#begunFor) {
      const generation = disks.generation()
      const state = await this.start('heal')
      // One that goes on from before may have passed what is missing now: another follows it.
      if (state && isFresh(state)) this.#begunFor = generation
    }
    if (scrubIntervalMs === 0) return
    const last = await this.#states.get('scrub')
    if (last?.status === 'running') return
    const sinceMs = last?.finishedAtMs ?? 0
    if (context.clock.now() - sinceMs >= scrubIntervalMs) await this.start('scrub')
  }

  async #work(state: UpkeepState): Promise<void> {
    const abort = new AbortController()
    this.#task = { kind: state.kind, abort }
    try {
      await this.#runPhases(state, AbortSignal.any([abort.signal, this.#ending.signal]))
    } catch (error) {
      if (!abort.signal.aborted && !this.#ending.signal.aborted) throw error
    } finally {
      this.#task = undefined
      this.#marks = undefined
    }
  }

  async #runPhases(start: UpkeepState, signal: AbortSignal): Promise<void> {
    const generation = this.#options.disks.generation()
    let state = start
    let workedBytes = start.workedBytes
    const pace = async (sizeBytes: number) => {
      workedBytes += sizeBytes
      await this.#pace.take(sizeBytes, signal)
    }
    const save = async (progress: Partial<UpkeepState>) => {
      const next = { ...state, ...progress, workedBytes }
      const stored = await this.#states.update(state.kind, current =>
        current?.status === 'running' && current.startedAtMs === state.startedAtMs ? next : current,
      )
      signal.throwIfAborted()
      // Begun anew meanwhile, or stopped.
      if (stored?.status !== 'running' && next.status === 'running') throw new Error('stopped')
      state = next
    }
    const work = { pace, save, signal }
    if (state.phase === 'index') {
      await checkIndex({ ...this.#options, ...work }, state)
      await save({ phase: 'segments', shard: 0 })
    }
    if (state.phase === 'segments') {
      await this.#careForSegments(work)
      await save({ phase: 'blobs' })
    }
    if (state.phase === 'blobs') {
      await this.#careForBlobs(state, work)
      await save({ phase: 'orphans' })
    }
    // What a damaged index does not name may be alive.
    if (state.kind === 'scrub' && !state.damagedMirrorCount) {
      const orphanCount = await this.#removeOrphans(signal)
      await save({ orphanCount })
    }
    // A disk that went away meanwhile, or came, has not been looked at whole.
    const isWhole = isFresh(start) && generation === this.#options.disks.generation()
    if (isWhole && state.lostCount === 0 && state.postponedCount === 0) {
      this.#wholeFor = generation
    }
    await save({ status: 'done', finishedAtMs: this.#options.context.clock.now() })
  }

  async #careForSegments({ pace, signal }: Work): Promise<void> {
    const { blobs, care, disks } = this.#options
    await disks.leaveOpenSegment()
    for (const { id } of await blobs.sealedRegions()) {
      signal.throwIfAborted()
      const leave = new Set(disks.readable().filter(regionLeave(id, { disks })))
      await care.repairRegion(id, { pace, leave })
    }
  }

  async #careForBlobs(state: UpkeepState, work: Work): Promise<void> {
    const { context, blobs, care, disks } = this.#options
    const { pace } = work
    const options = { blobs, care, disks, pace, seenRegions: new Set<string>() }
    const plan = (locator: string) => planFor(state.kind, locator, options)
    await walkBlobs({ ...work, shards: context.meta.shards, blobs, care, plan }, state)
  }

  async #removeOrphans(signal: AbortSignal): Promise<number> {
    const { context, care, disks, random } = this.#options
    const marks = new Marks(random())
    this.#marks = marks
    // What was on its way to the writer before it tells the marks is done after this.
    for (const shard of context.meta.shards) {
      await shard.update([], async () => ({ result: undefined, writes: [BARRIER] }))
    }
    return removeOrphans({
      shards: context.meta.shards,
      blobs: care,
      marks,
      startedAtMs: context.clock.now(),
      diskNumbers: disks.readable(),
      signal,
    })
  }
}

interface Work {
  readonly pace: (sizeBytes: number) => Promise<void>
  readonly save: (progress: Partial<UpkeepState>) => Promise<void>
  readonly signal: AbortSignal
}

/** Removes what is not there. */
const BARRIER = { type: 'del', key: '~' } as const
