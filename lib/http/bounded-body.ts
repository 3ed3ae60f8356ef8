/** Bodies that are small by their nature: documents and forms of the control protocols. */
import type { IncomingMessage } from 'node:http'

/**
 * The whole body, or undefined when it has more than `bytesMax`. What is left of a longer one stays
 * unread and its connection open, so that the refusal still reaches the client.
 */
export async function readBoundedBody(
  message: IncomingMessage,
  bytesMax: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    sizeBytes += chunk.length
    if (sizeBytes > bytesMax) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
