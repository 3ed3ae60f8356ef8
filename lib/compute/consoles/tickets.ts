/**
 * One-time tickets: whoever shows one may open one console of one machine, once, within half a
 * minute. They are for browsers, whose WebSockets carry no signature. Only hashes are kept, and a
 * ticket is looked up by its hash, so neither the time that takes nor the memory tells of others.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { ConsoleKind } from '../hypervisor.ts'

export interface TicketSubject {
  readonly accountId: string
  readonly machineId: string
  readonly kind: ConsoleKind
}

export interface IssuedTicket {
  readonly ticket: string
  readonly expiresAtMs: number
}

const lifeMs = 30_000
const ticketBytes = 32
/** Unused and not expired; further ones are refused. */
const countMax = 10_000
const accountCountMax = 64

export class Tickets {
  readonly #clock: Clock
  readonly #random: (bytes: number) => Buffer
  /** In the order in which they expire. */
  readonly #open = new Map<string, TicketSubject & { readonly expiresAtMs: number }>()

  constructor(options: { readonly clock: Clock; readonly random: (bytes: number) => Buffer }) {
    this.#clock = options.clock
    this.#random = options.random
  }

  /** Undefined when too many are open. */
  issue(subject: TicketSubject): IssuedTicket | undefined {
    this.#forgetExpired()
    const own = [...this.#open.values()].filter(each => each.accountId === subject.accountId)
    if (this.#open.size >= countMax || own.length >= accountCountMax) return undefined
    const ticket = this.#random(ticketBytes).toString('base64url')
    const expiresAtMs = this.#clock.now() + lifeMs
    this.#open.set(hashOf(ticket), { ...subject, expiresAtMs })
    return { ticket, expiresAtMs }
  }

  /** What it is for, once; undefined for one that is unknown, used, expired or of another kind. */
  redeem(ticket: string, kind: ConsoleKind): TicketSubject | undefined {
    this.#forgetExpired()
    const hash = hashOf(ticket)
    const found = this.#open.get(hash)
    this.#open.delete(hash)
    return found?.kind === kind ? found : undefined
  }

  #forgetExpired(): void {
    const nowMs = this.#clock.now()
    for (const [hash, { expiresAtMs }] of this.#open) {
      if (expiresAtMs > nowMs) return
      this.#open.delete(hash)
    }
  }
}

function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64')
}
