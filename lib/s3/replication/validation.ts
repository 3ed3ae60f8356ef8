/** What AWS holds the rules of replication to, beyond their shape, in its codes and words. */
import { checkFilter } from '../configurations/object-filter.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import { checkTags, OBJECT_TAGS_MAX } from '../object-tags.ts'
import type { ReplicationConfiguration, ReplicationRule } from './configuration.ts'
import { destinationOf, filterTags } from './rules.ts'

const ID_LENGTH_MAX = 255
const PREFIX_BYTES_MAX = 1024
/** The one length that AWS takes. */
const THRESHOLD_MINUTES = 15
const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/
const BUCKET_ARN = /^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const ACCOUNT = /^\d{12}$/

/** Throws MalformedXML, InvalidArgument, InvalidRequest and InvalidTag. */
export function checkReplication({ Role: role, Rule: rules }: ReplicationConfiguration): void {
  // A role may be given for the source and one for the destination, which is S3 Batch's affair.
  if (!role.split(',').every(one => ROLE.test(one))) {
    throw invalidArgument('Role', role.slice(0, 256), 'Invalid Role specified in configuration')
  }
  const ids = new Set<string>()
  const priorities = new Set<string>()
  for (const rule of rules) {
    if (rule.ID !== undefined && rule.ID !== '') checkId(rule.ID, ids)
    checkScope(rule)
    checkDestination(rule)
    checkEncryption(rule)
    if (rule.Filter === undefined) continue
    const place = `${rule.Priority} ${destinationOf(rule)}`
    if (priorities.has(place)) {
      throw invalidRequest('Found duplicate priorities. Priorities must be unique.')
    }
    priorities.add(place)
  }
}

function checkId(id: string, ids: Set<string>): void {
  if (id.length > ID_LENGTH_MAX) {
    throw invalidArgument('ID', id, `ID length should not exceed allowed limit of ${ID_LENGTH_MAX}`)
  }
  if (ids.has(id)) {
    throw invalidArgument('ID', id, 'Rule ID must be unique. Found same ID for one or more rules')
  }
  ids.add(id)
}

/** A rule with a Filter is of the second version of the schema; one with a Prefix, of the first. */
function checkScope(rule: ReplicationRule): void {
  const { Filter: filter, Prefix: prefix, Priority: priority } = rule
  if ((filter === undefined) === (prefix === undefined)) throw new S3Error('MalformedXML')
  const prefixes = [prefix, filter?.Prefix, filter?.And?.Prefix]
  if (prefixes.some(one => Buffer.byteLength(one ?? '') > PREFIX_BYTES_MAX)) {
    throw invalidRequest(`The maximum size of a prefix is ${PREFIX_BYTES_MAX}.`)
  }
  if (filter === undefined) {
    if (rule.DeleteMarkerReplication === undefined && rule.ExistingObjectReplication === undefined)
      return
    throw missing('Filter')
  }
  checkFilter(filter)
  const tags = filterTags(filter)
  checkTags(tags, OBJECT_TAGS_MAX)
  if (priority === undefined) throw missing('Priority')
  if (priority < 0) {
    throw invalidArgument('Priority', String(priority), 'Priority must not be negative')
  }
  const markers = rule.DeleteMarkerReplication
  if (markers === undefined) throw missing('DeleteMarkerReplication')
  if (markers.Status === undefined) throw new S3Error('MalformedXML')
  if (markers.Status === 'Enabled' && tags.length > 0) {
    throw invalidRequest(
      'Delete marker replication is not supported if any Tag filter is specified. Please refer to ' +
        'S3 Developer Guide for more information.',
    )
  }
}

function missing(element: string): S3Error {
  return invalidRequest(
    `${element} must be specified for this version of Cross Region Replication configuration ` +
      'schema. Please refer to S3 Developer Guide for more information.',
  )
}

function checkDestination({ Destination: destination }: ReplicationRule): void {
  const { Bucket: bucket, Account: account, ReplicationTime: time, Metrics: metrics } = destination
  if (!BUCKET_ARN.test(bucket)) {
    throw invalidArgument('Bucket', bucket.slice(0, 256), 'Invalid bucket ARN')
  }
  if (account !== undefined && !ACCOUNT.test(account)) {
    throw invalidArgument('Account', account.slice(0, 64), 'Invalid account')
  }
  if (destination.AccessControlTranslation && account === undefined) {
    throw invalidRequest('Account must be specified when AccessControlTranslation is specified.')
  }
  const lengths = [time?.Time.Minutes, metrics?.EventThreshold?.Minutes]
  if (lengths.some(one => one !== undefined && one !== THRESHOLD_MINUTES)) {
    throw invalidRequest(`The only valid value for Minutes is ${THRESHOLD_MINUTES}.`)
  }
  if (time?.Status === 'Enabled' && metrics?.Status !== 'Enabled') {
    throw invalidRequest('Metrics must be enabled when ReplicationTime is enabled.')
  }
}

function checkEncryption(rule: ReplicationRule): void {
  const { SourceSelectionCriteria: criteria, Destination: destination } = rule
  const wants = criteria?.SseKmsEncryptedObjects?.Status === 'Enabled'
  const key = destination.EncryptionConfiguration?.ReplicaKmsKeyID
  if (wants && key === undefined) {
    throw invalidRequest(
      'EncryptionConfiguration must be specified if SseKmsEncryptedObjects tag is enabled.',
    )
  }
  if (destination.EncryptionConfiguration && criteria?.SseKmsEncryptedObjects === undefined) {
    throw invalidRequest(
      'SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.',
    )
  }
}

function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', {}, { message })
}
