/** Puts another locator where a record names a blob that has moved. */
import { withLocator } from '../engine/locators.ts'
import type { MetaShard } from '../meta/meta.ts'
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
    return { result: true, writes: [{ type: 'put', key, value: moved }] }
  })
}
