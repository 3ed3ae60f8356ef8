/** XML request bodies: bounded, parsed and held to their root element. */
import { parseXml, type XmlElement } from '../http/xml.ts'
import { S3Error } from './errors.ts'
import type { S3Request } from './operation.ts'

/** AWS takes configurations of this size; DeleteObjects of a thousand long keys has its own. */
const DOCUMENT_BYTES_MAX = 64 * 1024

/** `undefined` where the body is empty; throws MalformedXML for what is not that document. */
export async function readDocument(
  request: S3Request,
  root: string,
  bytesMax: number = DOCUMENT_BYTES_MAX,
): Promise<XmlElement | undefined> {
  const bytes = await request.body.bytes(bytesMax)
  if (bytes.length === 0) return undefined
  const element = parseXml(bytes)
  if (element.name !== root) throw new S3Error('MalformedXML')
  return element
}

/** The same where the operation means nothing without it. */
export async function requireDocument(
  request: S3Request,
  root: string,
  bytesMax: number = DOCUMENT_BYTES_MAX,
): Promise<XmlElement> {
  const element = await readDocument(request, root, bytesMax)
  if (element === undefined) throw new S3Error('MissingRequestBodyError')
  return element
}
