/**
 * Small secrets under a 256-bit key: AES-256-GCM with a key of its own for each box, derived from a
 * random salt, so that neither nonces nor a number of boxes need watching.
 *
 *     box = salt, 32 bytes | ciphertext | tag, 16 bytes
 *     key of the box = HMAC-SHA-256(key, "mallee secret box 1" | 00 | salt); the nonce is 12 zero bytes
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'

export type RandomBytes = (size: number) => Uint8Array

const SALT_BYTES = 32
const TAG_BYTES = 16
const NONCE = Buffer.alloc(12)
const LABEL = 'mallee secret box 1\0'

export function sealSecret(
  key: Uint8Array,
  secret: Uint8Array,
  options: { readonly associatedData: string; readonly random: RandomBytes },
): Buffer {
  const salt = options.random(SALT_BYTES)
  const cipher = createCipheriv('aes-256-gcm', boxKey(key, salt), NONCE)
  cipher.setAAD(Buffer.from(options.associatedData))
  const body = cipher.update(secret)
  cipher.final()
  return Buffer.concat([salt, body, cipher.getAuthTag()])
}

/** `undefined`: not sealed with this key and this data. */
export function openSecret(
  key: Uint8Array,
  box: Uint8Array,
  associatedData: string,
): Buffer | undefined {
  const tagAt = box.length - TAG_BYTES
  if (tagAt < SALT_BYTES) return undefined
  const inner = boxKey(key, box.subarray(0, SALT_BYTES))
  const decipher = createDecipheriv('aes-256-gcm', inner, NONCE, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(associatedData))
  decipher.setAuthTag(box.subarray(tagAt))
  const secret = decipher.update(box.subarray(SALT_BYTES, tagAt))
  try {
    decipher.final()
    return secret
  } catch {
    return undefined // Another key, or not ours: callers cannot know either.
  }
}

function boxKey(key: Uint8Array, salt: Uint8Array): Buffer {
  return createHmac('sha256', key).update(LABEL).update(salt).digest()
}
