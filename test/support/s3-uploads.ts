/** Multipart uploads step by step, signed and raw, for tests of each step's answers. */
import { parseXml, type XmlElement, xmlText } from '../../lib/http/xml.ts'
import type { RawRequest, RawResponse, S3Server } from './s3-server.ts'

export interface XmlResponse extends RawResponse {
  readonly document: XmlElement | undefined
  /** Of an error, whatever its status. */
  readonly code: string | undefined
  field(name: string): string | undefined
}

/** Sends and reads the XML that comes back. */
export async function sendXml(s3: S3Server, request: RawRequest): Promise<XmlResponse> {
  const response = await s3.send(request)
  const document = response.text.startsWith('<?xml') ? parseXml(response.text) : undefined
  const code = document?.name === 'Error' ? xmlText(document, 'Code') : undefined
  return { ...response, document, code, field: name => document && xmlText(document, name) }
}

export interface UploadPath {
  readonly bucket: string
  readonly key: string
}

export async function createUpload(
  s3: S3Server,
  { bucket, key }: UploadPath,
  headers: RawRequest['headers'] = {},
): Promise<string> {
  const created = await sendXml(s3, { method: 'POST', path: `/${bucket}/${key}?uploads`, headers })
  const uploadId = created.field('UploadId')
  if (uploadId === undefined) throw new Error(`no upload: ${created.text}`)
  return uploadId
}

export interface Part extends UploadPath {
  readonly uploadId: string
  readonly partNumber: number | string
}

export function sendPart(
  s3: S3Server,
  { bucket, key, uploadId, partNumber }: Part,
  request: Partial<RawRequest>,
): Promise<XmlResponse> {
  const path = `/${bucket}/${key}?uploadId=${uploadId}&partNumber=${partNumber}`
  return sendXml(s3, { method: 'PUT', path, ...request })
}

export interface CompletedPart {
  readonly partNumber: number | string
  readonly etag: string
  /** Further elements. */
  readonly extra?: string
}

export function completionXml(parts: readonly CompletedPart[]): string {
  const elements = parts.map(
    ({ partNumber, etag, extra = '' }) =>
      `<Part><PartNumber>${partNumber}</PartNumber><ETag>${etag}</ETag>${extra}</Part>`,
  )
  return `<CompleteMultipartUpload>${elements.join('')}</CompleteMultipartUpload>`
}

export function complete(
  s3: S3Server,
  { bucket, key, uploadId }: UploadPath & { readonly uploadId: string },
  { parts, headers = {} }: { parts: readonly CompletedPart[]; headers?: RawRequest['headers'] },
): Promise<XmlResponse> {
  const path = `/${bucket}/${key}?uploadId=${uploadId}`
  return sendXml(s3, { method: 'POST', path, headers, body: completionXml(parts) })
}
