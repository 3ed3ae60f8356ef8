/**
 * Leases keep what many blobs make up (a multipart object) readable while any thread reads it:
 * counters in a SharedArrayBuffer, to which names are hashed. Two names in one slot only delay the
 * reaper. A reader takes the lease and then reads the manifest; the reaper removes the manifest and
 * then looks at the lease: so one of the two always sees the other.
 */
import { slotOf } from './meta/locks.ts'

const SLOT_COUNT = 16_384

export function createLeaseMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(SLOT_COUNT * Int32Array.BYTES_PER_ELEMENT)
}

export class Leases {
  readonly #counts: Int32Array<SharedArrayBuffer>

  constructor(memory: SharedArrayBuffer) {
    this.#counts = new Int32Array(memory)
  }

  take(name: string): Disposable {
    const slot = slotOf(name, SLOT_COUNT)
    Atomics.add(this.#counts, slot, 1)
    let isHeld = true
    return {
      [Symbol.dispose]: () => {
        if (isHeld) Atomics.sub(this.#counts, slot, 1)
        isHeld = false
      },
    }
  }

  isTaken(name: string): boolean {
    return Atomics.load(this.#counts, slotOf(name, SLOT_COUNT)) > 0
  }
}
