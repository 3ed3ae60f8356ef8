/**
 * The state of each disk and what failed on it, in memory that all threads share. Only the main
 * thread changes states; every thread counts what fails before its eyes.
 */
import type { DiskOperation } from '../disk/disk-set.ts'
import { DISK_COUNT_MAX } from '../disk/disk-set.ts'
import type { Scheme, Schemes } from '../disk/schemes.ts'
import type { DiskState } from '../storage.ts'

/** By their numbers in the memory. */
const stateNames = ['none', 'online', 'healing', 'draining', 'lost', 'away'] as const
const operations: readonly DiskOperation[] = ['read', 'write', 'verify']

const WRITABLE = 0
const STANDARD = 1
const REDUCED = 2
const HEADER_LENGTH = 3
/** Both numbers of a scheme are in one word, so that nobody sees one of each. */
const PARITY_BITS = 8
/** State, arrivals, and a count of failures for each operation. */
const STATE = 0
const ARRIVALS = 1
const FAILURES = 2
const DISK_LENGTH = FAILURES + operations.length

export function createStateMemory(): SharedArrayBuffer {
  const length = HEADER_LENGTH + DISK_COUNT_MAX * DISK_LENGTH
  return new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT)
}

export class DiskStates {
  readonly memory: SharedArrayBuffer
  readonly #words: Int32Array<SharedArrayBuffer>

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory
    this.#words = new Int32Array(memory)
  }

  /** False while disks are gone without which nothing may be written. */
  get isWritable(): boolean {
    return Atomics.load(this.#words, WRITABLE) === 1
  }

  setWritable(isWritable: boolean): void {
    Atomics.store(this.#words, WRITABLE, isWritable ? 1 : 0)
  }

  /** `none`: there is no such disk. */
  state(disk: number): DiskState | 'none' {
    return stateNames[Atomics.load(this.#words, wordOf(disk, STATE))] ?? 'none'
  }

  setState(disk: number, state: DiskState | 'none'): void {
    Atomics.store(this.#words, wordOf(disk, STATE), stateNames.indexOf(state))
  }

  /** See DiskSet. */
  arrivals(disk: number): number {
    return Atomics.load(this.#words, wordOf(disk, ARRIVALS))
  }

  noteArrival(disk: number): void {
    Atomics.add(this.#words, wordOf(disk, ARRIVALS), 1)
  }

  failures(disk: number, operation: DiskOperation): number {
    return Atomics.load(this.#words, wordOf(disk, FAILURES + operations.indexOf(operation)))
  }

  noteFailure(disk: number, operation: DiskOperation): void {
    Atomics.add(this.#words, wordOf(disk, FAILURES + operations.indexOf(operation)), 1)
  }

  get schemes(): Schemes {
    return { standard: this.#scheme(STANDARD), reduced: this.#scheme(REDUCED) }
  }

  setSchemes({ standard, reduced }: Schemes): void {
    Atomics.store(this.#words, STANDARD, packed(standard))
    Atomics.store(this.#words, REDUCED, packed(reduced))
  }

  #scheme(word: number): Scheme {
    const both = Atomics.load(this.#words, word)
    return { dataCount: both >> PARITY_BITS, parityCount: both & ((1 << PARITY_BITS) - 1) }
  }
}

function packed({ dataCount, parityCount }: Scheme): number {
  return (dataCount << PARITY_BITS) | parityCount
}

function wordOf(disk: number, word: number): number {
  return HEADER_LENGTH + disk * DISK_LENGTH + word
}
