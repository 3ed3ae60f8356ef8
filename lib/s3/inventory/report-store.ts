/**
 * Where a report is delivered, under which names, and whether it may be.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 *
 *     prefix/source/id/data/….csv.gz
 *     prefix/source/id/2026-11-22T07-15Z/manifest.json      which files, of which columns
 *     prefix/source/id/2026-11-22T07-15Z/manifest.checksum  the MD5 of manifest.json
 *     prefix/source/id/hive/dt=2026-11-22-07-15/symlink.txt
 */
import type { Body, BucketRecord, Storage } from '../../../storage/storage.ts'
import type { Account, Accounts } from '../../iam/account.ts'
import type { InventoryConfiguration } from '../configurations/kinds.ts'
import type { Encryption } from '../encryption/encryption.ts'
import type { RequestedEncryption } from '../encryption/requested.ts'
import { deliveryWord } from '../policy/service-delivery.ts'
import { storeServiceObject } from '../service-object.ts'

export interface ReportPlace {
  readonly source: BucketRecord
  readonly target: BucketRecord
  readonly owner: Account
  readonly configuration: InventoryConfiguration
}

const REPORT_SERVICE = 's3.amazonaws.com'

/** Throws where the report cannot be delivered: the message is for whoever looks at the jobs. */
export async function openPlace(
  { storage, accounts }: { readonly storage: Storage; readonly accounts: Accounts },
  source: BucketRecord,
  configuration: InventoryConfiguration,
): Promise<ReportPlace> {
  const { Bucket: arn, AccountId: accountId } = configuration.Destination.S3BucketDestination
  const name = arn.slice(arn.lastIndexOf(':') + 1)
  const target = await storage.getBucket(name)
  if (target === undefined) throw new Error(`there is no bucket ${name}`)
  if (accountId !== undefined && accountId !== target.ownerId) {
    throw new Error(`the bucket ${name} does not belong to ${accountId}`)
  }
  const owner = await accounts.findAccount(target.ownerId)
  if (owner === undefined) throw new Error(`the bucket ${name} belongs to nobody`)
  const place = { source, target, owner, configuration }
  const key = `${folderOf(place)}data/`
  const word = deliveryWord({ service: REPORT_SERVICE, source, target, key })
  const isAllowed = source.ownerId === target.ownerId ? word !== 'deny' : word === 'allow'
  if (!isAllowed) throw new Error(`the policy of ${name} does not allow ${REPORT_SERVICE}`)
  return place
}

function folderOf({ source, configuration }: ReportPlace): string {
  const { Prefix: prefix = '' } = configuration.Destination.S3BucketDestination
  const base = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
  return `${base}${source.name}/${configuration.Id}/`
}

export interface ReportKeys {
  readonly data: string
  readonly manifest: string
  readonly checksum: string
  readonly symlink: string
}

export function reportKeys(place: ReportPlace, startedAtMs: number, fileName: string): ReportKeys {
  const folder = folderOf(place)
  const [day = '', time = ''] = new Date(startedAtMs).toISOString().split('T')
  const minute = time.slice(0, 5).replace(':', '-')
  return {
    data: `${folder}data/${fileName}.csv.gz`,
    manifest: `${folder}${day}T${minute}Z/manifest.json`,
    checksum: `${folder}${day}T${minute}Z/manifest.checksum`,
    symlink: `${folder}hive/dt=${day}-${minute}/symlink.txt`,
  }
}

export async function storeReport(
  parts: { readonly storage: Storage; readonly encryption: Encryption },
  { target: bucket, owner, configuration }: ReportPlace,
  object: { readonly key: string; readonly body: Body; readonly contentType: string },
): Promise<void> {
  const requested = requestedEncryption(configuration)
  await storeServiceObject(parts, { bucket, owner, ...object, ...(requested && { requested }) })
}

function requestedEncryption({
  Destination: { S3BucketDestination: destination },
}: InventoryConfiguration): RequestedEncryption | undefined {
  const { 'SSE-KMS': kms, 'SSE-S3': server } = destination.Encryption ?? {}
  if (kms !== undefined) {
    return { mode: 'aws:kms', keyReference: kms.KeyId, context: {}, usesBucketKey: undefined }
  }
  return server === undefined ? undefined : { mode: 'AES256' }
}
