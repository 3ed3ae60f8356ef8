/** Upload forms as browsers send them, built by hand so that they can be malformed at will. */
import { createHmac } from 'node:crypto'
import { deriveSigningKey } from '../../lib/auth/signing-keys.ts'
import type { RawRequest, TestSigner } from './s3-server.ts'

export type FormField = readonly [name: string, value: string]

export interface UploadFile {
  readonly content: string | Uint8Array
  readonly fileName?: string
}

export const BOUNDARY = '----WebKitFormBoundary7MA4YWxkTrZu0gW'

/** Fields in order; `file`, where given, before `after`. */
export function formBody(
  fields: readonly FormField[],
  file: UploadFile | undefined,
  { boundary = BOUNDARY, after = [] }: { boundary?: string; after?: readonly FormField[] } = {},
): Buffer {
  const part = ([name, value]: FormField) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const chunks = [Buffer.from(fields.map(part).join(''))]
  if (file !== undefined) {
    chunks.push(
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; ` +
          `filename="${file.fileName ?? 'file'}"\r\nContent-Type: text/html\r\n\r\n`,
      ),
      Buffer.from(file.content),
      Buffer.from('\r\n'),
    )
  }
  chunks.push(Buffer.from(`${after.map(part).join('')}--${boundary}--\r\n`))
  return Buffer.concat(chunks)
}

/** An anonymous request: what signs it is in the form. */
export function formRequest(bucket: string, body: Uint8Array, boundary = BOUNDARY): RawRequest {
  return {
    method: 'POST',
    path: `/${bucket}`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body,
    as: 'anonymous',
  }
}

export interface PolicyOptions {
  readonly bucket: string
  readonly conditions?: readonly unknown[]
  readonly expiresAtMs?: number
}

const HOUR_MS = 3_600_000

/** The policy and its signature as fields, in version 4, with conditions for these fields as well. */
export function signedFields(
  { accessKeyId, secretAccessKey }: TestSigner,
  { bucket, conditions = [], expiresAtMs = Date.now() + HOUR_MS }: PolicyOptions,
): FormField[] {
  const timestamp = `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
  const day = timestamp.slice(0, 8)
  const fields: FormField[] = [
    ['x-amz-algorithm', 'AWS4-HMAC-SHA256'],
    ['x-amz-credential', `${accessKeyId}/${day}/us-east-1/s3/aws4_request`],
    ['x-amz-date', timestamp],
  ]
  const policy = encodePolicy(expiresAtMs, [
    { bucket },
    ...fields.map(([name, value]) => ({ [name]: value })),
    ...conditions,
  ])
  const key = deriveSigningKey(secretAccessKey, { day, region: 'us-east-1', service: 's3' })
  const signature = createHmac('sha256', key).update(policy).digest('hex')
  return [...fields, ['policy', policy], ['x-amz-signature', signature]]
}

/** The same in version 2. */
export function signedFieldsV2(
  { accessKeyId, secretAccessKey }: TestSigner,
  { bucket, conditions = [], expiresAtMs = Date.now() + HOUR_MS }: PolicyOptions,
): FormField[] {
  const policy = encodePolicy(expiresAtMs, [{ bucket }, ...conditions])
  const signature = createHmac('sha1', secretAccessKey).update(policy).digest('base64')
  return [
    ['AWSAccessKeyId', accessKeyId],
    ['Policy', policy],
    ['Signature', signature],
  ]
}

function encodePolicy(expiresAtMs: number, conditions: readonly unknown[]): string {
  const expiration = new Date(expiresAtMs).toISOString()
  return Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64')
}
