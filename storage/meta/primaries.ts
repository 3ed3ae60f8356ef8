/**
 * Which mirror of each shard is read: the number of its disk, in memory that all threads share.
 * Only the main thread changes it. All read the same one: if each took any, one could see a commit
 * that another does not see yet. A mirror that missed a batch is replaced here before that batch is
 * acknowledged, so nobody reads what is older than an acknowledgement.
 */

/** No mirror can be read. */
export const NO_PRIMARY = -1
/** The mirrors are just being opened again: wait. */
export const PAUSED = -2

export function createPrimaryMemory(shardCount: number): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(shardCount * Int32Array.BYTES_PER_ELEMENT)
  new Int32Array(memory).fill(NO_PRIMARY)
  return memory
}

export class Primaries {
  readonly #numbers: Int32Array<SharedArrayBuffer>

  constructor(memory: SharedArrayBuffer) {
    this.#numbers = new Int32Array(memory)
  }

  get shardCount(): number {
    return this.#numbers.length
  }

  get(shard: number): number {
    return Atomics.load(this.#numbers, shard)
  }

  set(shard: number, disk: number): void {
    Atomics.store(this.#numbers, shard, disk)
  }
}
