/** The kinds of configurations of which a bucket has many, each under an id of its own. */
import type { Json } from '../../../storage/storage.ts'
import {
  flag,
  integer,
  oneOf,
  optional,
  repeated,
  repeatedOnce,
  required,
  type Shape,
  type ShapeOf,
  structure,
  text,
} from '../document-shape.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import { checkFilter, metricsFilterShape, objectFilterShape } from './object-filter.ts'

/** As XML shows it. */
export type NamedConfiguration = { readonly Id: string } & { readonly [element: string]: Json }

export interface ConfigurationKind {
  /** In the names of operations: `Analytics` of `GetBucketAnalyticsConfiguration`. */
  readonly name: string
  /** The sub-resource. */
  readonly query: string
  /** `s3:Get…` and `s3:Put…` go before it. */
  readonly action: string
  /** The root of a configuration. */
  readonly root: string
  /** The root of a listing. */
  readonly listRoot: string
  /** Throws MalformedXML and what else is wrong with a configuration. */
  readonly shape: Shape<NamedConfiguration>
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AnalyticsConfiguration.html */
const analyticsShape = structure({
  Id: required(text),
  Filter: optional(objectFilterShape),
  StorageClassAnalysis: required(
    structure({
      DataExport: optional(
        structure({
          OutputSchemaVersion: required(oneOf('V_1')),
          Destination: required(
            structure({
              S3BucketDestination: required(
                structure({
                  Format: required(oneOf('CSV')),
                  BucketAccountId: optional(text),
                  Bucket: required(text),
                  Prefix: optional(text),
                }),
              ),
            }),
          ),
        }),
      ),
    }),
  ),
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_MetricsConfiguration.html */
const metricsShape = structure({ Id: required(text), Filter: optional(metricsFilterShape) })

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_InventoryConfiguration.html */
const inventoryShape = structure({
  Id: required(text),
  IsEnabled: required(flag),
  Filter: optional(structure({ Prefix: required(text) })),
  Destination: required(
    structure({
      S3BucketDestination: required(
        structure({
          Format: required(oneOf('CSV', 'ORC', 'Parquet')),
          AccountId: optional(text),
          Bucket: required(text),
          Prefix: optional(text),
          Encryption: optional(
            structure({
              'SSE-S3': optional(structure({})),
              'SSE-KMS': optional(structure({ KeyId: required(text) })),
            }),
          ),
        }),
      ),
    }),
  ),
  Schedule: required(structure({ Frequency: required(oneOf('Daily', 'Weekly')) })),
  IncludedObjectVersions: required(oneOf('All', 'Current')),
  OptionalFields: optional(
    structure({
      Field: repeated(
        oneOf(
          'BucketKeyStatus',
          'ChecksumAlgorithm',
          'ETag',
          'EncryptionStatus',
          'IntelligentTieringAccessTier',
          'IsMultipartUploaded',
          'LastModifiedDate',
          'LifecycleExpirationDate',
          'ObjectAccessControlList',
          'ObjectLockLegalHoldStatus',
          'ObjectLockMode',
          'ObjectLockRetainUntilDate',
          'ObjectOwner',
          'ReplicationStatus',
          'Size',
          'StorageClass',
        ),
      ),
    }),
  ),
})

export type InventoryConfiguration = ShapeOf<typeof inventoryShape>

/** What the shape above read is kept as it is. */
export function readInventory(configuration: NamedConfiguration): InventoryConfiguration {
  return configuration as InventoryConfiguration
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_IntelligentTieringConfiguration.html */
const tieringShape = structure({
  Id: required(text),
  Filter: optional(objectFilterShape),
  Status: required(oneOf('Enabled', 'Disabled')),
  Tiering: repeatedOnce(
    structure({
      AccessTier: required(oneOf('ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS')),
      Days: required(integer),
    }),
  ),
})

/**
 * What such a configuration asks for, other than inventory, is about costs and storage classes that
 * local disks do not have: they are kept and given back, so that tools find the state they made.
 */
export const analytics: ConfigurationKind = {
  name: 'Analytics',
  query: 'analytics',
  action: 'AnalyticsConfiguration',
  root: 'AnalyticsConfiguration',
  listRoot: 'ListBucketAnalyticsConfigurationsResult',
  shape(element) {
    const configuration = analyticsShape(element)
    checkFilter(configuration.Filter)
    const { DataExport: dataExport } = configuration.StorageClassAnalysis
    if (dataExport) checkDestination(dataExport.Destination.S3BucketDestination.Bucket)
    return configuration
  },
}

export const metrics: ConfigurationKind = {
  name: 'Metrics',
  query: 'metrics',
  action: 'MetricsConfiguration',
  root: 'MetricsConfiguration',
  listRoot: 'ListMetricsConfigurationsResult',
  shape(element) {
    const configuration = metricsShape(element)
    checkFilter(configuration.Filter)
    return configuration
  },
}

export const inventory: ConfigurationKind = {
  name: 'Inventory',
  query: 'inventory',
  action: 'InventoryConfiguration',
  root: 'InventoryConfiguration',
  listRoot: 'ListInventoryConfigurationsResult',
  shape(element) {
    const configuration = inventoryShape(element)
    const destination = configuration.Destination.S3BucketDestination
    checkDestination(destination.Bucket)
    if (destination.Format !== 'CSV') {
      const message = `Inventory reports in ${destination.Format} are not implemented: use CSV`
      throw new S3Error('NotImplemented', {}, { message })
    }
    return configuration
  },
}

export const intelligentTiering: ConfigurationKind = {
  name: 'IntelligentTiering',
  query: 'intelligent-tiering',
  action: 'IntelligentTieringConfiguration',
  root: 'IntelligentTieringConfiguration',
  listRoot: 'ListIntelligentTieringConfigurationsResult',
  shape(element) {
    const configuration = tieringShape(element)
    checkFilter(configuration.Filter)
    const tiers = new Set(configuration.Tiering.map(tiering => tiering.AccessTier))
    if (tiers.size < configuration.Tiering.length) throw new S3Error('MalformedXML')
    for (const { AccessTier: tier, Days: days } of configuration.Tiering) {
      if (days < DAYS_MIN[tier] || days > DAYS_MAX) {
        const message = `Days for ${tier} must be between ${DAYS_MIN[tier]} and ${DAYS_MAX}`
        throw invalidArgument('Days', String(days), message)
      }
    }
    return configuration
  },
}

const DAYS_MIN = { ARCHIVE_ACCESS: 90, DEEP_ARCHIVE_ACCESS: 180 } as const
const DAYS_MAX = 730

const BUCKET_ARN = /^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

function checkDestination(arn: string): void {
  if (!BUCKET_ARN.test(arn)) throw new S3Error('InvalidS3DestinationBucket')
}
