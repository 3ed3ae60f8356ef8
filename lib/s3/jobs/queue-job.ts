/** Jobs that work off durable queues. A task is a queue, by the rest of its name after `<job>/`. */
import type { Json, QueueEntry } from '../../../storage/storage.ts'
import type { Job, JobStep, TaskFailure } from './job.ts'

export interface QueueJobOptions<Event extends Json> {
  readonly name: string
  readonly lookEveryMs: number
  /** Queues that are worked off at once. */
  readonly concurrency: number
  /** Entries in one step: 100 by default. */
  readonly pageSize?: number
  /** Does what the entries ask for; what it throws is tried again with all of them. */
  deliver(entries: readonly QueueEntry<Event>[], step: JobStep): Promise<Delivery<Event>>
}

export interface Delivery<Event extends Json> {
  /** Ids of what is dealt with, one way or the other. */
  readonly acknowledged: readonly string[]
  /** Where not all is: when to try the rest again. At once where it is absent. */
  readonly notBeforeMs?: number
  /** They go to the end of the queue, before what is acknowledged leaves it. */
  readonly requeued?: readonly Event[]
  /** See StepResult. */
  readonly failure?: TaskFailure
}

const PAGE_SIZE = 100

export function queueJob<Event extends Json>(options: QueueJobOptions<Event>): Job {
  const { name, lookEveryMs, concurrency, pageSize = PAGE_SIZE } = options
  const prefix = `${name}/`
  return {
    name,
    lookEveryMs,
    concurrency,
    keepsFinished: false,

    async *findTasks({ storage }) {
      for await (const queue of storage.queueNames({ prefix, after: '' })) {
        yield queue.slice(prefix.length)
      }
    },

    async step(step) {
      const queue = step.storage.queue<Event>(prefix + step.taskId)
      // From the start each time: an entry may come in before those that were seen already.
      const entries = await queue.read({ after: '', limit: pageSize })
      if (entries.length === 0) return 'done'
      await step.pace.take({ requests: entries.length })
      const delivery = await options.deliver(entries, step)
      const { acknowledged, requeued = [], notBeforeMs, failure } = delivery
      if (requeued.length > 0) await queue.add(requeued)
      await queue.acknowledge(acknowledged)
      step.count({ examined: entries.length, changed: acknowledged.length })
      return {
        cursor: undefined,
        ...(notBeforeMs !== undefined && { notBeforeMs }),
        ...(failure !== undefined && { failure }),
      }
    },
  }
}
