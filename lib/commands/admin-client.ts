/** Calls the admin interface of a running server, signed with the root key. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import aws4 from 'aws4'
import { UsageError } from './usage.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const answerBytesMax = 1024 * 1024
const timeoutMs = 30_000

export interface AdminCall {
  readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT'
  /** With the query. */
  readonly path: string
  readonly body?: unknown
}

export interface AdminServer {
  /** As the flag --endpoint says; else AWS_ENDPOINT_URL, else this machine. */
  readonly endpoint: string | undefined
  /** Holds the root credentials. */
  readonly environment: Environment
}

/** The answer to a call, which is always one JSON object. Throws UsageError and plain errors. */
export async function askAdmin(
  { method, path, body }: AdminCall,
  server: AdminServer,
): Promise<Record<string, unknown>> {
  const { environment } = server
  const endpoint = server.endpoint ?? environment.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:9000'
  const accessKeyId = environment.AWS_ACCESS_KEY_ID
  const secretAccessKey = environment.AWS_SECRET_ACCESS_KEY
  const sessionToken = environment.AWS_SESSION_TOKEN
  if (!accessKeyId || !secretAccessKey) {
    throw new UsageError('set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to the root credentials')
  }
  const url = new URL(path, endpoint)
  const signed = aws4.sign(
    {
      host: url.host,
      method,
      path,
      service: 'mallee',
      region: environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1',
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    },
    { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
  )
  const answer = await send(url, method, signed)
  const parsed = parseAnswer(answer.text)
  if (answer.status !== 200) {
    throw new Error(`the server answered ${answer.status}: ${parsed.message ?? answer.text}`)
  }
  return parsed
}

function parseAnswer(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value ? { ...value } : {}
  } catch {
    return {} // Not ours: the status and the text are shown as they are.
  }
}

function send(
  url: URL,
  method: string,
  signed: { headers?: Record<string, unknown>; body?: unknown },
): Promise<{ status: number; text: string }> {
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    // aws4 gives the headers as plain strings and numbers.
    const headers = signed.headers as Record<string, string>
    const outgoing = start(url, { method, headers, timeout: timeoutMs }, incoming => {
      const chunks: Buffer[] = []
      let sizeBytes = 0
      incoming.on('data', (chunk: Buffer) => {
        sizeBytes += chunk.length
        if (sizeBytes > answerBytesMax) incoming.destroy(new Error('the answer is too long'))
        else chunks.push(chunk)
      })
      incoming.on('error', reject)
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      )
    })
    outgoing.on('timeout', () =>
      outgoing.destroy(new Error(`${url.origin} did not answer in time`)),
    )
    outgoing.on('error', cause =>
      reject(new Error(`cannot reach ${url.origin}: ${cause.message}`, { cause })),
    )
    outgoing.end(signed.body)
  })
}
