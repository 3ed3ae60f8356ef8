/** Headers of writes that ask for what is not here: each is refused in words. */
import { S3Error } from './errors.ts'

type Headers = Readonly<Record<string, string>>

export const WRITE_OFFSET = 'x-amz-write-offset-bytes'

export function refuseUnsupportedHeaders(headers: Headers): void {
  if (headers[WRITE_OFFSET] === undefined) return
  throw new S3Error('NotImplemented', { Header: WRITE_OFFSET })
}
