import { formatXmlDate } from '../../http/dates.ts'
import type { HttpResponse } from '../../http/exchange.ts'
import { type AclRequest, parseAclHeaders } from '../access/acl-request.ts'
import { xmlAnswer } from '../answer.ts'
import {
  parseCopySourceConditions,
  parseWriteConditions,
  type ReadConditions,
  type WriteConditions,
  writeCondition,
} from '../conditions.ts'
import {
  checkCopySize,
  copySourceHeaders,
  type OpenCopySource,
  openCopySource,
} from '../copied-object.ts'
import { type CopySource, parseCopySource } from '../copy-source.ts'
import { newObject, type Sealer } from '../encryption/encryption.ts'
import { writtenEncryptionHeaders } from '../encryption/object-encryption.ts'
import {
  type CustomerKey,
  customerKeyMd5,
  parseCopySourceKey,
  parseRequestedEncryption,
  type RequestedEncryption,
} from '../encryption/requested.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import { expirationHeaders } from '../lifecycle/headers.ts'
import { type NewObjectAccess, newObjectAccess } from '../new-object-access.ts'
import {
  checksumElementName,
  type NewAttributes,
  objectFields,
  parseNewAttributes,
  readAttributes,
} from '../object-attributes.ts'
import { copiedBody, refuseBody } from '../object-body.ts'
import type { ObjectLock } from '../object-lock/lock.ts'
import { newObjectLock, parseLockHeaders } from '../object-lock/new-object-lock.ts'
import { defineOperation, type S3Context, type S3Request } from '../operation.ts'
import type { ChecksumAlgorithm } from '../request-body.ts'
import { answerSlowly } from '../slow-answer.ts'
import { redundancyOf } from '../storage-class.ts'
import { requireAlgorithm } from '../upload-attributes.ts'
import { refuseUnsupportedHeaders } from '../write-headers.ts'

const REDIRECT = 'x-amz-website-redirect-location'

