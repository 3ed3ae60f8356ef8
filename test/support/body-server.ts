/** A server that only authenticates, reads the body and says what it read: real sockets, no storage. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { authenticateRequest } from '../../lib/auth/authenticate.ts'
import { payloadWithoutChain } from '../../lib/auth/payload.ts'
import { type Checksums, createChecksums } from '../../lib/s3/checksums/checksum.ts'
import { toS3Error } from '../../lib/s3/errors.ts'
import {
  type BodyDigests,
  createRequestBody,
  type RequestBody,
  type RequestBodyOptions,
} from '../../lib/s3/request-body.ts'
import { exampleContext } from './signing.ts'

export interface BodyServerOptions {
  /** `bytes` with this maximum, else `stream`. */
  readonly bytesMax?: number
  readonly body?: Partial<Pick<RequestBodyOptions, 'md5' | 'defaultChecksum' | 'idleTimeoutMs'>>
  /** Reads in place of the server. */
  read?(body: RequestBody, message: IncomingMessage): Promise<Uint8Array>
}

export interface Received {
  readonly headers: IncomingMessage['headers']
  readonly isSigned: boolean
  /** Undefined when it was refused. */
  readonly bytes: Uint8Array | undefined
  readonly digests: BodyDigests | undefined
  readonly code: string
  readonly message: string
  readonly isFinished: boolean
  readonly wasOpened: boolean
}

export interface BodyServer extends AsyncDisposable {
  readonly port: number
  readonly endpoint: string
  /** Of the oldest request that has not been taken yet; waits for it. */
  next(): Promise<Received>
}

export async function startBodyServer(options: BodyServerOptions = {}): Promise<BodyServer> {
  const checksums = createChecksums()
  const received: Received[] = []
  let wake: () => void = () => {}
  const server = createServer((message, response) => {
    answer(message, response, { options, checksums }).then(result => {
      received.push(result)
      wake()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address and port.
  const { port } = server.address() as AddressInfo

  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    async next() {
      for (;;) {
        const result = received.shift()
        if (result) return result
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  { options, checksums }: { options: BodyServerOptions; checksums: Checksums },
): Promise<Received> {
  const { headers } = message
  let wasOpened = false
  let body: RequestBody | undefined
  let isSigned = false
  const facts = () => ({ headers, isSigned, wasOpened, isFinished: body?.isFinished ?? false })
  try {
    const [rawPath = '', rawQuery = ''] = (message.url ?? '').split('?', 2)
    const { method = '', rawHeaders } = message
    const request = { method, rawPath, rawQuery, headers, rawHeaders, hostBucket: undefined }
    const signed = await authenticateRequest(request, exampleContext({ nowMs: Date.now() }))
    isSigned = signed !== undefined
    body = createRequestBody({
      open() {
        wasOpened = true
        return message
      },
      headers,
      payload: signed?.payload ?? payloadWithoutChain(headers),
      checksums,
      md5: true,
      ...options.body,
    })
    const bytes = await (options.read ?? readBody(options))(body, message)
    const { digests } = body
    response.writeHead(200, { etag: `"${digests.md5Hex}"` }).end()
    return { ...facts(), bytes, digests, code: 'none', message: '' }
  } catch (thrown) {
    const error = toS3Error(thrown)
    response.writeHead(error.status, { connection: 'close' }).end(error.code)
    const { code } = error
    return { ...facts(), bytes: undefined, digests: undefined, code, message: error.message }
  }
}

function readBody({ bytesMax }: BodyServerOptions): (body: RequestBody) => Promise<Uint8Array> {
  if (bytesMax !== undefined) return body => body.bytes(bytesMax)
  return async body => Buffer.concat(await Array.fromAsync(body.stream()))
}
