/**
 * IPv4 addresses and blocks of them, as numbers and as text. There is one spelling for each: claims
 * are made and rules are compared by the text.
 */

/** `first` is the block's lowest address. */
export interface Block {
  readonly first: number
  readonly prefixBits: number
}

/** NaN if it is no IPv4 address in its one spelling. */
export function parseAddress(text: string): number {
  if (!/^(?:\d{1,3}\.){3}\d{1,3}$/.test(text)) return Number.NaN
  const octets = text.split('.').map(Number)
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0)
  return formatAddress(value) === text ? value : Number.NaN
}

export function formatAddress(value: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.')
}

/** `address/bits`; bits of the address beyond the prefix are taken off, as EC2 does. */
export function parseBlock(text: string): Block | undefined {
  const [address = '', bits = '', ...rest] = text.split('/')
  const value = parseAddress(address)
  if (Number.isNaN(value) || !/^(?:\d|[12]\d|3[0-2])$/.test(bits) || rest.length > 0) {
    return undefined
  }
  const prefixBits = Number(bits)
  const size = 2 ** (32 - prefixBits)
  return { first: Math.floor(value / size) * size, prefixBits }
}

export function formatBlock({ first, prefixBits }: Block): string {
  return `${formatAddress(first)}/${prefixBits}`
}

export function sizeOf({ prefixBits }: Block): number {
  return 2 ** (32 - prefixBits)
}

/** Whether every address of `inner` is in `outer`. */
export function covers(outer: Block, inner: Block): boolean {
  return inner.first >= outer.first && inner.first + sizeOf(inner) <= outer.first + sizeOf(outer)
}

export function overlaps(one: Block, other: Block): boolean {
  return covers(one, other) || covers(other, one)
}

/** A record's block was checked when it was written. */
export function blockOf({ cidr }: { readonly cidr: string }): Block {
  const block = parseBlock(cidr)
  if (!block) throw new Error(`a record has the block ${cidr}`)
  return block
}
