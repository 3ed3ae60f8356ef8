/** Tags of machines, images and key pairs: the one rule for all of them. */
import { ComputeError } from './errors.ts'
import {
  type ComputeRecords,
  documentId,
  type ImageRecord,
  type KeyPairRecord,
  listOwned,
  type MachineRecord,
  type Tags,
} from './records.ts'

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const TAGS_MAX = 50

/** Throws `tag-limit-exceeded`. */
export function checkTagCount(tags: Tags): Tags {
  const count = Object.keys(tags).length
  if (count > TAGS_MAX) throw new ComputeError('tag-limit-exceeded', String(count))
  return tags
}

export type TaggedKind = 'machine' | 'image' | 'key-pair'

export interface TaggedResource {
  readonly kind: TaggedKind
  readonly id: string
  readonly tags: Tags
}

type Change = (tags: Tags) => Tags

export interface TagStore {
  /** Changes the tags of every one of `ids`, or of none where one is missing (`resource-missing`). */
  change(accountId: string, ids: readonly string[], change: Change): Promise<void>
  /** Everything of the account that has a tag, kind by kind, in the order of the ids. */
  list(accountId: string): AsyncIterable<TaggedResource>
}

export function createTagStore(records: ComputeRecords): TagStore {
  async function findKeyPair(accountId: string, id: string): Promise<KeyPairRecord | undefined> {
    for await (const keyPair of listOwned(records.keyPairs, accountId)) {
      if (keyPair.id === id) return keyPair
    }
    return undefined
  }

  /** What writes one resource's tags; `undefined` if there is no such resource. */
  async function writer(accountId: string, id: string) {
    const documentKey = `${accountId}/${id}`
    if (await records.machines.get(documentKey)) {
      return (change: Change) => records.machines.update(documentKey, retag<MachineRecord>(change))
    }
    if (await records.images.get(documentKey)) {
      return (change: Change) => records.images.update(documentKey, retag<ImageRecord>(change))
    }
    const keyPair = id.startsWith('key-') ? await findKeyPair(accountId, id) : undefined
    if (!keyPair) return undefined
    const keyPairKey = documentId({ accountId, id: keyPair.name })
    return (change: Change) => records.keyPairs.update(keyPairKey, retag<KeyPairRecord>(change))
  }

  return {
    async change(accountId, ids, change) {
      const writers = await Promise.all(
        ids.map(async id => {
          const write = await writer(accountId, id)
          if (!write) throw new ComputeError('resource-missing', id)
          return write
        }),
      )
      await Promise.all(writers.map(write => write(change)))
    },

    async *list(accountId) {
      for await (const { id, tags, state } of listOwned(records.images, accountId)) {
        if (state === 'available') yield* tagged('image', id, tags)
      }
      for await (const { id, tags } of listOwned(records.machines, accountId)) {
        yield* tagged('machine', id, tags)
      }
      for await (const { id, tags } of listOwned(records.keyPairs, accountId)) {
        yield* tagged('key-pair', id, tags)
      }
    },
  }
}

function* tagged(kind: TaggedKind, id: string, tags: Tags): Iterable<TaggedResource> {
  if (Object.keys(tags).length > 0) yield { kind, id, tags }
}

function retag<Value extends { readonly tags: Tags }>(change: Change) {
  return (current: Value | undefined): Value | undefined =>
    current && { ...current, tags: checkTagCount(change(current.tags)) }
}
