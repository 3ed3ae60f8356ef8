/** Prometheus metrics of the jobs, in the registry of the main thread, where they run. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { JobCounts } from './job.ts'

export interface JobMetrics {
  stepped(
    job: string,
    step: { readonly outcome: 'done' | 'failed' | 'more'; readonly durationMs: number },
  ): void
  counted(job: string, done: Partial<JobCounts>): void
  /** Tasks that have their turns. */
  waiting(job: string, tasks: number): void
}

const bucketsSeconds = [0.01, 0.1, 0.5, 1, 5, 30, 120]

export function createJobMetrics(registry: Registry): JobMetrics {
  const registers = [registry]
  const steps = new Counter({
    name: 'mallee_job_steps_total',
    help: 'Steps of background jobs, by job and what came of them.',
    labelNames: ['job', 'outcome'],
    registers,
  })
  const duration = new Histogram({
    name: 'mallee_job_step_duration_seconds',
    help: 'Time that a step of a background job takes, waiting for its pace included.',
    labelNames: ['job'],
    buckets: bucketsSeconds,
    registers,
  })
  const entries = new Counter({
    name: 'mallee_job_entries_total',
    help: 'Entries that background jobs examined, changed and failed to change.',
    labelNames: ['job', 'what'],
    registers,
  })
  const bytes = new Counter({
    name: 'mallee_job_bytes_total',
    help: 'Bytes that background jobs read or sent.',
    labelNames: ['job'],
    registers,
  })
  const tasks = new Gauge({
    name: 'mallee_job_tasks',
    help: 'Tasks of background jobs that are being worked on in turns.',
    labelNames: ['job'],
    registers,
  })
  return {
    stepped(job, { outcome, durationMs }) {
      steps.labels(job, outcome).inc()
      duration.labels(job).observe(durationMs / 1000)
    },
    counted(job, done) {
      for (const what of ['examined', 'changed', 'failed'] as const) {
        if (done[what]) entries.labels(job, what).inc(done[what])
      }
      if (done.bytes) bytes.labels(job).inc(done.bytes)
    },
    waiting: (job, count) => tasks.labels(job).set(count),
  }
}