interface CopyInput {
  readonly source: CopySource
  readonly sourceConditions: ReadConditions
  readonly conditions: WriteConditions | undefined
  /** What the request's own headers say; which of it counts depends on the directives. */
  readonly attributes: NewAttributes
  readonly encryption: RequestedEncryption | undefined
  readonly sourceKey: CustomerKey | undefined
  readonly acl: AclRequest | undefined
  readonly lock: ObjectLock | undefined
  readonly replacesMetadata: boolean
  readonly replacesTags: boolean
  readonly checksumAlgorithm: ChecksumAlgorithm | undefined
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject = defineOperation({
  name: 'CopyObject',
  on: { method: 'PUT', target: 'object', header: 'x-amz-copy-source' },
  action: 's3:PutObject',
  grant: { on: 'bucket', permission: 'WRITE' },
  needsSignature: true,

  parse(request): CopyInput {
    const { headers } = request
    refuseUnsupportedHeaders(headers)
    refuseBody(request.body)
    const algorithm = headers['x-amz-checksum-algorithm']
    const input: CopyInput = {
      source: parseCopySource(headers['x-amz-copy-source'] ?? ''),
      sourceConditions: parseCopySourceConditions(headers),
      conditions: parseWriteConditions(headers),
      attributes: parseNewAttributes(headers),
      encryption: parseRequestedEncryption(headers),
      sourceKey: parseCopySourceKey(headers),
      acl: parseAclHeaders(headers, 'object'),
      lock: parseLockHeaders(request),
      replacesMetadata: parseDirective(headers, 'x-amz-metadata-directive'),
      replacesTags: parseDirective(headers, 'x-amz-tagging-directive'),
      checksumAlgorithm: algorithm === undefined ? undefined : requireAlgorithm(algorithm),
    }
    refuseCopyOntoItself(request, input)
    return input
  },

  async run(context, input) {
    const access = await newObjectAccess(context, input.acl)
    const lock = newObjectLock(context, input.lock)
    const sealer = await context.encryption.forObject(newObject(context, input.encryption))
    const source = await openCopySource(context, input.source, {
      conditions: input.sourceConditions,
      customerKey: input.sourceKey,
    })
    await checkCopiedTags(context, input, source)
    const copied = copy(context, { ...input, lock }, { source, access, sealer })
    return answerSlowly(context.request, copied)
  },
})

/** Whoever copies tags writes them, which no ACL grants. */
async function checkCopiedTags(
  { access, request }: S3Context,
  { replacesTags }: CopyInput,
  { object }: OpenCopySource,
): Promise<void> {
  const { tags = [] } = readAttributes(object.record.attributes)
  if (replacesTags || tags.length === 0) return
  if (access.may('s3:PutObjectTagging', { key: request.key })) return
  await object[Symbol.asyncDispose]()
  throw new S3Error('AccessDenied')
}

/** True for REPLACE. */
function parseDirective(headers: S3Request['headers'], name: string): boolean {
  const value = headers[name]
  if (value === undefined || value === 'COPY') return false
  if (value === 'REPLACE') return true
  const noun = name.includes('tagging') ? 'tagging' : 'metadata'
  throw invalidArgument(name, value, `Unknown ${noun} directive.`)
}

/** An older version may be copied over the current one: that changes something. */
function refuseCopyOntoItself({ bucketName, key, headers }: S3Request, input: CopyInput): void {
  const { source } = input
  if (source.bucket !== bucketName || source.key !== key || source.versionId !== undefined) return
  if (input.replacesMetadata || input.replacesTags || input.encryption !== undefined) return
  if (headers['x-amz-storage-class'] !== undefined || headers[REDIRECT] !== undefined) return
  throw new S3Error(
    'InvalidRequest',
    {},
    {
      message:
        'This copy request is illegal because it is trying to copy an object to itself without ' +
        "changing the object's metadata, storage class, website redirect location or encryption " +
        'attributes.',
    },
  )
}

async function copy(
  context: S3Context,
  input: CopyInput,
  {
    source,
    access,
    sealer,
  }: {
    readonly source: OpenCopySource
    readonly access: NewObjectAccess
    readonly sealer: Sealer
  },
): Promise<HttpResponse> {
  await using object = source.object
  const { storage, bucket, request, checksums } = context
  checkCopySize(object.record.sizeBytes)
  const stored = readAttributes(object.record.attributes)
  const algorithm = input.checksumAlgorithm ?? stored.checksum?.algorithm ?? 'CRC64NVME'
  const { body, digests } = await copiedBody(object, undefined, { checksums, algorithm })
  const record = await storage.putObject(bucket.name, request.key, sealer.seal(body), {
    redundancy: redundancyOf(input.attributes.storageClass),
    finish() {
      const { md5Hex, checksumBase64 } = digests()
      const attributes = {
        ...copiedAttributes(input, stored),
        ...access.attributes,
        ...(input.lock && { lock: input.lock }),
        ...sealer.attributes,
      }
      return objectFields(attributes, {
        etag: sealer.etag(md5Hex),
        ownerId: access.ownerId,
        checksum: { algorithm, type: 'FULL_OBJECT', base64: checksumBase64 },
      })
    },
    ...(input.conditions && { condition: writeCondition(input.conditions, request.key) }),
  })
  const { checksum } = readAttributes(record.attributes)
  return xmlAnswer(
    'CopyObjectResult',
    {
      LastModified: formatXmlDate(record.modifiedAtMs),
      ETag: `"${record.etag}"`,
      ChecksumType: checksum?.type,
      ...(checksum && { [checksumElementName(checksum.algorithm)]: checksum.base64 }),
    },
    {
      ...copySourceHeaders(source),
      ...expirationHeaders(bucket, record),
      ...writtenEncryptionHeaders(sealer.attributes.encryption, customerKeyMd5(input.encryption)),
      ...(bucket.versioning === 'enabled' && { 'x-amz-version-id': record.versionId }),
    },
  )
}

/** Storage class, redirect and lock are never copied: they are the request's, or the defaults. */
function copiedAttributes(input: CopyInput, stored: NewAttributes): NewAttributes {
  const { attributes } = input
  const tags = input.replacesTags ? attributes.tags : stored.tags
  return {
    headers: input.replacesMetadata ? attributes.headers : copiedHeaders(attributes, stored),
    storageClass: attributes.storageClass,
    ...(tags !== undefined && { tags }),
  }
}

function copiedHeaders(attributes: NewAttributes, stored: NewAttributes): NewAttributes['headers'] {
  const { [REDIRECT]: _, ...copied } = stored.headers
  const redirect = attributes.headers[REDIRECT]
  return redirect === undefined ? copied : { ...copied, [REDIRECT]: redirect }
}
