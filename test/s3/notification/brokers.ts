import { connect as connectNats } from '@nats-io/transport-node'
import { connect as connectAmqp } from 'amqplib'
import test from 'ava'
import { createClient } from 'redis'
import type { Destination } from '../../../lib/s3/notification/destinations/destination.ts'
import {
  eventually,
  startKafka,
  startNats,
  startRabbit,
  startRedis,
} from '../../support/brokers.ts'
import { deliver, HOOK_ARN, type Message, queueRule } from '../../support/notifications.ts'
import { putDocument } from '../../support/s3-documents.ts'
import { startS3 } from '../../support/s3-server.ts'

const TEST_TIMEOUT_MS = 300_000

async function startNotified(type: string, settings: Destination['settings']) {
  const destinations = [{ arn: HOOK_ARN, type, settings }]
  const s3 = await startS3({ bucket: 'photos', destinations })
  const rules = queueRule(['s3:ObjectCreated:*'])
  const body = `<NotificationConfiguration>${rules}</NotificationConfiguration>`
  await putDocument(s3, '/photos?notification', body)
  return {
    put: (text: string) => s3.send({ method: 'PUT', path: '/photos/key', body: text }),
    deliver: () => deliver(s3.storage, destinations),
    waiting: () => Array.fromAsync(s3.storage.queueNames({ prefix: '', after: '' })),
    [Symbol.asyncDispose]: () => s3[Symbol.asyncDispose](),
  }
}

/** The sizes that events tell, which is how tests tell them apart; -1 for the test event. */
function sizesOf(texts: readonly string[]): number[] {
  return texts.map(text => {
    // What was sent, as it came out at the other end.
    const message = JSON.parse(text) as Message
    return message.Records?.[0]?.s3.object.size ?? -1
  })
}

for (const structure of ['list', 'stream'] as const) {
  test(`a Redis ${structure} gets events in order, and those it missed when it is back`, async t => {
    t.timeout(TEST_TIMEOUT_MS)
    await using gone = await startRedis()
    const { url, port } = gone
    await using notified = await startNotified('redis', { url, key: 'events', structure })
    await gone[Symbol.asyncDispose]()
    await notified.put('1')
    await notified.deliver()
    t.is((await notified.waiting()).length, 1)
    await using broker = await startRedis(port)
    await notified.put('22')
    await eventually(async () => {
      await notified.deliver()
      return (await notified.waiting()).length === 0 ? true : undefined
    })
    const client = await createClient({ url: broker.url }).connect()
    try {
      const texts =
        structure === 'list'
          ? await client.lRange('events', 0, -1)
          : ((await client.xRange('events', '-', '+')) ?? []).map(
              entry => entry?.message.event ?? '',
            )
      t.deepEqual(sizesOf(texts), [-1, 1, 2])
    } finally {
      client.destroy()
    }
  })
}

test('a NATS subject gets events', async t => {
  t.timeout(TEST_TIMEOUT_MS)
  await using broker = await startNats()
  const listener = await connectNats({ servers: broker.url })
  try {
    const subscription = listener.subscribe('events')
    await listener.flush()
    await using notified = await startNotified('nats', { servers: [broker.url], subject: 'events' })
    await notified.put('1')
    await notified.deliver()
    const texts: string[] = []
    for await (const message of subscription) {
      texts.push(message.string())
      if (texts.length === 2) break
    }
    t.deepEqual(sizesOf(texts), [-1, 1])
  } finally {
    await listener.close()
  }
})

test('a NATS stream has to acknowledge events, and stores none twice', async t => {
  t.timeout(TEST_TIMEOUT_MS)
  await using broker = await startNats()
  const client = await connectNats({ servers: broker.url })
  try {
    const settings = { servers: [broker.url], subject: 'events', jetStream: true }
    await using notified = await startNotified('nats', settings)
    await notified.deliver()
    t.is((await notified.waiting()).length, 1, 'there is no stream yet')
    const stream = JSON.stringify({ name: 'kept', subjects: ['events'] })
    await client.request('$JS.API.STREAM.CREATE.kept', stream)
    await notified.put('1')
    await eventually(async () => {
      await notified.deliver()
      return (await notified.waiting()).length === 0 ? true : undefined
    })
    const texts: string[] = []
    for (const sequence of [1, 2]) {
      const query = JSON.stringify({ seq: sequence })
      const answer = await client.request('$JS.API.STREAM.MSG.GET.kept', query)
      // The server's own documented answer.
      const { message } = answer.json() as { message: { data: string } }
      texts.push(Buffer.from(message.data, 'base64').toString())
    }
    t.deepEqual(sizesOf(texts), [-1, 1])
  } finally {
    await client.close()
  }
})

test('RabbitMQ has to put events into a queue, and gets those it refused again', async t => {
  t.timeout(TEST_TIMEOUT_MS)
  await using broker = await startRabbit()
  const settings = { url: broker.url, exchange: '', routingKey: 'events' }
  await using notified = await startNotified('amqp', settings)
  await notified.put('1')
  await notified.deliver()
  t.is((await notified.waiting()).length, 1, 'no queue takes them yet')
  const client = await connectAmqp(broker.url)
  try {
    const channel = await client.createChannel()
    await channel.assertQueue('events', { durable: true })
    await notified.put('22')
    await eventually(async () => {
      await notified.deliver()
      return (await notified.waiting()).length === 0 ? true : undefined
    })
    const texts: string[] = []
    for (;;) {
      const message = await channel.get('events', { noAck: true })
      if (message === false) break
      t.is(message.properties.deliveryMode, 2)
      texts.push(message.content.toString())
    }
    t.deepEqual(sizesOf(texts), [-1, 1, 2])
  } finally {
    await client.close()
  }
})

test('a Kafka topic gets events under bucket and key', async t => {
  t.timeout(TEST_TIMEOUT_MS)
  await using broker = await startKafka('events')
  await using notified = await startNotified('kafka', { brokers: [broker.url], topic: 'events' })
  await notified.put('1')
  await notified.put('22')
  await notified.deliver()
  const lines = await eventually(() => {
    const complete = broker.output().trimEnd().split('\n')
    return complete.length >= 3 ? complete : undefined
  })
  const ofKey = lines.filter(line => line.split(' ')[0]?.endsWith('/key'))
  t.deepEqual(sizesOf(ofKey.map(line => line.slice(line.indexOf(' ') + 1))), [1, 2])
})
