/**
 * SSH public keys: reading the forms that people import, writing OpenSSH's. A key is a sequence of
 * strings, each behind its 32-bit length (RFC 4251 section 5; RFC 4253 section 6.6; RFC 8709).
 */
import { createHash, createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'
import { ComputeError } from './errors.ts'

export interface PublicKey {
  readonly keyType: 'rsa' | 'ed25519'
  /** `ssh-rsa AAAA…`, without a comment. */
  readonly openssh: string
  readonly comment: string
  readonly key: KeyObject
}

const RSA_BITS = new Set([1024, 2048, 3072, 4096])
const TEXT_LENGTH_MAX = 16 * 1024

/** OpenSSH (`ssh-rsa AAAA…`), RFC 4716 or base64 of a DER SubjectPublicKeyInfo. */
export function parsePublicKey(text: string): PublicKey {
  const trimmed = text.trim()
  if (trimmed.length > TEXT_LENGTH_MAX) throw invalid()
  try {
    return trimmed.startsWith('---- BEGIN SSH2 PUBLIC KEY ----')
      ? fromBlob(Buffer.from(rfc4716Body(trimmed), 'base64'), '')
      : parseLine(trimmed)
  } catch (cause) {
    throw cause instanceof ComputeError ? cause : invalid(cause)
  }
}

function parseLine(line: string): PublicKey {
  const [, type, base64, comment] =
    /^(ssh-rsa|ssh-ed25519)\s+([A-Za-z0-9+/]+={0,2})(?:[ \t]+([^\r\n]*))?$/.exec(line) ?? []
  if (type !== undefined && base64 !== undefined) {
    const key = fromBlob(Buffer.from(base64, 'base64'), comment ?? '')
    if (!key.openssh.startsWith(`${type} `)) throw invalid()
    return key
  }
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(line)) throw invalid()
  return fromKeyObject(
    createPublicKey({ key: Buffer.from(line, 'base64'), format: 'der', type: 'spki' }),
  )
}

/** Header lines hold a colon and may continue behind a backslash. */
function rfc4716Body(text: string): string {
  const lines = text.split(/\r?\n/).slice(1)
  const body: string[] = []
  let isHeader = false
  for (const line of lines) {
    if (line.startsWith('---- END')) return body.join('')
    isHeader = isHeader || line.includes(':')
    if (!isHeader) body.push(line)
    isHeader = isHeader && line.endsWith('\\')
  }
  throw invalid()
}

function fromBlob(blob: Buffer, comment: string): PublicKey {
  const [type, ...fields] = readStrings(blob)
  const jwk = toJsonWebKey(type?.toString('latin1') ?? '', fields)
  return { ...fromKeyObject(createPublicKey({ key: jwk, format: 'jwk' })), comment }
}

function toJsonWebKey(type: string, fields: readonly Buffer[]): webcrypto.JsonWebKey {
  const [first, second] = fields
  if (type === 'ssh-ed25519' && first?.length === 32 && fields.length === 1) {
    return { kty: 'OKP', crv: 'Ed25519', x: first.toString('base64url') }
  }
  if (type === 'ssh-rsa' && first && second && fields.length === 2) {
    return { kty: 'RSA', e: first.toString('base64url'), n: second.toString('base64url') }
  }
  throw invalid()
}

/** Refuses what is neither Ed25519 nor RSA of a size that AWS takes. */
export function fromKeyObject(key: KeyObject): PublicKey {
  const jwk = key.export({ format: 'jwk' })
  if (key.asymmetricKeyType === 'ed25519' && jwk.x !== undefined) {
    const fields = [Buffer.from('ssh-ed25519'), Buffer.from(jwk.x, 'base64url')]
    return { keyType: 'ed25519', openssh: toOpenssh('ssh-ed25519', fields), comment: '', key }
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType !== 'rsa' || !RSA_BITS.has(bits)) throw invalid()
  const fields = [
    Buffer.from('ssh-rsa'),
    positiveInteger(Buffer.from(jwk.e ?? '', 'base64url')),
    positiveInteger(Buffer.from(jwk.n ?? '', 'base64url')),
  ]
  return { keyType: 'rsa', openssh: toOpenssh('ssh-rsa', fields), comment: '', key }
}

/**
 * As AWS shows it: MD5 of an imported RSA key in hex with colons, SHA-256 of an Ed25519 key in
 * base64. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-keys.html
 */
export function publicKeyFingerprint(key: PublicKey): string {
  if (key.keyType === 'rsa') {
    return colonHex(hash('md5', key.key.export({ format: 'der', type: 'spki' })))
  }
  return hash('sha256', opensshBlob(key.openssh)).toString('base64')
}

/** Of a key pair made here: SHA-1 of the private key for RSA. */
export function createdKeyFingerprint(privateKey: KeyObject, key: PublicKey): string {
  if (key.keyType === 'ed25519') return publicKeyFingerprint(key)
  return colonHex(hash('sha1', privateKey.export({ format: 'der', type: 'pkcs8' })))
}

export function opensshBlob(openssh: string): Buffer {
  return Buffer.from(openssh.split(' ', 2)[1] ?? '', 'base64')
}

function toOpenssh(type: string, fields: readonly Buffer[]): string {
  return `${type} ${Buffer.concat(fields.map(lengthPrefixed)).toString('base64')}`
}

export function lengthPrefixed(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.byteLength)
  return Buffer.concat([length, bytes])
}

function readStrings(blob: Buffer): Buffer[] {
  const fields: Buffer[] = []
  let offset = 0
  while (offset < blob.length) {
    if (fields.length === 4 || offset + 4 > blob.length) throw invalid()
    const length = blob.readUInt32BE(offset)
    const end = offset + 4 + length
    if (end > blob.length) throw invalid()
    fields.push(blob.subarray(offset + 4, end))
    offset = end
  }
  return fields
}

/** A leading zero where the number would look negative (RFC 4251's `mpint`). */
function positiveInteger(bytes: Buffer): Buffer {
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes
}

function hash(algorithm: string, bytes: Uint8Array): Buffer {
  return createHash(algorithm).update(bytes).digest()
}

function colonHex(bytes: Buffer): string {
  return (bytes.toString('hex').match(/../g) ?? []).join(':')
}

function invalid(cause?: unknown): ComputeError {
  return new ComputeError('public-key-invalid', 'not an SSH public key that is accepted', { cause })
}
