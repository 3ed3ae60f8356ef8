/**
 * <LifecycleConfiguration>: read, held to AWS's rules, and kept as it came.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
 */
import { hash } from 'node:crypto'
import {
  byteCount,
  flag,
  integer,
  oneOf,
  optional,
  repeated,
  repeatedOnce,
  required,
  type Shape,
  type ShapeOf,
  structure,
  text,
} from '../document-shape.ts'
import { S3Error } from '../errors.ts'
import type { S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'
import { checkRules } from './validation.ts'

/** A time of ISO 8601, kept in full. That it is midnight is checked with the other values. */
const date: Shape<string> = element => {
  const words = text(element).trim()
  const timeMs = ISO_8601.test(words) ? Date.parse(words) : Number.NaN
  if (Number.isNaN(timeMs)) throw new S3Error('MalformedXML')
  return new Date(timeMs).toISOString()
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?$/

const storageClass = oneOf(
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
)
const tag = structure({ Key: required(text), Value: required(text) })
const sizes = {
  ObjectSizeGreaterThan: optional(byteCount),
  ObjectSizeLessThan: optional(byteCount),
}

const configurationShape = structure({
  Rule: repeatedOnce(
    structure({
      ID: optional(text),
      Filter: optional(
        structure({
          Prefix: optional(text),
          Tag: optional(tag),
          ...sizes,
          And: optional(structure({ Prefix: optional(text), Tag: repeated(tag), ...sizes })),
        }),
      ),
      Prefix: optional(text),
      Status: required(oneOf('Enabled', 'Disabled')),
      Expiration: optional(
        structure({
          Days: optional(integer),
          Date: optional(date),
          ExpiredObjectDeleteMarker: optional(flag),
        }),
      ),
      Transition: repeated(
        structure({
          Days: optional(integer),
          Date: optional(date),
          StorageClass: required(storageClass),
        }),
      ),
      NoncurrentVersionExpiration: optional(
        structure({
          NoncurrentDays: required(integer),
          NewerNoncurrentVersions: optional(integer),
        }),
      ),
      NoncurrentVersionTransition: repeated(
        structure({
          NoncurrentDays: required(integer),
          NewerNoncurrentVersions: optional(integer),
          StorageClass: required(storageClass),
        }),
      ),
      AbortIncompleteMultipartUpload: optional(
        structure({ DaysAfterInitiation: required(integer) }),
      ),
    }),
  ),
})

export type LifecycleConfiguration = ShapeOf<typeof configurationShape>
export type LifecycleRule = LifecycleConfiguration['Rule'][number]

/** The smallest objects that transitions move, where a rule has no size of its own. */
export type MinimumObjectSize = 'all_storage_classes_128K' | 'varies_by_storage_class'

/** As a bucket keeps it. */
export type Lifecycle = {
  readonly configuration: LifecycleConfiguration
  readonly minimumObjectSize: MinimumObjectSize
  readonly updatedAtMs: number
}

export const LIFECYCLE_ROOT = 'LifecycleConfiguration'
export const MINIMUM_SIZE_HEADER = 'x-amz-transition-default-minimum-object-size'
const RULES_MAX = 1000

/** The body and headers of PutBucketLifecycleConfiguration; throws what AWS answers. */
export async function readLifecycle(request: S3Request): Promise<Lifecycle> {
  const minimumObjectSize = readMinimumSize(request.headers[MINIMUM_SIZE_HEADER])
  const { Rule: rules } = configurationShape(await requireDocument(request, LIFECYCLE_ROOT))
  if (rules.length > RULES_MAX) throw new S3Error('MalformedXML')
  checkRules(rules)
  return {
    configuration: { Rule: rules.map(withId) },
    minimumObjectSize,
    updatedAtMs: request.nowMs,
  }
}

function readMinimumSize(header: string | undefined): MinimumObjectSize {
  switch (header) {
    case undefined:
    case 'all_storage_classes_128K':
      return 'all_storage_classes_128K'
    case 'varies_by_storage_class':
      return header
    default: {
      const message = `Invalid ${MINIMUM_SIZE_HEADER} header value`
      throw new S3Error('InvalidRequest', {}, { message })
    }
  }
}

/** A rule that its writer did not name gets a name that stays with it. */
function withId(rule: LifecycleRule, index: number): LifecycleRule {
  if (rule.ID !== undefined && rule.ID !== '') return rule
  const ID = hash('sha256', `${index} ${JSON.stringify(rule)}`, 'base64url')
  return { ...rule, ID }
}
