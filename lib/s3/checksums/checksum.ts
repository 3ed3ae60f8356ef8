/**
 * The checksums of S3, running and of whole buffers, in the base64 of their big-endian bytes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
import { createHash, hash } from 'node:crypto'
import { crc32, crc32c } from '@node-rs/crc32'
import { createCrc64Nvme } from './crc64-nvme.ts'

export const checksumAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const

export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number]

export const checksumBytes: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
}

/** A checksum of bytes that are still coming. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void
  /** Of all bytes so far; ends the SHA algorithms. */
  base64(): string
}

export interface Checksums {
  start(algorithm: ChecksumAlgorithm): RunningChecksum
  /** Of a whole buffer: faster than `start` for small ones. */
  base64(algorithm: ChecksumAlgorithm, bytes: Uint8Array): string
}

/** Holds the CRC-64 kernel; make it once per thread. */
export function createChecksums(): Checksums {
  const crc64 = createCrc64Nvme()

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
        case 'SHA1':
          return startHash('sha1')
        case 'SHA256':
          return startHash('sha256')
      }
    },
    base64(algorithm, bytes) {
      if (algorithm === 'SHA1') return hash('sha1', bytes, 'base64')
      if (algorithm === 'SHA256') return hash('sha256', bytes, 'base64')
      const running = this.start(algorithm)
      running.update(bytes)
      return running.base64()
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

function startHash(algorithm: 'sha1' | 'sha256'): RunningChecksum {
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
