/**
 * The buffers of bodies that stream through a thread. They live outside V8's heap, and 64 MiB of dead
 * ones make V8 mark its whole heap: at a gigabyte a second that took half of the processor. A
 * collection of the young objects alone frees them in about a millisecond, but V8 comes to one only
 * when small objects have filled its nursery, of which large bodies make few. So the bytes are
 * counted here, and such a collection is asked for in time.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Measured: with four times as much more buffers grow old, and only a full collection frees them. */
const PASSED_BYTES_MAX = 8 * 1024 * 1024
/** Smaller ones come with enough other garbage. */
const BUFFER_BYTES_MIN = 16 * 1024

export class BufferMemory {
  readonly #collectYoung: () => void
  #passedBytes = 0

  constructor(collectYoung: () => void = exposedCollector()) {
    this.#collectYoung = collectYoung
  }

  /** A buffer of this size was received or is about to be sent. */
  note(sizeBytes: number): void {
    if (sizeBytes < BUFFER_BYTES_MIN) return
    this.#passedBytes += sizeBytes
    if (this.#passedBytes < PASSED_BYTES_MAX) return
    this.#passedBytes = 0
    this.#collectYoung()
  }
}

/** V8's collector without a flag on the command line; the flag is the whole process's and stays. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new TypeError('V8 did not expose its collector')
  return () => collect({ type: 'minor' })
}
