/** Which rules of a bucket an object or a delete marker falls under. Pure. */
import type { ObjectAttributes } from '../object-attributes.ts'
import type { Tag } from '../object-tags.ts'
import type { Replication, ReplicationRule } from './configuration.ts'

/** The name of the bucket that a rule's ARN names. */
export function destinationOf({ Destination: { Bucket: arn } }: ReplicationRule): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}

/** Of every form that a filter has. */
export function filterTags(filter: ReplicationRule['Filter']): Tag[] {
  const tags = [...(filter?.Tag ? [filter.Tag] : []), ...(filter?.And?.Tag ?? [])]
  return tags.map(({ Key, Value }) => ({ key: Key, value: Value }))
}

function prefixOf({ Prefix: prefix, Filter: filter }: ReplicationRule): string {
  return prefix ?? filter?.Prefix ?? filter?.And?.Prefix ?? ''
}

/** Of an object: one for each destination, of several that of the highest priority. */
export function rulesForObject(
  replication: Replication,
  key: string,
  attributes: Pick<ObjectAttributes, 'encryption' | 'tags'>,
): readonly ReplicationRule[] {
  const { tags = [], encryption } = attributes
  // Nobody but the customer has the key.
  if (encryption?.mode === 'customer') return []
  return choose(replication, rule => {
    const isKms = encryption !== undefined && encryption.mode !== 'AES256'
    const wanted = rule.SourceSelectionCriteria?.SseKmsEncryptedObjects?.Status === 'Enabled'
    if (isKms && !wanted) return false
    const asked = filterTags(rule.Filter)
    const hasAll = asked.every(({ key: name, value }) =>
      tags.some(tag => tag.key === name && tag.value === value),
    )
    return hasAll && key.startsWith(prefixOf(rule))
  })
}

/** Rules of the first version of the schema replicate every delete marker. */
export function rulesForMarker(replication: Replication, key: string): readonly ReplicationRule[] {
  return choose(replication, rule => {
    const isWanted = rule.Filter === undefined || rule.DeleteMarkerReplication?.Status === 'Enabled'
    return isWanted && key.startsWith(prefixOf(rule))
  })
}

export function replicatesExisting(rule: ReplicationRule): boolean {
  return rule.Status === 'Enabled' && rule.ExistingObjectReplication?.Status === 'Enabled'
}

function choose(
  { configuration }: Replication,
  isMatch: (rule: ReplicationRule) => boolean,
): readonly ReplicationRule[] {
  const matching = configuration.Rule.filter(rule => rule.Status === 'Enabled' && isMatch(rule))
  matching.sort((one, other) => (other.Priority ?? 0) - (one.Priority ?? 0))
  const byDestination = new Map<string, ReplicationRule>()
  for (const rule of matching) {
    const destination = destinationOf(rule)
    if (!byDestination.has(destination)) byDestination.set(destination, rule)
  }
  return [...byDestination.values()]
}
