/** A bucket of this server as the destination of replicas. */
import {
  type BucketRecord,
  type ObjectFields,
  type ObjectPart,
  type ObjectRecord,
  type Storage,
  StorageError,
  type StorageErrorCode,
} from '../../../../storage/storage.ts'
import type { Account } from '../../../iam/account.ts'
import { KmsError } from '../../../kms/errors.ts'
import { readBucketAttributes } from '../../bucket-attributes.ts'
import type { Checksums } from '../../checksums/checksum.ts'
import { multipartEtag } from '../../completion.ts'
import type { Encryption } from '../../encryption/encryption.ts'
import type { RequestedEncryption } from '../../encryption/requested.ts'
import { S3Error } from '../../errors.ts'
import { type NewAttributes, objectFields, readAttributes } from '../../object-attributes.ts'
import { copiedBody } from '../../object-body.ts'
import { type ObjectLock, startRetention } from '../../object-lock/lock.ts'
import { unpackObjectSummary } from '../../object-summary.ts'
import { policyWord } from '../../policy/service-delivery.ts'
import { redundancyOf } from '../../storage-class.ts'
import { readPartAttributes } from '../../upload-attributes.ts'
import {
  type CurrentReplica,
  ReplicaRefusal,
  type ReplicaSource,
  type ReplicaTarget,
} from './target.ts'

export interface LocalTargetOptions {
  /** Leaves the events that the destination's bucket asks for. */
  readonly storage: Storage
  readonly encryption: Encryption
  readonly checksums: Checksums
  readonly source: BucketRecord
  readonly target: BucketRecord
  /** Of the source and of the target. */
  readonly owners: { readonly source: Account; readonly target: Account }
}

export function createLocalTarget(options: LocalTargetOptions): ReplicaTarget {
  const { storage, target } = options
  return {
    async current(key) {
      const record = await refusing(() => storage.statObject(target.name, key))
      return record && describe(record)
    },
    put: source => refusing(() => put(options, source)),
    update: (source, versionId) => refusing(() => update(options, source, versionId)),
    mark: key => refusing(() => mark(options, key)),
  }
}

function describe({ versionId, isDeleteMarker, attributes }: ObjectRecord): CurrentReplica {
  const { replication } = readAttributes(attributes)
  return {
    versionId,
    isDeleteMarker,
    ...(replication !== undefined &&
      'replicaOf' in replication && { replicaOf: replication.replicaOf }),
  }
}

/** What is wrong with this server's disks may be right again; all else will be refused again. */
const passing: ReadonlySet<StorageErrorCode> = new Set(['disk-full', 'unavailable'])

async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    const isRefusal =
      cause instanceof StorageError
        ? !passing.has(cause.code)
        : (cause instanceof S3Error && cause.status < 500) || cause instanceof KmsError
    if (isRefusal && cause instanceof Error) throw new ReplicaRefusal(cause.message, { cause })
    throw cause
  }
}

async function put(options: LocalTargetOptions, source: ReplicaSource): Promise<string> {
  requirePermission(options, 's3:ReplicateObject', source.object.record.key)
  const { record } = source.object
  const stored =
    record.partCount === undefined
      ? await putWhole(options, source)
      : await putParts(options, source, await source.object.parts())
  return stored.versionId
}

async function putWhole(options: TargetFacts, source: ReplicaSource): Promise<ObjectRecord> {
  const { storage, target, encryption, checksums } = options
  const { record } = source.object
  const { checksum } = readAttributes(record.attributes)
  const sealer = await encryption.forObject(newReplica(options, source))
  const algorithm = checksum?.algorithm ?? 'CRC64NVME'
  const { body, digests } = await copiedBody(source.object, undefined, { checksums, algorithm })
  const attributes = replicaAttributes(options, source)
  return storage.putObject(target.name, record.key, sealer.seal(body), {
    redundancy: redundancyOf(attributes.storageClass),
    finish() {
      const etag = sealer.etag(digests().md5Hex)
      return objectFields(
        { ...attributes, ...sealer.attributes },
        { ...facts(options, source), etag },
      )
    },
  })
}

/** The same parts again, so that the entity tag and reads by part stay what they were. */
async function putParts(
  options: TargetFacts,
  source: ReplicaSource,
  parts: readonly ObjectPart[],
): Promise<ObjectRecord> {
  const { storage, target, encryption } = options
  const { key } = source.object.record
  const sealing = await encryption.forUpload(newReplica(options, source))
  const attributes = {
    ...replicaAttributes(options, source),
    ...(sealing !== undefined && { encryption: sealing }),
  }
  const { uploadId } = await storage.createUpload(target.name, key, {
    summary: '',
    attributes,
    redundancy: redundancyOf(attributes.storageClass),
  })
  try {
    let start = 0
    for (const part of parts) {
      await putPart(options, source, { part, start, uploadId, sealing })
      start += part.sizeBytes
    }
    return await storage.completeUpload(target.name, key, uploadId, {
      choose(_upload, stored) {
        const etag = multipartEtag(stored)
        const fields: ObjectFields = objectFields(attributes, { ...facts(options, source), etag })
        return { ...fields, partNumbers: stored.map(({ partNumber }) => partNumber) }
      },
    })
  } catch (error) {
    await storage.abortUpload(target.name, key, uploadId)
    throw error
  }
}

