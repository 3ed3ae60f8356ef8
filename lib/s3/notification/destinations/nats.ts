import { z } from 'zod'
import { defineDestinationType } from './destination.ts'

/**
 * NATS. With JetStream a stream's acknowledgement is waited for, and what is sent twice is stored
 * once; without it an event has arrived when the server has it, and who does not listen misses it.
 */
export const nats = defineDestinationType({
  name: 'nats',
  settings: z.strictObject({
    servers: z.array(z.string().min(1)).min(1).max(32),
    subject: z.string().regex(/^[^\s*>]+$/, 'must be a subject without wildcards'),
    jetStream: z.boolean().default(false),
    token: z.string().optional(),
    user: z.string().optional(),
    password: z.string().optional(),
    tls: z.boolean().default(false),
  }),

  async open({ servers, subject, jetStream, token, user, password, tls }) {
    const { connect, headers } = await import('@nats-io/transport-node')
    const connection = await connect({
      servers,
      reconnect: false,
      timeout: TIMEOUT_MS,
      ...(token !== undefined && { token }),
      ...(user !== undefined && { user }),
      ...(password !== undefined && { pass: password }),
      ...(tls && { tls: {} }),
    })
    return {
      async send({ body, id }, signal) {
        signal.throwIfAborted()
        if (!jetStream) {
          connection.publish(subject, body)
          await connection.flush()
          return
        }
        const marked = headers()
        marked.set('Nats-Msg-Id', id)
        const answer = await connection.request(subject, body, {
          timeout: TIMEOUT_MS,
          headers: marked,
        })
        const { error } = answerShape.parse(answer.json())
        if (error !== undefined)
          throw new Error(`JetStream refused the event: ${error.description}`)
      },
      async [Symbol.asyncDispose]() {
        await connection.close()
      },
    }
  },
})

const TIMEOUT_MS = 10_000

/** https://docs.nats.io/reference/reference-protocols/nats_api_reference */
const answerShape = z.object({
  error: z.object({ description: z.string().default('') }).optional(),
})
