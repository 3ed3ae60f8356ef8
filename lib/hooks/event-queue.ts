/** The queues of hooks in storage, as S3's notifications fill them. */
import type { Storage } from '../../storage/storage.ts'
import type { HookEvents } from '../compute/hooks/ports.ts'
import { hookOfQueue, hookQueueName, hookQueuesPrefix } from '../s3/notification/hook-arn.ts'
import type { NotificationEvent } from '../s3/notification/queued-event.ts'

export function createHookEvents(storage: Pick<Storage, 'queue' | 'queueNames'>): HookEvents {
  const queueOf = (hook: Parameters<typeof hookQueueName>[0]) =>
    storage.queue<NotificationEvent>(hookQueueName(hook))
  return {
    async *waiting() {
      for await (const name of storage.queueNames({ prefix: hookQueuesPrefix, after: '' })) {
        yield hookOfQueue(name)
      }
    },
    async read(hook, options) {
      const entries = await queueOf(hook).read(options)
      return entries.map(({ id, event }) => ({ id, ...event, depth: event.depth ?? 0 }))
    },
    acknowledge: (hook, ids) => queueOf(hook).acknowledge(ids),
    size: hook => queueOf(hook).size(),
    add: (hook, { line, atMs, depth, message }) =>
      queueOf(hook).add([{ line, atMs, message, ...(depth > 0 && { depth }) }]),
  }
}
