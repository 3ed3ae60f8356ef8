/** Everything that is computed over a body while it passes, and the comparison with what it must be. */
import { createHash, hash } from 'node:crypto'
import type { Payload } from '../../auth/authenticate.ts'
import { type ChecksumAlgorithm, type Checksums, isChecksumValue } from '../checksums/checksum.ts'
import { S3Error } from '../errors.ts'
import { type BodyDeclaration, invalidChecksumValue } from './declaration.ts'

/** Filled when the body has been read to its end. */
export interface BodyDigests {
  /** Lower-case hex, where asked for by `md5: true` when the body was made. */
  readonly md5Hex: string
  /** The verified checksum that the client declared (header or trailer), or the one computed. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly base64: string } | undefined
}

export interface HashPlan {
  readonly md5: boolean
  /** The body's SHA-256 as signed, hex. */
  readonly sha256: string | undefined
  readonly checksum: ChecksumAlgorithm | undefined
}

/** The results, hex but for the checksum's base64; empty where the plan did not ask. */
export interface BodyHashes {
  readonly md5Hex: string
  readonly sha256Hex: string
  readonly checksumBase64: string
}

/** What must be computed: what the headers name, what the caller wants, else S3's default. */
export function planHashes(
  declaration: BodyDeclaration,
  payload: Payload,
  wanted: { readonly md5: boolean; readonly checksum: ChecksumAlgorithm | 'none' },
): HashPlan {
  const checksum =
    declaration.checksum?.algorithm ?? (wanted.checksum === 'none' ? undefined : wanted.checksum)
  return {
    md5: wanted.md5 || declaration.contentMd5 !== undefined || checksum === 'MD5',
    sha256: payload.kind === 'sha256' ? payload.sha256 : undefined,
    checksum,
  }
}

/** One-shot hashes: several times cheaper than running ones for small bodies. */
export function hashWhole(plan: HashPlan, checksums: Checksums, bytes: Uint8Array): BodyHashes {
  const md5Hex = plan.md5 ? hash('md5', bytes, 'hex') : ''
  return {
    md5Hex,
    sha256Hex: plan.sha256 === undefined ? '' : hash('sha256', bytes, 'hex'),
    checksumBase64: isMd5Checksum(plan)
      ? hexToBase64(md5Hex)
      : plan.checksum
        ? checksums.base64(plan.checksum, bytes)
        : '',
  }
}

/** Then it is the ETag's in other letters, and not computed twice. */
function isMd5Checksum({ checksum }: HashPlan): boolean {
  return checksum === 'MD5'
}

function hexToBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64')
}

export interface RunningHashes {
  update(bytes: Uint8Array): void
  end(): BodyHashes
}

export function startHashes(plan: HashPlan, checksums: Checksums): RunningHashes {
  const md5 = plan.md5 ? createHash('md5') : undefined
  const sha256 = plan.sha256 === undefined ? undefined : createHash('sha256')
  const checksum =
    plan.checksum === undefined || isMd5Checksum(plan) ? undefined : checksums.start(plan.checksum)
  return {
    update(bytes) {
      md5?.update(bytes)
      sha256?.update(bytes)
      checksum?.update(bytes)
    },
    end() {
      const md5Hex = md5?.digest('hex') ?? ''
      return {
        md5Hex,
        sha256Hex: sha256?.digest('hex') ?? '',
        checksumBase64: isMd5Checksum(plan) ? hexToBase64(md5Hex) : (checksum?.base64() ?? ''),
      }
    },
  }
}

/** Throws S3Error when a hash is not what was declared; else what is worth keeping of them. */
export function verifiedDigests(
  plan: HashPlan,
  declaration: BodyDeclaration,
  hashes: BodyHashes,
  trailers: ReadonlyMap<string, string>,
): BodyDigests {
  if (plan.sha256 !== undefined && plan.sha256 !== hashes.sha256Hex) {
    throw new S3Error('XAmzContentSHA256Mismatch', {
      ClientComputedContentSHA256: plan.sha256,
      S3ComputedContentSHA256: hashes.sha256Hex,
    })
  }
  const { contentMd5, checksum: declared } = declaration
  if (contentMd5 !== undefined) {
    const calculated = hexToBase64(hashes.md5Hex)
    if (contentMd5 !== calculated) {
      throw new S3Error('BadDigest', {
        ExpectedDigest: contentMd5,
        CalculatedDigest: calculated,
      })
    }
  }
  if (declared) {
    const expected = declared.base64 ?? trailerValue(declared.algorithm, trailers)
    if (expected !== hashes.checksumBase64) {
      const message = `The ${declared.algorithm} you specified did not match the calculated checksum.`
      throw new S3Error('BadDigest', {}, { message })
    }
  }
  const { md5Hex, checksumBase64 } = hashes
  const checksum = plan.checksum && { algorithm: plan.checksum, base64: checksumBase64 }
  return { md5Hex, checksum }
}

function trailerValue(algorithm: ChecksumAlgorithm, trailers: ReadonlyMap<string, string>): string {
  const value = trailers.get(`x-amz-checksum-${algorithm.toLowerCase()}`)
  // The decoder refuses a body whose declared trailer is missing, so only the form can be wrong.
  if (value === undefined || !isChecksumValue(algorithm, value)) {
    throw invalidChecksumValue(algorithm)
  }
  return value
}
