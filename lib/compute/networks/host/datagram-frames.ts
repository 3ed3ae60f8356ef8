/** Datagrams on a stream: two bytes of length, big-endian, before each. */

export function frameDatagram(datagram: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(2 + datagram.length)
  frame.writeUInt16BE(datagram.length, 0)
  frame.set(datagram, 2)
  return frame
}

/** Takes the stream's bytes as they come and gives out whole datagrams. */
export class DatagramReader {
  readonly #give: (datagram: Buffer) => void
  #rest = Buffer.alloc(0)

  constructor(give: (datagram: Buffer) => void) {
    this.#give = give
  }

  take(chunk: Uint8Array): void {
    let bytes = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk])
    while (bytes.length >= 2) {
      const end = 2 + bytes.readUInt16BE(0)
      if (bytes.length < end) break
      this.#give(bytes.subarray(2, end))
      bytes = bytes.subarray(end)
    }
    // Less than one datagram, so never more than 64 KiB.
    this.#rest = bytes
  }
}
