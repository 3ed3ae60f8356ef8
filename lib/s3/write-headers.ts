/**
 * Headers of writes that ask for what is not here. Each is refused in words: an object that its
 * owner believes encrypted, locked or shared must not be quietly none of these.
 */
import { invalidArgument, S3Error } from './errors.ts'

type Headers = Readonly<Record<string, string>>

/** Runs for every write: one walk, and most headers fail the first comparison. */
export function refuseUnsupportedHeaders(headers: Headers): void {
  for (const name in headers) {
    if (!name.startsWith('x-amz-')) continue
    if (name.startsWith('x-amz-server-side-encryption') || name === 'x-amz-write-offset-bytes') {
      throw new S3Error('NotImplemented', { Header: name })
    }
    if (name.startsWith('x-amz-copy-source-server-side-encryption')) {
      throw encryptionNotApplicable()
    }
    if (name.startsWith('x-amz-object-lock-')) {
      throw new S3Error(
        'InvalidRequest',
        {},
        { message: 'Bucket is missing Object Lock Configuration' },
      )
    }
    if (name.startsWith('x-amz-grant-')) refuseGrant(headers)
    if (name === 'x-amz-acl') checkCannedAcl(headers[name] ?? '')
  }
}

/** Customer keys on a read of what was never encrypted with one. */
export function refuseEncryptionOfRead(headers: Headers): void {
  for (const name in headers) {
    if (name.startsWith('x-amz-server-side-encryption')) throw encryptionNotApplicable()
  }
}

function encryptionNotApplicable(): S3Error {
  return new S3Error(
    'InvalidRequest',
    {},
    { message: 'The encryption parameters are not applicable to this object.' },
  )
}

/** Every bucket is as AWS makes them today: the owner owns all in it, and there are no ACLs. */
function refuseGrant(headers: Headers): never {
  if (headers['x-amz-acl'] !== undefined) {
    throw new S3Error(
      'InvalidRequest',
      {},
      { message: 'Specifying both Canned ACLs and Header Grants is not allowed' },
    )
  }
  throw new S3Error('AccessControlListNotSupported')
}

const CANNED_ACLS: ReadonlySet<string> = new Set([
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'log-delivery-write',
  'public-read',
  'public-read-write',
])

function checkCannedAcl(acl: string): void {
  // Both say what is so anyway.
  if (acl === 'private' || acl === 'bucket-owner-full-control') return
  if (CANNED_ACLS.has(acl)) throw new S3Error('AccessControlListNotSupported')
  throw invalidArgument('x-amz-acl', acl, 'Invalid canned ACL.')
}
