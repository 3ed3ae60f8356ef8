/**
 * CRC-64/NVME: the checksum that S3 computes where the client gives none. Reflected, initial value
 * and final exclusive or all ones.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
import { crc64Module, inputAt, inputBytesMax, writeTables } from './crc64-nvme-module.ts'
import { compileKernel } from './wasm.ts'

/** A CRC in two halves: JavaScript's numbers hold 32 bits fast, and 64 not at all. */
export interface Crc64 {
  high: number
  low: number
}

export interface Crc64Nvme {
  /** Of no bytes yet. */
  start(): Crc64
  /** Adds bytes to `crc`, in place. */
  update(crc: Crc64, bytes: Uint8Array): void
}

/** Compiles the kernel and fills its tables: some milliseconds, once per thread. */
export function createCrc64Nvme(): Crc64Nvme {
  const { memory, update } = compileKernel(crc64Module())
  writeTables(memory.buffer)
  const state = new Uint32Array(memory.buffer, 0, 2)
  const input = new Uint8Array(memory.buffer, inputAt, inputBytesMax)

  return {
    start: () => ({ high: 0, low: 0 }),
    update(crc, bytes) {
      state[0] = ~crc.low
      state[1] = ~crc.high
      for (let at = 0; at < bytes.length; at += inputBytesMax) {
        const piece = bytes.length <= inputBytesMax ? bytes : bytes.subarray(at, at + inputBytesMax)
        input.set(piece)
        update(inputAt, piece.length)
      }
      crc.low = ~(state[0] ?? 0) >>> 0
      crc.high = ~(state[1] ?? 0) >>> 0
    },
  }
}
