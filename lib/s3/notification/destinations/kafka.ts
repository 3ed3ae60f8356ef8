import { z } from 'zod'
import { defineDestinationType } from './destination.ts'

/** Kafka: the key of a message is bucket and key, so that one partition has all changes of an object. */
export const kafka = defineDestinationType({
  name: 'kafka',
  settings: z.strictObject({
    brokers: z
      .array(z.string().regex(/^[^\s:]+:\d{1,5}$/, 'must be HOST:PORT'))
      .min(1)
      .max(64),
    topic: z.string().regex(/^[\w.-]{1,249}$/),
    tls: z.boolean().default(false),
    sasl: z
      .strictObject({
        mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']),
        username: z.string(),
        password: z.string(),
      })
      .optional(),
  }),

  async open({ brokers, topic, tls, sasl }) {
    const { Producer, ProduceAcks, stringSerializers } = await import('@platformatic/kafka')
    const producer = new Producer({
      clientId: 'mallee',
      bootstrapBrokers: brokers,
      serializers: stringSerializers,
      acks: ProduceAcks.ALL,
      // Events are tried again by their queue, which keeps their order.
      retries: 0,
      timeout: TIMEOUT_MS,
      connectTimeout: TIMEOUT_MS,
      ...(tls && { tls: {} }),
      ...(sasl && { sasl }),
    })
    return {
      async send({ body, line }, signal) {
        signal.throwIfAborted()
        await producer.send({ messages: [{ topic, key: line, value: body }] })
      },
      async [Symbol.asyncDispose]() {
        await producer.close()
      },
    }
  },
})

const TIMEOUT_MS = 10_000
