/** Runs the module of kernel-module.ts over buffers of any length. One for each thread. */
import type { Field } from './field.ts'
import {
  kernelModule,
  pieceBytes,
  sourceCountMax,
  sourcesAt,
  stepBytes,
  strideBytes,
  tableBytes,
  targetCountMax,
  targetsAt,
} from './kernel-module.ts'
import type { Matrix } from './matrix.ts'

type Combine = (sourceBytes: number, length: number) => void

/** What is used of it here; the compiler's library describes it only together with the DOM. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  Instance: new (
    module: object,
  ) => {
    readonly exports: {
      readonly memory: { readonly buffer: ArrayBuffer }
      readonly combine1: Combine
      readonly combine2: Combine
      readonly combine3: Combine
      readonly combine4: Combine
    }
  }
}

/** A matrix as the kernel reads it: its rows in groups of as many as it makes at once. */
export interface Coefficients {
  readonly sourceCount: number
  readonly groups: readonly { readonly rowCount: number; readonly tables: Uint8Array }[]
}

export function createCoefficients(field: Field, matrix: Matrix): Coefficients {
  const sourceCount = matrix[0]?.length ?? 0
  if (sourceCount > sourceCountMax) throw new RangeError('too many sources')
  const groups = []
  for (let start = 0; start < matrix.length; start += targetCountMax) {
    const rows = matrix.slice(start, start + targetCountMax)
    const tables = new Uint8Array(sourceCount * rows.length * tableBytes)
    for (let source = 0; source < sourceCount; source++) {
      for (const [target, row] of rows.entries()) {
        const at = (source * rows.length + target) * tableBytes
        for (let half = 0; half < 16; half++) {
          tables[at + half] = field.multiply(row[source] ?? 0, half)
          tables[at + 16 + half] = field.multiply(row[source] ?? 0, half << 4)
        }
      }
    }
    groups.push({ rowCount: rows.length, tables })
  }
  return { sourceCount, groups }
}

export class ReedSolomonKernel {
  readonly #memory: Uint8Array
  readonly #combine: readonly Combine[]

  constructor() {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernelModule()))
    this.#memory = new Uint8Array(exports.memory.buffer)
    this.#combine = [exports.combine1, exports.combine2, exports.combine3, exports.combine4]
  }

  /**
   * Fills each target with the sum of the products of its row with the sources, each of which may
   * be in parts. All targets have one length; a source that is shorter counts as though zeros
   * followed.
   */
  combine(
    { sourceCount, groups }: Coefficients,
    sources: readonly (readonly Uint8Array[])[],
    targets: readonly Uint8Array[],
  ): void {
    const length = targets[0]?.length ?? 0
    for (let start = 0; start < length; start += pieceBytes) {
      const end = Math.min(start + pieceBytes, length)
      const roundedBytes = Math.ceil((end - start) / stepBytes) * stepBytes
      for (let index = 0; index < sourceCount; index++) {
        const at = sourcesAt + index * strideBytes
        const placedBytes = this.#place(sources[index] ?? [], at, { start, end })
        if (placedBytes < roundedBytes) this.#memory.fill(0, at + placedBytes, at + roundedBytes)
      }
      let first = 0
      for (const { rowCount, tables } of groups) {
        this.#memory.set(tables, 0)
        this.#combine[rowCount - 1]?.(sourceCount * strideBytes, roundedBytes)
        for (let row = 0; row < rowCount; row++) {
          const at = targetsAt + row * strideBytes
          targets[first + row]?.set(this.#memory.subarray(at, at + end - start), start)
        }
        first += rowCount
      }
    }
  }

  /** Copies what the parts have between `start` and `end`. */
  #place(parts: readonly Uint8Array[], at: number, range: { start: number; end: number }): number {
    let offset = 0
    let placedBytes = 0
    for (const part of parts) {
      const from = Math.max(range.start - offset, 0)
      const to = Math.min(range.end - offset, part.length)
      if (from < to) {
        const isWhole = from === 0 && to === part.length
        this.#memory.set(isWhole ? part : part.subarray(from, to), at + placedBytes)
        placedBytes += to - from
      }
      offset += part.length
    }
    return placedBytes
  }
}
