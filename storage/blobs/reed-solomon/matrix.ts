/** Matrices over GF(2^8): the one that makes parity of data, and those that undo it. */
import type { Field } from './field.ts'

export type Matrix = readonly (readonly number[])[]

/**
 * `parityCount` rows of `dataCount`: a Cauchy matrix, 1 / ((dataCount + row) ^ column), with its
 * columns and then its rows scaled so that its first row and its first column are 1. Each square
 * part of a Cauchy matrix can be inverted, and scaling changes nothing of that: so any `dataCount`
 * of all fragments give back the data. One row of parity is the exclusive or of the data, and the
 * parity of one fragment is a copy.
 */
export function parityMatrix(
  field: Field,
  { dataCount, parityCount }: { dataCount: number; parityCount: number },
): Matrix {
  const columns = Array.from({ length: dataCount }, (_, column) => column)
  const rows = Array.from({ length: parityCount }, (_, row) => dataCount + row)
  const cauchy = rows.map(x => columns.map(y => field.invert(x ^ y)))
  const [top = []] = cauchy
  return cauchy.map(row => {
    const scaled = row.map((value, column) => divide(field, value, top[column] ?? 1))
    return scaled.map(value => divide(field, value, scaled[0] ?? 1))
  })
}

/** Gauss-Jordan; the matrix is square and can be inverted. */
export function inverse(field: Field, matrix: Matrix): Matrix {
  const size = matrix.length
  const work = matrix.map((row, index) => [...row, ...unitRow(size, index)])
  for (let column = 0; column < size; column++) {
    const pivotIndex = work.findIndex((row, index) => index >= column && row[column] !== 0)
    const pivot = work[pivotIndex]
    if (!pivot) throw new RangeError('the matrix cannot be inverted')
    work[pivotIndex] = work[column] ?? pivot
    const scale = field.invert(pivot[column] ?? 1)
    const scaled = pivot.map(value => field.multiply(value, scale))
    work[column] = scaled
    for (const [index, row] of work.entries()) {
      const factor = row[column] ?? 0
      if (index === column || factor === 0) continue
      work[index] = row.map((value, at) => value ^ field.multiply(factor, scaled[at] ?? 0))
    }
  }
  return work.map(row => row.slice(size))
}

export function product(field: Field, left: Matrix, right: Matrix): Matrix {
  const columns = right[0]?.map((_, column) => column) ?? []
  return left.map(row =>
    columns.map(column =>
      row.reduce(
        (sum, value, index) => sum ^ field.multiply(value, right[index]?.[column] ?? 0),
        0,
      ),
    ),
  )
}

export function unitRow(size: number, index: number): number[] {
  return Array.from({ length: size }, (_, column) => (column === index ? 1 : 0))
}

function divide(field: Field, a: number, b: number): number {
  return field.multiply(a, field.invert(b))
}
