/**
 * How often an event was tried, on stable storage: a crash neither forgets what failed nor counts as
 * a failure, unless it comes again and again with the same event.
 */
import type { Storage } from '../../../storage/storage.ts'
import type { HookName } from './hooks.ts'

export type EventTries = {
  /** That failed. */
  readonly failures: number
  /** That a crash of the server broke off. */
  readonly interruptions: number
  readonly notBeforeMs: number
}

export const NO_TRIES: EventTries = { failures: 0, interruptions: 0, notBeforeMs: 0 }

export interface Tries {
  /** Of all events of a hook that were tried in vain, by their ids. */
  load(hook: HookName): Promise<Map<string, EventTries>>
  set(hook: HookName, eventId: string, tries: EventTries | undefined): Promise<void>
  /** For a name that `referenceOf` made. */
  noteInterruption(reference: string): Promise<void>
  removeAll(hook: HookName): Promise<void>
}

export function createTries(storage: Pick<Storage, 'documents'>): Tries {
  const documents = storage.documents<EventTries>('hook-tries')
  return {
    async load(hook) {
      const prefix = referenceOf(hook, '')
      const found = new Map<string, EventTries>()
      for await (const [id, tries] of documents.list({ prefix })) {
        found.set(id.slice(prefix.length), tries)
      }
      return found
    },
    async set(hook, eventId, tries) {
      await documents.update(referenceOf(hook, eventId), () => tries)
    },
    async noteInterruption(reference) {
      await documents.update(reference, (current = NO_TRIES) => ({
        ...current,
        interruptions: current.interruptions + 1,
      }))
    },
    async removeAll(hook) {
      const ids: string[] = []
      for await (const [id] of documents.list({ prefix: referenceOf(hook, '') })) ids.push(id)
      for (const id of ids) await documents.update(id, () => undefined)
    },
  }
}

export function referenceOf({ accountId, name }: HookName, eventId: string): string {
  return `${accountId}/${name}/${eventId}`
}
