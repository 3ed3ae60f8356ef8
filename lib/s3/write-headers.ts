/**
 * Headers of writes that ask for what is not here. Each is refused in words: an object that its
 * owner believes encrypted must not be quietly plain.
 */
import { S3Error } from './errors.ts'

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
