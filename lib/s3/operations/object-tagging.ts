import type { Attributes, BucketRecord, ObjectRecord } from '../../../storage/storage.ts'
import { xmlAnswer } from '../answer.ts'
import { S3Error } from '../errors.ts'
import { readAttributes } from '../object-attributes.ts'
import { OBJECT_TAGS_MAX, type Tags } from '../object-tags.ts'
import { defineOperation, type S3Context } from '../operation.ts'
import { requestTagKeys } from '../policy/condition-keys.ts'
import { readTagging, taggingNode } from '../tag-document.ts'
import { readVersionId } from '../version-id.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export const getObjectTagging = defineOperation({
  name: 'GetObjectTagging',
  on: { method: 'GET', target: 'object', query: ['tagging'] },
  action: 's3:GetObjectTagging',
  versionAction: 's3:GetObjectVersionTagging',

  parse: ({ query }) => readVersionId(query),

  async run({ storage, bucket, request }, versionId) {
    const record = await storage.statObject(bucket.name, request.key, versionId)
    const found = requireObject(record, versionId)
    const { tags = [] } = readAttributes(found.attributes)
    return xmlAnswer('Tagging', taggingNode(tags), versionHeader(bucket, found))
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export const putObjectTagging = defineOperation({
  name: 'PutObjectTagging',
  on: { method: 'PUT', target: 'object', query: ['tagging'] },
  action: 's3:PutObjectTagging',
  versionAction: 's3:PutObjectVersionTagging',
  body: 'document',

  async parse(request) {
    const versionId = readVersionId(request.query)
    return { versionId, tags: await readTagging(request, OBJECT_TAGS_MAX) }
  },

  conditionKeys: ({ tags }) => requestTagKeys(tags),

  async run(context, { versionId, tags }) {
    const record = await replaceTags(context, versionId, tags)
    return { status: 200, headers: versionHeader(context.bucket, record) }
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export const deleteObjectTagging = defineOperation({
  name: 'DeleteObjectTagging',
  on: { method: 'DELETE', target: 'object', query: ['tagging'] },
  action: 's3:DeleteObjectTagging',
  versionAction: 's3:DeleteObjectVersionTagging',

  parse: ({ query }) => readVersionId(query),

  async run(context, versionId) {
    const record = await replaceTags(context, versionId, [])
    return { status: 204, headers: versionHeader(context.bucket, record) }
  },
})

async function replaceTags(
  { storage, bucket, request }: S3Context,
  versionId: string | undefined,
  tags: Tags,
): Promise<ObjectRecord> {
  const record = await storage.updateObject(bucket.name, request.key, versionId, current => ({
    attributes: withTags(requireObject(current, versionId), tags),
  }))
  return requireObject(record, versionId)
}

function withTags(record: ObjectRecord, tags: Tags): Attributes {
  const { tags: _, ...rest } = readAttributes(record.attributes)
  return tags.length === 0 ? rest : { ...rest, tags }
}

/** A delete marker is there, but carries nothing that could be read or changed. */
function requireObject(
  record: ObjectRecord | undefined,
  versionId: string | undefined,
): ObjectRecord {
  if (record === undefined)
    throw new S3Error(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion')
  if (record.isDeleteMarker) {
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': record.versionId }
    throw new S3Error('MethodNotAllowed', { ResourceType: 'DeleteMarker' }, { headers })
  }
  return record
}

function versionHeader(bucket: BucketRecord, record: ObjectRecord): Record<string, string> {
  return bucket.versioning === 'off' ? {} : { 'x-amz-version-id': record.versionId }
}
