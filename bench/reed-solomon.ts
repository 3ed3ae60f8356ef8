/**
 * How fast one core makes parity and rebuilds lost data, by the WebAssembly kernel and by plain
 * JavaScript with a table of products. Run: `node bench/reed-solomon.ts [--scale smoke|full]`.
 */
import { randomFillSync } from 'node:crypto'
import { parseArgs } from 'node:util'
import { ReedSolomon } from '../storage/blobs/reed-solomon/codec.ts'
import { createField } from '../storage/blobs/reed-solomon/field.ts'
import { parityMatrix } from '../storage/blobs/reed-solomon/matrix.ts'
import type { Scheme } from '../storage/disk/schemes.ts'

const CHUNK_BYTES = 65_536

export interface ReedSolomonResult {
  readonly name: string
  /** 10^9 bytes of data a second. */
  readonly encodeGigabytesPerSecond: number
  /** With as many fragments of data lost as there can be. */
  readonly rebuildGigabytesPerSecond: number
  readonly plainGigabytesPerSecond: number
}

export function run({ scale }: { scale: 'smoke' | 'full' }): readonly ReedSolomonResult[] {
  const durationMs = scale === 'smoke' ? 5 : 500
  const schemes: readonly (readonly [number, number])[] = [
    [1, 1],
    [2, 1],
    [2, 2],
    [4, 2],
    [5, 3],
    [8, 4],
    [12, 4],
  ]
  return schemes.map(([dataCount, parityCount]) => measure({ dataCount, parityCount }, durationMs))
}

function measure(scheme: Scheme, durationMs: number): ReedSolomonResult {
  const { dataCount, parityCount } = scheme
  const data = Array.from({ length: dataCount }, () => randomFillSync(new Uint8Array(CHUNK_BYTES)))
  const parity = Array.from({ length: parityCount }, () => new Uint8Array(CHUNK_BYTES))
  const codec = new ReedSolomon().codec(scheme)
  const sources = data.map(chunk => [chunk])
  codec.encode(sources, parity)
  const fragments = [...data, ...parity]
  const lost = Array.from({ length: Math.min(dataCount, parityCount) }, (_, index) => index)
  const present = new Map(fragments.entries().filter(([index]) => !lost.includes(index)))
  const wanted = new Map(lost.map(index => [index, new Uint8Array(CHUNK_BYTES)]))
  const plain = plainEncoder(scheme)
  const speed = (work: () => void) => (dataCount * CHUNK_BYTES * rateOf(work, durationMs)) / 1e9
  return {
    name: `${dataCount}+${parityCount}`,
    encodeGigabytesPerSecond: speed(() => codec.encode(sources, parity)),
    rebuildGigabytesPerSecond: speed(() => codec.rebuild(present, wanted)),
    plainGigabytesPerSecond: speed(() => plain(data, parity)),
  }
}

function plainEncoder(scheme: Scheme) {
  const field = createField()
  const tables = parityMatrix(field, scheme).map(row =>
    row.map(factor =>
      Uint8Array.from({ length: 256 }, (_, value) => field.multiply(factor, value)),
    ),
  )
  return (data: readonly Uint8Array[], parity: readonly Uint8Array[]) => {
    for (const [row, target] of parity.entries()) {
      target.fill(0)
      for (const [column, source] of data.entries()) {
        const table = tables[row]?.[column] ?? new Uint8Array(256)
        for (let at = 0; at < source.length; at++) {
          target[at] = (target[at] ?? 0) ^ (table[source[at] ?? 0] ?? 0)
        }
      }
    }
  }
}

/** Runs a second. */
function rateOf(work: () => void, durationMs: number): number {
  work()
  const beganMs = performance.now()
  let count = 0
  while (performance.now() - beganMs < durationMs) {
    work()
    count++
  }
  return count / ((performance.now() - beganMs) / 1000)
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { scale: { type: 'string' } } })
  for (const result of run({ scale: values.scale === 'smoke' ? 'smoke' : 'full' })) {
    const { name, encodeGigabytesPerSecond: encode, rebuildGigabytesPerSecond: rebuild } = result
    const figures = `encode ${encode.toFixed(2)} GB/s, rebuild ${rebuild.toFixed(2)} GB/s`
    const plain = `plain JavaScript ${result.plainGigabytesPerSecond.toFixed(2)} GB/s`
    process.stdout.write(`${name.padEnd(6)} ${figures}, ${plain}\n`)
  }
}
