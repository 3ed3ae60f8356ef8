/** Tags of everything that may have some: the one rule for all of them. */
import type { Documents, Json } from '../../storage/storage.ts'
import { ComputeError } from './errors.ts'
import { type IdPrefix, isId } from './ids.ts'
import { ruleTags } from './networks/rule-tags.ts'
import { type ComputeRecords, listOwned, type Tags } from './records.ts'
import type { TaggedKind, TaggedResource, TagHolder, TagsChange } from './tag-holder.ts'

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const TAGS_MAX = 50

/** Throws `tag-limit-exceeded`. */
export function checkTagCount(tags: Tags): Tags {
  // What the service itself adds is not counted.
  const count = Object.keys(tags).filter(key => !isOfService(key)).length
  if (count > TAGS_MAX) throw new ComputeError('tag-limit-exceeded', String(count))
  return tags
}

/** Begins the keys of tags that owners can neither make nor remove. */
function isOfService(key: string): boolean {
  return key.startsWith('aws:')
}

export interface TagStore {
  /** Changes the tags of every one of `ids`, or of none where one is missing (`resource-missing`). */
  change(accountId: string, ids: readonly string[], change: TagsChange): Promise<void>
  /** Everything of the account that has a tag, kind by kind, in the order of the ids. */
  list(accountId: string): AsyncIterable<TaggedResource>
}

export function createTagStore(records: ComputeRecords): TagStore {
  const holders = createHolders(records)
  return {
    async change(accountId, ids, change) {
      const writers = await Promise.all(
        ids.map(async id => {
          const holder = holders.find(({ prefix }) => isId(prefix, id))
          const write = await holder?.find(accountId, id)
          if (!write) throw new ComputeError('resource-missing', id)
          return write
        }),
      )
      const checked: TagsChange = tags => {
        const fixed = Object.entries(tags).filter(([key]) => isOfService(key))
        return checkTagCount({ ...change(tags), ...Object.fromEntries(fixed) })
      }
      await Promise.all(writers.map(write => write(checked)))
    },

    async *list(accountId) {
      for (const holder of holders) {
        for await (const { id, tags } of holder.list(accountId)) {
          if (Object.keys(tags).length > 0) yield { kind: holder.kind, id, tags }
        }
      }
    },
  }
}

function createHolders(records: ComputeRecords): readonly TagHolder[] {
  const { networks } = records
  return [
    inDocuments('image', 'ami', records.images, ({ state }) => state === 'available'),
    inDocuments('machine', 'i', records.machines),
    namedTags('key-pair', 'key', records.keyPairs),
    inDocuments('launch-template', 'lt', records.launchTemplates),
    namedTags('placement-group', 'pg', records.placementGroups),
    inDocuments('snapshot', 'snap', records.snapshots),
    inDocuments('volume', 'vol', records.volumes),
    inDocuments('vpc', 'vpc', networks.vpcs),
    inDocuments('subnet', 'subnet', networks.subnets),
    inDocuments('internet-gateway', 'igw', networks.internetGateways),
    inDocuments('route-table', 'rtb', networks.routeTables),
    inDocuments('network-acl', 'acl', networks.networkAcls),
    inDocuments('dhcp-options', 'dopt', networks.dhcpOptions),
    inDocuments('security-group', 'sg', networks.securityGroups),
    ruleTags(networks),
    inDocuments('network-interface', 'eni', networks.interfaces),
    inDocuments('elastic-address', 'eipalloc', networks.elasticAddresses),
  ]
}

type Tagged = {
  readonly [name: string]: Json
  readonly id: string
  readonly accountId: string
  readonly tags: Tags
}

/** Records that are kept under their own ids. */
function inDocuments<Value extends Tagged>(
  kind: TaggedKind,
  prefix: IdPrefix,
  documents: Documents<Value>,
  isShown: (record: Value) => boolean = () => true,
): TagHolder {
  return {
    kind,
    prefix,
    async find(accountId, id) {
      const documentKey = `${accountId}/${id}`
      if (!(await documents.get(documentKey))) return undefined
      return change => documents.update(documentKey, retag(change))
    },
    async *list(accountId) {
      for await (const record of listOwned(documents, accountId)) {
        if (isShown(record)) yield record
      }
    },
  }
}

/** Records that are kept under their names. */
function namedTags<Value extends Tagged & { readonly name: string }>(
  kind: TaggedKind,
  prefix: IdPrefix,
  documents: Documents<Value>,
): TagHolder {
  return {
    kind,
    prefix,
    async find(accountId, id) {
      for await (const record of listOwned(documents, accountId)) {
        if (record.id !== id) continue
        return change => documents.update(`${accountId}/${record.name}`, retag(change))
      }
      return undefined
    },
    list: accountId => listOwned(documents, accountId),
  }
}

function retag<Value extends Tagged>(change: TagsChange) {
  return (current: Value | undefined): Value | undefined =>
    current && { ...current, tags: change(current.tags) }
}
