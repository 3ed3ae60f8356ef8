import { type XmlElement, xmlChild, xmlChildren, xmlText } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import { type DefaultRetention, parseMode } from '../object-lock/lock.ts'
import { defineOperation, type S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'

const ROOT = 'ObjectLockConfiguration'
const DAYS_MAX = 36_500
const YEARS_MAX = 100

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html */
export const getObjectLockConfiguration = defineOperation({
  name: 'GetObjectLockConfiguration',
  on: { method: 'GET', target: 'bucket', query: ['object-lock'] },
  action: 's3:GetBucketObjectLockConfiguration',

  parse: () => undefined,

  async run({ bucket }) {
    const { objectLock } = readBucketAttributes(bucket.attributes)
    if (objectLock === undefined) throw new S3Error('ObjectLockConfigurationNotFoundError')
    const { defaultRetention: rule } = objectLock
    return xmlAnswer(ROOT, {
      ObjectLockEnabled: 'Enabled',
      Rule: rule && {
        DefaultRetention: {
          Mode: rule.mode,
          ...('days' in rule ? { Days: rule.days } : { Years: rule.years }),
        },
      },
    })
  },
})

/**
 * Enables object lock for good, also on a bucket that is there already, and sets or removes the
 * default for new objects. Objects that are there keep what they have.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html
 */
export const putObjectLockConfiguration = defineOperation({
  name: 'PutObjectLockConfiguration',
  on: { method: 'PUT', target: 'bucket', query: ['object-lock'] },
  action: 's3:PutBucketObjectLockConfiguration',
  body: 'document',
  requiresChecksum: true,

  parse: readConfiguration,

  async run({ storage, bucket }, defaultRetention) {
    await storage.updateBucket(bucket.name, current => {
      if (current.versioning !== 'enabled') {
        const message =
          "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"
        throw new S3Error('InvalidBucketState', {}, { message })
      }
      const objectLock = defaultRetention === undefined ? {} : { defaultRetention }
      return { attributes: { ...current.attributes, objectLock } }
    })
    return { status: 200, headers: {} }
  },
})

/** `undefined`: no default. */
async function readConfiguration(request: S3Request): Promise<DefaultRetention | undefined> {
  const document = await requireDocument(request, ROOT)
  const isEnabled = xmlText(document, 'ObjectLockEnabled')?.trim() === 'Enabled'
  if (!isEnabled || xmlChildren(document, 'Rule').length > 1) throw new S3Error('MalformedXML')
  const rule = xmlChild(document, 'Rule')
  if (rule === undefined) return undefined
  const retention = xmlChild(rule, 'DefaultRetention')
  if (retention === undefined) throw new S3Error('MalformedXML')
  return readDefaultRetention(retention)
}

function readDefaultRetention(element: XmlElement): DefaultRetention {
  const mode = parseMode(xmlText(element, 'Mode')?.trim() ?? '')
  const days = xmlText(element, 'Days')?.trim()
  const years = xmlText(element, 'Years')?.trim()
  if (mode === undefined || (days === undefined) === (years === undefined)) {
    throw new S3Error('MalformedXML')
  }
  if (days !== undefined) return { mode, days: readPeriod('Days', days, DAYS_MAX) }
  return { mode, years: readPeriod('Years', years ?? '', YEARS_MAX) }
}

/**
 * Differs from S3: AWS says InvalidArgument to a period that is not positive; radosgw, and the public
 * conformance suite with it, InvalidRetentionPeriod.
 */
function readPeriod(name: string, text: string, max: number): number {
  if (!/^-?\d{1,10}$/.test(text)) throw new S3Error('MalformedXML')
  const value = Number(text)
  if (value <= 0) throw new S3Error('InvalidRetentionPeriod')
  if (value > max) throw invalidArgument(name, text, 'Default retention period too large.')
  return value
}
