import { resolveAcl } from '../access/acl-request.ts'
import { grantNodes } from '../acl-document.ts'
import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { isBucketName } from '../bucket-name.ts'
import { S3Error } from '../errors.ts'
import {
  type LoggingConfiguration,
  loggingNode,
  type RequestedLogging,
  readLogging,
} from '../logging/configuration.ts'
import { mayBecomeLogTarget } from '../logging/target.ts'
import { defineOperation, type S3Context } from '../operation.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html */
export const getBucketLogging = defineOperation({
  name: 'GetBucketLogging',
  on: { method: 'GET', target: 'bucket', query: ['logging'] },
  action: 's3:GetBucketLogging',

  parse: () => undefined,

  async run({ accounts, bucket, owner }) {
    const { logging } = readBucketAttributes(bucket.attributes)
    const grants = await grantNodes(accounts, logging?.targetGrants ?? [], owner)
    return xmlAnswer('BucketLoggingStatus', loggingNode(logging, grants))
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html */
export const putBucketLogging = defineOperation({
  name: 'PutBucketLogging',
  on: { method: 'PUT', target: 'bucket', query: ['logging'] },
  action: 's3:PutBucketLogging',
  body: 'document',
  requiresChecksum: true,

  parse: readLogging,

  async run(context, requested) {
    const { storage, bucket } = context
    const logging = requested && (await resolve(context, requested))
    await storage.updateBucket(bucket.name, current => {
      const { logging: _, ...attributes } = readBucketAttributes(current.attributes)
      return { attributes: { ...attributes, ...(logging && { logging }) } }
    })
    return { status: 200, headers: {} }
  },
})

/** Throws InvalidTargetBucketForLogging, and what is wrong with the grants. */
async function resolve(
  { storage, accounts, bucket }: S3Context,
  { grants, ...requested }: RequestedLogging,
): Promise<LoggingConfiguration> {
  const { targetBucket } = requested
  const target = isBucketName(targetBucket) ? await storage.getBucket(targetBucket) : undefined
  const { targetPrefix } = requested
  if (target === undefined || !mayBecomeLogTarget(bucket, target, targetPrefix)) {
    throw new S3Error('InvalidTargetBucketForLogging', { TargetBucket: targetBucket })
  }
  const { ownership } = readBucketAttributes(target.attributes)
  if (grants === undefined) return requested
  if (ownership === 'BucketOwnerEnforced') throw new S3Error('AccessControlListNotSupported')
  const resolved = await resolveAcl(grants, accounts)
  return 'grants' in resolved ? { ...requested, targetGrants: resolved.grants } : requested
}
