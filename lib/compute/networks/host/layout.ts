/** What is where in every network's namespace. */
import { formatAddress, parseBlock } from '../ipv4.ts'
import type { NetworkSpec, SubnetSpec } from '../network-spec.ts'

export const bridgeName = 'br0'
/** The router's, in every network: no machine may have it. */
export const bridgeMacAddress = '0e:00:00:00:00:01'
export const metadataAddress = '169.254.169.254'
/** Of the name server, in every network the same. Both are on the namespace's loopback device. */
export const nameServerAddress = '169.254.169.253'

/** What machines are told as their name server: it is in their own network, and stands for ours. */
export function nameServerOf({ cidrBlocks }: Pick<NetworkSpec, 'cidrBlocks'>): string {
  return offsetOf(cidrBlocks[0] ?? '', 2)
}

export function gatewayOf({ cidrBlock }: SubnetSpec): string {
  return offsetOf(cidrBlock, 1)
}

/** All addresses of the bridge, with the lengths of their prefixes. */
export function bridgeAddressesOf({ subnets }: NetworkSpec): string[] {
  return subnets.map(subnet => `${gatewayOf(subnet)}/${subnet.cidrBlock.split('/')[1]}`)
}

function offsetOf(cidrBlock: string, offset: number): string {
  const block = parseBlock(cidrBlock)
  if (block === undefined) throw new RangeError(`not a block: ${JSON.stringify(cidrBlock)}`)
  return formatAddress(block.first + offset)
}
