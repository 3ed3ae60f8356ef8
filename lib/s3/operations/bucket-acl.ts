import { buildAcl, readAclRequest, resolveAcl } from '../access/acl-request.ts'
import { type Acl, isPrivate, isPublic } from '../access/grants.ts'
import { strictest } from '../access/public-access.ts'
import { aclDocument } from '../acl-document.ts'
import { xmlAnswer } from '../answer.ts'
import { type BucketAttributes, readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { defineOperation } from '../operation.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export const getBucketAcl = defineOperation({
  name: 'GetBucketAcl',
  on: { method: 'GET', target: 'bucket', query: ['acl'] },
  action: 's3:GetBucketAcl',
  grant: { on: 'bucket', permission: 'READ_ACP' },

  parse: () => undefined,

  async run({ accounts, bucket, owner }) {
    const { acl } = readBucketAttributes(bucket.attributes)
    const subject = { ownerId: owner.canonicalId, acl, bucketOwner: owner }
    return xmlAnswer('AccessControlPolicy', await aclDocument(accounts, subject))
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html */
export const putBucketAcl = defineOperation({
  name: 'PutBucketAcl',
  on: { method: 'PUT', target: 'bucket', query: ['acl'] },
  action: 's3:PutBucketAcl',
  grant: { on: 'bucket', permission: 'WRITE_ACP' },
  body: 'document',

  parse: request => readAclRequest(request, 'bucket'),

  async run({ access, storage, accounts, bucket, owner }, requested) {
    const ownerId = owner.canonicalId
    const resolved = await resolveAcl(requested, accounts)
    const accountBlock = await access.accountBlock()
    await storage.updateBucket(bucket.name, current => {
      const attributes = readBucketAttributes(current.attributes)
      checkAclAllowed(attributes)
      const acl = buildAcl(resolved, { ownerId, bucketOwnerId: ownerId })
      const block = strictest(attributes.publicAccessBlock, accountBlock)
      if (block?.blockPublicAcls && isPublic(acl)) {
        throw new S3Error('AccessDenied')
      }
      return { attributes: withAcl(attributes, acl, ownerId) }
    })
    return { status: 200, headers: {} }
  },
})

function checkAclAllowed({ ownership }: BucketAttributes): void {
  if (ownership === 'BucketOwnerEnforced') throw new S3Error('AccessControlListNotSupported')
}

function withAcl(attributes: BucketAttributes, acl: Acl, ownerId: string): BucketAttributes {
  const { acl: _, ...rest } = attributes
  return isPrivate(acl, ownerId) ? rest : { ...rest, acl }
}
