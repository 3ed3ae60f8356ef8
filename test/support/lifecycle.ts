/** Lifecycle configurations as tests write them. */
import { createHash } from 'node:crypto'
import type { S3Server } from './s3-server.ts'
import { sendXml, type XmlResponse } from './s3-uploads.ts'

/** A whole document of rules, each the inside of a <Rule>. */
export function lifecycleXml(rules: readonly string[]): string {
  return `<LifecycleConfiguration>${rules.map(rule => `<Rule>${rule}</Rule>`).join('')}</LifecycleConfiguration>`
}

/** An enabled rule about everything below `prefix`. */
export function rule(actions: string, prefix = ''): string {
  return `<Status>Enabled</Status><Filter><Prefix>${prefix}</Prefix></Filter>${actions}`
}

export function putLifecycle(
  s3: S3Server,
  bucket: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<XmlResponse> {
  const md5 = createHash('md5').update(body).digest('base64')
  return sendXml(s3, {
    method: 'PUT',
    path: `/${bucket}?lifecycle`,
    body,
    headers: { 'content-md5': md5, ...headers },
  })
}
