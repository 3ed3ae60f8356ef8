/** Configurations of buckets as the documents that clients send. */
import { createHash } from 'node:crypto'
import { parseXml, xmlText } from '../../lib/http/xml.ts'
import type { RawRequest, RawResponse, S3Server } from './s3-server.ts'

/** With the MD5 that most of these operations ask for. */
export function putDocument(
  s3: S3Server,
  path: string,
  body: string,
  options: Pick<RawRequest, 'as' | 'headers'> = {},
): Promise<RawResponse> {
  const md5 = createHash('md5').update(body).digest('base64')
  const headers = { 'content-md5': md5, ...options.headers }
  return s3.send({ ...options, method: 'PUT', path, body, headers })
}

/** What an error's document says of itself. */
export function errorCode({ text }: RawResponse): string | undefined {
  return xmlText(parseXml(text), 'Code')
}
