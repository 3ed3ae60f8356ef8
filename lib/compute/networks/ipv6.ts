import { isIPv6 } from 'node:net'

/**
 * The one spelling of an IPv6 block (RFC 5952), with the bits beyond its prefix taken off;
 * `undefined` if it is none.
 */
export function canonicalIpv6Block(text: string): string | undefined {
  const [address = '', bits = '', ...rest] = text.split('/')
  const isBlock = /^(?:\d{1,2}|1[01]\d|12[0-8])$/.test(bits) && rest.length === 0
  // A zone (`%eth0`) has no meaning in a block.
  if (!isBlock || address.includes('%') || !isIPv6(address)) return undefined
  const prefixBits = Number(bits)
  const beyond = 128n - BigInt(prefixBits)
  const value = (numberOf(address) >> beyond) << beyond
  const groups = Array.from({ length: 8 }, (_, position) =>
    ((value >> BigInt(112 - 16 * position)) & 0xffffn).toString(16),
  )
  return `${shorten(groups.join(':'))}/${prefixBits}`
}

function numberOf(address: string): bigint {
  const [head = '', tail] = shorten(address).split('::')
  const before = head.split(':').filter(group => group !== '')
  const after = tail === undefined ? [] : tail.split(':').filter(group => group !== '')
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].reduce(
    (sum, group) => (sum << 16n) | BigInt(`0x${group}`),
    0n,
  )
}

/** URLs have hosts in that spelling: in lower case, the longest run of zeros left out. */
function shorten(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1)
}
