/**
 * CBOR (RFC 8949), as far as Smithy's RPC v2 uses it: numbers, texts, bytes, lists, maps with text
 * keys, and times (tag 1). What is read comes from anybody: depth and the number of items are
 * bounded, and the caller bounds the size.
 */

export class CborError extends Error {
  override readonly name = 'CborError'
}

const depthMax = 16
const itemCountMax = 200_000
const breakByte = 0xff

/** Times are read as dates. */
export function decodeCbor(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes)
  const value = reader.item(0)
  reader.end()
  return value
}

/** Numbers are written as doubles and dates as times; undefined members are left out. */
export function encodeCbor(value: unknown): Buffer {
  const parts: Buffer[] = []
  write(value, parts)
  return Buffer.concat(parts)
}

class Reader {
  readonly #bytes: Buffer
  #position = 0
  #itemCount = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  end(): void {
    if (this.#position !== this.#bytes.length) throw new CborError('there is more than one item')
  }

  item(depth: number): unknown {
    if (depth > depthMax || ++this.#itemCount > itemCountMax) throw new CborError('it is too large')
    const initial = this.#take(1)[0] ?? 0
    const [major, low] = [initial >> 5, initial & 31]
    switch (major) {
      case 0:
        return this.#count(low)
      case 1:
        return -1 - this.#count(low)
      case 2:
        return this.#string(low, major)
      case 3:
        return this.#string(low, major).toString('utf8')
      case 4:
        return this.#list(low, depth)
      case 5:
        return this.#map(low, depth)
      case 6:
        return this.#tagged(this.#count(low), depth)
      default:
        return this.#simple(low)
    }
  }

  #take(count: number): Buffer {
    if (count > this.#bytes.length - this.#position) throw new CborError('it is cut short')
    const taken = this.#bytes.subarray(this.#position, this.#position + count)
    this.#position += count
    return taken
  }

  #count(low: number): number {
    if (low < 24) return low
    switch (low) {
      case 24:
        return this.#take(1).readUInt8()
      case 25:
        return this.#take(2).readUInt16BE()
      case 26:
        return this.#take(4).readUInt32BE()
      case 27:
        return Number(this.#take(8).readBigUInt64BE())
      default:
        throw new CborError('a length is malformed')
    }
  }

  #string(low: number, major: number): Buffer {
    if (low !== 31) return this.#take(this.#count(low))
    const parts: Buffer[] = []
    while (!this.#atBreak()) {
      const initial = this.#take(1)[0] ?? 0
      if (initial >> 5 !== major || (initial & 31) === 31)
        throw new CborError('a part is malformed')
      parts.push(this.#take(this.#count(initial & 31)))
    }
    return Buffer.concat(parts)
  }

  #list(low: number, depth: number): unknown[] {
    const items: unknown[] = []
    this.#each(low, () => items.push(this.item(depth + 1)))
    return items
  }

  #map(low: number, depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = []
    this.#each(low, () => {
      const key = this.item(depth + 1)
      if (typeof key !== 'string') throw new CborError('a key is no text')
      entries.push([key, this.item(depth + 1)])
    })
    return Object.fromEntries(entries)
  }

  #each(low: number, read: () => void): void {
    if (low === 31) while (!this.#atBreak()) read()
    else for (let left = this.#count(low); left > 0; left--) read()
  }

  #atBreak(): boolean {
    if (this.#bytes[this.#position] !== breakByte) return false
    this.#position++
    return true
  }

  #tagged(tag: number, depth: number): unknown {
    const value = this.item(depth + 1)
    return tag === 1 && typeof value === 'number' ? new Date(value * 1000) : value
  }

  #simple(low: number): unknown {
    switch (low) {
      case 20:
        return false
      case 21:
        return true
      case 22:
      case 23:
        return undefined
      case 25:
        return halfFloat(this.#take(2).readUInt16BE())
      case 26:
        return this.#take(4).readFloatBE()
      case 27:
        return this.#take(8).readDoubleBE()
      default:
        throw new CborError('a simple value is unknown')
    }
  }
}

/** RFC 8949 appendix D. */
function halfFloat(half: number): number {
  const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023]
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

function write(value: unknown, parts: Buffer[]): void {
  if (typeof value === 'string') {
    const bytes = Buffer.from(value)
    parts.push(head(3, bytes.length), bytes)
  } else if (typeof value === 'number') {
    const double = Buffer.alloc(9, 0xfb)
    double.writeDoubleBE(value, 1)
    parts.push(double)
  } else if (typeof value === 'boolean') {
    parts.push(Buffer.of(value ? 0xf5 : 0xf4))
  } else if (value instanceof Date) {
    parts.push(Buffer.of(0xc1))
    write(value.getTime() / 1000, parts)
  } else if (Array.isArray(value)) {
    parts.push(head(4, value.length))
    for (const item of value) write(item, parts)
  } else if (typeof value === 'object' && value !== null) {
    const entries = (value instanceof Map ? [...value] : Object.entries(value)).filter(
      ([, each]) => each !== undefined,
    )
    parts.push(head(5, entries.length))
    for (const [key, each] of entries) {
      write(String(key), parts)
      write(each, parts)
    }
  } else {
    parts.push(Buffer.of(0xf6))
  }
}

function head(major: number, count: number): Buffer {
  if (count < 24) return Buffer.of((major << 5) | count)
  const long = Buffer.alloc(5, (major << 5) | 26)
  long.writeUInt32BE(count, 1)
  return long
}
