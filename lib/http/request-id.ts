/** Request ids as AWS's clients expect them: 16 upper-case characters, unique, cheap to make. */
import { randomFillSync } from 'node:crypto'

/** A source of ids: random once, then counted, so that a request costs no system call. */
export function createRequestIds(): () => string {
  const prefix = randomFillSync(Buffer.alloc(4)).toString('hex').toUpperCase()
  let next = randomFillSync(new Uint32Array(1))[0] ?? 0
  return () => {
    next = (next + 0x9e3779b9) >>> 0 // Steps through all 2^32 values without looking sequential.
    return prefix + next.toString(16).toUpperCase().padStart(8, '0')
  }
}
