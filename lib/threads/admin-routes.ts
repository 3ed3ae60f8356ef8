/** What the admin interface tells and sets of S3, from whichever thread it is asked. */
import type { Storage } from '../../storage/storage.ts'
import type { AdminRoute } from '../admin/app.ts'
import { AdminError } from '../admin/json-app.ts'
import { TaskStates } from '../s3/jobs/task-states.ts'

const TASKS_PAGE = 200

export function createAdminRoutes(storage: Storage): Readonly<Record<string, AdminRoute>> {
  const states = new TaskStates(storage)
  return {
    'GET /_/admin/jobs': async ({ query }) => {
      const after = query.get('after') ?? ''
      if (!after.isWellFormed()) throw new AdminError(400, 'invalid-request', 'after is malformed')
      const tasks = await states.list({ after, limit: TASKS_PAGE })
      const last = tasks.at(-1)
      const isTruncated = tasks.length === TASKS_PAGE && last !== undefined
      return { tasks, ...(isTruncated && { next: `${last.job}/${last.task}` }) }
    },
  }
}
