/** JSON values, one after another however they are laid out, as one line for each. */
import { overMaxRecordSize, RECORD_LENGTH_MAX } from './csv-reader.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const OPENING: readonly number[] = [0x5b, 0x7b]
const CLOSING: readonly number[] = [0x5d, 0x7d]

/** Whether a value is well-formed is for those to find out who read it. */
export class JsonSplitter {
  #depth = 0
  #isString = false
  #isEscaped = false
  #lineLength = 0

  /** The same bytes, but for line breaks: one after each value at the top, and no others. */
  split(piece: Uint8Array): Buffer {
    // Each byte may end a value.
    const out = Buffer.allocUnsafe(piece.length * 2)
    let length = 0
    for (const byte of piece) {
      this.#lineLength++
      if (this.#isString) {
        out[length++] = byte
        this.#takeStringByte(byte)
        continue
      }
      const isBreak = byte === LINE_FEED || byte === CARRIAGE_RETURN
      // At the top, white space ends a number or a word.
      const isEnd = this.#depth === 0 && (isBreak || byte === SPACE)
      out[length++] = isEnd ? LINE_FEED : isBreak ? SPACE : byte
      if (byte === QUOTE) this.#isString = true
      else if (OPENING.includes(byte)) this.#depth++
      else if (CLOSING.includes(byte)) {
        this.#depth = Math.max(0, this.#depth - 1)
        if (this.#depth === 0) out[length++] = LINE_FEED
      }
      if (this.#depth === 0) this.#lineLength = 0
      else if (this.#lineLength > RECORD_LENGTH_MAX) throw overMaxRecordSize()
    }
    return out.subarray(0, length)
  }

  #takeStringByte(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (byte === BACKSLASH) this.#isEscaped = true
    else if (byte === QUOTE) this.#isString = false
  }
}
