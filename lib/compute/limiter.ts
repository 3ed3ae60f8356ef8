/** Runs at most `limit` tasks at a time; the others wait in the order of their arrival. */
export type Limiter = <Result>(task: () => Promise<Result>) => Promise<Result>

export function createLimiter(limit: number): Limiter {
  const waiting: (() => void)[] = []
  let runningCount = 0

  return async task => {
    // Whoever ends hands its place over, so a newcomer cannot overtake the queue.
    if (runningCount >= limit) await new Promise<void>(resolve => waiting.push(resolve))
    else runningCount++
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else runningCount--
    }
  }
}
