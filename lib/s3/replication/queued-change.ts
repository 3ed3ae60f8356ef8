/** Changes as they wait for their replication. */

export const JOB_NAME = 'replication'

export type QueuedChange = {
  readonly kind: 'marker' | 'version'
  readonly key: string
  readonly versionId: string
  readonly atMs: number
  /** It was there before the rule: it must not hide what went over since. */
  readonly isExisting?: true
}

export interface ReplicationTask {
  readonly bucketName: string
  readonly bucketId: string
  /** The destination's bucket. */
  readonly destination: string
}

/** One for each bucket and destination: no destination waits for another. */
export function queueName(task: ReplicationTask): string {
  return `${JOB_NAME}/${task.bucketName}/${task.bucketId}/${task.destination}`
}

/** The task's name is the rest of its queue's. */
export function parseTask(taskId: string): ReplicationTask {
  const [bucketName = '', bucketId = '', destination = ''] = taskId.split('/')
  return { bucketName, bucketId, destination }
}
