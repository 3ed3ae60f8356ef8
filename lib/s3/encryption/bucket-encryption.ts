/**
 * The encryption configuration of a bucket: what is done to objects for which nobody asked anything,
 * and what nobody may ask for.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionRule.html
 */
import { type XmlElement, type XmlNode, xmlChild, xmlText } from '../../http/xml.ts'
import { S3Error } from '../errors.ts'

export type BucketEncryption = {
  readonly default: {
    readonly mode: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
    /** As it was given: an ARN, an id or an alias. Absent: the account's own S3 key. */
    readonly keyReference?: string
  }
  readonly usesBucketKey: boolean
  /** True: objects under customers' keys are refused. Absent: nothing was said of it. */
  readonly blocksCustomerKeys?: boolean
}

const KEY_REFERENCE_LENGTH_MAX = 2048

/** Throws MalformedXML and InvalidArgument. */
export function readBucketEncryption(document: XmlElement): BucketEncryption {
  const rules = document.children.filter(({ name }) => name === 'Rule')
  const [rule] = rules
  if (rule === undefined || rules.length !== 1 || document.children.length !== 1) {
    throw new S3Error('MalformedXML')
  }
  const apply = xmlChild(rule, 'ApplyServerSideEncryptionByDefault')
  const blocked = readBlocked(xmlChild(rule, 'BlockedEncryptionTypes'))
  if (apply === undefined && blocked === undefined) throw new S3Error('MalformedXML')
  return {
    default: apply === undefined ? { mode: 'AES256' } : readDefault(apply),
    usesBucketKey: readFlag(xmlText(rule, 'BucketKeyEnabled')),
    ...(blocked !== undefined && { blocksCustomerKeys: blocked }),
  }
}

function readDefault(apply: XmlElement): BucketEncryption['default'] {
  const mode = xmlText(apply, 'SSEAlgorithm')?.trim()
  const keyReference = xmlText(apply, 'KMSMasterKeyID')?.trim()
  if (mode !== 'AES256' && mode !== 'aws:kms' && mode !== 'aws:kms:dsse') {
    throw new S3Error('MalformedXML')
  }
  if (keyReference === undefined || keyReference === '') return { mode }
  if (mode === 'AES256' || keyReference.length > KEY_REFERENCE_LENGTH_MAX) {
    throw new S3Error(
      'InvalidArgument',
      {},
      {
        message:
          'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      },
    )
  }
  return { mode, keyReference }
}

function readBlocked(element: XmlElement | undefined): boolean | undefined {
  if (element === undefined) return undefined
  const types = element.children.map(child =>
    child.name === 'EncryptionType' ? child.text.trim() : '',
  )
  if (types.length === 1 && types[0] === 'SSE-C') return true
  if (types.length === 1 && types[0] === 'NONE') return false
  throw new S3Error('MalformedXML')
}

function readFlag(text: string | undefined): boolean {
  switch (text?.trim().toLowerCase()) {
    case 'true':
      return true
    case 'false':
    case undefined:
      return false
    default:
      throw new S3Error('MalformedXML')
  }
}

export function bucketEncryptionNode(encryption: BucketEncryption): XmlNode {
  const { mode, keyReference } = encryption.default
  const { blocksCustomerKeys } = encryption
  return {
    Rule: {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: mode, KMSMasterKeyID: keyReference },
      BucketKeyEnabled: encryption.usesBucketKey,
      BlockedEncryptionTypes:
        blocksCustomerKeys === undefined
          ? undefined
          : { EncryptionType: blocksCustomerKeys ? 'SSE-C' : 'NONE' },
    },
  }
}
