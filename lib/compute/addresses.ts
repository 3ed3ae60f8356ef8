/**
 * Private addresses, 172.31.0.0/20 in each account. A claim is one document per address, so two
 * launches can never get the same one, and it names its machine, so that claiming again after a
 * crash finds the same address.
 */
import { createHash } from 'node:crypto'
import { ComputeError } from './errors.ts'
import type { ComputeRecords } from './records.ts'

export const subnetCidr = '172.31.0.0/20'
export const vpcCidr = '172.31.0.0/16'

const SUBNET_FIRST = 172 * 2 ** 24 + 31 * 2 ** 16
const SUBNET_SIZE = 2 ** 12
/** AWS keeps the first four and the last: network, router, DNS, spare, broadcast. */
const FIRST = 4
const USABLE = SUBNET_SIZE - FIRST - 1

export interface Addresses {
  /** The `wanted` address, or one that is free. Repeating it for the same machine is a repeat. */
  claim(owner: AddressOwner, wanted?: string): Promise<string>
  release(owner: AddressOwner, address: string): Promise<void>
}

export interface AddressOwner {
  readonly accountId: string
  readonly machineId: string
}

export function createAddresses(
  records: Pick<ComputeRecords, 'addresses'>,
  clock: { now(): number },
): Addresses {
  async function tryClaim(owner: AddressOwner, address: string): Promise<boolean> {
    const id = `${owner.accountId}/${address}`
    const holder = (await records.addresses.get(id))?.machineId
    if (holder !== undefined) return holder === owner.machineId
    const claim = { machineId: owner.machineId, claimedAtMs: clock.now() }
    const stored = await records.addresses.update(id, current => current ?? claim)
    return stored?.machineId === owner.machineId
  }

  return {
    async claim(owner, wanted) {
      if (wanted !== undefined) {
        const position = parseAddress(wanted) - SUBNET_FIRST
        if (!(position >= FIRST && position < FIRST + USABLE)) {
          throw new ComputeError('address-invalid', wanted)
        }
        if (await tryClaim(owner, wanted)) return wanted
        throw new ComputeError('address-in-use', wanted)
      }
      // From a place that depends on the machine, so that a repeat finds its first claim again.
      const start = createHash('sha256').update(owner.machineId).digest().readUInt32BE(0)
      for (let step = 0; step < USABLE; step++) {
        const address = formatAddress(SUBNET_FIRST + FIRST + ((start + step) % USABLE))
        if (await tryClaim(owner, address)) return address
      }
      throw new ComputeError('addresses-exhausted', subnetCidr)
    },

    async release(owner, address) {
      await records.addresses.update(`${owner.accountId}/${address}`, current =>
        current?.machineId === owner.machineId ? undefined : current,
      )
    },
  }
}

/** NaN if it is no IPv4 address. */
function parseAddress(text: string): number {
  if (!/^(?:\d{1,3}\.){3}\d{1,3}$/.test(text)) return Number.NaN
  const octets = text.split('.').map(Number)
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0)
  // One spelling for each address: claims are made by the text.
  return formatAddress(value) === text ? value : Number.NaN
}

function formatAddress(value: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.')
}
