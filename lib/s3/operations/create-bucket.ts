import { StorageError } from '../../../storage/storage.ts'
import { xmlChild, xmlText } from '../../http/xml.ts'
import { type AclRequest, buildAcl, parseAclHeaders, resolveAcl } from '../access/acl-request.ts'
import { type Acl, isPrivate, isPublic, isSameAcl } from '../access/grants.ts'
import {
  type BucketAttributes,
  type ObjectOwnership,
  parseOwnership,
  readBucketAttributes,
} from '../bucket-attributes.ts'
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

/**
 * Differs from S3: a bucket for which no ownership is asked has none, which means ObjectWriter, as
 * AWS made its buckets before April 2023; there they are BucketOwnerEnforced now, with public access
 * blocked. Here, too, such a bucket is open to nobody but its owner until an ACL says otherwise.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
export const createBucket = defineOperation({
  name: 'CreateBucket',
  on: { method: 'PUT', target: 'bucket' },
  action: 's3:CreateBucket',
  needsNoBucket: true,
  body: 'document',

  async parse(request) {
    refuseNamespace(request.headers)
    const hasObjectLock = request.headers[LOCK_HEADER]?.toLowerCase() === 'true'
    const ownership = readOwnership(request.headers)
    const acl = parseAclHeaders(request.headers, 'bucket')
    return { hasObjectLock, ownership, acl, ...(await readConfiguration(request)) }
  },

  async run(context, { hasObjectLock, ownership, acl: requested, location, tags }) {
    checkLocation(location, context.region)
    const { bucketName } = context.request
    const acl = await newBucketAcl(context, requested)
    if (acl !== undefined && ownership === 'BucketOwnerEnforced') {
      throw new S3Error('InvalidBucketAclWithObjectOwnership')
    }
    if (acl !== undefined && isPublic(acl)) await checkPublicAcl(context)
    const attributes: BucketAttributes = {
      ...(acl !== undefined && { acl }),
      ...(hasObjectLock && { objectLock: {} }),
      ...(ownership !== undefined && { ownership }),
      ...(tags.length > 0 && { tags }),
    }
    const ownerId = context.owner.accountId
    try {
      await context.storage.createBucket(bucketName, {
        ownerId,
        attributes,
        ...(hasObjectLock && { versioning: 'enabled' }),
        ...(context.owner.quota && { limits: { owner: context.owner.quota } }),
      })
    } catch (thrown) {
      if (!(thrown instanceof StorageError) || thrown.code !== 'bucket-exists') throw thrown
      await checkExisting(context, bucketName, { acl, hasObjectLock })
    }
    return { status: 200, headers: { location: `/${bucketName}` } }
  },
})

async function checkPublicAcl({ access }: S3Context): Promise<void> {
  const block = await access.accountBlock()
  if (block?.blockPublicAcls) throw new S3Error('InvalidBucketAclWithBlockPublicAccessError')
}

const LOCK_HEADER = 'x-amz-bucket-object-lock-enabled'

function refuseNamespace(headers: S3Request['headers']): void {
  const namespace = headers['x-amz-bucket-namespace']
  if (namespace !== undefined && namespace !== 'global') {
    throw new S3Error('NotImplemented', { Header: 'x-amz-bucket-namespace' })
  }
}

function readOwnership(headers: S3Request['headers']): ObjectOwnership | undefined {
  const text = headers[OWNERSHIP_HEADER]
  if (text === undefined) return undefined
  const ownership = parseOwnership(text)
  if (ownership !== undefined) return ownership
  throw invalidArgument(OWNERSHIP_HEADER, text, 'Invalid x-amz-object-ownership header')
}

const OWNERSHIP_HEADER = 'x-amz-object-ownership'

/** `undefined`: the owner's full control and nothing else. */
async function newBucketAcl(
  { accounts, owner }: S3Context,
  requested: AclRequest | undefined,
): Promise<Acl | undefined> {
  if (requested === undefined) return undefined
  const ownerId = owner.canonicalId
  const resolved = await resolveAcl(requested, accounts)
  const acl = buildAcl(resolved, { ownerId, bucketOwnerId: ownerId })
  return isPrivate(acl, ownerId) ? undefined : acl
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

/**
 * In the first region, and only there, creating one's own bucket again succeeds.
 *
 * Differs from S3: AWS gives such a bucket the ACL of the new request; here only a request for the
 * ACL that the bucket has succeeds, so that nobody's access changes by accident.
 */
async function checkExisting(
  context: S3Context,
  bucketName: string,
  { acl, hasObjectLock }: { readonly acl: Acl | undefined; readonly hasObjectLock: boolean },
): Promise<void> {
  const existing = await context.storage.getBucket(bucketName)
  // Deleted between the two looks at it: another try will find out.
  if (existing === undefined) throw new S3Error('OperationAborted')
  if (existing.ownerId !== context.owner.accountId) {
    throw new S3Error('BucketAlreadyExists', { BucketName: bucketName })
  }
  if (context.region !== FIRST_REGION) {
    throw new S3Error('BucketAlreadyOwnedByYou', { BucketName: bucketName })
  }
  const { acl: existingAcl = [], objectLock } = readBucketAttributes(existing.attributes)
  // Nobody is to believe locked what is not.
  if (hasObjectLock && objectLock === undefined) {
    throw new S3Error('BucketAlreadyOwnedByYou', { BucketName: bucketName })
  }
  if (!isSameAcl(existingAcl, acl ?? [])) {
    throw new S3Error('BucketAlreadyExists', { BucketName: bucketName })
  }
}
