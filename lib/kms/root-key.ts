/**
 * The root key of the built-in store: 32 random bytes in a file of their own, under which all master
 * keys are sealed. Whoever has the disks but not this file has nothing; whoever loses it has lost what
 * was encrypted. With a passphrase the file alone is worth nothing either.
 *
 *     {"format": 1, "key": base64}
 *     {"format": 1, "salt": base64, "cost": 131072, "sealed": base64}    scrypt (RFC 7914), N = cost, r = 8, p = 1
 */
import { createHash, scryptSync } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { openSecret, type RandomBytes, sealSecret } from '../auth/secret-box.ts'

/** The message is for the operator. */
export class RootKeyError extends Error {
  override readonly name = 'RootKeyError'
}

export interface RootKeyOptions {
  readonly file: string
  readonly passphrase: string | undefined
  /** The disks of the storage: the file must be in none of them. */
  readonly disks: readonly string[]
  /** Of the key that sealed what is in the storage; `undefined` before the first. */
  readonly fingerprint: string | undefined
  readonly random: RandomBytes
}

const KEY_BYTES = 32
const SALT_BYTES = 32
const COST = 2 ** 17
const COST_MAX = 2 ** 20
const SCRYPT_MEMORY_BYTES_MAX = 2 * 128 * 8 * COST_MAX
const ASSOCIATED_DATA = 'mallee root key'

/**
 * Reads the root key, and makes it at the first start. A file that lies there in the clear is wrapped
 * once a passphrase is given. Throws RootKeyError.
 */
export function openRootKey(options: RootKeyOptions): Uint8Array {
  const { file, fingerprint } = options
  refuseInsideDisks(options)
  if (!existsSync(file)) {
    if (fingerprint !== undefined) {
      throw new RootKeyError(
        `the root key file ${file} is missing: the encrypted objects of this deployment cannot be ` +
          'read without it. Put it back from its backup, or name its place with keyFile.',
      )
    }
    const key = options.random(KEY_BYTES)
    write(options, key)
    return key
  }
  const { key, isWrapped } = read(options)
  if (fingerprint !== undefined && fingerprintOf(key) !== fingerprint) {
    throw new RootKeyError(`the root key in ${file} belongs to another deployment`)
  }
  if (options.passphrase !== undefined && !isWrapped) write(options, key)
  return key
}

/** Tells root keys apart without telling anything about them. */
export function fingerprintOf(rootKey: Uint8Array): string {
  return createHash('sha256').update('mallee root key fingerprint\0').update(rootKey).digest('hex')
}

function refuseInsideDisks({ file, disks }: RootKeyOptions): void {
  const folder = realPath(dirname(resolve(file)))
  for (const disk of disks) {
    const path = relative(realPath(resolve(disk)), folder)
    if (path !== '' && (path.startsWith('..') || path.startsWith('/'))) continue
    throw new RootKeyError(
      `the root key file ${file} would lie on the disk ${disk}, beside what it protects; ` +
        'name another place with keyFile',
    )
  }
}

/** Of what may not be there yet. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const parent = dirname(path)
  return parent === path ? path : join(realPath(parent), basename(path))
}

function read({ file, passphrase }: RootKeyOptions): { key: Uint8Array; isWrapped: boolean } {
  const stored = parse(file)
  if (typeof stored.key === 'string') {
    return { key: checked(Buffer.from(stored.key, 'base64'), file), isWrapped: false }
  }
  const { salt, cost, sealed } = stored
  const isWhole = typeof salt === 'string' && typeof sealed === 'string' && isCost(cost)
  if (!isWhole) throw damaged(file)
  if (passphrase === undefined) {
    throw new RootKeyError(`the root key in ${file} needs its passphrase: set keyPassphraseFile`)
  }
  const wrapping = stretch(passphrase, Buffer.from(salt, 'base64'), cost)
  const key = openSecret(wrapping, Buffer.from(sealed, 'base64'), ASSOCIATED_DATA)
  if (key === undefined) {
    throw new RootKeyError(`the passphrase does not open the root key in ${file}`)
  }
  return { key: checked(key, file), isWrapped: true }
}

function parse(file: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RootKeyError(`cannot read the root key file ${file}: ${reason}`, { cause })
  }
  if (typeof value === 'object' && value !== null && 'format' in value && value.format === 1) {
    return { ...value }
  }
  throw damaged(file)
}

function damaged(file: string): RootKeyError {
  return new RootKeyError(`${file} is not a root key file of this version`)
}

function checked(key: Uint8Array, file: string): Uint8Array {
  if (key.length !== KEY_BYTES) throw damaged(file)
  return key
}

function isCost(cost: unknown): cost is number {
  return typeof cost === 'number' && cost >= 2 ** 14 && cost <= COST_MAX && Number.isInteger(cost)
}

function stretch(passphrase: string, salt: Uint8Array, cost: number): Buffer {
  const limits = { N: cost, r: 8, p: 1, maxmem: SCRYPT_MEMORY_BYTES_MAX }
  return scryptSync(passphrase.normalize('NFKC'), salt, KEY_BYTES, limits)
}

/** Whole and durable, or not there: it is never written in place. */
function write({ file, passphrase, random }: RootKeyOptions, key: Uint8Array): void {
  const folder = dirname(resolve(file))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = `${file}.new`
  const descriptor = openSync(draft, 'w', 0o600)
  try {
    writeSync(descriptor, `${JSON.stringify(packed(key, passphrase, random))}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(draft, file)
  const directory = openSync(folder, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

function packed(key: Uint8Array, passphrase: string | undefined, random: RandomBytes): object {
  if (passphrase === undefined) return { format: 1, key: Buffer.from(key).toString('base64') }
  const salt = random(SALT_BYTES)
  const wrapping = stretch(passphrase, salt, COST)
  const sealed = sealSecret(wrapping, key, { associatedData: ASSOCIATED_DATA, random })
  return {
    format: 1,
    salt: Buffer.from(salt).toString('base64'),
    cost: COST,
    sealed: sealed.toString('base64'),
  }
}
