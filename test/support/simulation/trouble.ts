/**
 * What goes wrong in a life besides crashes. With several disks it befalls only so many of them as
 * may be lost, so that nobody may notice; with one, failures are excused, but never wrong answers.
 */
import { defaultSchemes } from '../../../storage/disk/schemes.ts'
import { StorageError } from '../../../storage/storage.ts'
import type { Chance } from './chance.ts'
import type { Faults, SimulatedDisk, SimulatedEnvironment } from './simulated-environment.ts'
import { noFaults } from './simulated-environment.ts'
import type { VirtualTime } from './virtual-time.ts'

export type TroubleKind = 'nothing' | 'errors' | 'full' | 'bit-flips' | 'slow' | 'disks-gone'

const KINDS_OF_ONE = ['nothing', 'nothing', 'errors', 'full', 'bit-flips', 'slow'] as const
const KINDS_OF_SEVERAL = [
  'nothing',
  'errors',
  'full',
  'bit-flips',
  'slow',
  'disks-gone',
  'disks-gone',
] as const
const FULL_BYTES = 4 * 1024 * 1024

export interface TroubleOptions {
  readonly time: VirtualTime
  readonly chance: Chance
  readonly environment: SimulatedEnvironment
  readonly diskCount: number
  /** Chosen if it is not given. */
  readonly kind?: TroubleKind
}

export class Trouble {
  readonly kind: TroubleKind
  readonly #options: TroubleOptions
  readonly #victims: readonly number[]
  #flippedBits = 0

  constructor(options: TroubleOptions) {
    const { chance, diskCount } = options
    this.#options = options
    this.kind = options.kind ?? chance.pick(diskCount === 1 ? KINDS_OF_ONE : KINDS_OF_SEVERAL)
    this.#victims = someDisks(chance, diskCount)
  }

  /** How many bodies may be damaged. */
  get damagedMax(): number {
    return this.#options.diskCount === 1 ? this.#flippedBits : 0
  }

  /** Whether an operation may fail so. */
  excuses(error: unknown): boolean {
    if (this.kind === 'nothing' || this.kind === 'slow') return false
    if (this.#options.diskCount === 1) return true
    return this.kind === 'full' && error instanceof StorageError && error.code === 'disk-full'
  }

  /** Returns what ends it; disks that are gone stay so. */
  begin(): () => void {
    const ends = this.#victims.map(number => this.#beginAt(number))
    return () => {
      for (const end of ends) end()
    }
  }

  /** Disks that are gone are back. */
  repair(): void {
    for (const disk of this.#options.environment.disks) disk.comeBack()
  }

  /** A start would take the empty directory of a disk that is not mounted for a new disk. */
  beforeStart(): void {
    const { chance, environment } = this.#options
    for (const disk of environment.disks) {
      if (disk.presence !== 'unmounted') continue
      disk.comeBack()
      if (chance.happens(0.5)) disk.leave('dead', chance)
    }
  }

  /** As many disks as may be lost go, whichever they are. */
  loseSome(): void {
    const { chance, diskCount } = this.#options
    if (diskCount === 1) return
    for (const number of someDisks(chance, diskCount)) this.#disk(number).leave('dead', chance)
  }

  #beginAt(number: number): () => void {
    const { chance } = this.#options
    const disk = this.#disk(number)
    switch (this.kind) {
      case 'nothing':
        return () => {}
      case 'slow':
        disk.slowness = chance.pick([10, 100])
        return () => {
          disk.slowness = 1
        }
      case 'errors':
        disk.faults = this.#someFaults()
        return () => {
          disk.faults = noFaults
        }
      case 'full':
        return this.#fill(disk)
      case 'bit-flips':
        return this.#again(100, () => {
          if (this.#options.environment.flipBit(number)) this.#flippedBits++
        })
      case 'disks-gone':
        return this.#again(chance.pick([100, 1000, 10_000]), () => {
          if (disk.presence !== 'here') disk.comeBack()
          else disk.leave(chance.pick(['dead', 'unmounted']), chance)
        })
    }
  }

  #fill(disk: SimulatedDisk): () => void {
    const { chance } = this.#options
    disk.capacityBytes = FULL_BYTES
    const end = this.#again(50, () => {
      disk.otherBytes = chance.happens(0.5) ? chance.below(FULL_BYTES) : 0
    })
    return () => {
      end()
      disk.capacityBytes = Number.POSITIVE_INFINITY
      disk.otherBytes = 0
    }
  }

  /** Returns what ends it. */
  #again(meanMs: number, act: () => void): () => void {
    const { time, chance } = this.#options
    let isOver = false
    const wait = () =>
      time.after(chance.waitMs(meanMs), () => {
        if (isOver) return
        act()
        wait()
      })
    wait()
    return () => {
      isOver = true
    }
  }

  #someFaults(): Faults {
    const { chance } = this.#options
    const rate = () => (chance.happens(0.5) ? chance.next() * 0.05 : 0)
    return { read: rate(), write: rate(), sync: rate(), name: rate(), batch: rate() }
  }

  #disk(number: number): SimulatedDisk {
    const disk = this.#options.environment.disks[number]
    if (!disk) throw new RangeError(`there is no disk ${number}`)
    return disk
  }
}

/** As many as may be lost. */
export function someDisks(chance: Chance, diskCount: number): readonly number[] {
  if (diskCount === 1) return [0]
  const { parityCount } = defaultSchemes(diskCount).standard
  return Array.from({ length: diskCount }, (_, number) => ({ number, place: chance.next() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, parityCount)
    .map(({ number }) => number)
}
