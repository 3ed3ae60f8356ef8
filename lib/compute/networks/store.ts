/**
 * What all parts of the network control plane share: the records, and the rule that changes which
 * look at several records run one at a time for each account. A change of a single record needs no
 * more than its document's own conditional update.
 */
import type { Documents, Json } from '../../../storage/storage.ts'
import type { Clock } from '../../clock.ts'
import { ComputeError, type ComputeErrorCode } from '../errors.ts'
import { KeyLock } from '../key-lock.ts'
import { makeDefaultNetwork } from './default-network.ts'
import type { NetworkRecords } from './records.ts'

export interface NetworkStoreOptions {
  readonly records: NetworkRecords
  readonly clock: Clock
  /** Something that the network of a VPC is made from has changed. */
  readonly onChanged: (vpc: VpcName) => void
}

export interface VpcName {
  readonly accountId: string
  readonly vpcId: string
}

export class NetworkStore {
  readonly records: NetworkRecords
  readonly clock: Clock
  readonly changed: (vpc: VpcName) => void
  readonly #lock = new KeyLock()

  constructor({ records, clock, onChanged }: NetworkStoreOptions) {
    this.records = records
    this.clock = clock
    this.changed = onChanged
  }

  /** Every account has a default network from its first question on. */
  async open(accountId: string): Promise<NetworkRecords> {
    if (!(await this.records.accounts.get(accountId))) {
      await this.#lock.run(accountId, () =>
        makeDefaultNetwork(this.records, accountId, this.clock.now()),
      )
    }
    return this.records
  }

  /** Nothing else is changed in this account's networks meanwhile. Not to be nested. */
  async change<Result>(
    accountId: string,
    work: (records: NetworkRecords) => Promise<Result>,
  ): Promise<Result> {
    const records = await this.open(accountId)
    return this.#lock.run(accountId, () => work(records))
  }
}

/** One account's record; throws `code` if there is none. */
export async function findOwned<Value extends Json>(
  documents: Documents<Value>,
  code: ComputeErrorCode,
  { accountId, id }: { readonly accountId: string; readonly id: string },
): Promise<Value> {
  const found = await documents.get(`${accountId}/${id}`)
  if (found === undefined) throw new ComputeError(code, id)
  return found
}

/** Every one of an account's records, which the limits keep few enough to hold. */
export async function allOwned<Value extends Json>(
  documents: Documents<Value>,
  accountId: string,
): Promise<Value[]> {
  const found: Value[] = []
  for await (const [, value] of documents.list({ prefix: `${accountId}/` })) found.push(value)
  return found
}

/** A new record. */
export async function write<
  Value extends Json & { readonly accountId: string; readonly id: string },
>(documents: Documents<Value>, record: Value): Promise<Value> {
  await documents.update(`${record.accountId}/${record.id}`, () => record)
  return record
}

/**
 * Changes some of a record's fields and leaves the others as they are now, its tags above all, which
 * may be changed at any time. Does nothing to a record that is gone.
 */
export async function amend<
  Value extends { readonly [name: string]: Json; readonly accountId: string; readonly id: string },
>(
  documents: Documents<Value>,
  { accountId, id }: { readonly accountId: string; readonly id: string },
  change: Partial<Value>,
): Promise<void> {
  await documents.update(`${accountId}/${id}`, current => current && { ...current, ...change })
}

export async function remove<Value extends Json>(
  documents: Documents<Value>,
  { accountId, id }: { readonly accountId: string; readonly id: string },
): Promise<void> {
  await documents.update(`${accountId}/${id}`, () => undefined)
}
