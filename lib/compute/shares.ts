/**
 * What an account may let others use: snapshots and images. The record says with whom it is shared;
 * an index beside it, which has at least that, says what others have shared with an account.
 */
import type { Documents } from '../../storage/storage.ts'
import { documentId, listOwned } from './records.ts'

export type Shareable = {
  readonly id: string
  readonly accountId: string
  /** Accounts that may use it; absent: none. */
  readonly sharedWith?: readonly string[]
  readonly isPublic?: boolean
}

/** Whom something is shared with. */
export interface Audience {
  readonly accountIds: readonly string[]
  readonly isPublic: boolean
}

type Owner = { readonly accountId: string }

export interface SharesOptions<Value extends Shareable> {
  readonly records: Documents<Value>
  /** By id: whose it is. */
  readonly owners: Documents<Owner>
  /** By `<account, or all>/<id>`: whose it is. */
  readonly index: Documents<Owner>
}

const EVERYBODY = 'all'

export class Shares<Value extends Shareable> {
  readonly #options: SharesOptions<Value>

  constructor(options: SharesOptions<Value>) {
    this.#options = options
  }

  /** To be called before the record is written. */
  async claim({ id, accountId }: Shareable): Promise<void> {
    await this.#options.owners.update(id, () => ({ accountId }))
  }

  /** Whoever's it is. */
  async find(id: string): Promise<Value | undefined> {
    const { records, owners } = this.#options
    const owner = await owners.get(id)
    return owner && records.get(`${owner.accountId}/${id}`)
  }

  /** Undefined as well where the account may not use it: it looks like one that is not there. */
  async get(accountId: string, id: string): Promise<Value | undefined> {
    const own = await this.#options.records.get(`${accountId}/${id}`)
    if (own) return own
    const other = await this.find(id)
    return other && mayUse(other, accountId) ? other : undefined
  }

  /** The account's own and those that it may use, in the order of their ids. */
  async *list(accountId: string, after?: string): AsyncIterable<Value> {
    const waiting = (await this.#sharedIds(accountId, after)).values()
    let next = waiting.next()
    for await (const own of listOwned(this.#options.records, accountId, after)) {
      for (; !next.done && next.value < own.id; next = waiting.next()) {
        yield* this.#other(accountId, next.value)
      }
      yield own
    }
    for (; !next.done; next = waiting.next()) yield* this.#other(accountId, next.value)
  }

  /** Resolves to the record as it is then; undefined: there is none of the account's. */
  async change(
    accountId: string,
    id: string,
    change: (current: Audience) => Audience,
  ): Promise<Value | undefined> {
    const { records, index } = this.#options
    const record = await records.get(`${accountId}/${id}`)
    if (!record) return undefined
    const before = audienceOf(record)
    const after = change(before)
    for (const name of namesOf(after)) await index.update(`${name}/${id}`, () => ({ accountId }))
    const changed = await records.update(
      documentId(record),
      current => current && { ...current, sharedWith: after.accountIds, isPublic: after.isPublic },
    )
    await this.#unlist(record, before, new Set(namesOf(after)))
    return changed
  }

  /** To be called after the record is gone. */
  async forget(record: Value): Promise<void> {
    await this.#unlist(record, audienceOf(record), new Set())
    await this.#options.owners.update(record.id, () => undefined)
  }

  async #sharedIds(accountId: string, after: string | undefined): Promise<readonly string[]> {
    const ids = new Set<string>()
    for (const audience of [accountId, EVERYBODY]) {
      const prefix = `${audience}/`
      const range = after === undefined ? { prefix } : { prefix, after: `${prefix}${after}` }
      for await (const [key] of this.#options.index.list(range)) ids.add(key.slice(prefix.length))
    }
    return [...ids].sort()
  }

  async *#other(accountId: string, id: string): AsyncIterable<Value> {
    const other = await this.get(accountId, id)
    if (other && other.accountId !== accountId) yield other
  }

  async #unlist({ id }: Value, audience: Audience, kept: ReadonlySet<string>): Promise<void> {
    for (const name of namesOf(audience)) {
      if (!kept.has(name)) await this.#options.index.update(`${name}/${id}`, () => undefined)
    }
  }
}

export function audienceOf({ sharedWith = [], isPublic = false }: Shareable): Audience {
  return { accountIds: sharedWith, isPublic }
}

function namesOf({ accountIds, isPublic }: Audience): readonly string[] {
  return isPublic ? [...accountIds, EVERYBODY] : accountIds
}

function mayUse(shared: Shareable, accountId: string): boolean {
  const { accountIds, isPublic } = audienceOf(shared)
  return shared.accountId === accountId || isPublic || accountIds.includes(accountId)
}
