/**
 * One life of a storage by a seed: it is opened on simulated disks, used by several clients at once,
 * crashed at any step, opened again and compared with what the clients were told; and so on. In the
 * end everything is removed, and nothing may be left on the disks. The same seed gives the same life.
 */

import { defaultSchemes } from '../../../storage/disk/schemes.ts'
import type { MainStorage } from '../../../storage/disk/shared.ts'
import { openMain } from '../../../storage/disk/shared.ts'
import { IdSource } from '../../../storage/ids.ts'
import { Chance } from './chance.ts'
import { Client } from './client.ts'
import { Model } from './model.ts'
import type { Canary, Faults, SimulatedDisk } from './simulated-environment.ts'
import { noFaults, SimulatedEnvironment } from './simulated-environment.ts'
import { verify } from './verification.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface SimulationOptions {
  readonly canary?: Canary
  /** What happens, line by line. */
  readonly trace?: (line: string) => void
}

/** What goes wrong besides crashes. */
type Trouble = 'nothing' | 'errors' | 'full' | 'bit-flips' | 'slow'

const TROUBLES = ['nothing', 'nothing', 'nothing', 'errors', 'full', 'bit-flips', 'slow'] as const
const DISK_COUNTS = [1] as const
const BUCKETS = ['off', 'enabled', 'suspended'] as const
const EITHER = ['enabled', 'suspended'] as const
const CLIENT_COUNT = 3
const CYCLES_MAX = 4
/** Far more than anything takes: what is not done by then hangs. */
const STEPS_MAX = 100_000
/** Of load, before the power goes. */
const CRASH_STEPS_MAX = 400
const START_MS = 1_750_000_000_000
const FULL_BYTES = 4 * 1024 * 1024
const DAY_MS = 86_400_000

/** Throws when a promise was broken. */
export async function simulate(
  seed: number,
  options: SimulationOptions,
  time: VirtualTime,
): Promise<void> {
  const life = new Life(seed, options, time)
  await life.live()
}

class Life {
  readonly #chance: Chance
  readonly #time: VirtualTime
  readonly #trace: (line: string) => void
  readonly #environment: SimulatedEnvironment
  readonly #model = new Model()
  readonly #trouble: Trouble
  readonly #diskCount: number
  #flippedBits = 0
  #skippedMs = 0
  #warnings: unknown[] = []

  constructor(seed: number, { canary, trace = () => {} }: SimulationOptions, time: VirtualTime) {
    this.#chance = new Chance(seed)
    this.#time = time
    this.#trace = line => trace(`${time.nowMs.toFixed(1)} ${line}`)
    const chance = this.#chance.fork()
    this.#diskCount = this.#chance.pick(DISK_COUNTS)
    // One more, which is never touched, for the data directory.
    const diskCount = this.#diskCount + 1
    this.#environment = new SimulatedEnvironment({ time, chance, diskCount, canary })
    this.#trouble = canary ? 'nothing' : this.#chance.pick(TROUBLES)
  }

  async live(): Promise<void> {
    this.#trace(`trouble: ${this.#trouble}`)
    const cycles = 1 + this.#chance.below(CYCLES_MAX)
    for (let cycle = 0; cycle < cycles; cycle++) {
      if (this.#chance.happens(0.2)) await this.#openAndCrash()
      const storage = await this.#open()
      await this.#finish('verifying', this.#verify(storage))
      await this.#finish('preparing', this.#prepare(storage))
      await this.#load(storage)
    }
    await this.#end()
  }

  get #diskNumbers(): readonly number[] {
    return Array.from({ length: this.#diskCount }, (_, number) => number)
  }

  get #someDisk(): SimulatedDisk {
    const disk = this.#environment.disks[this.#chance.below(this.#diskCount)]
    if (!disk) throw new Error('a storage needs a disk')
    return disk
  }

  /** The power goes while it is being opened. */
  async #openAndCrash(): Promise<void> {
    this.#start().catch(() => {})
    await this.#time.run(() => false, this.#chance.below(100))
    this.#crash()
  }

