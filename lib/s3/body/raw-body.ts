/**
 * Reading Node's IncomingMessage, whole or piece by piece. A client that goes away, or sends nothing
 * for too long, is an error: never the end of the body.
 */
import type { IncomingMessage } from 'node:http'
import { S3Error } from '../errors.ts'

/** What may wait here for a slow reader before the socket is told to wait. */
const queuedBytesMax = 256 * 1024
const queuedPiecesMax = 256

/**
 * Hands each piece to `take` as it arrives and resolves at the end. What `take` throws ends the
 * reading: the message is paused and left as it is.
 */
export function readWhole(
  message: IncomingMessage,
  idleTimeoutMs: number,
  take: (bytes: Uint8Array) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(timedOut()), idleTimeoutMs)
    const unlisten = listen(message, {
      data(bytes) {
        timer.refresh()
        try {
          take(bytes)
        } catch (error) {
          settle(error)
        }
      },
      end: () => settle(undefined),
      fail: settle,
    })

    function settle(failure: unknown): void {
      clearTimeout(timer)
      unlisten()
      if (failure === undefined) resolve()
      else {
        message.pause()
        reject(failure)
      }
    }
  })
}

/** The pieces as they arrive; the socket waits while the reader does not ask for more. */
export async function* readPieces(
  message: IncomingMessage,
  idleTimeoutMs: number,
): AsyncGenerator<Uint8Array, void> {
  const queue: Uint8Array[] = []
  let queuedBytes = 0
  let isEnd = false
  let failure: unknown
  let wake: (() => void) | undefined

  const unlisten = listen(message, {
    data(bytes) {
      queue.push(bytes)
      queuedBytes += bytes.length
      if (queuedBytes >= queuedBytesMax || queue.length >= queuedPiecesMax) message.pause()
      wake?.()
    },
    end() {
      isEnd = true
      wake?.()
    },
    fail(error) {
      failure = error
      wake?.()
    },
  })
  try {
    while (true) {
      if (failure !== undefined) throw failure
      const piece = queue.shift()
      if (piece) {
        queuedBytes -= piece.length
        if (queue.length === 0) message.resume()
        yield piece
      } else {
        if (isEnd) return
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        const timer = setTimeout(() => {
          failure = timedOut()
          resolve()
        }, idleTimeoutMs)
        await promise
        clearTimeout(timer)
        wake = undefined
      }
    }
  } finally {
    unlisten()
    if (!isEnd) message.pause()
  }
}

/** Starts the flow; returns what takes the listeners away again. */
function listen(
  message: IncomingMessage,
  on: {
    data(bytes: Uint8Array): void
    end(): void
    fail(error: unknown): void
  },
): () => void {
  function onClose(): void {
    if (!message.readableEnded) on.fail(cutOff(message.errored))
  }
  function onError(error: Error): void {
    on.fail(cutOff(error))
  }
  message.on('data', on.data)
  message.on('end', on.end)
  message.on('error', onError)
  message.on('close', onClose)
  // A client that left before the body was asked for has had its events already.
  if (message.destroyed) queueMicrotask(onClose)
  message.resume()
  return () => {
    message.off('data', on.data)
    message.off('end', on.end)
    message.off('close', onClose)
    // An error after the answer is nobody's, but without a listener it would end the process.
    message.off('error', onError)
    message.on('error', () => {})
  }
}

/** The client closed the connection in the middle; nobody will read the answer. */
function cutOff(cause: Error | null): S3Error {
  return new S3Error('IncompleteBody', {}, { cause: cause ?? undefined })
}

function timedOut(): S3Error {
  return new S3Error('RequestTimeout')
}
