/** Which hook's machines may wait, and which of them goes first: pure, so that it can be tested whole. */

export interface WaitingSize {
  /** Of one of its machines. */
  readonly memoryBytes: number
  readonly waiting: { readonly length: number }
  readonly runningCount: number
  readonly lastUsedMs: number
}

/** However much a hook runs. */
const waitingCountMax = 4

/** Whether the hook could use one more machine that waits. */
export function isWanted(hook: WaitingSize): boolean {
  return hook.waiting.length < Math.min(hook.runningCount + 1, waitingCountMax)
}

/** Whether there is memory for one more machine of the hook beside those of the others. */
export function fits(
  hook: WaitingSize,
  others: readonly WaitingSize[],
  memoryBytesMax: number,
): boolean {
  const ofOthers = others.reduce((sum, one) => sum + one.waiting.length * one.memoryBytes, 0)
  return ofOthers + (hook.waiting.length + 1) * hook.memoryBytes <= memoryBytesMax
}

/** Which of the others gives a machine up for the hook's first one, if that is fair. */
export function makesWay<Hook extends WaitingSize>(
  hook: WaitingSize,
  others: readonly Hook[],
): Hook | undefined {
  if (hook.waiting.length > 0) return undefined
  const victim = chooseVictim(others)
  if (victim === undefined) return undefined
  return victim.waiting.length > 1 || victim.lastUsedMs < hook.lastUsedMs ? victim : undefined
}

/** The hook whose waiting machine is missed least: one that has several, or was used longest ago. */
export function chooseVictim<Hook extends WaitingSize>(hooks: readonly Hook[]): Hook | undefined {
  return hooks
    .filter(({ waiting }) => waiting.length > 0)
    .sort(
      (one, other) =>
        other.waiting.length - one.waiting.length || one.lastUsedMs - other.lastUsedMs,
    )[0]
}
