/** `mallee admin …`: the client of the admin interface of a running server. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { parseArgs } from 'node:util'
import aws4 from 'aws4'
import { UsageError } from './usage.ts'

type Environment = Readonly<Record<string, string | undefined>>

const answerBytesMax = 1024 * 1024
const timeoutMs = 30_000

export async function runAdmin(argv: readonly string[], environment: Environment): Promise<void> {
  const [noun, verb, ...rest] = argv
  if (noun !== 'account' || verb !== 'create') {
    throw new UsageError('mallee admin knows: account create NAME --email E')
  }
  const { values, positionals } = parse(rest)
  const [name, ...surplus] = positionals
  if (!name || surplus.length > 0 || !values.email) {
    throw new UsageError(
      'usage: mallee admin account create NAME --email E [--endpoint URL] [--json]',
    )
  }
  const created = await post(
    values.endpoint ?? environment.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:9000',
    '/_/admin/accounts',
    { displayName: name, email: values.email },
    environment,
  )
  process.stdout.write(values.json ? `${JSON.stringify(created, null, 2)}\n` : lines(created))
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        email: { type: 'string' },
        endpoint: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

const shown = ['accountId', 'canonicalId', 'accessKeyId', 'secretAccessKey'] as const

function lines(created: Record<string, unknown>): string {
  return shown.map(field => `${field.padEnd(16)} ${created[field]}\n`).join('')
}

async function post(
  endpoint: string,
  path: string,
  value: unknown,
  environment: Environment,
): Promise<Record<string, unknown>> {
  const accessKeyId = environment.AWS_ACCESS_KEY_ID
  const secretAccessKey = environment.AWS_SECRET_ACCESS_KEY
  if (!accessKeyId || !secretAccessKey) {
    throw new UsageError('set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to the root credentials')
  }
  const url = new URL(path, endpoint)
  const signed = aws4.sign(
    {
      host: url.host,
      method: 'POST',
      path,
      service: 'mallee',
      region: environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(value),
    },
    { accessKeyId, secretAccessKey },
  )
  const answer = await send(url, signed)
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
  signed: { headers?: Record<string, unknown>; body?: unknown },
): Promise<{ status: number; text: string }> {
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    // aws4 gives the headers as plain strings and numbers.
    const headers = signed.headers as Record<string, string>
    const outgoing = start(url, { method: 'POST', headers, timeout: timeoutMs }, incoming => {
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
