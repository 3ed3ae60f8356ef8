/** Collections of small JSON records, each under its id. */
import { documentKey, documentsPrefix, escapeKey, unescapeKey } from '../layout.ts'
import { compareUtf8, prefixEnd } from '../order.ts'
import type { Documents, Json } from '../storage.ts'
import type { EngineContext } from './context.ts'
import { assertKey, shardOf, update } from './context.ts'
import { Cursor } from './cursor.ts'

const PAGE_SIZE = 200

export function openDocuments<Value extends Json>(
  context: EngineContext,
  collection: string,
): Documents<Value> {
  const base = documentsPrefix(collection)
  const shardFor = (id: string) => shardOf(context, collection + id)
  return {
    async get(id) {
      const text = await shardFor(id).get(documentKey(collection, id))
      return text === undefined ? undefined : parse<Value>(text)
    },

    async update(id, change) {
      assertKey(id)
      const key = documentKey(collection, id)
      return update(shardFor(id), [key], async read => {
        const text = await read.get(key)
        const current = text === undefined ? undefined : parse<Value>(text)
        const next = change(current)
        if (next === undefined) {
          return { result: undefined, writes: text === undefined ? [] : [{ type: 'del', key }] }
        }
        const value = JSON.stringify(next)
        return { result: next, writes: value === text ? [] : [{ type: 'put', key, value }] }
      })
    },

    async *list({ prefix = '', after = '', limit = Number.POSITIVE_INFINITY } = {}) {
      const isAfter = after !== '' && compareUtf8(after, prefix) >= 0
      const start = isAfter ? { gt: base + escapeKey(after) } : { gte: base + escapeKey(prefix) }
      const lt = prefixEnd(base + escapeKey(prefix)) ?? base
      const pageSize = Math.min(limit, PAGE_SIZE)
      const cursor = new Cursor(context.meta.shards, { start, lt, pageSize })
      for (let count = 0; count < limit; count++) {
        const entry = cursor.peek() ?? (await cursor.fill())
        if (!entry) return
        yield [unescapeKey(entry[0].slice(base.length)), parse<Value>(entry[1])] as const
        cursor.skip()
      }
    },
  }
}

function parse<Value extends Json>(text: string): Value {
  // The caller vouches for the type of what it stores under the collection's name.
  return JSON.parse(text) as Value
}
