/**
 * The checksum of a multipart object from those of its parts, without reading the parts again.
 *
 * FULL_OBJECT: a CRC is linear, so the CRC of A followed by B is that of A, moved on by B's length,
 * xor that of B. Moving on is multiplication by x^(8·length) modulo the CRC's polynomial.
 * COMPOSITE: the checksum of the parts' checksums, and the number of parts: `base64-3`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
import assert from 'node:assert/strict'
import { type ChecksumAlgorithm, type Checksums, wordsBase64 } from './checksum.ts'

/** The algorithms whose checksums of parts give the checksum of the whole. */
export type LinearAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME'

export function isLinear(algorithm: ChecksumAlgorithm): algorithm is LinearAlgorithm {
  return algorithm in fields
}

export interface PartChecksum {
  readonly base64: string
  readonly sizeBytes: number
}

/** A polynomial modulo the CRC's; x^0 is the highest bit of `high`. CRCs of 32 bits use no `low`. */
interface Polynomial {
  readonly high: number
  readonly low: number
}

interface Field {
  readonly isWide: boolean
  readonly modulus: Polynomial
}

const fields: Readonly<Record<LinearAlgorithm, Field>> = {
  CRC32: { isWide: false, modulus: { high: 0xedb88320, low: 0 } },
  CRC32C: { isWide: false, modulus: { high: 0x82f63b78, low: 0 } },
  CRC64NVME: { isWide: true, modulus: { high: 0x9a6c9329, low: 0xac4bc9b5 } },
}

/** The checksum of the whole object, in base64. At least one part. */
export function fullObjectChecksum(
  algorithm: LinearAlgorithm,
  parts: readonly PartChecksum[],
): string {
  const field = fields[algorithm]
  // All parts but the last usually have one size.
  const factors = new Map<number, Polynomial>()
  const squares: Polynomial[] = [{ high: 0x00800000, low: 0 }]
  let whole: Polynomial = { high: 0, low: 0 }
  for (const { base64, sizeBytes } of parts) {
    let factor = factors.get(sizeBytes)
    if (!factor) {
      factor = powerOfX8(field, sizeBytes, squares)
      factors.set(sizeBytes, factor)
    }
    const moved = multiply(field, whole, factor)
    const part = parse(base64, field.isWide)
    whole = { high: moved.high ^ part.high, low: moved.low ^ part.low }
  }
  return field.isWide ? wordsBase64(whole.high, whole.low) : wordsBase64(whole.high)
}

/** The checksum of the parts' checksums, `base64-N`. */
export function compositeChecksum(
  checksums: Checksums,
  algorithm: ChecksumAlgorithm,
  partsBase64: readonly string[],
): string {
  const bytes = Buffer.concat(partsBase64.map(part => Buffer.from(part, 'base64')))
  return `${checksums.base64(algorithm, bytes)}-${partsBase64.length}`
}

function parse(base64: string, isWide: boolean): Polynomial {
  const bytes = Buffer.from(base64, 'base64')
  return { high: bytes.readUInt32BE(0), low: isWide ? bytes.readUInt32BE(4) : 0 }
}

/** a·b: b times x, again and again, added up where a has a term. */
function multiply({ isWide, modulus }: Field, a: Polynomial, b: Polynomial): Polynomial {
  let { high, low } = b
  let productHigh = 0
  let productLow = 0
  const bits = isWide ? 64 : 32
  for (let i = 0; i < bits; i++) {
    const term = i < 32 ? (a.high >>> (31 - i)) & 1 : (a.low >>> (63 - i)) & 1
    if (term === 1) {
      productHigh ^= high
      productLow ^= low
    }
    const carry = (isWide ? low : high) & 1
    low = isWide ? (low >>> 1) | (high << 31) : 0
    high >>>= 1
    if (carry === 1) {
      high ^= modulus.high
      low ^= modulus.low
    }
  }
  return { high: productHigh, low: productLow }
}

/** x^(8·count). `squares` holds x^8, x^16, x^32, … and grows as needed. */
function powerOfX8(field: Field, count: number, squares: Polynomial[]): Polynomial {
  let result: Polynomial = { high: 0x80000000, low: 0 }
  let rest = count
  for (let i = 0; rest > 0; i++) {
    const square = squares[i] ?? squareOf(field, squares[i - 1])
    squares[i] = square
    if (rest % 2 === 1) result = multiply(field, result, square)
    rest = Math.floor(rest / 2)
  }
  return result
}

function squareOf(field: Field, root: Polynomial | undefined): Polynomial {
  assert(root, 'squares begin with x^8 and have no gaps')
  return multiply(field, root, root)
}
