/**
 * XXH3's 128-bit hash of bytes that are still coming, which @node-rs/xxhash has for whole buffers
 * only. Seed 0 and the default secret, as S3 wants it.
 * https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
import { xxh3 } from '@node-rs/xxhash'
import { compileKernel, type Kernel } from './wasm.ts'
import {
  blockStripes,
  laneCount,
  secretAt,
  stripeBytes,
  stripesAt,
  stripesBytesMax,
  xxh3Module,
} from './xxh3-module.ts'

export interface RunningXxh128 {
  update(bytes: Uint8Array): void
  /** Of all bytes so far. */
  digest(): bigint
}

/** XXH3 treats inputs of up to 240 bytes in other ways: those wait here, and are hashed whole. */
const headBytesMax = 256

const secret = Buffer.from(
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f' +
    'cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c' +
    '3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8' +
    'a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364' +
    'eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e' +
    '2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e',
  'hex',
)

const prime32 = [0x9e37_79b1n, 0x85eb_ca77n, 0xc2b2_ae3dn] as const
const prime64 = [
  0x9e37_79b1_85eb_ca87n,
  0xc2b2_ae3d_27d4_eb4fn,
  0x1656_67b1_9e37_79f9n,
  0x85eb_ca77_c2b2_ae63n,
  0x27d4_eb2f_1656_67c5n,
] as const
const startingSums: readonly bigint[] = [
  ...[prime32[2], prime64[0], prime64[1], prime64[2]],
  ...[prime64[3], prime32[1], prime64[4], prime32[0]],
]

/** Compiles the kernel: once per thread. */
export function createXxh128(): { start(): RunningXxh128 } {
  const kernel = compileKernel(xxh3Module())
  new Uint8Array(kernel.memory.buffer, secretAt, secret.length).set(secret)
  return { start: () => new Xxh128(kernel) }
}

class Xxh128 implements RunningXxh128 {
  readonly #kernel: Kernel
  readonly #sums = BigUint64Array.from(startingSums)
  readonly #head = Buffer.alloc(headBytesMax)
  /** The stripe that was added last, then up to one more, which may be the last of all. */
  readonly #window = Buffer.alloc(2 * stripeBytes)
  #pendingBytes = 0
  /** Of those that were added. */
  #stripeCount = 0
  #sizeBytes = 0

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  update(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    const before = this.#sizeBytes
    this.#sizeBytes += bytes.length
    if (this.#sizeBytes <= headBytesMax) {
      this.#head.set(bytes, before)
      return
    }
    if (before <= headBytesMax) this.#addAll(this.#head.subarray(0, before))
    this.#addAll(bytes)
  }

  digest(): bigint {
    const sizeBytes = this.#sizeBytes
    if (sizeBytes <= headBytesMax) return xxh3.xxh128(this.#head.subarray(0, sizeBytes))
    // The last 64 bytes count as a stripe, whichever of them have been in one before.
    const last = this.#window.subarray(this.#pendingBytes, this.#pendingBytes + stripeBytes)
    const sums = this.#withLast(last)
    const low = merge(sums, 11, asLong(BigInt(sizeBytes) * prime64[0]))
    const high = merge(sums, 117, asLong(~(BigInt(sizeBytes) * prime64[1])))
    return (high << 64n) | low
  }

  /** All stripes but the last, which stays in the window until more comes. */
  #addAll(bytes: Uint8Array): void {
    let at = 0
    if (this.#pendingBytes > 0) {
      at = Math.min(stripeBytes - this.#pendingBytes, bytes.length)
      this.#window.set(bytes.subarray(0, at), stripeBytes + this.#pendingBytes)
      this.#pendingBytes += at
      if (at === bytes.length) return
      this.#add(this.#window.subarray(stripeBytes))
    }
    while (bytes.length - at > stripeBytes) {
      const stripes = Math.ceil((bytes.length - at) / stripeBytes) - 1
      const end = at + Math.min(stripes * stripeBytes, stripesBytesMax)
      this.#add(bytes.subarray(at, end))
      at = end
    }
    this.#window.set(bytes.subarray(at), stripeBytes)
    this.#pendingBytes = bytes.length - at
  }

  /** Whole stripes. */
  #add(bytes: Uint8Array): void {
    const { memory } = this.#kernel
    const sums = new BigUint64Array(memory.buffer, 0, laneCount)
    sums.set(this.#sums)
    new Uint8Array(memory.buffer, stripesAt, bytes.length).set(bytes)
    this.#kernel.update(stripesAt, stripesAt + bytes.length, (this.#stripeCount % blockStripes) * 8)
    this.#sums.set(sums)
    this.#stripeCount += bytes.length / stripeBytes
    this.#window.set(bytes.subarray(-stripeBytes))
  }

  /** The sums with the last stripe, for which the secret is taken from close to its end. */
  #withLast(stripe: Uint8Array): readonly bigint[] {
    const view = new DataView(stripe.buffer, stripe.byteOffset, stripeBytes)
    const sums = [...this.#sums]
    for (let i = 0; i < laneCount; i++) {
      const word = view.getBigUint64(8 * i, true)
      const keyed = word ^ secret.readBigUInt64LE(121 + 8 * i)
      sums[i ^ 1] = asLong((sums[i ^ 1] ?? 0n) + word)
      sums[i] = asLong((sums[i] ?? 0n) + (keyed & 0xffff_ffffn) * (keyed >> 32n))
    }
    return sums
  }
}

function merge(sums: readonly bigint[], secretOffset: number, start: bigint): bigint {
  let merged = start
  for (let i = 0; i < laneCount; i += 2) {
    const one = (sums[i] ?? 0n) ^ secret.readBigUInt64LE(secretOffset + 8 * i)
    const other = (sums[i + 1] ?? 0n) ^ secret.readBigUInt64LE(secretOffset + 8 * i + 8)
    const product = one * other
    merged += asLong(product) ^ (product >> 64n)
  }
  return avalanche(asLong(merged))
}

function avalanche(hash: bigint): bigint {
  const mixed = asLong((hash ^ (hash >> 37n)) * 0x1656_6791_9e37_79f9n)
  return mixed ^ (mixed >> 32n)
}

const asLong = (value: bigint) => BigInt.asUintN(64, value)
