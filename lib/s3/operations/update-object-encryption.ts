import type { ObjectRecord } from '../../../storage/storage.ts'
import { type XmlElement, xmlChild, xmlText } from '../../http/xml.ts'
import { encryptionOf, type ObjectEncryption } from '../encryption/object-encryption.ts'
import { S3Error } from '../errors.ts'
import { requireObject, versionHeaders } from '../object-answer.ts'
import { readAttributes } from '../object-attributes.ts'
import { isLocked } from '../object-lock/lock.ts'
import { defineOperation } from '../operation.ts'
import { requireDocument } from '../request-document.ts'
import { readVersionId } from '../version-id.ts'

interface NewSealing {
  readonly kmsKeyArn: string
  readonly usesBucketKey: boolean
}

/**
 * The object's key is sealed by another KMS key; its bytes, its time and its tag stay.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html
 */
export const updateObjectEncryption = defineOperation({
  name: 'UpdateObjectEncryption',
  on: { method: 'PUT', target: 'object', query: ['encryption'] },
  action: 's3:UpdateObjectEncryption',
  needsSignature: true,
  body: 'document',
  requiresChecksum: true,

  async parse(request) {
    const document = await requireDocument(request, 'ObjectEncryption')
    return { versionId: readVersionId(request.query), sealing: readSealing(document) }
  },

  async run({ storage, bucket, request, encryption }, { versionId, sealing }) {
    const { key, method, nowMs } = request
    const record = await storage.statObject(bucket.name, key, versionId)
    requireObject(record, { bucket, key, method, versionId })
    const before = requireUpdatable(record, nowMs)
    const after = await encryption.sealForKms(before, { bucket, key, ...sealing })
    await storage.updateObject(bucket.name, key, record.versionId, current => {
      const now = requireUpdatable(current, nowMs)
      if (JSON.stringify(now) !== JSON.stringify(before)) throw new S3Error('OperationAborted')
      return { attributes: { ...current.attributes, encryption: after } }
    })
    return { status: 200, headers: versionHeaders(record, bucket) }
  },
})

/** `<ObjectEncryption><SSE-KMS><KMSKeyArn>…</KMSKeyArn></SSE-KMS></ObjectEncryption>` */
function readSealing(document: XmlElement): NewSealing {
  const kms = xmlChild(document, 'SSE-KMS')
  if (kms === undefined || document.children.length !== 1) {
    throw invalid(
      'Requests that modify an object encryption configuration require a valid new encryption type. ' +
        'Valid values are SSEKMS. Modify the request to specify SSE-KMS for the updated encryption ' +
        'type, and then try again.',
    )
  }
  const kmsKeyArn = xmlText(kms, 'KMSKeyArn')?.trim() ?? ''
  if (kmsKeyArn === '') {
    throw invalid(
      "Requests that modify an object's encryption type to SSE-KMS require an AWS KMS key Amazon " +
        'Resource Name (ARN). Modify the request to specify a KMS key ARN, and then try again.',
    )
  }
  if (!/^arn:aws[-a-z0-9]*:kms:[-a-z0-9]*:\d{12}:key\/.+$/.test(kmsKeyArn)) {
    throw invalid(
      "Requests that modify an object's encryption type to SSE-KMS require a valid AWS KMS key " +
        'Amazon Resource Name (ARN). Confirm that you have a correctly formatted KMS key ARN in your ' +
        'request, and then try again.',
    )
  }
  return { kmsKeyArn, usesBucketKey: readBucketKey(xmlText(kms, 'BucketKeyEnabled')) }
}

function readBucketKey(text: string | undefined): boolean {
  switch (text?.trim()) {
    case 'true':
      return true
    case 'false':
    case undefined:
      return false
    default:
      throw invalid(
        "The BucketKeyEnabled value isn't valid. Valid values are true or false. Modify the request " +
          'to specify a valid value, and then try again.',
      )
  }
}

function requireUpdatable(record: ObjectRecord, nowMs: number): ObjectEncryption {
  if (isLocked(readAttributes(record.attributes).lock, nowMs)) {
    throw new S3Error(
      'AccessDenied',
      {},
      {
        message:
          "The encryption type for the specified object can't be updated because that object is " +
          'protected by S3 Object Lock.',
      },
    )
  }
  const encryption = encryptionOf(record.attributes)
  if (encryption === undefined) {
    throw invalid(
      "The UpdateObjectEncryption operation doesn't supported unencrypted source objects. Only source " +
        'objects encrypted with SSE-S3 or SSE-KMS are supported.',
    )
  }
  if (encryption.mode === 'AES256' || encryption.mode === 'aws:kms') return encryption
  throw invalid(
    "The UpdateObjectEncryption operation doesn't support source objects with the encryption type " +
      'DSSE-KMS or SSE-C. Only source objects encrypted with SSE-S3 or SSE-KMS are supported.',
  )
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidRequest', {}, { message })
}
