/**
 * The messages in which SelectObjectContent answers:
 *
 *     total length ¦ headers' length ¦ CRC32 of these eight bytes ¦ headers ¦ payload ¦ CRC32 of all
 *     a header: its name's length (1), the name, 7 for a string, the value's length (2), the value
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html
 */
import { crc32 } from '@node-rs/crc32'
import { formatXml } from '../../http/xml.ts'

const PRELUDE_BYTES = 12
const CRC_BYTES = 4
const STRING = 7

export function recordsEvent(payload: Uint8Array): Buffer {
  return message(eventHeaders('Records', 'application/octet-stream'), payload)
}

/** So that the connection does not look dead. */
export function continuationEvent(): Buffer {
  return message(eventHeaders('Cont'))
}

export function endEvent(): Buffer {
  return message(eventHeaders('End'))
}

export interface ByteCounts {
  /** Read of the object. */
  readonly scanned: number
  /** The same after decompression. */
  readonly processed: number
  readonly returned: number
}

/** `Progress` on the way, `Stats` at the end. */
export function countsEvent(name: 'Progress' | 'Stats', counts: ByteCounts): Buffer {
  const document = formatXml(name, {
    BytesScanned: counts.scanned,
    BytesProcessed: counts.processed,
    BytesReturned: counts.returned,
  })
  return message(eventHeaders(name, 'text/xml'), Buffer.from(document))
}

/** The last message, where something went wrong after the answer began. */
export function errorEvent(code: string, text: string): Buffer {
  return message([
    [':error-code', code],
    [':error-message', text],
    [':message-type', 'error'],
  ])
}

type Header = readonly [name: string, value: string]

function eventHeaders(event: string, contentType?: string): readonly Header[] {
  const headers: Header[] = [[':event-type', event]]
  if (contentType !== undefined) headers.push([':content-type', contentType])
  return [...headers, [':message-type', 'event']]
}

const NOTHING = new Uint8Array(0)

function message(headers: readonly Header[], payload: Uint8Array = NOTHING): Buffer {
  const encoded = Buffer.concat(headers.map(encodeHeader))
  const total = PRELUDE_BYTES + encoded.length + payload.length + CRC_BYTES
  const bytes = Buffer.alloc(total)
  bytes.writeUInt32BE(total, 0)
  bytes.writeUInt32BE(encoded.length, 4)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8)
  bytes.set(encoded, PRELUDE_BYTES)
  bytes.set(payload, PRELUDE_BYTES + encoded.length)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, total - CRC_BYTES)), total - CRC_BYTES)
  return bytes
}

function encodeHeader([name, value]: Header): Buffer {
  const nameBytes = Buffer.from(name)
  const valueBytes = Buffer.from(value)
  const bytes = Buffer.alloc(nameBytes.length + valueBytes.length + 4)
  bytes.writeUInt8(nameBytes.length, 0)
  bytes.set(nameBytes, 1)
  bytes.writeUInt8(STRING, 1 + nameBytes.length)
  bytes.writeUInt16BE(valueBytes.length, 2 + nameBytes.length)
  bytes.set(valueBytes, 4 + nameBytes.length)
  return bytes
}
