/**
 * Gives back the space of what was deleted: of each block the generations that neither the volume
 * nor any of its points shows. What is to be looked through is kept durably, every step may be
 * repeated, and a volume of which nothing is left takes its hold on its parent with it.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Storage } from '../../../storage/storage.ts'
import type { KeyLock } from '../key-lock.ts'
import { BlockObjects, type ListedBlock } from './block-objects.ts'
import { type BlockRecords, claimPrefix, requestCollection, type VolumeRecord } from './records.ts'

export interface CollectorOptions {
  readonly storage: Storage
  readonly records: BlockRecords
  /** Of volumes: held while their points change. */
  readonly locks: KeyLock
  /** Whether somebody reads the point, though nothing else needs it. */
  isRead(volumeId: string, generation: number): boolean
  /** The volume has fewer points than before. */
  onPointsGone(volume: VolumeRecord): void
  onError(error: unknown): void
  readonly retryDelayMs: number
}

const PAGE_ENTRIES = 500
const DELETIONS_AT_A_TIME = 8

export class Collector {
  readonly #options: CollectorOptions
  readonly #stop = new AbortController()
  #round: Promise<void> | undefined
  #isAskedAgain = false
  /** Somebody was making a volume on a point: whether it needs the point is seen later. */
  #hasWaited = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: CollectorOptions) {
    this.#options = options
  }

  /** Looks through what was asked for, now or after what is being done. */
  wake(): void {
    if (this.#stop.signal.aborted) return
    this.#isAskedAgain = true
    this.#round ??= this.#rounds().finally(() => {
      this.#round = undefined
      if (this.#isAskedAgain) this.wake()
    })
  }

  async idle(): Promise<void> {
    while (this.#round !== undefined) await this.#round
  }

  async close(): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await this.#round
  }

  async #rounds(): Promise<void> {
    while (this.#isAskedAgain && !this.#stop.signal.aborted) {
      this.#isAskedAgain = false
      try {
        for await (const [volumeId] of this.#options.records.garbage.list()) {
          if (this.#stop.signal.aborted) return
          await this.#collect(volumeId)
        }
      } catch (error) {
        if (this.#stop.signal.aborted) return
        this.#options.onError(error)
        await this.#pause(this.#options.retryDelayMs)
        this.#isAskedAgain = true
      }
    }
  }

  async #collect(volumeId: string): Promise<void> {
    const { records } = this.#options
    const asked = await records.garbage.get(volumeId)
    this.#hasWaited = false
    const volume = await this.#options.locks.run(volumeId, () => this.#dropPoints(volumeId))
    if (volume !== undefined) {
      const objects = new BlockObjects(this.#options.storage, volume)
      await this.#walk(objects, shownBy(volume))
      if (isOver(volume)) await this.#remove(volume)
    }
    if (this.#stop.signal.aborted) return
    if (this.#hasWaited) return this.#wakeLater()
    await records.garbage.update(volumeId, current =>
      current?.requestCount === asked?.requestCount ? undefined : current,
    )
  }

  #wakeLater(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.wake(), this.#options.retryDelayMs).unref()
  }

  /** Under the volume's lock: takes out the points that nothing needs any more. */
  async #dropPoints(volumeId: string): Promise<VolumeRecord | undefined> {
    const { records } = this.#options
    const before = await records.volumes.get(volumeId)
    if (before === undefined) return undefined
    const gone = new Set<number>()
    for (const { generation, snapshotId } of before.points) {
      if (snapshotId !== '' || this.#options.isRead(volumeId, generation)) continue
      if (!(await this.#isClaimed(volumeId, generation))) gone.add(generation)
    }
    if (gone.size === 0) return before
    const after = await records.volumes.update(
      volumeId,
      current =>
        current && {
          ...current,
          points: current.points.filter(({ generation }) => !gone.has(generation)),
        },
    )
    if (after !== undefined) this.#options.onPointsGone(after)
    return after
  }

  /** A claim whose volume was never made, or is gone, is taken off. */
  async #isClaimed(volumeId: string, generation: number): Promise<boolean> {
    const { records, locks } = this.#options
    const prefix = claimPrefix(volumeId, generation)
    for await (const [id] of records.claims.list({ prefix })) {
      const childId = id.slice(prefix.length)
      // In this order: a volume that is being made has its record before its lock is free.
      const isBeingMade = locks.isBusy(childId)
      this.#hasWaited ||= isBeingMade
      if (isBeingMade || (await records.volumes.get(childId)) !== undefined) return true
      await records.claims.update(id, () => undefined)
    }
    return false
  }

  async #walk(objects: BlockObjects, isShown: ShownTest): Promise<void> {
    let from: number | string = 0
    let held: readonly ListedBlock[] = []
    for (;;) {
      if (this.#stop.signal.aborted) return
      const startedAt = performance.now()
      const { blocks, next } = await objects.list(from, PAGE_ENTRIES)
      const all = [...held, ...blocks]
      // The generations of the last block may go on in the next page.
      const last = next === undefined ? undefined : all.at(-1)
      const whole = last === undefined ? all : all.filter(({ index }) => index !== last.index)
      held = last === undefined ? [] : all.filter(({ index }) => index === last.index)
      await this.#delete(objects, hiddenOf(whole, isShown))
      if (next === undefined) return
      from = next
      // Half of the time belongs to others.
      await this.#pause(performance.now() - startedAt)
    }
  }

  async #delete(objects: BlockObjects, blocks: readonly ListedBlock[]): Promise<void> {
    const work = blocks.values()
    const worker = async () => {
      for (const block of work) await objects.delete(block)
    }
    await Promise.all(Array.from({ length: DELETIONS_AT_A_TIME }, worker))
  }

  /** What held it up comes last, so that a crash leaves nothing that nobody knows of. */
  async #remove(volume: VolumeRecord): Promise<void> {
    const { records, storage } = this.#options
    if (this.#stop.signal.aborted) return
    if (volume.parent?.kind === 'image') await storage.removePin(volume.parent.pin)
    if (volume.parent?.kind === 'point') {
      const { volumeId, generation } = volume.parent
      await requestCollection(records, volumeId)
      await records.claims.update(
        `${claimPrefix(volumeId, generation)}${volume.id}`,
        () => undefined,
      )
      this.#isAskedAgain = true
    }
    await records.volumes.update(volume.id, () => undefined)
  }

  async #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#stop
    await pause(milliseconds, undefined, { signal, ref: false }).catch(() => {
      // Closing cuts it short.
    })
  }
}

/** Whether a generation of a block is seen, of which the next one is `next`. */
type ShownTest = (generation: number, next: number) => boolean

function shownBy({ isDeleted, points }: VolumeRecord): ShownTest {
  const moments = points.map(({ generation }) => generation)
  // Now is later than every generation, and no generation follows the newest.
  if (!isDeleted) moments.push(Number.MAX_VALUE)
  return (generation, next) => moments.some(moment => generation <= moment && moment < next)
}

/** `blocks` in the order of their keys. */
function hiddenOf(blocks: readonly ListedBlock[], isShown: ShownTest): readonly ListedBlock[] {
  return blocks.filter((block, position) => {
    const following = blocks[position + 1]
    const next = following?.index === block.index ? following.generation : Number.POSITIVE_INFINITY
    return !isShown(block.generation, next)
  })
}

function isOver({ isDeleted, points }: VolumeRecord): boolean {
  return isDeleted && points.length === 0
}
