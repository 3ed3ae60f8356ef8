import { parsePolicy } from '../../iam/policy/document.ts'
import { PolicyError } from '../../iam/policy/policy-error.ts'
import { unknownPrincipal } from '../../iam/policy/principals.ts'
import { findUnknownPrincipal } from '../../iam/policy-principal.ts'
import { strictest } from '../access/public-access.ts'
import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { defineOperation, type S3Context, type S3Request } from '../operation.ts'
import { type BucketPolicy, checkBucketPolicy } from '../policy/bucket-policy.ts'
import { isPublicPolicy } from '../policy/public-policy.ts'
import { defineDeletion } from './configuration-deletion.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export const getBucketPolicy = defineOperation({
  name: 'GetBucketPolicy',
  on: { method: 'GET', target: 'bucket', query: ['policy'] },
  action: 's3:GetBucketPolicy',

  parse: () => undefined,

  async run(context) {
    const headers = { 'content-type': 'application/json' }
    return { status: 200, headers, body: requirePolicy(context) }
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
export const getBucketPolicyStatus = defineOperation({
  name: 'GetBucketPolicyStatus',
  on: { method: 'GET', target: 'bucket', query: ['policyStatus'] },
  action: 's3:GetBucketPolicyStatus',

  parse: () => undefined,

  async run(context) {
    const policy = parsePolicy(requirePolicy(context), 'resource')
    return xmlAnswer('PolicyStatus', { IsPublic: isPublicPolicy(policy) })
  },
})

/**
 * `x-amz-confirm-remove-self-bucket-access` changes nothing for the root of an account, which no
 * policy can keep from changing it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export const putBucketPolicy = defineOperation({
  name: 'PutBucketPolicy',
  on: { method: 'PUT', target: 'bucket', query: ['policy'] },
  action: 's3:PutBucketPolicy',
  body: 'document',

  parse: readPolicy,

  async run({ access, storage, accounts, bucket }, { text, policy, isPublic }) {
    const unknown = await findUnknownPrincipal(policy, accounts)
    if (unknown !== undefined) throw malformed(unknownPrincipal(unknown))
    const accountBlock = isPublic ? await access.accountBlock() : undefined
    await storage.updateBucket(bucket.name, current => {
      const attributes = readBucketAttributes(current.attributes)
      const block = strictest(attributes.publicAccessBlock, accountBlock)
      if (isPublic && block?.blockPublicPolicy) throw new S3Error('AccessDenied')
      return { attributes: { ...attributes, policy: text } }
    })
    return { status: 204, headers: {} }
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export const deleteBucketPolicy = defineDeletion({
  name: 'DeleteBucketPolicy',
  query: 'policy',
  action: 's3:DeleteBucketPolicy',
  attribute: 'policy',
})

function requirePolicy({ bucket }: S3Context): string {
  const { policy } = readBucketAttributes(bucket.attributes)
  if (policy === undefined) throw new S3Error('NoSuchBucketPolicy')
  return policy
}

/** More than any policy may have: what is too long is said in the words of policies. */
const BODY_BYTES_MAX = 64 * 1024

async function readPolicy(request: S3Request): Promise<BucketPolicy & { readonly text: string }> {
  const bytes = await request.body.bytes(BODY_BYTES_MAX)
  if (bytes.length === 0) throw new S3Error('MissingRequestBodyError')
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { text, ...checkBucketPolicy(text, request.bucketName) }
  } catch (thrown) {
    if (thrown instanceof PolicyError) throw malformed(thrown)
    if (thrown instanceof TypeError) throw new S3Error('MalformedPolicy', {}, { cause: thrown })
    throw thrown
  }
}

function malformed(error: PolicyError): S3Error {
  const { message, detail } = error
  const fields = detail === undefined ? {} : { Detail: detail }
  return new S3Error('MalformedPolicy', fields, { message, cause: error })
}
