/** Walking one prefix after another, from a cursor that outlives changes of the prefixes. */

/**
 * The prefix to go on with: that of the cursor, one that now includes it, or the next after it.
 * `prefixes` are in the order of their bytes and none within another.
 */
export function prefixFrom(
  prefixes: readonly string[],
  cursor: { readonly prefix: string; readonly isFinished?: boolean } | undefined,
): string | undefined {
  if (cursor === undefined) return prefixes[0]
  const { prefix, isFinished = false } = cursor
  const from = Buffer.from(prefix)
  return prefixes.find(one => {
    if (!isFinished && prefix.startsWith(one)) return true
    const order = Buffer.compare(Buffer.from(one), from)
    return isFinished ? order > 0 && !one.startsWith(prefix) : order >= 0
  })
}

/** Runs `work` for all items, so many at once that they share storage's syncs. */
export async function forAll<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const worker = async () => {
    // The workers share one iterator, so that each item is taken once.
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, items.length) }, worker))
}

const CONCURRENCY = 16
