/** What is counted of hooks, over all of them. */
import type { InvocationResult } from './invocations.ts'

export interface HookMetrics {
  ended(facts: {
    readonly result: InvocationResult
    /** Empty where it succeeded. */
    readonly reason: string
    readonly durationMs: number
  }): void
  /** Put off because there was no room for its machine. */
  waited(): void
  deadLettered(): void
  /** Events of hooks that are not there any more. */
  dropped(count: number): void
  running(count: number): void
  queued(count: number): void
}
