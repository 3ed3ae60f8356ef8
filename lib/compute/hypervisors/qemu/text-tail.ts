import type { Readable } from 'node:stream'

/** The last characters of a stream that says more than anyone wants to keep. */
export function keepTextTail(stream: Readable, charactersMax: number): () => string {
  let text = ''
  stream.setEncoding('latin1')
  stream.on('data', (chunk: string) => {
    text = (text + chunk).slice(-charactersMax)
  })
  // Its end is noticed elsewhere.
  stream.on('error', () => undefined)
  return () => text
}
