/**
 * HMAC-SHA-256 (RFC 2104) out of two one-shot hashes over reused buffers. Node's streaming Hmac
 * object costs more than twice as much for the short strings that are signed here, and signing is
 * on the path of every request.
 */
import { hash, timingSafeEqual } from 'node:crypto'

const blockBytes = 64
const digestBytes = 32
/** Strings to sign are some 200 bytes; longer ones are hashed from a buffer of their own. */
const messageBytesMax = 512

export class HmacSha256 {
  /** Key xor ipad, then room for a message. */
  readonly #inner = Buffer.alloc(blockBytes + messageBytesMax)
  /** Key xor opad, then room for the inner digest. */
  readonly #outer = Buffer.alloc(blockBytes + digestBytes)

  constructor(key: Uint8Array) {
    const block = key.length > blockBytes ? hash('sha256', key, 'buffer') : key
    for (let i = 0; i < blockBytes; i++) {
      const byte = block[i] ?? 0
      this.#inner[i] = byte ^ 0x36
      this.#outer[i] = byte ^ 0x5c
    }
  }

  /** Of a string whose characters are bytes, as header values from Node are (latin1). */
  hex(message: string): string {
    this.#digestInner(message)
    return hash('sha256', this.#outer, 'hex')
  }

  bytes(message: string): Uint8Array {
    this.#digestInner(message)
    return hash('sha256', this.#outer, 'buffer')
  }

  #digestInner(message: string): void {
    let input = this.#inner
    if (message.length > messageBytesMax) {
      input = Buffer.alloc(blockBytes + message.length)
      input.set(this.#inner.subarray(0, blockBytes))
    }
    const written = input.write(message, blockBytes, 'latin1')
    const digest = hash('sha256', input.subarray(0, blockBytes + written), 'binary')
    this.#outer.write(digest, blockBytes, 'latin1')
  }
}

/** SHA-256 in lower-case hex of a string whose characters are bytes (latin1). */
export function sha256Hex(text: string): string {
  return hash('sha256', Buffer.from(text, 'latin1'), 'hex')
}

/** Compares in a time that tells nothing of where two signatures differ. */
export function equalInConstantTime(given: string, expected: string): boolean {
  const left = Buffer.from(given, 'utf8')
  const right = Buffer.from(expected, 'utf8')
  return left.length === right.length && timingSafeEqual(left, right)
}
