/**
 * The job that keeps the queues of events from growing without end while a destination takes nothing:
 * of what is over the bound the oldest is given up, which the log and the job's metrics tell.
 */
import type { Logger } from 'pino'
import type { Job } from '../jobs/job.ts'
import { hookQueuesPrefix } from './hook-arn.ts'
import { JOB_NAME, type NotificationEvent } from './queued-event.ts'

const LOOK_EVERY_MS = 5_000
const PAGE_SIZE = 1000

export interface QueueBoundOptions {
  /** Events of one account for one destination or hook. */
  readonly queuedMax: number
  readonly log: Logger
}

/** One for destinations, one for hooks. */
export function createQueueBoundJobs(options: QueueBoundOptions): readonly Job[] {
  return [
    createQueueBoundJob('notification-bound', `${JOB_NAME}/`, options),
    createQueueBoundJob('hook-bound', hookQueuesPrefix, options),
  ]
}

function createQueueBoundJob(
  name: string,
  prefix: string,
  { queuedMax, log }: QueueBoundOptions,
): Job {
  return {
    name,
    lookEveryMs: LOOK_EVERY_MS,
    keepsFinished: false,

    async *findTasks({ storage }) {
      for await (const queue of storage.queueNames({ prefix, after: '' })) {
        if ((await storage.queue(queue).size()) > queuedMax) yield queue.slice(prefix.length)
      }
    },

    async step({ storage, taskId, pace, count }) {
      const queue = storage.queue<NotificationEvent>(prefix + taskId)
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
