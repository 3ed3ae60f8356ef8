import { fullControlNode } from '../acl-document.ts'
import { xmlAnswer } from '../answer.ts'
import { S3Error } from '../errors.ts'
import { unpackObjectSummary } from '../object-summary.ts'
import { defineOperation } from '../operation.ts'
import { findOwnerNode, ownerNode } from '../owner.ts'
import { readVersionId } from '../version-id.ts'

/**
 * Nothing but the owner's full control can be granted yet, which is what every object answers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html
 */
export const getObjectAcl = defineOperation({
  name: 'GetObjectAcl',
  on: { method: 'GET', target: 'object', query: ['acl'] },
  action: 's3:GetObjectAcl',

  parse: ({ query }) => readVersionId(query),

  async run({ storage, accounts, bucket, owner, request }, versionId) {
    const record = await storage.statObject(bucket.name, request.key, versionId)
    if (record === undefined || (record.isDeleteMarker && versionId === undefined)) {
      throw new S3Error(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion')
    }
    if (record.isDeleteMarker)
      throw new S3Error('MethodNotAllowed', { ResourceType: 'DeleteMarker' })
    const { ownerId } = unpackObjectSummary(record.summary)
    const isOwners = ownerId === undefined || ownerId === owner.canonicalId
    const node = isOwners ? ownerNode(owner) : await findOwnerNode(accounts, ownerId)
    return xmlAnswer('AccessControlPolicy', fullControlNode(node))
  },
})
