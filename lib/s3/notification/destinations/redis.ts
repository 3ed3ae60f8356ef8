import { z } from 'zod'
import { defineDestinationType } from './destination.ts'

/** A list (RPUSH: the oldest first) or a stream (XADD, in the field `event`). */
export const redis = defineDestinationType({
  name: 'redis',
  settings: z.strictObject({
    url: z.url({ protocol: /^rediss?$/ }),
    key: z.string().min(1).max(1024),
    structure: z.enum(['list', 'stream']).default('list'),
    /** Of a stream, roughly: older entries are cut off. */
    lengthMax: z.int().min(1).optional(),
  }),

  async open({ url, key, structure, lengthMax }) {
    const { createClient } = await import('redis')
    const client = createClient({
      url,
      disableOfflineQueue: true,
      socket: { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false },
    })
    // A broken connection shows in the next send; without a listener it would end the process.
    client.on('error', () => {})
    await client.connect()
    const trim =
      lengthMax === undefined
        ? {}
        : { TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: lengthMax } as const }
    return {
      async send({ body }, signal) {
        const bound = client.withAbortSignal(signal)
        if (structure === 'list') await bound.rPush(key, body)
        else await bound.xAdd(key, '*', { event: body }, trim)
      },
      async [Symbol.asyncDispose]() {
        client.destroy()
      },
    }
  },
})

const CONNECT_TIMEOUT_MS = 10_000
