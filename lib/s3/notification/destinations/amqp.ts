import { z } from 'zod'
import { defineDestinationType } from './destination.ts'

/**
 * AMQP 0-9-1, such as RabbitMQ: persistent messages with the broker's confirmation. A message that
 * no queue takes counts as not delivered.
 */
export const amqp = defineDestinationType({
  name: 'amqp',
  settings: z.strictObject({
    url: z.url({ protocol: /^amqps?$/ }),
    /** Empty: the default exchange, where the routing key is a queue's name. */
    exchange: z.string().max(255).default(''),
    routingKey: z.string().max(255),
  }),

  async open({ url, exchange, routingKey }) {
    const { connect } = await import('amqplib')
    const connection = await connect(url, { timeout: CONNECT_TIMEOUT_MS })
    // A broken connection shows in the next send; without a listener it would end the process.
    connection.on('error', () => {})
    const channel = await connection.createConfirmChannel()
    const returned = new Set<string>()
    channel.on('error', () => {})
    channel.on('return', ({ properties }) => returned.add(properties.messageId))
    return {
      async send({ body, id }, signal) {
        signal.throwIfAborted()
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        const abort = () => reject(signal.reason)
        signal.addEventListener('abort', abort, { once: true })
        const options = {
          persistent: true,
          mandatory: true,
          contentType: 'application/json',
          messageId: id,
        }
        try {
          channel.publish(exchange, routingKey, Buffer.from(body), options, error =>
            error ? reject(error) : resolve(),
          )
          await promise
        } finally {
          signal.removeEventListener('abort', abort)
        }
        // The broker returns a message before it confirms it.
        if (returned.delete(id)) throw new Error('no queue of the broker takes the message')
      },
      async [Symbol.asyncDispose]() {
        await connection.close()
      },
    }
  },
})

const CONNECT_TIMEOUT_MS = 10_000
