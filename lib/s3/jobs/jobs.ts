/** Every job that runs. How to add one: see job.ts. */
import type { Job } from './job.ts'

export interface JobsOptions {
  /** 86 400 000, unless days are shortened for tests. */
  readonly dayMs: number
  readonly notification: Job
}

export function createJobs({ notification }: JobsOptions): readonly Job[] {
  return [notification]
}
