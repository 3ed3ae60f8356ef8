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
import type { Canary } from './simulated-environment.ts'
import { SimulatedEnvironment } from './simulated-environment.ts'
import { Trouble, type TroubleKind } from './trouble.ts'
import { verify } from './verification.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface SimulationOptions {
  readonly canary?: Canary
  /** What happens, line by line. */
  readonly trace?: (line: string) => void
}

const DISK_COUNTS = [1, 1, 1, 2, 3, 4, 6, 8] as const
const SHARDED_DISK_COUNT_MIN = 8
/** Some lives are in no hurry: their disks have time to be looked at, and to heal. */
const THINKS_MS = [3, 3, 30, 300] as const
const BUCKETS = ['off', 'enabled', 'suspended'] as const
const EITHER = ['enabled', 'suspended'] as const
const CLIENT_COUNT = 3
const CYCLES_MAX = 4
/** Far more than anything takes: what is not done by then hangs. */
const STEPS_MAX = 100_000
/** Of load, before the power goes. */
const CRASH_STEPS_MAX = 400
const START_MS = 1_750_000_000_000
/** Of virtual time. */
const HEAL_MS_MAX = 600_000
const HEAL_LOOK_MS = 500
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

/** Not more than the canary needs, so that it is it that is found. */
function troubleOf(canary: Canary): TroubleKind {
  return canary === 'members-unsynced' ? 'disks-gone' : 'nothing'
}

class Life {
  readonly #chance: Chance
  readonly #time: VirtualTime
  readonly #trace: (line: string) => void
  readonly #environment: SimulatedEnvironment
  readonly #model = new Model()
  readonly #trouble: Trouble
  readonly #diskCount: number
  readonly #thinkMs: number
  #skippedMs = 0
  #warnings: unknown[] = []

  constructor(seed: number, { canary, trace = () => {} }: SimulationOptions, time: VirtualTime) {
    this.#chance = new Chance(seed)
    this.#time = time
    this.#trace = line => trace(`${time.nowMs.toFixed(1)} ${line}`)
    const chance = this.#chance.fork()
    this.#diskCount = this.#chance.pick(canary === 'members-unsynced' ? [4] : DISK_COUNTS)
    // One more, which is never touched, for the data directory.
    const diskCount = this.#diskCount + 1
    this.#environment = new SimulatedEnvironment({ time, chance, diskCount, canary })
    this.#thinkMs = this.#chance.pick(THINKS_MS)
    this.#trouble = new Trouble({
      ...{ time, chance: this.#chance.fork(), environment: this.#environment },
      ...{ diskCount: this.#diskCount, ...(canary && { kind: troubleOf(canary) }) },
    })
  }

  async live(): Promise<void> {
    this.#trace(`${this.#diskCount} disks; trouble: ${this.#trouble.kind}`)
    const cycles = 1 + this.#chance.below(CYCLES_MAX)
    for (let cycle = 0; cycle < cycles; cycle++) {
      if (this.#chance.happens(0.2)) await this.#openAndCrash()
      const storage = await this.#open()
      await this.#verify(storage)
      await this.#finish('preparing', this.#prepare(storage))
      await this.#load(storage)
    }
    await this.#end()
  }

  get #diskNumbers(): readonly number[] {
    return Array.from({ length: this.#diskCount }, (_, number) => number)
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
    this.#trouble.beforeStart()
    const random = this.#chance.fork()
    return openMain({
      environment: this.#environment,
      directories: this.#diskNumbers.map(number => this.#environment.diskPath(number)),
      witnessDirectory: this.#environment.diskPath(this.#diskCount),
      acceptsMissing: false,
      schemesFor: defaultSchemes,
      clock: { now: () => START_MS + this.#skippedMs + Math.floor(this.#time.nowMs) },
      ids: new IdSource(count => random.bytes(count)),
      log: { warn: fields => this.#warnings.push(fields) },
      reclaimIntervalMs: this.#chance.pick([10, 100, 1_000_000]),
    })
  }

  async #verify(storage: MainStorage, when = 'after a start'): Promise<void> {
    const { damagedMax } = this.#trouble
    const verifying = verify({ storage, model: this.#model, damagedMax })
    const damaged = await this.#finish(`verifying ${when}`, verifying)
    this.#trace(`verified ${when}; ${damaged} damaged`)
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
    const finish = this.#trouble.begin()
    const crashes = this.#chance.happens(0.8)
    const working = Array.from({ length: CLIENT_COUNT }, (_, index) => {
      const context = {
        ...{ storage, model: this.#model, time, thinkMs: this.#thinkMs },
        renames: this.#diskCount < SHARDED_DISK_COUNT_MIN,
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

  #isExcused(error: unknown): boolean {
    this.#trace(`failed: ${error}`)
    return this.#trouble.excuses(error)
  }

  #crash(): void {
    this.#trace('crash')
    this.#time.clear()
    this.#environment.crash()
  }

  /** Everything is healed, bears another loss, is removed, and its space is to come back. */
  async #end(): Promise<void> {
    this.#trouble.repair()
    const storage = await this.#open()
    await this.#finish('healing', this.#heal(storage))
    // What a flipped bit has spoilt nobody may have noticed yet.
    await this.#finish('scrubbing', this.#scrub(storage))
    this.#expectNoWarnings()
    this.#trouble.loseSome()
    await this.#verify(storage, 'after a loss')
    this.#trouble.repair()
    await this.#finish('healing', this.#heal(storage))
    await this.#finish('emptying', this.#empty(storage))
    await this.#finish('closing', storage[Symbol.asyncDispose]())
    this.#skippedMs += DAY_MS + 1
    // A start seals the segments of before.
    const again = await this.#open()
    await this.#finish('reclaiming', this.#reclaim(again))
    await this.#finish('closing', again[Symbol.asyncDispose]())
    this.#time.clear()
    const left = this.#diskNumbers.flatMap(number => this.#environment.bodyFiles(number))
    if (left.length > 0) throw new Error(`${left} are left of nothing`)
  }

  /** Waits until no disk misses anything any more. */
  async #heal(storage: MainStorage): Promise<void> {
    for (let waitedMs = 0; waitedMs < HEAL_MS_MAX; waitedMs += HEAL_LOOK_MS) {
      const { disks } = await storage.health()
      const states = await storage.upkeep.states()
      const isAtWork = states.some(({ status }) => status === 'running')
      if (!isAtWork && disks.every(({ state }) => state === 'online')) return
      await this.#time.wait(HEAL_LOOK_MS)
    }
    const { disks } = await storage.health()
    throw new Error(`the disks do not heal: ${disks.map(({ state }) => state)}`)
  }

  async #scrub(storage: MainStorage): Promise<void> {
    await storage.upkeep.start('scrub')
    await this.#heal(storage)
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
    // What was removed while its disk was away nobody knows of any more.
    await this.#scrub(storage)
  }

  #expectNoWarnings(): void {
    if (this.#trouble.kind !== 'nothing') this.#warnings = []
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
