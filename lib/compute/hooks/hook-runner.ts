/**
 * The contract between those who decide that a hook runs (the control side: definitions, queues,
 * retries, records) and those who run it (machines, their pool, the agent in the guest).
 *
 * One call of `run` is one try of one event on one machine. Who does what:
 *
 *  - The control side has checked the depth, taken a place within the limits of hook and account,
 *    and made temporary credentials that may read one version of one object and write new objects
 *    under one prefix. They die with the try.
 *  - The runner brings up a machine, gives the agent event, input and command, and ends the machine
 *    (unless `reuse` lets another event of the same hook have it) before the promise settles, however
 *    it settles. It enforces the limits.
 *  - The agent fetches the input, runs the command, and when that ended with status 0 puts each output
 *    itself by `links.output`, through the endpoint at which its machine sees the store. 412
 *    PreconditionFailed means that an earlier try of the same event has put it: that is a success
 *    (`isRepeated`). Whatever writes with these credentials only ever makes new objects, and the store
 *    adds where they come from (hook, source, depth) to their metadata by itself: nothing that the
 *    guest says of it is believed.
 *  - The control side writes log, record and dead letter, decides on retries, and acknowledges.
 */

export interface HookRunner extends AsyncDisposable {
  /**
   * Resolves once the machine is gone or back in its pool. When `signal` aborts (the server stops, the
   * hook is deleted) the machine is ended soon and the outcome is `cancelled`. Throws only for what is
   * broken in the server itself; that is tried again like `machine-failed`.
   */
  run(invocation: HookInvocation, signal: AbortSignal): Promise<HookRunResult>
  /** The hook was deleted or changed: nothing that was kept warm for this revision is used again. */
  forget(hook: Pick<HookFacts, 'accountId' | 'hookId' | 'revision'>): Promise<void>
}

/** What of a hook's definition concerns machines. */
export interface HookFacts {
  readonly accountId: string
  /** Unique for ever: a hook that is created again under its name has another. */
  readonly hookId: string
  /** Grows when what follows changes: a machine that was warmed for another revision is of no use. */
  readonly revision: number
  readonly name: string
  /** `ami-…` */
  readonly imageId: string
  readonly machineType: string
  /** For the guest's shell. */
  readonly command: string
  readonly limits: HookLimits
  /** Whether a machine may serve one event after another of this hook. */
  readonly reuse: boolean
}

export interface HookLimits {
  /** From the start of the command's machine to the last output. */
  readonly timeoutMs: number
  /** Of the guest. Absent: what the machine type has; never more than that. */
  readonly memoryBytes?: number
  /** All outputs of one try together. */
  readonly outputBytesMax: number
  /** What goes beyond it is cut off, which is no failure. */
  readonly logBytesMax: number
}

export interface HookInvocation {
  /** Unique for every try: `[0-9a-f]{32}`; what machines and files may be named by. */
  readonly invocationId: string
  readonly hook: HookFacts
  /** Counts from 1. */
  readonly attempt: number
  /** S3's own JSON, `{"Records":[…]}`. */
  readonly event: string
  /** What the event is about. Absent where there is nothing to read: a deletion, a call by hand. */
  readonly input?: HookInput
  readonly output: HookOutputPlace
  readonly credentials: HookCredentials
  readonly region: string
  readonly links: HookLinks
}

export interface HookInput {
  readonly bucket: string
  readonly key: string
  /** Absent where the bucket never had versioning. */
  readonly versionId?: string
  readonly sizeBytes: number
}

export interface HookOutputPlace {
  readonly bucket: string
  /** Of this event alone, with the slash at its end; an output's key is this and its name. */
  readonly prefix: string
}

/** For AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN in the guest. */
export interface HookCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiresAtMs: number
}

/**
 * Requests that are signed already, for an agent that cannot sign. `endpoint` is the store as the
 * machine sees it (`http://169.254.169.253`): it is part of what is signed, so the Host header must be
 * exactly its host (and port, unless that is 80 or 443). Valid as long as the credentials.
 */
export interface HookLinks {
  /** GET; `undefined` without an input. */
  input(endpoint: string): string | undefined
  /** Throws HookOutputNameError for a name that cannot be a key's end. */
  output(endpoint: string, name: string): HookOutputLink
}

export interface HookOutputLink {
  readonly method: 'PUT'
  readonly url: string
  /** To be sent as they are; others (Content-Type, Content-Length) may be added freely. */
  readonly headers: Readonly<Record<string, string>>
}

/** An output's name: relative, with `/` between its parts, none of which is empty, `.` or `..`. */
export class HookOutputNameError extends Error {
  override readonly name = 'HookOutputNameError'
}

export interface HookRunResult {
  readonly outcome: HookOutcome
  /** When the machine was there, and when the try was over; milliseconds since 1970. */
  readonly startedAtMs: number
  readonly endedAtMs: number
  /** User and system time of the machine during this try. */
  readonly cpuSeconds: number
  /** The most that the machine held at once. */
  readonly memoryBytesMax: number
  /** Standard output and standard error of the command, in the order of their coming; at most `logBytesMax`. */
  readonly log: Uint8Array
  readonly isLogTruncated: boolean
  /** What the agent has put; empty unless the outcome is exit status 0. */
  readonly outputs: readonly HookOutput[]
}

export interface HookOutput {
  readonly name: string
  readonly sizeBytes: number
  /** It was there already: an earlier try of the same event has put it. */
  readonly isRepeated: boolean
}

export type HookOutcome =
  | { readonly kind: 'exited'; readonly exitStatus: number }
  | { readonly kind: 'failed'; readonly failure: HookFailure; readonly message: string }

/** What came in the way of an exit status. */
export type HookFailure =
  /** The signal aborted. Not counted as a try. */
  | 'cancelled'
  /** Nowhere is room for the machine now. Not counted as a try. */
  | 'no-capacity'
  /** The image is not there (any more), or is not this account's. */
  | 'image-missing'
  /** It was booted, and no agent of ours answered from it. */
  | 'image-unsuitable'
  | 'machine-type-unknown'
  /** It did not start, or died under the command. */
  | 'machine-failed'
  /** The command or its outputs took too long: nothing more was put. */
  | 'timeout'
  /** The guest ran out of memory. */
  | 'memory'
  | 'output-too-large'
  /** The agent could not fetch the input: `message` has the store's answer. */
  | 'input-failed'
  /** The agent could not put an output: `message` has the store's answer. */
  | 'output-failed'
