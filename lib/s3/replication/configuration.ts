/**
 * <ReplicationConfiguration>: which objects of a bucket go where.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html
 */
import { hash } from 'node:crypto'
import { objectFilterShape } from '../configurations/object-filter.ts'
import {
  integer,
  oneOf,
  optional,
  repeatedOnce,
  required,
  type ShapeOf,
  structure,
  text,
} from '../document-shape.ts'
import { S3Error } from '../errors.ts'
import type { S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'
import { storageClasses } from '../storage-class.ts'
import { checkReplication } from './validation.ts'

const status = oneOf('Enabled', 'Disabled')
const switched = structure({ Status: required(status) })
const minutes = structure({ Minutes: required(integer) })

const configurationShape = structure({
  Role: required(text),
  Rule: repeatedOnce(
    structure({
      ID: optional(text),
      Priority: optional(integer),
      Prefix: optional(text),
      Filter: optional(objectFilterShape),
      Status: required(status),
      SourceSelectionCriteria: optional(
        structure({
          SseKmsEncryptedObjects: optional(switched),
          ReplicaModifications: optional(switched),
        }),
      ),
      ExistingObjectReplication: optional(switched),
      Destination: required(
        structure({
          Bucket: required(text),
          Account: optional(text),
          StorageClass: optional(oneOf(...storageClasses)),
          AccessControlTranslation: optional(structure({ Owner: required(oneOf('Destination')) })),
          EncryptionConfiguration: optional(structure({ ReplicaKmsKeyID: optional(text) })),
          ReplicationTime: optional(
            structure({ Status: required(status), Time: required(minutes) }),
          ),
          Metrics: optional(
            structure({ Status: required(status), EventThreshold: optional(minutes) }),
          ),
        }),
      ),
      DeleteMarkerReplication: optional(structure({ Status: optional(status) })),
    }),
  ),
})

export type ReplicationConfiguration = ShapeOf<typeof configurationShape>
export type ReplicationRule = ReplicationConfiguration['Rule'][number]

/** As a bucket keeps it. */
export type Replication = {
  readonly configuration: ReplicationConfiguration
  readonly updatedAtMs: number
}

export const REPLICATION_ROOT = 'ReplicationConfiguration'
const RULES_MAX = 1000

/** The body of PutBucketReplication; throws what AWS answers. */
export async function readReplication(request: S3Request): Promise<Replication> {
  const configuration = configurationShape(await requireDocument(request, REPLICATION_ROOT))
  if (configuration.Rule.length > RULES_MAX) throw new S3Error('MalformedXML')
  checkReplication(configuration)
  const rules = configuration.Rule.map(withId)
  return { configuration: { ...configuration, Rule: rules }, updatedAtMs: request.nowMs }
}

/** A rule that its writer did not name gets a name that stays with it. */
function withId(rule: ReplicationRule, index: number): ReplicationRule {
  if (rule.ID !== undefined && rule.ID !== '') return rule
  return { ...rule, ID: hash('sha256', `${index} ${JSON.stringify(rule)}`, 'base64url') }
}
