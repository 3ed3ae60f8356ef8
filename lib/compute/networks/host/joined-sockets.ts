import type { Socket } from 'node:net'

/** What one says the other hears; the end of either, or silence, is the end of both. */
export function join(one: Socket, other: Socket, timeoutMs: number): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to)
    from.setTimeout(timeoutMs, () => from.destroy())
    from.on('error', () => from.destroy())
    from.once('close', () => to.destroy())
  }
}
