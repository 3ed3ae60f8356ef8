/**
 * Public addresses. All accounts share one pool; a claim is one document per address, so no two of
 * them ever get the same one.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { ComputeError } from '../errors.ts'
import { type Block, formatAddress, parseAddress, sizeOf } from './ipv4.ts'
import type { ElasticAddressRecord, InterfaceRecord, NetworkRecords } from './records.ts'

export interface PublicAddress {
  readonly address: string
  /** `undefined`: it is an automatic one. */
  readonly elastic: ElasticAddressRecord | undefined
}

/** What an interface is reached at from outside; an Elastic IP takes the automatic one's place. */
export function publicAddressOf(
  { id, automaticAddress }: InterfaceRecord,
  elasticAddresses: readonly ElasticAddressRecord[],
): PublicAddress | undefined {
  const elastic = elasticAddresses.find(each => each.interfaceId === id)
  if (elastic) return { address: elastic.address, elastic }
  return automaticAddress === '' ? undefined : { address: automaticAddress, elastic: undefined }
}

export interface PublicPool {
  /** The `wanted` address, or a free one. Repeating it for the same holder is a repeat. */
  claim(holder: PublicHolder, wanted?: string): Promise<string>
  release(holder: PublicHolder, address: string): Promise<void>
}

export interface PublicHolder {
  readonly accountId: string
  /** An allocation's id or an interface's. */
  readonly holderId: string
}

export function createPublicPool(options: {
  readonly records: Pick<NetworkRecords, 'publicClaims'>
  readonly blocks: readonly Block[]
  readonly clock: Clock
}): PublicPool {
  const { records, blocks, clock } = options
  const total = blocks.reduce((sum, block) => sum + usableOf(block), 0)

  async function tryClaim({ accountId, holderId }: PublicHolder, address: string) {
    const current = await records.publicClaims.get(address)
    if (current) return current.holderId === holderId
    const claim = { accountId, holderId, claimedAtMs: clock.now() }
    const stored = await records.publicClaims.update(address, found => found ?? claim)
    return stored?.holderId === holderId
  }

  return {
    async claim(holder, wanted) {
      if (wanted !== undefined) {
        if (!isInPool(blocks, wanted)) throw new ComputeError('public-address-missing', wanted)
        if (await tryClaim(holder, wanted)) return wanted
        throw new ComputeError('public-address-taken', wanted)
      }
      const start = createHash('sha256').update(holder.holderId).digest().readUInt32BE(0)
      for (let step = 0; step < total; step++) {
        const address = addressAt(blocks, (start + step) % total)
        if (await tryClaim(holder, address)) return address
      }
      throw new ComputeError('public-addresses-exhausted', String(total))
    },

    async release({ holderId }, address) {
      await records.publicClaims.update(address, claim =>
        claim?.holderId === holderId ? undefined : claim,
      )
    },
  }
}

/** Without the block's first and last address, unless it is too small to have them. */
function usableOf(block: Block): number {
  return sizeOf(block) <= 2 ? sizeOf(block) : sizeOf(block) - 2
}

function firstOf(block: Block): number {
  return sizeOf(block) <= 2 ? block.first : block.first + 1
}

function addressAt(blocks: readonly Block[], position: number): string {
  let left = position
  for (const block of blocks) {
    if (left < usableOf(block)) return formatAddress(firstOf(block) + left)
    left -= usableOf(block)
  }
  throw new RangeError(`no address at ${position}`)
}

function isInPool(blocks: readonly Block[], address: string): boolean {
  const value = parseAddress(address)
  return blocks.some(block => value >= firstOf(block) && value < firstOf(block) + usableOf(block))
}