async function putPart(
  { storage, target, encryption, checksums, owners }: TargetFacts,
  { object }: ReplicaSource,
  at: {
    readonly part: ObjectPart
    readonly start: number
    readonly uploadId: string
    readonly sealing: NewAttributes['encryption']
  },
): Promise<void> {
  const { part, start, uploadId, sealing } = at
  const { checksum } = readPartAttributes(part.attributes)
  const sealer = await encryption.forPart(sealing, undefined, owners.target.accountId)
  const range = { start, end: start + part.sizeBytes - 1 }
  const { algorithm } = checksum
  const { body, digests } = await copiedBody(object, range, { checksums, algorithm })
  await storage.putPart(
    target.name,
    object.record.key,
    uploadId,
    part.partNumber,
    sealer.seal(body),
    {
      finish: () => ({
        etag: sealer.etag(digests().md5Hex),
        attributes: { checksum, ...sealer.attributes },
      }),
    },
  )
}

type TargetFacts = Pick<
  LocalTargetOptions,
  'checksums' | 'encryption' | 'owners' | 'storage' | 'target'
>

/** Without a key of its own the replica gets what its bucket says, or SSE-S3 where the source has it. */
function newReplica({ target, owners }: TargetFacts, { object, rule }: ReplicaSource) {
  const { encryption } = readAttributes(object.record.attributes)
  const keyReference = rule.Destination.EncryptionConfiguration?.ReplicaKmsKeyID
  let requested: RequestedEncryption | undefined
  if (encryption?.mode === 'AES256') requested = { mode: 'AES256' }
  else if (encryption !== undefined && encryption.mode !== 'customer') {
    requested = { mode: encryption.mode, keyReference, context: {}, usesBucketKey: undefined }
  }
  const { accountId } = owners.target
  return { bucket: target, key: object.record.key, requested, accountId }
}

function facts(options: TargetFacts, { object, rule }: ReplicaSource) {
  const { attributes, summary } = object.record
  const writerId = unpackObjectSummary(summary).ownerId ?? options.owners.source.canonicalId
  const ownerId = isTranslated(options, rule) ? options.owners.target.canonicalId : writerId
  return { ownerId, checksum: readAttributes(attributes).checksum }
}

/** Whether the replica belongs to whom its bucket belongs. */
function isTranslated({ target }: TargetFacts, rule: ReplicaSource['rule']): boolean {
  const { ownership } = readBucketAttributes(target.attributes)
  return (
    ownership === 'BucketOwnerEnforced' || rule.Destination.AccessControlTranslation !== undefined
  )
}

function replicaAttributes(options: TargetFacts, source: ReplicaSource): NewAttributes {
  const { record } = source.object
  const { headers, storageClass } = readAttributes(record.attributes)
  return {
    headers,
    storageClass: source.rule.Destination.StorageClass ?? storageClass,
    replication: { replicaOf: source.replicaOf },
    ...changeable(options, source),
  }
}

/** What may change after an object was written. */
function changeable(options: TargetFacts, { object, rule }: ReplicaSource) {
  const { acl, tags, lock } = readAttributes(object.record.attributes)
  const kept = replicaLock(options, lock, object.record)
  return {
    ...(acl !== undefined && !isTranslated(options, rule) && { acl }),
    ...(tags !== undefined && { tags }),
    ...(kept !== undefined && { lock: kept }),
  }
}

/** A lock that the destination could not keep is no reason to write what anyone may remove. */
function replicaLock(
  { target }: TargetFacts,
  lock: ObjectLock | undefined,
  record: ObjectRecord,
): ObjectLock | undefined {
  const { objectLock } = readBucketAttributes(target.attributes)
  if (objectLock === undefined) {
    if (lock === undefined) return undefined
    throw new ReplicaRefusal('the destination has no object lock')
  }
  const { defaultRetention: rule } = objectLock
  if (rule === undefined || lock?.retention !== undefined) return lock
  return { ...lock, retention: startRetention(rule, record.modifiedAtMs) }
}

async function update(
  options: LocalTargetOptions,
  source: ReplicaSource,
  versionId: string,
): Promise<void> {
  const { storage, target } = options
  const { key } = source.object.record
  requirePermission(options, 's3:ReplicateObject', key)
  const next = changeable(options, source)
  await storage.updateObject(target.name, key, versionId, current => {
    const { acl: _acl, tags: _tags, lock: _lock, ...rest } = readAttributes(current.attributes)
    return { attributes: { ...rest, ...next } }
  })
}

async function mark(options: LocalTargetOptions, key: string): Promise<void> {
  const { storage, target } = options
  requirePermission(options, 's3:ReplicateDelete', key)
  await storage.deleteObject(target.name, key)
}

/** Into buckets of others only as their policies say; a policy may forbid it to the owner, too. */
function requirePermission(
  { source, target, owners }: LocalTargetOptions,
  action: string,
  key: string,
): void {
  const { accountId, canonicalId } = owners.source
  const arn = `arn:aws:iam::${accountId}:root`
  const word = policyWord(target, {
    principal: { kind: 'account', accountId, canonicalId, arn },
    action,
    key,
    keys: [['aws:principalaccount', accountId]],
  })
  const isAllowed = source.ownerId === target.ownerId ? word !== 'deny' : word === 'allow'
  if (!isAllowed) throw new ReplicaRefusal(`the policy of ${target.name} does not allow ${action}`)
}
