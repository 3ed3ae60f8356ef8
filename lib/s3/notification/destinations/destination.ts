/**
 * Where events can be sent. Destinations are the operator's: tenants name them by ARN in the rules of
 * their buckets, and can neither make one nor change where it leads.
 *
 * To add a type: write a file that exports one `defineDestinationType({…})`, and list it in types.ts.
 */
import type { z } from 'zod'

export interface OutgoingMessage {
  /** JSON. */
  readonly body: string
  /** Messages of one line must arrive in order; for brokers that keep an order by key. */
  readonly line: string
  /** The same when it is sent again. */
  readonly id: string
}

/** An open connection. `send` resolves once the other side has taken the message over. */
export interface Sender extends AsyncDisposable {
  /**
   * Throws where it is not known to have arrived; MessageRefused where the other side is well and
   * does not want this message. Must end soon after `signal` aborts.
   */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<void>
}

export class MessageRefused extends Error {
  override readonly name = 'MessageRefused'
}

export interface DestinationType<Settings> {
  readonly name: string
  /** Beside `arn`, `type` and `accounts`. */
  readonly settings: z.ZodType<Settings>
  open(settings: Settings, signal: AbortSignal): Promise<Sender>
}

/** A type whose settings only it needs to know: what its schema gives, its `open` takes. */
export type AnyDestinationType = DestinationType<unknown>

export function defineDestinationType<Settings>(
  type: DestinationType<Settings>,
): DestinationType<Settings> {
  return type
}

/** As the operator wrote it, checked. Plain data, which other threads get as well. */
export interface Destination {
  readonly arn: string
  readonly type: string
  /** Account ids whose buckets may send there. Absent: all. */
  readonly accounts?: readonly string[] | undefined
  readonly settings: Readonly<Record<string, unknown>>
}

export function isOpenTo(
  destinations: readonly Destination[],
  { arn, accountId }: { readonly arn: string; readonly accountId: string },
): boolean {
  const found = destinations.find(destination => destination.arn === arn)
  return found !== undefined && (found.accounts?.includes(accountId) ?? true)
}
