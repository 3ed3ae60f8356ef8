/** What a change of a key is, by its name alone: the killed process and its judge must agree. */
import { bytesOf } from './samples.ts'

const sizesBytes = [0, 100, 4096, 70_000, 300_000, 600_000]

export interface Plan {
  readonly kind: 'put' | 'delete' | 'multipart'
  readonly sizeBytes: number
}

export function planOf(key: string, change: string): Plan {
  const seed = seedOf(key, change)
  const sizeBytes = sizesBytes[seed % sizesBytes.length] ?? 0
  const draw = (seed >>> 8) % 8
  if (draw === 0) return { kind: 'delete', sizeBytes: 0 }
  return { kind: draw === 1 ? 'multipart' : 'put', sizeBytes }
}

export function bodyOf(key: string, change: string): Buffer {
  return bytesOf(planOf(key, change).sizeBytes, seedOf(key, change))
}

function seedOf(key: string, change: string): number {
  let seed = 17
  for (const letter of `${key} ${change}`) {
    seed = (Math.imul(seed ^ letter.charCodeAt(0), 0x5bd1e995) ^ (seed >>> 13)) >>> 0
  }
  return seed
}
