/**
 * Reed-Solomon for one scheme: makes parity of data, and any fragment of any `dataCount` others.
 * Fragments are numbered with the data first.
 */
import type { Scheme } from '../../disk/schemes.ts'
import type { Field } from './field.ts'
import { createField } from './field.ts'
import type { Coefficients } from './kernel.ts'
import { createCoefficients, ReedSolomonKernel } from './kernel.ts'
import type { Matrix } from './matrix.ts'
import { inverse, parityMatrix, product, unitRow } from './matrix.ts'

/** Which fragments were lost together; there are only so many ways in one outage. */
const PLANS_MAX = 256

export class ReedSolomonCodec {
  readonly scheme: Scheme
  readonly #field: Field
  readonly #kernel: ReedSolomonKernel
  /** A row for each fragment: what it is of the data. */
  readonly #rows: Matrix
  readonly #parity: Coefficients
  readonly #plans = new Map<string, Coefficients>()

  constructor(scheme: Scheme, { field, kernel }: { field: Field; kernel: ReedSolomonKernel }) {
    const { dataCount } = scheme
    this.scheme = scheme
    this.#field = field
    this.#kernel = kernel
    const parity = parityMatrix(field, scheme)
    const data = Array.from({ length: dataCount }, (_, index) => unitRow(dataCount, index))
    this.#rows = [...data, ...parity]
    this.#parity = createCoefficients(field, parity)
  }

  /**
   * Fills the chunks of parity, which have one length, from the parts of the data's chunks; shorter
   * or missing data ends in zeros.
   */
  encode(data: readonly (readonly Uint8Array[])[], parity: readonly Uint8Array[]): void {
    this.#kernel.combine(this.#parity, data, parity)
  }

  /** Fills the wanted fragments' chunks; `present` has `dataCount` chunks or more. */
  rebuild(present: ReadonlyMap<number, Uint8Array>, wanted: ReadonlyMap<number, Uint8Array>): void {
    const used = [...present.keys()].sort((a, b) => a - b).slice(0, this.scheme.dataCount)
    if (used.length < this.scheme.dataCount) throw new RangeError('too few fragments')
    const sources = used.map(index => [present.get(index) ?? new Uint8Array(0)])
    const plan = this.#plan(used, [...wanted.keys()])
    this.#kernel.combine(plan, sources, [...wanted.values()])
  }

  #plan(used: readonly number[], wanted: readonly number[]): Coefficients {
    const name = `${used.join(',')}:${wanted.join(',')}`
    const known = this.#plans.get(name)
    if (known) return known
    const rowsOf = (fragments: readonly number[]) => fragments.map(index => this.#rows[index] ?? [])
    const toData = inverse(this.#field, rowsOf(used))
    const plan = createCoefficients(this.#field, product(this.#field, rowsOf(wanted), toData))
    if (this.#plans.size >= PLANS_MAX) this.#plans.clear()
    this.#plans.set(name, plan)
    return plan
  }
}

/** The codecs of one thread, by their schemes; the kernel is compiled for the first. */
export class ReedSolomon {
  readonly #codecs = new Map<string, ReedSolomonCodec>()
  #parts: { readonly field: Field; readonly kernel: ReedSolomonKernel } | undefined

  codec(scheme: Scheme): ReedSolomonCodec {
    const name = `${scheme.dataCount}+${scheme.parityCount}`
    const known = this.#codecs.get(name)
    if (known) return known
    this.#parts ??= { field: createField(), kernel: new ReedSolomonKernel() }
    const codec = new ReedSolomonCodec(scheme, this.#parts)
    this.#codecs.set(name, codec)
    return codec
  }
}
