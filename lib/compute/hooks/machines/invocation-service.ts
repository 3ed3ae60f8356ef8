/**
 * What a hook's agent asks of the metadata service while it works on one event: the work itself, a
 * signed request for each output, and its report. Who asks is known by the listener, so there is no
 * secret in it; what is asked is a guest's word, so all of it is bounded and checked.
 *
 *     GET  /hook/invocation                       shell assignments: event, command, input_url, environment
 *     POST /hook/outputs?size=N&previous=STATUS   body: the output's name → URL, then header lines
 *     POST /hook/result?previous=STATUS           body: "exited N", "input-failed …", "output-failed …"
 *
 * STATUS is what the store answered to the output before, 200 or 412.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type HookFailure,
  type HookInvocation,
  type HookOutput,
  HookOutputNameError,
} from '../hook-runner.ts'
import { shellWord } from './shell-words.ts'

export type AgentReport =
  | { readonly kind: 'exited'; readonly exitStatus: number }
  | { readonly kind: 'failed'; readonly failure: HookFailure; readonly message: string }

export interface InvocationService {
  /** Answers a path below `/hook/`. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** The agent's, or what its requests show to be over the limits. */
  readonly report: Promise<AgentReport>
  /** What the store has acknowledged. */
  outputs(): readonly HookOutput[]
  /** From now on nothing more is handed out. */
  close(): void
}

export interface InvocationServiceOptions {
  readonly invocation: HookInvocation
  /** The store as the machine sees it. */
  readonly endpoint: string
  readonly outputCountMax: number
}

/** A key has at most 1024 bytes, and a report one line. */
const bodyBytesMax = 4096

export function createInvocationService(options: InvocationServiceOptions): InvocationService {
  const { invocation, endpoint, outputCountMax } = options
  const { outputBytesMax } = invocation.hook.limits
  const done = Promise.withResolvers<AgentReport>()
  const outputs: HookOutput[] = []
  let asked: { readonly name: string; readonly sizeBytes: number } | undefined
  let askedCount = 0
  let askedBytes = 0
  let isClosed = false

  function end(report: AgentReport): void {
    isClosed = true
    done.resolve(report)
  }

  /** The agent asks for the next when it has put the one before. */
  function settlePrevious(status: string | null): void {
    if (asked && (status === '200' || status === '412')) {
      outputs.push({ ...asked, isRepeated: status === '412' })
    }
    asked = undefined
  }

  function ticket(name: string, parameters: URLSearchParams): Answer {
    const sizeBytes = Number(parameters.get('size') ?? Number.NaN)
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) return { status: 400 }
    settlePrevious(parameters.get('previous'))
    askedCount++
    askedBytes += sizeBytes
    if (askedCount > outputCountMax || askedBytes > outputBytesMax) {
      const message = `more than ${outputCountMax} outputs or ${outputBytesMax} bytes of them`
      end({ kind: 'failed', failure: 'output-too-large', message })
      return { status: 413 }
    }
    try {
      const { url, headers } = invocation.links.output(endpoint, name)
      asked = { name, sizeBytes }
      const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value}`)
      return { status: 200, text: `${[url, ...lines].join('\n')}\n` }
    } catch (error) {
      if (!(error instanceof HookOutputNameError)) throw error
      end({ kind: 'failed', failure: 'output-failed', message: error.message })
      return { status: 400 }
    }
  }

  function result(text: string, parameters: URLSearchParams): Answer {
    const report = parseReport(text)
    if (report === undefined) return { status: 400 }
    settlePrevious(parameters.get('previous'))
    end(report)
    return { status: 200 }
  }

  async function route(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', 'http://guest')
    if (isClosed) return { status: 410 }
    if (request.method === 'GET' && url.pathname === '/hook/invocation') {
      return { status: 200, text: assignments(invocation, endpoint) }
    }
    if (request.method !== 'POST') return { status: 404 }
    const text = await readText(request)
    if (text === undefined) return { status: 413 }
    // It may have been closed while the text was on its way.
    if (isClosed) return { status: 410 }
    if (url.pathname === '/hook/outputs') return ticket(text, url.searchParams)
    if (url.pathname === '/hook/result') return result(text, url.searchParams)
    return { status: 404 }
  }

  return {
    report: done.promise,
    outputs: () => outputs,
    close() {
      isClosed = true
    },
    async answer(request, response) {
      const { status, text = '' } = await route(request)
      response.writeHead(status, { 'content-type': 'text/plain' })
      response.end(text)
    },
  }
}

interface Answer {
  readonly status: number
  readonly text?: string
}

const reportLine = /^(exited|input-failed|output-failed) ([\s\S]*)$/

function parseReport(text: string): AgentReport | undefined {
  const [, kind, rest = ''] = reportLine.exec(text) ?? []
  if (kind === 'exited') {
    const exitStatus = Number(rest)
    const isStatus = /^\d{1,3}$/.test(rest) && exitStatus <= 255
    return isStatus ? { kind, exitStatus } : undefined
  }
  if (kind !== 'input-failed' && kind !== 'output-failed') return undefined
  return { kind: 'failed', failure: kind, message: rest.trim() }
}

/** The body as text; undefined if it is longer than any that the agent sends. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request) {
    // A request without an encoding yields buffers.
    const bytes = chunk as Buffer
    sizeBytes += bytes.length
    if (sizeBytes > bodyBytesMax) return undefined
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function assignments(invocation: HookInvocation, endpoint: string): string {
  const exports = Object.entries(environmentOf(invocation, endpoint)).map(
    ([name, value]) => `export ${name}=${shellWord(value)}`,
  )
  const variables = {
    event: invocation.event,
    command: invocation.hook.command,
    input_url: invocation.links.input(endpoint) ?? '',
    environment: exports.join('\n'),
  }
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${shellWord(value)}\n`)
    .join('')
}

/** What the command finds in its environment; docs/hooks.md describes it. */
function environmentOf(
  invocation: HookInvocation,
  endpoint: string,
): Readonly<Record<string, string>> {
  const { hook, input, output, credentials, region } = invocation
  return {
    HOOK_NAME: hook.name,
    HOOK_INVOCATION_ID: invocation.invocationId,
    HOOK_ATTEMPT: String(invocation.attempt),
    HOOK_EVENT: '/hook/event.json',
    HOOK_OUTPUT: '/hook/output',
    ...(input && {
      HOOK_INPUT: '/hook/input',
      HOOK_BUCKET: input.bucket,
      HOOK_KEY: input.key,
      HOOK_VERSION_ID: input.versionId ?? '',
      HOOK_SIZE: String(input.sizeBytes),
    }),
    HOOK_OUTPUT_BUCKET: output.bucket,
    HOOK_OUTPUT_PREFIX: output.prefix,
    // Its output is the port of a terminal that nobody looks at.
    TERM: 'dumb',
    NO_COLOR: '1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
  }
}
