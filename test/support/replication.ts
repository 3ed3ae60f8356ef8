/** Replication for tests: rules as clients send them, and the jobs that follow them. */
import { pino } from 'pino'
import type { Destination } from '../../lib/s3/notification/destinations/destination.ts'
import type { ReplicationEndpoint } from '../../lib/s3/replication/endpoints.ts'
import { createReplicationJobs } from '../../lib/s3/replication/replication-jobs.ts'
import { createTestRunner } from './jobs.ts'
import { putDocument } from './s3-documents.ts'
import type { RawResponse, S3Server } from './s3-server.ts'

export const ROLE = 'arn:aws:iam::000000000000:role/replication'

export interface TestRule {
  readonly to: string
  readonly id?: string
  readonly priority?: number
  /** Inside of <Filter>. */
  readonly filter?: string
  readonly markers?: 'Disabled' | 'Enabled'
  /** Further elements of the rule, and of its destination. */
  readonly extra?: string
  readonly destination?: string
}

export function ruleXml(rule: TestRule): string {
  const { to, id, priority = 1, filter = '', markers = 'Enabled' } = rule
  return (
    `<Rule>${id === undefined ? '' : `<ID>${id}</ID>`}<Status>Enabled</Status>` +
    `<Priority>${priority}</Priority><Filter>${filter}</Filter>` +
    `<DeleteMarkerReplication><Status>${markers}</Status></DeleteMarkerReplication>` +
    `${rule.extra ?? ''}<Destination><Bucket>arn:aws:s3:::${to}</Bucket>` +
    `${rule.destination ?? ''}</Destination></Rule>`
  )
}

export function replicationXml(rules: string): string {
  return `<ReplicationConfiguration><Role>${ROLE}</Role>${rules}</ReplicationConfiguration>`
}

export function putRules(
  s3: S3Server,
  bucket: string,
  rules: readonly TestRule[],
): Promise<RawResponse> {
  return putDocument(s3, `/${bucket}?replication`, replicationXml(rules.map(ruleXml).join('')))
}

/** Does all that is to do now, once; what fails waits for the next call. */
export async function replicate(
  s3: S3Server,
  options: {
    readonly endpoints?: readonly ReplicationEndpoint[]
    readonly destinations?: readonly Destination[]
  } = {},
): Promise<void> {
  await using replication = createReplicationJobs({
    encryption: s3.keys.encryption,
    accounts: s3.accounts,
    endpoints: options.endpoints ?? [],
    region: 'us-east-1',
    destinations: options.destinations ?? [],
    log: pino({ level: 'silent' }),
    random: () => 0,
  })
  // What is there already is queued first, and then goes over.
  await createTestRunner(s3.keys.storage, replication.jobs.toReversed()).runOnce()
}

/** Of a version, as HEAD tells it. */
export async function statusOf(s3: S3Server, path: string): Promise<string | undefined> {
  const { headers } = await s3.send({ method: 'HEAD', path })
  return headers['x-amz-replication-status']
}

export async function makeVersioned(s3: S3Server, ...buckets: readonly string[]): Promise<void> {
  for (const name of buckets) {
    await s3.storage.createBucket(name, { ownerId: s3.owner.accountId, versioning: 'enabled' })
  }
}
