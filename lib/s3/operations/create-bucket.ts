import { StorageError } from '../../../storage/storage.ts'
import { xmlChild, xmlText } from '../../http/xml.ts'
import type { BucketAttributes, ObjectOwnership } from '../bucket-attributes.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import { BUCKET_TAGS_MAX, checkTags, type Tags } from '../object-tags.ts'
import { defineOperation, type S3Context, type S3Request } from '../operation.ts'
import { readDocument } from '../request-document.ts'
import { readTags } from '../tag-document.ts'

interface Configuration {
  /** `undefined`: not said. */
  readonly location: string | undefined
  readonly tags: Tags
}

const NO_CONFIGURATION: Configuration = { location: undefined, tags: [] }

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket = defineOperation({
  name: 'CreateBucket',
  on: { method: 'PUT', target: 'bucket' },
  action: 's3:CreateBucket',
  needsNoBucket: true,
  body: 'document',

  async parse(request) {
    refuseObjectLock(request.headers)
    const ownership = parseOwnership(request.headers['x-amz-object-ownership'])
    checkAcl(request.headers, ownership)
    return { ownership, ...(await readConfiguration(request)) }
  },

  async run(context, { ownership, location, tags }) {
    checkLocation(location, context.region)
    const { bucketName } = context.request
    const attributes: BucketAttributes = {
      ...(ownership !== undefined && { ownership }),
      ...(tags.length > 0 && { tags }),
    }
    const ownerId = context.principal.account.accountId
    try {
      await context.storage.createBucket(bucketName, { ownerId, attributes })
    } catch (thrown) {
      if (!(thrown instanceof StorageError) || thrown.code !== 'bucket-exists') throw thrown
      await refuseExisting(context, bucketName)
    }
    return { status: 200, headers: { location: `/${bucketName}` } }
  },
})

function refuseObjectLock(headers: S3Request['headers']): void {
  if (headers['x-amz-bucket-object-lock-enabled']?.toLowerCase() === 'true') {
    throw new S3Error('NotImplemented', { Header: 'x-amz-bucket-object-lock-enabled' })
  }
  const namespace = headers['x-amz-bucket-namespace']
  if (namespace !== undefined && namespace !== 'global') {
    throw new S3Error('NotImplemented', { Header: 'x-amz-bucket-namespace' })
  }
}

function parseOwnership(header: string | undefined): ObjectOwnership | undefined {
  switch (header) {
    case undefined:
    case 'BucketOwnerEnforced':
    case 'BucketOwnerPreferred':
    case 'ObjectWriter':
      return header
    default:
      throw invalidArgument(
        'x-amz-object-ownership',
        header,
        'Invalid x-amz-object-ownership header',
      )
  }
}

const CANNED_ACLS: readonly string[] = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
]
const GRANT_HEADERS: readonly string[] = [
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write',
  'x-amz-grant-write-acp',
]

/** A new bucket has its ACLs off unless it asks for them; then only `private` is understood. */
function checkAcl(headers: S3Request['headers'], ownership: ObjectOwnership | undefined): void {
  const canned = headers['x-amz-acl']
  if (canned !== undefined && !CANNED_ACLS.includes(canned)) {
    throw invalidArgument('x-amz-acl', canned, 'The canned ACL is not known')
  }
  const grant = GRANT_HEADERS.find(name => headers[name] !== undefined)
  if (grant !== undefined && canned !== undefined) {
    const message = 'Specifying both Canned ACLs and Header Grants is not allowed'
    throw new S3Error('InvalidRequest', {}, { message })
  }
  if (grant === undefined && (canned === undefined || canned === 'private')) return
  if (ownership === undefined || ownership === 'BucketOwnerEnforced') {
    throw new S3Error('InvalidBucketAclWithObjectOwnership')
  }
  throw new S3Error('NotImplemented', { Header: grant ?? 'x-amz-acl' })
}

async function readConfiguration(request: S3Request): Promise<Configuration> {
  const root = await readDocument(request, 'CreateBucketConfiguration')
  if (root === undefined) return NO_CONFIGURATION
  if (xmlChild(root, 'Bucket') !== undefined || xmlChild(root, 'Location') !== undefined) {
    const message = 'Directory buckets are not served at this endpoint'
    throw new S3Error('NotImplemented', {}, { message })
  }
  const tagsElement = xmlChild(root, 'Tags')
  const tags = tagsElement === undefined ? [] : readTags(tagsElement)
  checkTags(tags, BUCKET_TAGS_MAX)
  return { location: xmlText(root, 'LocationConstraint'), tags }
}

/** The first region has no name in a constraint; the others must be named, and only here. */
function checkLocation(location: string | undefined, region: string): void {
  if (location === undefined) {
    if (region === FIRST_REGION) return
    throw new S3Error('IllegalLocationConstraintException')
  }
  if (location === '' || location === FIRST_REGION) {
    throw new S3Error('InvalidLocationConstraint', { LocationConstraint: location })
  }
  if (location === region || (location === 'EU' && region === 'eu-west-1')) return
  const message =
    `The ${location} location constraint is incompatible for the region specific endpoint this ` +
    'request was sent to.'
  throw new S3Error('IllegalLocationConstraintException', {}, { message })
}

const FIRST_REGION = 'us-east-1'

/** In the first region, and only there, creating one's own bucket again succeeds. */
async function refuseExisting(context: S3Context, bucketName: string): Promise<void> {
  const existing = await context.storage.getBucket(bucketName)
  // Deleted between the two looks at it: another try will find out.
  if (existing === undefined) throw new S3Error('OperationAborted')
  if (existing.ownerId !== context.principal.account.accountId) {
    throw new S3Error('BucketAlreadyExists', { BucketName: bucketName })
  }
  if (context.region !== FIRST_REGION) {
    throw new S3Error('BucketAlreadyOwnedByYou', { BucketName: bucketName })
  }
}
