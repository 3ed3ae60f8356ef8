/** Every job that runs. How to add one: see job.ts. */
import type { Job } from './job.ts'
import { createLifecycleJob } from './lifecycle/lifecycle-job.ts'

export interface JobsOptions {
  /** 86 400 000, unless days are shortened for tests. */
  readonly dayMs: number
  readonly notification: Job
}

export function createJobs({ dayMs, notification }: JobsOptions): readonly Job[] {
  return [createLifecycleJob({ dayMs }), notification]
}
