/** New key pairs, their private half as `ssh -i` reads it. */
import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import {
  createdKeyFingerprint,
  fromKeyObject,
  lengthPrefixed,
  opensshBlob,
  type PublicKey,
} from './public-key.ts'

export interface GeneratedKey {
  readonly publicKey: PublicKey
  readonly fingerprint: string
  /** PKCS#1 for RSA, OpenSSH's own format for Ed25519: what AWS hands out. */
  readonly privatePem: string
}

const generate = promisify(generateKeyPair)
const RSA_BITS = 2048

export async function generateKey(keyType: 'rsa' | 'ed25519'): Promise<GeneratedKey> {
  const pair =
    keyType === 'rsa'
      ? await generate('rsa', { modulusLength: RSA_BITS })
      : await generate('ed25519', {})
  const publicKey = fromKeyObject(pair.publicKey)
  return {
    publicKey,
    fingerprint: createdKeyFingerprint(pair.privateKey, publicKey),
    privatePem:
      keyType === 'rsa'
        ? String(pair.privateKey.export({ format: 'pem', type: 'pkcs1' }))
        : opensshPrivateKey(pair.privateKey, publicKey),
  }
}

/** OpenSSH's PROTOCOL.key: an unencrypted container of one Ed25519 key. */
function opensshPrivateKey(privateKey: KeyObject, publicKey: PublicKey): string {
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' })
  const point = Buffer.from(x, 'base64url')
  const secret = Buffer.concat([Buffer.from(d, 'base64url'), point])
  const check = randomBytes(4)
  const fields = [Buffer.from('ssh-ed25519'), point, secret, Buffer.alloc(0)].map(lengthPrefixed)
  const body = Buffer.concat([check, check, ...fields])
  const padding = Buffer.from(Array.from({ length: -body.length & 7 }, (_, index) => index + 1))
  const container = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].map(text => lengthPrefixed(Buffer.from(text))),
    Buffer.from([0, 0, 0, 1]),
    lengthPrefixed(opensshBlob(publicKey.openssh)),
    lengthPrefixed(Buffer.concat([body, padding])),
  ])
  const lines = container.toString('base64').match(/.{1,70}/g) ?? []
  const label = 'OPENSSH PRIVATE KEY'
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
