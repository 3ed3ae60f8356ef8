/** Tags between EC2's lists and our records. */
import type { Tags } from '../compute/records.ts'
import { Ec2Error } from './errors.ts'
import type { TagInput, TagOutput, TagSpecificationInput } from './wire/wire.generated.ts'

const KEY_LENGTH_MAX = 128
const VALUE_LENGTH_MAX = 256

export function toTagSet(tags: Tags): readonly TagOutput[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** Throws for keys and values that EC2 does not take. */
export function fromTagList(list: readonly TagInput[]): Tags {
  const seen = new Set<string>()
  const entries = list.map(({ Key = '', Value = '' }) => {
    checkTagKey(Key)
    if (Value.length > VALUE_LENGTH_MAX) {
      const message = `Tag value exceeds the maximum length of ${VALUE_LENGTH_MAX} characters`
      throw new Ec2Error('InvalidParameterValue', message)
    }
    if (seen.has(Key)) {
      throw new Ec2Error('InvalidParameterValue', `Duplicate tag key '${Key}' specified.`)
    }
    seen.add(Key)
    return [Key, Value] as const
  })
  return Object.fromEntries(entries)
}

export function checkTagKey(key: string): void {
  if (key === '') throw new Ec2Error('InvalidParameterValue', 'Tag key cannot be empty')
  if (key.length > KEY_LENGTH_MAX) {
    const message = `Tag key exceeds the maximum length of ${KEY_LENGTH_MAX} characters`
    throw new Ec2Error('InvalidParameterValue', message)
  }
  if (/^aws:/i.test(key)) {
    const message = "Tag keys starting with 'aws:' are reserved for internal use"
    throw new Ec2Error('InvalidParameterValue', message)
  }
}

/** The tags of the one kind of resource that an action makes. */
export function tagsFor(
  resourceType: string,
  specifications: readonly TagSpecificationInput[] | undefined,
): Tags {
  return tagsByType([resourceType], specifications)[resourceType] ?? {}
}

/** The tags of each kind of resource that an action makes. */
export function tagsByType(
  resourceTypes: readonly string[],
  specifications: readonly TagSpecificationInput[] | undefined,
): { readonly [resourceType: string]: Tags } {
  for (const { ResourceType } of specifications ?? []) {
    if (ResourceType !== undefined && resourceTypes.includes(ResourceType)) continue
    const shown = String(ResourceType).slice(0, 64)
    const message = `'${shown}' is not a valid taggable resource type for this operation.`
    throw new Ec2Error('InvalidParameterValue', message)
  }
  return Object.fromEntries(
    resourceTypes.map(type => {
      const own = (specifications ?? []).filter(({ ResourceType }) => ResourceType === type)
      return [type, fromTagList(own.flatMap(({ Tags }) => Tags ?? []))]
    }),
  )
}