  async #open(): Promise<MainStorage> {
    return this.#finish('opening', this.#start())
  }

  #start(): Promise<MainStorage> {
    const random = this.#chance.fork()
    return openMain({
      environment: this.#environment,
      directories: this.#diskNumbers.map(number => this.#environment.diskPath(number)),
      witnessDirectory: `${this.#environment.diskPath(this.#diskCount)}/data`,
      acceptsMissing: false,
      schemesFor: defaultSchemes,
      clock: { now: () => START_MS + this.#skippedMs + Math.floor(this.#time.nowMs) },
      ids: new IdSource(count => random.bytes(count)),
      log: { warn: fields => this.#warnings.push(fields) },
      reclaimIntervalMs: this.#chance.pick([10, 100, 1_000_000]),
    })
  }

  async #verify(storage: MainStorage): Promise<void> {
    const damagedMax = this.#flippedBits
    const damaged = await verify({ storage, model: this.#model, damagedMax })
    this.#trace(`verified; ${damaged} damaged`)
  }

  async #prepare(storage: MainStorage): Promise<void> {
    for (const name of BUCKETS) {
      const versioning = name === 'suspended' ? this.#chance.pick(EITHER) : name
      if (this.#model.versioning.has(name)) {
        if (name === 'suspended') await storage.updateBucket(name, () => ({ versioning }))
      } else if (!(await storage.getBucket(name))) {
        await storage.createBucket(name, { ownerId: 'o', versioning })
      }
      this.#model.versioning.set(name, versioning)
    }
  }

  async #load(storage: MainStorage): Promise<void> {
    const time = this.#time
    const finish = this.#makeTrouble()
    const crashes = this.#chance.happens(0.8)
    const working = Array.from({ length: CLIENT_COUNT }, (_, index) => {
      const context = {
        ...{ storage, model: this.#model, time },
        chance: this.#chance.fork(),
        isExcused: (error: unknown) => this.#isExcused(error),
      }
      const client = new Client(context, `client-${index}`, BUCKETS)
      return client.act(crashes ? 100 : this.#chance.below(20))
    })
    const end = await this.#until(
      Promise.all(working),
      crashes ? this.#chance.below(CRASH_STEPS_MAX) : STEPS_MAX,
    )
    if (end !== 'done' && !crashes) throw new Error(`clients hang: ${end}`)
    finish()
    if (!crashes) await this.#finish('closing', storage[Symbol.asyncDispose]())
    this.#expectNoWarnings()
    if (crashes || this.#chance.happens(0.5)) this.#crash()
  }

  /** Returns what ends it. */
  #makeTrouble(): () => void {
    const disk = this.#someDisk
    switch (this.#trouble) {
      case 'nothing':
        return () => {}
      case 'slow':
        disk.slowness = this.#chance.pick([10, 100])
        return () => {
          disk.slowness = 1
        }
      case 'errors':
        disk.faults = this.#someFaults()
        return () => {
          disk.faults = noFaults
        }
      case 'full': {
        disk.capacityBytes = FULL_BYTES
        let isOver = false
        const fill = () => {
          if (isOver) return
          disk.otherBytes = this.#chance.happens(0.5) ? this.#chance.below(FULL_BYTES) : 0
          this.#time.after(this.#chance.waitMs(50), fill)
        }
        fill()
        return () => {
          isOver = true
          disk.capacityBytes = Number.POSITIVE_INFINITY
          disk.otherBytes = 0
        }
      }
      case 'bit-flips': {
        let isOver = false
        const flip = () => {
          if (isOver) return
          if (this.#environment.flipBit(this.#chance.below(this.#diskCount))) this.#flippedBits++
          this.#time.after(this.#chance.waitMs(100), flip)
        }
        this.#time.after(this.#chance.waitMs(100), flip)
        return () => {
          isOver = true
        }
      }
    }
  }

  #isExcused(error: unknown): boolean {
    this.#trace(`failed: ${error}`)
    return this.#trouble !== 'nothing' && this.#trouble !== 'slow'
  }

  #someFaults(): Faults {
    const rate = () => (this.#chance.happens(0.5) ? this.#chance.next() * 0.05 : 0)
    return { read: rate(), write: rate(), sync: rate(), name: rate(), batch: rate() }
  }

  #crash(): void {
    this.#trace('crash')
    this.#time.clear()
    this.#environment.crash()
  }

  /** Everything is removed, and its space is to come back. */
  async #end(): Promise<void> {
    const storage = await this.#open()
    await this.#finish('verifying', this.#verify(storage))
    await this.#finish('emptying', this.#empty(storage))
    await this.#finish('closing', storage[Symbol.asyncDispose]())
    this.#skippedMs += DAY_MS + 1
    // A start seals the segments of before.
    const again = await this.#open()
    await this.#finish('reclaiming', this.#reclaim(again))
    await this.#finish('closing', again[Symbol.asyncDispose]())
    this.#expectNoWarnings()
    this.#time.clear()
    const left = this.#diskNumbers.flatMap(number => this.#environment.bodyFiles(number))
    if (left.length > 0) throw new Error(`${left} are left of nothing`)
  }

  async #empty(storage: MainStorage): Promise<void> {
    for (const { bucket, key, uploadId } of this.#model.uploads) {
      await storage.abortUpload(bucket, key, uploadId)
    }
    for (const pin of this.#model.pins.keys()) await storage.removePin(pin)
    for (const { bucket, key, model } of this.#model.keys()) {
      for (const { id } of model.certain ?? []) {
        if (id !== undefined) await storage.deleteObject(bucket, key, { versionId: id })
      }
    }
    for (const bucket of this.#model.versioning.keys()) {
      const { versionCount, sizeBytes } = await storage.bucketUsage(bucket)
      if (versionCount !== 0 || sizeBytes !== 0) {
        throw new Error(`${bucket} counts ${versionCount} versions of ${sizeBytes} bytes`)
      }
      await storage.deleteBucket(bucket)
    }
  }

  /** A round removes what the round before it has set free. */
  async #reclaim(storage: MainStorage): Promise<void> {
    for (let round = 0; round < 3; round++) await storage.reclaim()
  }

  #expectNoWarnings(): void {
    if (this.#trouble !== 'nothing') this.#warnings = []
    const [warning] = this.#warnings
    if (warning !== undefined) throw new Error('the storage complains', { cause: warning })
  }

  /** What has no reason to fail or to wait for long. */
  async #finish<Result>(what: string, begun: PromiseLike<Result>): Promise<Result> {
    const work = Promise.resolve(begun)
    const end = await this.#until(work, STEPS_MAX)
    if (end !== 'done') throw new Error(`${what} hangs: ${end}`)
    return work
  }

  async #until(work: Promise<unknown>, stepsMax: number): Promise<string> {
    let isDone = false
    const settled = work.finally(() => {
      isDone = true
    })
    settled.catch(() => {})
    const end = await this.#time.run(() => isDone, stepsMax)
    if (end === 'done') await settled
    return end
  }
}
