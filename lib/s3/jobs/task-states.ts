/** What is known of tasks, on stable storage: under `<job>/<task>`, one record each. */
import type { Documents, Storage } from '../../../storage/storage.ts'
import type { Job, TaskState } from './job.ts'

export class TaskStates {
  readonly #documents: Documents<TaskState>

  constructor(storage: Storage) {
    this.#documents = storage.documents<TaskState>('jobs')
  }

  get(job: Pick<Job, 'name'>, taskId: string): Promise<TaskState | undefined> {
    return this.#documents.get(idOf(job, taskId))
  }

  async set(job: Pick<Job, 'name'>, taskId: string, state: TaskState | undefined): Promise<void> {
    await this.#documents.update(idOf(job, taskId), () => state)
  }

  async *tasks(job: Pick<Job, 'name'>): AsyncGenerator<string> {
    const prefix = idOf(job, '')
    for await (const [id] of this.#documents.list({ prefix })) yield id.slice(prefix.length)
  }

  /** A page of all jobs' tasks, for people. */
  async list(options: { after: string; limit: number }): Promise<readonly ListedTask[]> {
    const listed: ListedTask[] = []
    for await (const [id, state] of this.#documents.list(options)) {
      const slash = id.indexOf('/')
      listed.push({ job: id.slice(0, slash), task: id.slice(slash + 1), state })
    }
    return listed
  }
}

export interface ListedTask {
  readonly job: string
  readonly task: string
  readonly state: TaskState
}

function idOf(job: Pick<Job, 'name'>, taskId: string): string {
  return `${job.name}/${taskId}`
}
