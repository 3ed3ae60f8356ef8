import type { Versioning } from '../../../storage/storage.ts'
import { xmlText } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { S3Error } from '../errors.ts'
import { defineOperation } from '../operation.ts'
import { requireDocument } from '../request-document.ts'

const statusNames = {
  off: undefined,
  enabled: 'Enabled',
  suspended: 'Suspended',
} as const satisfies Record<Versioning, string | undefined>

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const getBucketVersioning = defineOperation({
  name: 'GetBucketVersioning',
  on: { method: 'GET', target: 'bucket', query: ['versioning'] },
  action: 's3:GetBucketVersioning',

  parse: () => undefined,

  async run({ bucket }) {
    return xmlAnswer('VersioningConfiguration', { Status: statusNames[bucket.versioning] })
  },
})

/**
 * Differs from S3: MFA delete is refused, as there are no MFA devices.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html
 */
export const putBucketVersioning = defineOperation({
  name: 'PutBucketVersioning',
  on: { method: 'PUT', target: 'bucket', query: ['versioning'] },
  action: 's3:PutBucketVersioning',
  body: 'document',

  async parse(request) {
    if (request.headers['x-amz-mfa'] !== undefined) {
      throw new S3Error('NotImplemented', { Header: 'x-amz-mfa' })
    }
    const root = await requireDocument(request, 'VersioningConfiguration')
    const mfaDelete = xmlText(root, 'MfaDelete')
    if (mfaDelete === 'Enabled') {
      throw new S3Error('NotImplemented', {}, { message: 'MFA delete is not implemented' })
    }
    if (mfaDelete !== undefined && mfaDelete !== 'Disabled') throw new S3Error('MalformedXML')
    return parseStatus(xmlText(root, 'Status'))
  },

  async run({ storage, bucket }, versioning) {
    await storage.updateBucket(bucket.name, current => {
      const { objectLock, replication } = readBucketAttributes(current.attributes)
      if (versioning !== 'enabled') {
        if (objectLock !== undefined) throw versioningIsFixed('An Object Lock')
        if (replication !== undefined) throw versioningIsFixed('A replication')
      }
      return { versioning }
    })
    return { status: 200, headers: {} }
  },
})

function versioningIsFixed(what: string): S3Error {
  const message = `${what} configuration is present on this bucket, so the versioning state cannot be changed.`
  return new S3Error('InvalidBucketState', {}, { message })
}

function parseStatus(status: string | undefined): Versioning {
  switch (status) {
    case 'Enabled':
      return 'enabled'
    case 'Suspended':
      return 'suspended'
    case undefined:
      throw new S3Error('IllegalVersioningConfigurationException')
    default:
      throw new S3Error('MalformedXML')
  }
}
