/**
 * <BucketLoggingStatus>: where the log of a bucket's requests is delivered.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_BucketLoggingStatus.html
 */
import { type XmlElement, type XmlNode, xmlChild } from '../../http/xml.ts'
import { type AclRequest, readGrants } from '../access/acl-request.ts'
import type { Acl } from '../access/grants.ts'
import { oneOf, optional, required, structure, text } from '../document-shape.ts'
import { S3Error } from '../errors.ts'
import type { S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'

/** Which day a partitioned key names: that of the requests, or that of the delivery. */
export type PartitionDateSource = 'DeliveryTime' | 'EventTime'

export type LoggingConfiguration = {
  readonly targetBucket: string
  /** May be empty. */
  readonly targetPrefix: string
  /** Beside the target bucket's owner, who owns the logs. Absent: nobody. */
  readonly targetGrants?: Acl
  /** Absent where it was not said, which means `simple`. */
  readonly keyFormat?: 'partitioned' | 'simple'
  readonly dateSource?: PartitionDateSource
}

/** Grants are resolved by whoever knows the accounts. `undefined`: no logging. */
export type RequestedLogging = Omit<LoggingConfiguration, 'targetGrants'> & {
  readonly grants?: AclRequest
}

const anything = (element: XmlElement) => element

const statusShape = structure({
  LoggingEnabled: optional(
    structure({
      TargetBucket: required(text),
      TargetPrefix: required(text),
      TargetGrants: optional(anything),
      TargetObjectKeyFormat: optional(
        structure({
          SimplePrefix: optional(structure({})),
          PartitionedPrefix: optional(
            structure({ PartitionDateSource: optional(oneOf('DeliveryTime', 'EventTime')) }),
          ),
        }),
      ),
    }),
  ),
})

/** The body of PutBucketLogging; throws MalformedXML and MalformedACLError. */
export async function readLogging(request: S3Request): Promise<RequestedLogging | undefined> {
  const status = statusShape(await requireDocument(request, 'BucketLoggingStatus'))
  const enabled = status.LoggingEnabled
  if (enabled === undefined) return undefined
  const { TargetGrants: grants, TargetObjectKeyFormat: format } = enabled
  const isPartitioned = format?.PartitionedPrefix !== undefined
  if (format !== undefined && isPartitioned === (format.SimplePrefix !== undefined)) {
    throw new S3Error('MalformedXML')
  }
  const dateSource = format?.PartitionedPrefix?.PartitionDateSource
  return {
    targetBucket: enabled.TargetBucket,
    targetPrefix: enabled.TargetPrefix,
    ...(format && { keyFormat: isPartitioned ? 'partitioned' : 'simple' }),
    ...(dateSource && { dateSource }),
    ...(grants && { grants: { grants: readLogGrants(grants), ownerId: undefined } }),
  }
}

function readLogGrants(element: XmlElement) {
  const grants = readGrants(element)
  const isOther = grants.some(({ permission }) => permission.endsWith('_ACP'))
  if (isOther || element.children.some(grant => xmlChild(grant, 'Grantee') === undefined)) {
    throw new S3Error('MalformedXML')
  }
  return grants
}

/** What GetBucketLogging shows. */
export function loggingNode(
  logging: LoggingConfiguration | undefined,
  grants: readonly XmlNode[],
): XmlNode {
  if (logging === undefined) return {}
  const { targetBucket, targetPrefix, keyFormat, dateSource } = logging
  return {
    LoggingEnabled: {
      TargetBucket: targetBucket,
      TargetGrants: grants.length === 0 ? undefined : { Grant: grants },
      TargetPrefix: targetPrefix,
      TargetObjectKeyFormat:
        keyFormat === undefined
          ? undefined
          : keyFormat === 'simple'
            ? { SimplePrefix: {} }
            : { PartitionedPrefix: { PartitionDateSource: dateSource } },
    },
  }
}
