/**
 * The checksums of S3, running and of whole buffers, in the base64 of their big-endian bytes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
import { createHash, hash } from 'node:crypto'
import { crc32, crc32c } from '@node-rs/crc32'
import { Xxh64, xxh3, xxh64 } from '@node-rs/xxhash'
import { createCrc64Nvme } from './crc64-nvme.ts'
import { createXxh128 } from './xxh128.ts'

export const checksumAlgorithms = [
  'CRC32',
  'CRC32C',
  'CRC64NVME',
  'MD5',
  'SHA1',
  'SHA256',
  'SHA512',
  'XXHASH128',
  'XXHASH3',
  'XXHASH64',
] as const

export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number]

export const checksumBytes: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  MD5: 16,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
  XXHASH128: 16,
  XXHASH3: 8,
  XXHASH64: 8,
}

/** As OpenSSL calls them. */
const digests = { MD5: 'md5', SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } as const

/** A checksum of bytes that are still coming. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void
  /** Of all bytes so far; ends MD5 and the SHA algorithms. */
  base64(): string
}

export interface Checksums {
  start(algorithm: ChecksumAlgorithm): RunningChecksum
  /** Of a whole buffer: faster than `start` for small ones. */
  base64(algorithm: ChecksumAlgorithm, bytes: Uint8Array): string
}

/** Holds the kernels of CRC-64 and XXH128; make it once per thread. */
export function createChecksums(): Checksums {
  const crc64 = createCrc64Nvme()
  const xxh128 = createXxh128()

  function startCrc64(): RunningChecksum {
    const crc = crc64.start()
    return {
      update: bytes => crc64.update(crc, bytes),
      base64: () => wordsBase64(crc.high, crc.low),
    }
  }

  return {
    start(algorithm) {
      switch (algorithm) {
        case 'CRC32':
          return startCrc32(crc32)
        case 'CRC32C':
          return startCrc32(crc32c)
        case 'CRC64NVME':
          return startCrc64()
        case 'MD5':
        case 'SHA1':
        case 'SHA256':
        case 'SHA512':
          return startHash(digests[algorithm])
        case 'XXHASH128':
          return startXxh(xxh128.start(), 16)
        case 'XXHASH3':
          return startXxh(xxh3.Xxh3.withSeed(), 8)
        case 'XXHASH64':
          return startXxh(new Xxh64(), 8)
      }
    },
    base64(algorithm, bytes) {
      switch (algorithm) {
        case 'MD5':
        case 'SHA1':
        case 'SHA256':
        case 'SHA512':
          return hash(digests[algorithm], bytes, 'base64')
        case 'XXHASH128':
          return bigintBase64(xxh3.xxh128(bytes), 16)
        case 'XXHASH3':
          return bigintBase64(xxh3.xxh64(bytes), 8)
        case 'XXHASH64':
          return bigintBase64(xxh64(bytes), 8)
        default: {
          const running = this.start(algorithm)
          running.update(bytes)
          return running.base64()
        }
      }
    },
  }
}

function startCrc32(add: (bytes: Uint8Array, crc: number) => number): RunningChecksum {
  let crc = 0
  return {
    update(bytes) {
      crc = add(bytes, crc)
    },
    base64: () => wordsBase64(crc),
  }
}

function startXxh(
  running: { update(bytes: Uint8Array): unknown; digest(): bigint },
  sizeBytes: number,
): RunningChecksum {
  return {
    update(bytes) {
      running.update(bytes)
    },
    base64: () => bigintBase64(running.digest(), sizeBytes),
  }
}

/** Of xxHash's canonical form: big endian. */
function bigintBase64(value: bigint, sizeBytes: number): string {
  return Buffer.from(value.toString(16).padStart(sizeBytes * 2, '0'), 'hex').toString('base64')
}

function startHash(algorithm: (typeof digests)[keyof typeof digests]): RunningChecksum {
  const running = createHash(algorithm)
  return {
    update(bytes) {
      running.update(bytes)
    },
    base64: () => running.digest('base64'),
  }
}

/** Base64 of 32-bit words, big endian. */
export function wordsBase64(...words: readonly number[]): string {
  const bytes = Buffer.alloc(words.length * 4)
  words.forEach((word, index) => {
    bytes.writeUInt32BE(word >>> 0, index * 4)
  })
  return bytes.toString('base64')
}

/** The algorithm that a client names, in any case; undefined for one that S3 does not know. */
export function parseChecksumAlgorithm(text: string): ChecksumAlgorithm | undefined {
  const upper = text.toUpperCase()
  return checksumAlgorithms.find(algorithm => algorithm === upper)
}

/** Whether `text` is the base64 of as many bytes as the algorithm's checksums have. */
export function isChecksumValue(algorithm: ChecksumAlgorithm, text: string): boolean {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === checksumBytes[algorithm] && bytes.toString('base64') === text
}
