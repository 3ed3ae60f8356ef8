/** Puts another locator where a record names a blob that has moved. */
import { withLocator } from '../engine/locators.ts'
import { healKey } from '../layout.ts'
import type { MetaShard, Write } from '../meta/meta.ts'
import type { NamingRecord } from './index-walk.ts'

/** False: the record does not name `from` any more, so that nobody will read `to`. */
export function relocate(
  shard: MetaShard,
  { key, scope }: NamingRecord,
  move: { readonly from: string; readonly to: string },
): Promise<boolean> {
  return shard.update([scope], async read => {
    const value = await read.get(key)
    const moved = value === undefined ? undefined : withLocator(key, value, move)
    if (moved === undefined) return { result: false, writes: [] }
    const writes: Write[] = [{ type: 'put', key, value: moved }]
    if ((await read.get(healKey(move.from))) !== undefined) {
      writes.push({ type: 'del', key: healKey(move.from) })
    }
    return { result: true, writes }
  })
}
