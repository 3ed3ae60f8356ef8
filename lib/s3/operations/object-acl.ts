import type { BucketRecord, ObjectRecord } from '../../../storage/storage.ts'
import {
  type AclRequest,
  buildAcl,
  type ResolvedAcl,
  readAclRequest,
  resolveAcl,
} from '../access/acl-request.ts'
import { isPrivate, isPublic } from '../access/grants.ts'
import { strictest } from '../access/public-access.ts'
import { aclDocument } from '../acl-document.ts'
import { xmlAnswer } from '../answer.ts'
import { type PublicAccessBlock, readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { type ObjectAttributes, readAttributes } from '../object-attributes.ts'
import { unpackObjectSummary } from '../object-summary.ts'
import { defineOperation } from '../operation.ts'
import { readVersionId } from '../version-id.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export const getObjectAcl = defineOperation({
  name: 'GetObjectAcl',
  on: { method: 'GET', target: 'object', query: ['acl'] },
  action: 's3:GetObjectAcl',
  versionAction: 's3:GetObjectVersionAcl',
  grant: { on: 'object', permission: 'READ_ACP' },

  parse: ({ query }) => readVersionId(query),

  async run({ storage, accounts, bucket, owner, request }, versionId) {
    const found = await storage.statObject(bucket.name, request.key, versionId)
    const record = requireObject(found, versionId)
    const isEnforced = readBucketAttributes(bucket.attributes).ownership === 'BucketOwnerEnforced'
    const document = await aclDocument(accounts, {
      ownerId: isEnforced ? owner.canonicalId : ownerIdOf(record, owner.canonicalId),
      acl: isEnforced ? undefined : readAttributes(record.attributes).acl,
      bucketOwner: owner,
    })
    return xmlAnswer('AccessControlPolicy', document, versionHeader(bucket, record))
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html */
export const putObjectAcl = defineOperation({
  name: 'PutObjectAcl',
  on: { method: 'PUT', target: 'object', query: ['acl'] },
  action: 's3:PutObjectAcl',
  versionAction: 's3:PutObjectVersionAcl',
  grant: { on: 'object', permission: 'WRITE_ACP' },
  body: 'document',

  async parse(request): Promise<{ versionId: string | undefined; requested: AclRequest }> {
    const versionId = readVersionId(request.query)
    return { versionId, requested: await readAclRequest(request, 'object') }
  },

  async run(context, { versionId, requested }) {
    const { access, storage, accounts, bucket, owner, request } = context
    const { ownership, publicAccessBlock } = readBucketAttributes(bucket.attributes)
    if (ownership === 'BucketOwnerEnforced') throw new S3Error('AccessControlListNotSupported')
    const resolved = await resolveAcl(requested, accounts)
    const block = strictest(publicAccessBlock, await access.accountBlock())
    const record = await storage.updateObject(bucket.name, request.key, versionId, current => ({
      attributes: withAcl(requireObject(current, versionId), resolved, {
        block,
        bucketOwnerId: owner.canonicalId,
      }),
    }))
    return { status: 200, headers: versionHeader(bucket, requireObject(record, versionId)) }
  },
})

function withAcl(
  record: ObjectRecord,
  resolved: ResolvedAcl,
  {
    block,
    bucketOwnerId,
  }: { readonly block: PublicAccessBlock | undefined; readonly bucketOwnerId: string },
): ObjectAttributes {
  const ownerId = ownerIdOf(record, bucketOwnerId)
  const acl = buildAcl(resolved, { ownerId, bucketOwnerId })
  if (block?.blockPublicAcls && isPublic(acl)) throw new S3Error('AccessDenied')
  const { acl: _, ...rest } = readAttributes(record.attributes)
  return isPrivate(acl, ownerId) ? rest : { ...rest, acl }
}

function ownerIdOf({ summary }: ObjectRecord, bucketOwnerId: string): string {
  return unpackObjectSummary(summary).ownerId ?? bucketOwnerId
}

function requireObject(
  record: ObjectRecord | undefined,
  versionId: string | undefined,
): ObjectRecord {
  if (record === undefined || (record.isDeleteMarker && versionId === undefined)) {
    throw new S3Error(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion')
  }
  if (record.isDeleteMarker) throw new S3Error('MethodNotAllowed', { ResourceType: 'DeleteMarker' })
  return record
}

function versionHeader(bucket: BucketRecord, record: ObjectRecord): Record<string, string> {
  return bucket.versioning === 'off' ? {} : { 'x-amz-version-id': record.versionId }
}
