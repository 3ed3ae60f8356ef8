/**
 * One HTTP request and its answer, as the protocols (S3, EC2, STS, admin) see them: plain data and
 * byte streams. Koa's context never passes this line.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { BufferMemory } from './buffer-memory.ts'

export interface HttpRequest {
  readonly id: string
  readonly method: string
  /** As the client sent it, still percent-encoded, without the query. Signatures need it untouched. */
  readonly rawPath: string
  /** As sent, without the question mark; empty if there is none. */
  readonly rawQuery: string
  /** Names in lower case; repeated headers joined with `, `. */
  readonly headers: IncomingHttpHeaders
  /** Name and value in turn, as received: repeated headers and their order can still be told apart. */
  readonly rawHeaders: readonly string[]
  readonly remoteAddress: string
  readonly isTls: boolean
  /** As `1.3`. */
  readonly tlsVersion?: string | undefined
  readonly receivedAtMs: number
  /** Counts the buffers of a body that is streamed, where the server counts them. */
  readonly buffers?: BufferMemory | undefined
  /**
   * The raw body. The first access sends `100 Continue` where the client waits for it, so it must
   * not be touched before the request is authenticated and authorised.
   */
  body(): IncomingMessage
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Absent: no body. Text and bytes are sent in one write with the headers. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>
  /** Released when the answer was sent or its client is gone. */
  readonly resource?: AsyncDisposable
  /** Close the connection afterwards: set when a request body was left unread. */
  readonly closeConnection?: boolean
  /** Called once, when the answer was sent or its client is gone; must not throw. */
  readonly sent?: (outcome: SentOutcome) => void
  /** For the log line and the metrics of this request. */
  readonly facts?: {
    readonly operation?: string
    readonly accountId?: string
    readonly errorCode?: string
    /** What of a policy refused it. */
    readonly refusedBy?: string
    /** What went wrong inside, for answers of 500 and above. */
    readonly cause?: unknown
  }
}

/** What became of an answer. */
export interface SentOutcome {
  readonly status: number
  /** Of the body. */
  readonly bytesSent: number
  /** From the request's first byte to the answer's last. */
  readonly durationMs: number
}

/** What each protocol is to the server: a function from request to answer that never throws. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>
