/** What has tags, and where they are kept. */
import type { IdPrefix } from './ids.ts'
import type { Tags } from './records.ts'

export type TaggedKind =
  | 'machine'
  | 'image'
  | 'key-pair'
  | 'launch-template'
  | 'placement-group'
  | 'vpc'
  | 'subnet'
  | 'internet-gateway'
  | 'route-table'
  | 'network-acl'
  | 'dhcp-options'
  | 'security-group'
  | 'security-group-rule'
  | 'network-interface'
  | 'elastic-address'
  | 'snapshot'
  | 'volume'

export interface TaggedResource {
  readonly kind: TaggedKind
  readonly id: string
  readonly tags: Tags
}

export type TagsChange = (tags: Tags) => Tags

/** Where the tags of one kind of resource are kept. */
export interface TagHolder {
  readonly kind: TaggedKind
  readonly prefix: IdPrefix
  /** What changes one resource's tags; `undefined` if there is no such resource. */
  find(
    accountId: string,
    id: string,
  ): Promise<((change: TagsChange) => Promise<unknown>) | undefined>
  /** In the order of the ids. */
  list(accountId: string): AsyncIterable<{ readonly id: string; readonly tags: Tags }>
}
