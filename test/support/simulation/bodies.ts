/** Bodies by their numbers: whoever knows the number knows every byte. */
import { createHash } from 'node:crypto'

/** The number of a body is its ETag, and says how long it is. */
export interface BodyNumber {
  readonly id: number
  readonly sizeBytes: number
}

/** Prime: a mix-up of chunks or sectors shows. */
const PATTERN_BYTES = 61

export function bodyOf({ id, sizeBytes }: BodyNumber): Buffer {
  const bytes = Buffer.allocUnsafe(sizeBytes)
  if (sizeBytes === 0) return bytes
  const digest = createHash('sha512').update(String(id)).digest()
  return bytes.fill(digest.subarray(0, PATTERN_BYTES))
}

export function contentOf(bodies: readonly BodyNumber[]): Buffer {
  const [first] = bodies
  return first && bodies.length === 1 ? bodyOf(first) : Buffer.concat(bodies.map(bodyOf))
}

export function etagOf(bodies: readonly BodyNumber[]): string {
  return bodies.map(({ id, sizeBytes }) => `${id}:${sizeBytes}`).join('+')
}

/** The bodies that an ETag stands for. */
export function bodiesOf(etag: string): readonly BodyNumber[] {
  return etag.split('+').map(text => {
    const [id, sizeBytes] = text.split(':').map(Number)
    return { id: id ?? 0, sizeBytes: sizeBytes ?? 0 }
  })
}
