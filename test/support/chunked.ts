/** A client's side of aws-chunked, written from AWS's description with Node's own HMAC. */
import { createHash, createHmac } from 'node:crypto'
import type { SignatureChain } from '../../lib/auth/authenticate.ts'

export interface ChunkedForm {
  readonly chunkBytes: number
  readonly chain?: SignatureChain
  readonly trailers?: Readonly<Record<string, string>>
}

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex')

export function encodeChunked(body: Uint8Array, form: ChunkedForm): Buffer {
  const { chunkBytes, chain, trailers } = form
  const out: (Uint8Array | string)[] = []
  let previous = chain?.seedSignature ?? ''
  const sign = (kind: string, hashes: string) => {
    if (!chain) return ''
    const text = `AWS4-HMAC-SHA256-${kind}\n${chain.timestamp}\n${chain.scope}\n${previous}\n${hashes}`
    previous = createHmac('sha256', chain.signingKey).update(text).digest('hex')
    return previous
  }
  for (let at = 0; ; at += chunkBytes) {
    const data = body.subarray(at, at + chunkBytes)
    const signature = sign('PAYLOAD', `${sha256('')}\n${sha256(data)}`)
    out.push(data.length.toString(16), chain ? `;chunk-signature=${signature}` : '', '\r\n')
    if (data.length === 0) break
    out.push(data, '\r\n')
  }
  const lines = Object.entries(trailers ?? {})
  for (const [name, value] of lines) out.push(`${name}:${value}\r\n`)
  if (chain && trailers) {
    const canonical = lines.map(([name, value]) => `${name}:${value}\n`).join('')
    out.push(`x-amz-trailer-signature:${sign('TRAILER', sha256(canonical))}\r\n`)
  }
  out.push('\r\n')
  return Buffer.concat(out.map(part => Buffer.from(part)))
}
