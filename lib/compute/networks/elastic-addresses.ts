/**
 * Elastic IPs: public addresses that stay their owner's until released, whichever interface they
 * are associated with.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html
 */
import { ComputeError } from '../errors.ts'
import { newId } from '../ids.ts'
import { listOwned } from '../records.ts'
import { checkTagCount } from '../tags.ts'
import type { PublicPool } from './public-addresses.ts'
import type {
  ElasticAddressRecord,
  InterfaceRecord,
  NetworkRecords,
  NetworkTags,
} from './records.ts'
import { allOwned, amend, findOwned, type NetworkStore, remove, write } from './store.ts'

export interface ElasticAddresses {
  /** `wanted`: an address of the pool; absent: one that is free. */
  allocate(address: {
    readonly accountId: string
    readonly wanted: string | undefined
    readonly tags: NetworkTags
  }): Promise<ElasticAddressRecord>
  get(accountId: string, id: string): Promise<ElasticAddressRecord | undefined>
  getByAddress(accountId: string, address: string): Promise<ElasticAddressRecord | undefined>
  list(accountId: string, after?: string): AsyncIterable<ElasticAddressRecord>
  /** Takes it, and the interface, from what they were associated with, where that is allowed. */
  associate(association: {
    readonly accountId: string
    readonly allocationId: string
    readonly interfaceId: string
    /** The interface's own, if named. */
    readonly privateIpAddress: string | undefined
    readonly mayReassociate: boolean
  }): Promise<ElasticAddressRecord>
  disassociate(accountId: string, associationId: string): Promise<void>
  release(accountId: string, id: string): Promise<void>
}

const addressesMax = 100

export interface ElasticAddressOptions {
  readonly pool: PublicPool
  /** An interface has no Elastic IP any more, and may want an automatic address. */
  readonly onDisassociated: (nic: InterfaceRecord) => Promise<void>
}

export function createElasticAddresses(
  store: NetworkStore,
  { pool, onDisassociated }: ElasticAddressOptions,
): ElasticAddresses {
  /** The networks of these interfaces are not what they were. */
  function changed(nics: readonly (InterfaceRecord | undefined)[]): void {
    for (const nic of nics) if (nic) store.changed(nic)
  }

  return {
    async allocate({ accountId, wanted, tags }) {
      checkTagCount(tags)
      return store.change(accountId, async records => {
        const all = await allOwned(records.elasticAddresses, accountId)
        if (all.length >= addressesMax) {
          throw new ComputeError('elastic-address-limit', String(addressesMax))
        }
        const id = newId('eipalloc')
        const address = await pool.claim({ accountId, holderId: id }, wanted)
        const createdAtMs = store.clock.now()
        const fields = { id, accountId, address, tags, createdAtMs }
        return write(records.elasticAddresses, { ...fields, ...unassociated })
      })
    },

    async get(accountId, id) {
      return (await store.open(accountId)).elasticAddresses.get(`${accountId}/${id}`)
    },

    async getByAddress(accountId, address) {
      const all = await allOwned((await store.open(accountId)).elasticAddresses, accountId)
      return all.find(each => each.address === address)
    },

    async *list(accountId, after) {
      yield* listOwned((await store.open(accountId)).elasticAddresses, accountId, after)
    },

    async associate(asked) {
      const { accountId } = asked
      const { elastic, nic, before } = await store.change(accountId, records =>
        associateNow(records, pool, asked),
      )
      if (before && before.id !== nic.id) await onDisassociated(before)
      changed([nic, before])
      return elastic
    },

    async disassociate(accountId, associationId) {
      const before = await store.change(accountId, async records => {
        const all = await allOwned(records.elasticAddresses, accountId)
        const elastic = all.find(each => each.associationId === associationId)
        if (!elastic || associationId === '') {
          throw new ComputeError('association-missing', associationId)
        }
        await amend(records.elasticAddresses, elastic, unassociated)
        return records.interfaces.get(`${accountId}/${elastic.interfaceId}`)
      })
      if (before) await onDisassociated(before)
      changed([before])
    },

    async release(accountId, id) {
      await store.change(accountId, async records => {
        const elastic = await findOwned(records.elasticAddresses, 'allocation-missing', {
          accountId,
          id,
        })
        if (elastic.interfaceId !== '') {
          throw new ComputeError('elastic-address-associated', elastic.address)
        }
        await remove(records.elasticAddresses, elastic)
        await pool.release({ accountId, holderId: id }, elastic.address)
      })
    },
  }
}

const unassociated = { associationId: '', interfaceId: '' } as const

async function associateNow(
  records: NetworkRecords,
  pool: PublicPool,
  asked: Parameters<ElasticAddresses['associate']>[0],
) {
  const { accountId, allocationId, interfaceId, mayReassociate } = asked
  const elastic = await findOwned(records.elasticAddresses, 'allocation-missing', {
    accountId,
    id: allocationId,
  })
  const nic = await findOwned(records.interfaces, 'interface-missing', {
    accountId,
    id: interfaceId,
  })
  const wanted = asked.privateIpAddress
  if (wanted !== undefined && wanted !== nic.privateIpAddress) {
    throw new ComputeError('address-invalid', wanted)
  }
  if (elastic.interfaceId === interfaceId) return { elastic, nic, before: undefined }
  await requireGateway(records, nic)
  const displaced = (await allOwned(records.elasticAddresses, accountId)).find(
    each => each.interfaceId === interfaceId,
  )
  if (!mayReassociate) {
    if (elastic.interfaceId !== '') throw new ComputeError('elastic-address-taken', elastic.id)
    if (displaced) throw new ComputeError('interface-has-address', interfaceId)
  }
  const before =
    elastic.interfaceId === ''
      ? undefined
      : await records.interfaces.get(`${accountId}/${elastic.interfaceId}`)
  if (displaced) await amend(records.elasticAddresses, displaced, unassociated)
  const associationId = newId('eipassoc')
  await amend(records.elasticAddresses, elastic, { associationId, interfaceId })
  // The automatic address goes back to the pool for good.
  if (nic.automaticAddress !== '') {
    await amend(records.interfaces, nic, { automaticAddress: '' })
    await pool.release({ accountId, holderId: nic.id }, nic.automaticAddress)
  }
  return { elastic: { ...elastic, associationId, interfaceId }, nic, before }
}

async function requireGateway(records: NetworkRecords, nic: InterfaceRecord): Promise<void> {
  const gateways = await allOwned(records.internetGateways, nic.accountId)
  if (!gateways.some(each => each.vpcId === nic.vpcId)) {
    throw new ComputeError('vpc-without-gateway', nic.vpcId)
  }
}

/** Of an interface that goes away. */
export async function dissociateInterface(
  records: NetworkRecords,
  { accountId, id }: InterfaceRecord,
): Promise<void> {
  for (const elastic of await allOwned(records.elasticAddresses, accountId)) {
    if (elastic.interfaceId !== id) continue
    await amend(records.elasticAddresses, elastic, unassociated)
  }
}
