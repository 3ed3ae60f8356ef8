import { type BucketAttributes, readBucketAttributes } from '../bucket-attributes.ts'
import { defineOperation } from '../operation.ts'

/** The operation that takes one configuration from a bucket; repeating it succeeds. */
export function defineDeletion(deletion: {
  readonly name: string
  /** The sub-resource. */
  readonly query: string
  readonly action: string
  readonly attribute: keyof BucketAttributes
}) {
  const { name, query, action, attribute } = deletion
  return defineOperation({
    name,
    on: { method: 'DELETE', target: 'bucket', query: [query] },
    action,

    parse: () => undefined,

    async run({ storage, bucket }) {
      await storage.updateBucket(bucket.name, current => {
        const { [attribute]: _, ...attributes } = readBucketAttributes(current.attributes)
        return { attributes }
      })
      return { status: 204, headers: {} }
    },
  })
}
