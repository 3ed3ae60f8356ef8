/** The jobs' runner for tests: real, without a pace, and with waits that are over at once. */
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { type Clock, systemClock } from '../../lib/clock.ts'
import type { Job } from '../../lib/s3/jobs/job.ts'
import { createJobMetrics } from '../../lib/s3/jobs/metrics.ts'
import { JobRunner } from '../../lib/s3/jobs/runner.ts'
import type { Storage } from '../../storage/storage.ts'

export function createTestRunner(
  storage: Storage,
  jobs: readonly Job[],
  { clock = systemClock, registry = new Registry() }: { clock?: Clock; registry?: Registry } = {},
): JobRunner {
  return new JobRunner({
    storage,
    jobs,
    clock,
    log: pino({ level: 'silent' }),
    metrics: createJobMetrics(registry),
    createPace: () => ({ take: async () => {} }),
    wait: async (_milliseconds, signal) => {
      await sleep(1, undefined, { signal })
    },
  })
}
