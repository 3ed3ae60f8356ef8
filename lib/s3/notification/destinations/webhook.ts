import { z } from 'zod'
import { defineDestinationType, MessageRefused } from './destination.ts'

/**
 * An HTTP POST for each event. Only an answer of 2xx means that it arrived; redirects are not
 * followed, as the operator named this address and no other.
 */
export const webhook = defineDestinationType({
  name: 'webhook',
  settings: z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    /** Sent as it is, such as `Bearer …`. */
    authorization: z.string().min(1).max(4096).optional(),
  }),

  async open({ url, authorization }) {
    return {
      async send({ body, id }, signal) {
        const response = await fetch(url, {
          method: 'POST',
          body,
          redirect: 'manual',
          signal,
          headers: {
            'content-type': 'application/json',
            'user-agent': 'Mallee',
            'x-mallee-event-id': id,
            ...(authorization !== undefined && { authorization }),
          },
        })
        // The connection is kept only when what was answered is not left on it.
        await response.body?.cancel()
        if (response.ok) return
        const answer = `the webhook answered ${response.status}`
        throw isRefusal(response.status) ? new MessageRefused(answer) : new Error(answer)
      },
      async [Symbol.asyncDispose]() {},
    }
  },
})

/** Of 4xx, these speak of the time and not of the message: 408, 425, 429. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status)
}
