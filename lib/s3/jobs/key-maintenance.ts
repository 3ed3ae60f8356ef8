/** What time brings to KMS keys: automatic rotation, and the end of those that wait for deletion. */
import type { Kms } from '../../kms/kms.ts'
import type { Job } from './job.ts'

const HOUR_MS = 3_600_000
const TASK = 'keys'

export function createKeyMaintenanceJob(kms: Kms): Job {
  return {
    name: 'key-maintenance',
    lookEveryMs: HOUR_MS,
    keepsFinished: true,
    async *findTasks({ state, nowMs }) {
      const last = await state(TASK)
      if (last === undefined || last.isRunning || last.startedAtMs + HOUR_MS <= nowMs()) yield TASK
    },
    async step({ pace }) {
      await pace.take({ requests: 1 })
      await kms.maintain()
      return 'done'
    },
  }
}
