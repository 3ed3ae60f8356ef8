import { isIPv4 } from 'node:net'

/**
 * The little network that QEMU's user networking shows one guest. Its first DHCP address is the
 * machine's private address; everything else in it is made up. It ends in the machine's private
 * network namespace, where only the metadata service listens.
 */
export interface GuestNetwork {
  readonly cidr: string
  readonly gateway: string
  readonly nameServer: string
}

/** A default subnet of EC2 is a /20. */
const prefixBits = 20

/** As on EC2, the first four addresses of the subnet and its last are not for machines. */
export function guestNetworkOf(privateIpAddress: string): GuestNetwork {
  if (!isIPv4(privateIpAddress)) throw new RangeError(`not an IPv4 address: ${privateIpAddress}`)
  const address = privateIpAddress.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - prefixBits)
  const base = Math.floor(address / size) * size
  if (address - base < 4 || address - base === size - 1) {
    throw new RangeError(`${privateIpAddress} is reserved in its subnet`)
  }
  return {
    cidr: `${dotted(base)}/${prefixBits}`,
    gateway: dotted(base + 1),
    nameServer: dotted(base + 2),
  }
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.')
}
