/** What separates the parts of a form, from the request's Content-Type. */
import { S3Error } from '../errors.ts'

/** RFC 2046 section 5.1.1: up to 70 of these, the last no space. Browsers begin with dashes. */
const BOUNDARY = /^[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]$/
const PARAMETER = /;\s*boundary=(?:"([^"]*)"|([^;\s]*))/i

/** Throws PreconditionFailed for what is no form, and MalformedPOSTRequest without a boundary. */
export function readBoundary(contentType: string | undefined): string {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  if (contentType === undefined || type !== 'multipart/form-data') {
    throw new S3Error('PreconditionFailed', {
      Condition: 'Bucket POST must be of the enclosure-type multipart/form-data',
    })
  }
  const [, quoted, plain = ''] = PARAMETER.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (!BOUNDARY.test(boundary)) throw new S3Error('MalformedPOSTRequest')
  return boundary
}
