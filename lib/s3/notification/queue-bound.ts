/**
 * The job that keeps the queues of events from growing without end while a destination takes nothing:
 * of what is over the bound the oldest is given up, which the log and the job's metrics tell.
 */
import type { Logger } from 'pino'
import type { Job } from '../jobs/job.ts'
import { JOB_NAME, type NotificationEvent } from './queued-event.ts'

const LOOK_EVERY_MS = 5_000
const PAGE_SIZE = 1000
const PREFIX = `${JOB_NAME}/`

export function createQueueBoundJob(options: {
  /** Events of one account for one destination. */
  readonly queuedMax: number
  readonly log: Logger
}): Job {
  const { queuedMax, log } = options
  return {
    name: 'notification-bound',
    lookEveryMs: LOOK_EVERY_MS,
    keepsFinished: false,

    async *findTasks({ storage }) {
      for await (const name of storage.queueNames({ prefix: PREFIX, after: '' })) {
        if ((await storage.queue(name).size()) > queuedMax) yield name.slice(PREFIX.length)
      }
    },

    async step({ storage, taskId, pace, count }) {
      const queue = storage.queue<NotificationEvent>(PREFIX + taskId)
      const over = (await queue.size()) - queuedMax
      if (over <= 0) return 'done'
      // One commit in each shard, however many they are.
      await pace.take({ requests: 1 })
      const oldest = await queue.read({ after: '', limit: Math.min(over, PAGE_SIZE) })
      await queue.acknowledge(oldest.map(({ id }) => id))
      count({ examined: oldest.length, failed: oldest.length })
      const events = oldest.length
      log.warn({ queue: taskId, events, queuedMax }, 'events were given up, too many are queued')
      return { cursor: undefined }
    },
  }
}
