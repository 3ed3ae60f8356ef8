/**
 * Private addresses of a subnet. A claim is one document per address, so two interfaces can never
 * get the same one, and it names its interface, so that claiming again after a crash finds the same
 * address.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { ComputeError } from '../errors.ts'
import { blockOf, formatAddress, parseAddress, sizeOf } from './ipv4.ts'
import type { NetworkRecords, SubnetRecord } from './records.ts'

/** AWS keeps the first four and the last: network, router, DNS, spare, broadcast. */
const FIRST = 4
const RESERVED = FIRST + 1

type Claims = Pick<NetworkRecords, 'privateClaims'>

/** The `wanted` address, or one that is free. Repeating it for the same interface is a repeat. */
export async function claimPrivateAddress(
  records: Claims,
  clock: Clock,
  {
    subnet,
    interfaceId,
    wanted,
  }: {
    readonly subnet: SubnetRecord
    readonly interfaceId: string
    readonly wanted: string | undefined
  },
): Promise<string> {
  const block = blockOf(subnet)
  const usable = sizeOf(block) - RESERVED
  const tryClaim = async (address: string): Promise<boolean> => {
    const id = claimId(subnet, address)
    const holder = (await records.privateClaims.get(id))?.interfaceId
    if (holder !== undefined) return holder === interfaceId
    const claim = { interfaceId, claimedAtMs: clock.now() }
    const stored = await records.privateClaims.update(id, current => current ?? claim)
    return stored?.interfaceId === interfaceId
  }
  if (wanted !== undefined) {
    const position = parseAddress(wanted) - block.first
    if (!(position >= FIRST && position < FIRST + usable)) {
      throw new ComputeError('address-invalid', wanted)
    }
    if (await tryClaim(wanted)) return wanted
    throw new ComputeError('address-in-use', wanted)
  }
  // From a place that depends on the interface, so that a repeat finds its first claim again.
  const start = createHash('sha256').update(interfaceId).digest().readUInt32BE(0)
  for (let step = 0; step < usable; step++) {
    const address = formatAddress(block.first + FIRST + ((start + step) % usable))
    if (await tryClaim(address)) return address
  }
  throw new ComputeError('addresses-exhausted', subnet.cidr)
}

export async function releasePrivateAddress(
  records: Claims,
  holder: {
    readonly accountId: string
    readonly subnetId: string
    readonly interfaceId: string
    readonly address: string
  },
): Promise<void> {
  const id = `${holder.accountId}/${holder.subnetId}/${holder.address}`
  await records.privateClaims.update(id, current =>
    current?.interfaceId === holder.interfaceId ? undefined : current,
  )
}

export async function freeAddressCount(records: Claims, subnet: SubnetRecord): Promise<number> {
  let count = sizeOf(blockOf(subnet)) - RESERVED
  const prefix = `${subnet.accountId}/${subnet.id}/`
  for await (const _ of records.privateClaims.list({ prefix })) count--
  return count
}

function claimId({ accountId, id }: SubnetRecord, address: string): string {
  return `${accountId}/${id}/${address}`
}
