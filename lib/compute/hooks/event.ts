/** What hooks read out of an event, and what they call what comes of it. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Hook } from './hooks.ts'
import type { ObjectName, WaitingEvent } from './ports.ts'

const message = z.object({
  Records: z
    .array(
      z.object({
        eventName: z.string(),
        s3: z.object({
          bucket: z.object({ name: z.string() }),
          object: z.object({ key: z.string(), versionId: z.string().optional() }),
        }),
      }),
    )
    .length(1),
})

export interface EventFacts {
  /** `ObjectCreated:Put`; of a call by hand, `Invoked`. */
  readonly eventName: string
  /** What it is about, also where that is gone. */
  readonly subject?: ObjectName
  /** Whether there is something to read. */
  readonly hasInput: boolean
}

export const INVOKED = 'Invoked'

/** A message that is none of S3's comes from a call by hand, about no object. */
export function readEvent({ message: value }: WaitingEvent): EventFacts {
  const result = message.safeParse(value)
  const record = result.data?.Records[0]
  if (record === undefined) return { eventName: INVOKED, hasInput: false }
  const { eventName, s3 } = record
  const { key, versionId } = s3.object
  const subject = { bucket: s3.bucket.name, key: decodeKey(key), ...(versionId && { versionId }) }
  const isGone = /^(?:ObjectRemoved|LifecycleExpiration|ObjectRestore:Delete)/.test(eventName)
  return { eventName, subject, hasInput: !isGone }
}

/** In events keys are encoded as forms are. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '))
}

/** The same for every try, unlike that of any other event; in the order of time for one key. */
export function eventId(hook: Pick<Hook, 'name'>, event: WaitingEvent): string {
  const { eventName } = readEvent(event)
  const facts = [hook.name, event.line, eventName, event.atMs]
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex')
  return `${event.atMs.toString(16).padStart(11, '0')}-${hash.slice(0, 12)}`
}

const PREFIX_BYTES_MAX = 700

/** Where the outputs of one event go: of its key, and of itself. A long key is told by its hash. */
export function outputPrefix(hook: Hook, event: WaitingEvent): string {
  const { subject } = readEvent(event)
  const id = eventId(hook, event)
  if (subject === undefined) return `${hook.outputPrefix}by-hand/${id}/`
  const readable = `${hook.outputPrefix}${subject.key}/${id}/`
  if (Buffer.byteLength(readable) <= PREFIX_BYTES_MAX) return readable
  const hash = createHash('sha256').update(subject.key).digest('hex')
  return `${hook.outputPrefix}${hash}/${id}/`
}
