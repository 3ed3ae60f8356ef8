/** Starts the background jobs, in the main thread. */
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { HttpMetrics } from '../http/metrics.ts'
import type { Accounts } from '../iam/account.ts'
import type { Logger } from '../log.ts'
import type { OpenEncryption } from '../s3/encryption/open-encryption.ts'
import { createJobs } from '../s3/jobs/jobs.ts'
import { createJobMetrics } from '../s3/jobs/metrics.ts'
import { createPace } from '../s3/jobs/pace.ts'
import { JobRunner } from '../s3/jobs/runner.ts'
import { createNotificationJob } from '../s3/notification/delivery.ts'
import { openSender } from '../s3/notification/destinations/types.ts'
import { createQueueBoundJobs } from '../s3/notification/queue-bound.ts'
import { createReplicationJobs } from '../s3/replication/replication-jobs.ts'

export function startJobs(options: {
  readonly config: Config
  readonly keys: OpenEncryption
  readonly accounts: Accounts
  readonly metrics: HttpMetrics
  readonly log: Logger
}): AsyncDisposable {
  const { config, keys, metrics, log } = options
  const wait = async (milliseconds: number, signal: AbortSignal) => {
    await sleep(milliseconds, undefined, { signal })
  }
  const notification = createNotificationJob({
    destinations: config.destinations,
    openSender,
    log,
    random: Math.random,
    retentionMs: config.eventRetentionHours * HOUR_MS,
  })
  const replication = createReplicationJobs({
    encryption: keys.encryption,
    accounts: options.accounts,
    endpoints: config.replicationEndpoints,
    region: config.region,
    destinations: config.destinations,
    log,
    random: Math.random,
  })
  const runner = new JobRunner({
    storage: keys.storage,
    jobs: createJobs({
      ...keys,
      accounts: options.accounts,
      dayMs: config.dayLengthSeconds * 1000,
      notification: notification.job,
      queueBounds: createQueueBoundJobs({ queuedMax: config.eventsQueuedMax, log }),
      replication: replication.jobs,
      region: config.region,
      destinations: config.destinations,
    }),
    clock: systemClock,
    log,
    metrics: createJobMetrics(metrics.registry),
    createPace: signal =>
      createPace({
        requestsPerSecond: config.jobsRequestsMax,
        bytesPerSecond: config.jobsBandwidthMax * 1024 * 1024,
        now: () => performance.now(),
        wait: milliseconds => wait(milliseconds, signal),
      }),
    wait,
  })
  runner.start()
  const parts = new AsyncDisposableStack()
  // The runner ends first: then nobody sends any more.
  parts.use(notification)
  parts.use(replication)
  parts.use(runner)
  return parts
}

const HOUR_MS = 3_600_000
