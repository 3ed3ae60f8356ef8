/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html and its kin. */
import { ComputeError } from '../../compute/errors.ts'
import { isId } from '../../compute/ids.ts'
import type { TaggedKind } from '../../compute/tag-holder.ts'
import { Ec2Error } from '../errors.ts'
import { missingIds, idKinds as ownIdKinds } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { networkIdKinds } from '../network-identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { fromTagList } from '../tag-sets.ts'
import type { DescribeTagsRequestInput, TagDescriptionOutput } from '../wire/wire.generated.ts'

const idKinds = [...ownIdKinds, ...networkIdKinds]

const resourceTypes: Readonly<Record<TaggedKind, string>> = {
  machine: 'instance',
  image: 'image',
  'key-pair': 'key-pair',
  'launch-template': 'launch-template',
  'placement-group': 'placement-group',
  vpc: 'vpc',
  subnet: 'subnet',
  'internet-gateway': 'internet-gateway',
  'route-table': 'route-table',
  'network-acl': 'network-acl',
  'dhcp-options': 'dhcp-options',
  'security-group': 'security-group',
  'security-group-rule': 'security-group-rule',
  'network-interface': 'network-interface',
  'elastic-address': 'elastic-ip',
  snapshot: 'snapshot',
  volume: 'volume',
}

export const createTags = defineOperation({
  name: 'CreateTags',
  requires: ['Resources', 'Tags'],
  async run(context, { Resources = [], Tags = [] }) {
    const added = fromTagList(Tags)
    await changeTags(context, Resources, tags => ({ ...tags, ...added }))
    return undefined
  },
})

/** A tag with a value goes only if it has that value; without any tag named, all go. */
export const deleteTags = defineOperation({
  name: 'DeleteTags',
  requires: ['Resources'],
  async run(context, { Resources = [], Tags }) {
    await changeTags(context, Resources, tags => {
      if (!Tags || Tags.length === 0) return {}
      const kept = Object.entries(tags).filter(
        ([key, value]) =>
          !Tags.some(tag => tag.Key === key && (tag.Value === undefined || tag.Value === value)),
      )
      return Object.fromEntries(kept)
    })
    return undefined
  },
})

async function changeTags(
  { compute, accountId }: Ec2Context,
  resources: readonly string[],
  change: Parameters<typeof compute.tags.change>[2],
): Promise<void> {
  const ids = [...new Set(resources)]
  for (const id of ids) {
    if (idKinds.some(({ prefix }) => isId(prefix, id))) continue
    throw new Ec2Error('InvalidID', `The ID '${id.slice(0, 128)}' is not valid`)
  }
  try {
    await compute.tags.change(accountId, ids, change)
  } catch (error) {
    if (!(error instanceof ComputeError && error.code === 'resource-missing')) throw error
    const kind = idKinds.find(({ prefix }) => isId(prefix, error.subject))
    throw kind ? missingIds(kind, [error.subject]) : error
  }
}

const tagListing: Listing<DescribeTagsRequestInput, TagDescriptionOutput> = {
  name: 'DescribeTags',
  pageSize: { min: 5, max: 1_000 },
  filters: {
    key: tag => tag.Key,
    'resource-id': tag => tag.ResourceId,
    'resource-type': tag => tag.ResourceType,
    value: tag => tag.Value,
  },
  async *list({ compute, accountId }, after) {
    const all: TagDescriptionOutput[] = []
    for await (const { kind, id, tags } of compute.tags.list(accountId)) {
      for (const [Key, Value] of Object.entries(tags)) {
        all.push({ ResourceId: id, ResourceType: resourceTypes[kind], Key, Value })
      }
    }
    // One order over all kinds of resources, so that a page can go on where the last one ended.
    const placed = all.map(tag => ({ tag, position: tagPosition(tag) }))
    placed.sort((one, other) => (one.position < other.position ? -1 : 1))
    for (const { tag, position } of placed) {
      if (after === undefined || position > after) yield tag
    }
  },
  positionOf: tagPosition,
}

function tagPosition(tag: TagDescriptionOutput): string {
  return `${tag.ResourceId}/${tag.Key}`
}

export const describeTags = defineOperation({
  name: 'DescribeTags',
  async run(context, input) {
    const { items, NextToken } = await listItems(tagListing, context, input)
    return { Tags: items, NextToken }
  },
})
