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

/** Of each shard the number of the disk, and whether it is in doubt. */
const FIELD_COUNT = 2

export function createPrimaryMemory(shardCount: number): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(FIELD_COUNT * shardCount * Int32Array.BYTES_PER_ELEMENT)
  const numbers = new Int32Array(memory)
  for (let shard = 0; shard < shardCount; shard++) numbers[FIELD_COUNT * shard] = NO_PRIMARY
  return memory
}

export class Primaries {
  readonly #numbers: Int32Array<SharedArrayBuffer>

  constructor(memory: SharedArrayBuffer) {
    this.#numbers = new Int32Array(memory)
  }

  get shardCount(): number {
    return this.#numbers.length / FIELD_COUNT
  }

  get(shard: number): number {
    return Atomics.load(this.#numbers, FIELD_COUNT * shard)
  }

  set(shard: number, disk: number): void {
    Atomics.store(this.#numbers, FIELD_COUNT * shard, disk)
  }

  /** A batch failed, and it is not known what of it will be found: what is read may be old. */
  isInDoubt(shard: number): boolean {
    return Atomics.load(this.#numbers, FIELD_COUNT * shard + 1) !== 0
  }

  setDoubt(shard: number, isInDoubt: boolean): void {
    Atomics.store(this.#numbers, FIELD_COUNT * shard + 1, isInDoubt ? 1 : 0)
  }
}
