/** What hooks need of the object store, in whose protocol they do not deal. */
import type { Json } from '../../../storage/storage.ts'
import type { HookCredentials, HookLinks } from './hook-runner.ts'
import type { Hook, HookName } from './hooks.ts'

/** An event in a hook's queue. */
export interface WaitingEvent {
  /** Grows with its change's time. */
  readonly id: string
  /** Events of one line are worked on one after another: the changes of one key. */
  readonly line: string
  readonly atMs: number
  /** How many hooks in a row led to it: 0 for what a user did. */
  readonly depth: number
  /** S3's own JSON. */
  readonly message: Json
}

/** The queues of hooks, which the commits of changes feed. */
export interface HookEvents {
  /** Hooks that events wait for, whether or not they are there; the cost follows their number. */
  waiting(): AsyncIterable<HookName>
  /** Oldest first. */
  read(
    hook: HookName,
    options: { readonly after: string; readonly limit: number },
  ): Promise<readonly WaitingEvent[]>
  acknowledge(hook: HookName, ids: readonly string[]): Promise<void>
  size(hook: HookName): Promise<number>
  add(hook: HookName, event: Omit<WaitingEvent, 'id'>): Promise<void>
}

export interface ObjectName {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string
}

/** Objects of an account. */
export interface HookObjects {
  /** `undefined`: it is not there, or not the account's. */
  find(accountId: string, object: ObjectName): Promise<{ readonly sizeBytes: number } | undefined>
  /** Under the name it has, over whatever is there. Throws where it cannot be. */
  put(
    accountId: string,
    object: {
      readonly bucket: string
      readonly key: string
      readonly body: Uint8Array
      readonly contentType: string
    },
  ): Promise<void>
  /** At most so many bytes of its beginning; `undefined`: it is not there. */
  read(accountId: string, object: ObjectName, sizeBytesMax: number): Promise<Uint8Array | undefined>
}

/** The buckets that a hook listens to and writes into. */
export interface HookBuckets {
  isOwn(accountId: string, bucket: string): Promise<boolean>
  /** Has the bucket's changes told to the hook. Throws where its other rules do not allow that. */
  listen(hook: Hook & { readonly bucket: string }): Promise<void>
  /** Takes it out of all buckets of its account. */
  silence(hook: HookName): Promise<void>
  /** The message for a call by hand about an object; without one about nothing. */
  callMessage(
    hook: HookName,
    object: (ObjectName & { readonly sizeBytes: number }) | undefined,
  ): Json
}

/** What a run of a hook may do, until it is ended. */
export interface HookGrant {
  readonly invocationId: string
  readonly accountId: string
  readonly hookName: string
  /** What is given back by `begun`. */
  readonly reference: string
  /** Of what it writes. */
  readonly depth: number
  readonly eventId: string
  readonly source?: ObjectName
  readonly output: { readonly bucket: string; readonly prefix: string }
  readonly expiresAtMs: number
}

export interface HookGrants {
  begin(
    grant: HookGrant,
  ): Promise<{ readonly credentials: HookCredentials; readonly links: HookLinks }>
  /** From now on they are void. */
  end(invocationId: string): Promise<void>
  /** Those that were not ended: of runs that a crash broke off. */
  begun(): AsyncIterable<{ readonly invocationId: string; readonly reference: string }>
}
