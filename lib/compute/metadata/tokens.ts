/**
 * Tokens of the metadata service (IMDSv2). A token is its own expiry, signed with a secret of its
 * machine: nothing has to be kept, a guest cannot fill anything by asking for many, a token of one
 * machine is worth nothing on another, and all of them outlive a restart of the server.
 *
 *   base64url( expiry in seconds since 1970, 6 bytes | random, 8 bytes | HMAC-SHA-256, 32 bytes )
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const EXPIRY_BYTES = 6
const HEAD_BYTES = EXPIRY_BYTES + 8
const TOKEN_BYTES = HEAD_BYTES + 32
const TOKEN_LENGTH = Math.ceil((TOKEN_BYTES * 4) / 3)

export const tokenSecondsMin = 1
export const tokenSecondsMax = 21_600

/** `secret`: hex, of the machine. */
export function makeToken(secret: string, nowMs: number, seconds: number): string {
  const expiry = Buffer.alloc(EXPIRY_BYTES)
  expiry.writeUIntBE(Math.floor(nowMs / 1000) + seconds, 0, EXPIRY_BYTES)
  const head = Buffer.concat([expiry, randomBytes(HEAD_BYTES - EXPIRY_BYTES)])
  return Buffer.concat([head, sign(secret, head)]).toString('base64url')
}

export function isValidToken(secret: string, nowMs: number, token: string): boolean {
  if (token.length !== TOKEN_LENGTH) return false
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== TOKEN_BYTES) return false
  const head = bytes.subarray(0, HEAD_BYTES)
  if (!timingSafeEqual(bytes.subarray(HEAD_BYTES), sign(secret, head))) return false
  return nowMs < head.readUIntBE(0, EXPIRY_BYTES) * 1000
}

function sign(secret: string, head: Uint8Array): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(head).digest()
}
