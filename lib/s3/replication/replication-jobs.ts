/** The jobs of replication, with what they need to reach destinations here and elsewhere. */
import { readFile } from 'node:fs/promises'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Accounts } from '../../iam/account.ts'
import { createChecksums } from '../checksums/checksum.ts'
import type { Encryption } from '../encryption/encryption.ts'
import type { Job } from '../jobs/job.ts'
import type { Destination } from '../notification/destinations/destination.ts'
import { storageForService } from '../notification/operation-events.ts'
import { createDeliveryJob, type TargetPlace } from './delivery.ts'
import { findEndpoint, type ReplicationEndpoint } from './endpoints.ts'
import { createExistingObjectsJob } from './existing-objects.ts'
import { destinationOf } from './rules.ts'
import { createLocalTarget } from './targets/local-target.ts'
import { createRemoteTarget } from './targets/remote-target.ts'
import { createS3Client, type S3Client, type S3Credentials } from './targets/s3-client.ts'
import { ReplicaRefusal, type ReplicaTarget } from './targets/target.ts'

export interface ReplicationOptions {
  readonly encryption: Encryption
  readonly accounts: Accounts
  readonly endpoints: readonly ReplicationEndpoint[]
  readonly region: string
  /** To which notifications are sent, where a bucket asks for them. */
  readonly destinations: readonly Destination[]
  readonly log: Logger
  /** 0 up to 1, for delays. */
  readonly random: () => number
}

export interface ReplicationJobs extends AsyncDisposable {
  readonly jobs: readonly Job[]
}

export function createReplicationJobs(options: ReplicationOptions): ReplicationJobs {
  const clients = new Map<string, S3Client>()
  const checksums = createChecksums()

  function clientOf(endpoint: ReplicationEndpoint): S3Client {
    const known = clients.get(endpoint.name)
    if (known !== undefined) return known
    const credentials = () => readCredentials(endpoint)
    const client = createS3Client({ ...endpoint, credentials })
    clients.set(endpoint.name, client)
    return client
  }

  async function openTarget({ step, source, rule }: TargetPlace): Promise<ReplicaTarget> {
    const bucketName = destinationOf(rule)
    const { accounts, endpoints, region, destinations, encryption } = options
    const endpoint = findEndpoint(endpoints, { bucketName, accountId: source.ownerId })
    if (endpoint !== undefined) {
      return createRemoteTarget({ client: clientOf(endpoint), bucketName, signal: step.signal })
    }
    const target = await step.storage.getBucket(bucketName)
    const { Account: account } = rule.Destination
    if (target === undefined) throw new ReplicaRefusal(`there is no bucket ${bucketName}`)
    if (target.versioning !== 'enabled') throw new ReplicaRefusal(`${bucketName} is not versioned`)
    if (target.id === source.id) throw new ReplicaRefusal(`${bucketName} is the source itself`)
    if (account !== undefined && account !== target.ownerId) {
      throw new ReplicaRefusal(`${bucketName} does not belong to ${account}`)
    }
    const owners = {
      source: await accounts.findAccount(source.ownerId),
      target: await accounts.findAccount(target.ownerId),
    }
    if (!owners.source || !owners.target) throw new ReplicaRefusal('an account is gone')
    const storage = storageForService(step.storage, {
      bucket: target,
      names: {
        put: 's3:ObjectCreated:Put',
        complete: 's3:ObjectCreated:CompleteMultipartUpload',
        mark: 's3:ObjectRemoved:DeleteMarkerCreated',
      },
      region,
      nowMs: step.nowMs(),
      destinations,
    })
    return createLocalTarget({
      storage,
      encryption,
      checksums,
      source,
      target,
      owners: { source: owners.source, target: owners.target },
    })
  }

  const delivery = createDeliveryJob({
    ...options,
    openTarget,
    telling(storage, { bucket, update, nowMs }) {
      const { region, destinations } = options
      if (update.length === 0) return storage
      return storageForService(storage, { bucket, names: { update }, region, nowMs, destinations })
    },
  })
  return {
    jobs: [delivery, createExistingObjectsJob()],
    async [Symbol.asyncDispose]() {
      for (const client of clients.values()) client.close()
    },
  }
}

const credentialsSchema = z.object({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
})

/** A file is read again each time: keys that are changed there need no restart. */
async function readCredentials(endpoint: ReplicationEndpoint): Promise<S3Credentials> {
  const { accessKeyId, secretAccessKey, credentialsFile } = endpoint
  if (credentialsFile === undefined)
    return credentialsSchema.parse({ accessKeyId, secretAccessKey })
  return credentialsSchema.parse(JSON.parse(await readFile(credentialsFile, 'utf8')))
}
