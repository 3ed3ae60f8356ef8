/** Events as they wait for their delivery. */
import type { Json } from '../../../storage/storage.ts'

export const JOB_NAME = 'notification'

export type NotificationEvent = {
  /** What must arrive in order: the changes of one key. */
  readonly line: string
  readonly atMs: number
  /** What is sent, as JSON. */
  readonly message: Json
  /** For hooks: how many of them in a row led to the object. Absent: none. */
  readonly depth?: number
}

/** One for each destination and account, so that nobody waits for another's backlog. */
export function queueName(accountId: string, arn: string): string {
  return `${JOB_NAME}/${accountId}/${arn}`
}

/** The destination of a task of the job, which is named by the rest of its queue's name. */
export function arnOfTask(taskId: string): string {
  return taskId.slice(taskId.indexOf('/') + 1)
}
