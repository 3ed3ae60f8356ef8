/** The types of destinations that there are, and what the operator's settings make of them. */
import { z } from 'zod'
import { jsonSetting } from '../../json-setting.ts'
import { amqp } from './amqp.ts'
import type { AnyDestinationType, Destination, Sender } from './destination.ts'
import { kafka } from './kafka.ts'
import { nats } from './nats.ts'
import { redis } from './redis.ts'
import { webhook } from './webhook.ts'

const types: readonly AnyDestinationType[] = [amqp, kafka, nats, redis, webhook]

const DESTINATIONS_MAX = 1000
const ARN = /^arn:(?:aws[a-z-]*|mallee):(?:lambda|sns|sqs):[\w-]+:\d{12}:(?:function:)?[\w-]{1,80}$/

const head = z.looseObject({
  arn: z.string().regex(ARN, 'must be arn:mallee:sqs|sns|lambda:REGION:ACCOUNT:NAME'),
  type: z.enum(types.map(({ name }) => name)),
  accounts: z.array(z.string().regex(/^\d{12}$/)).optional(),
})

const destination = head.transform(({ arn, type, accounts, ...settings }, context): Destination => {
  const result = typeOf(type).settings.safeParse(settings)
  if (result.success) return { arn, type, accounts, settings }
  for (const { path, message } of result.error.issues) {
    context.addIssue(`${arn}: ${path.join('.')}: ${message}`)
  }
  return z.NEVER
})

/** The setting: a list, or its JSON in a flag or a variable. */
export const destinationsSchema = jsonSetting(
  z
    .array(destination)
    .max(DESTINATIONS_MAX)
    .refine(
      list => new Set(list.map(({ arn }) => arn)).size === list.length,
      'two destinations have the same ARN',
    ),
)

export function openSender({ type, settings }: Destination, signal: AbortSignal): Promise<Sender> {
  const known = typeOf(type)
  return known.open(known.settings.parse(settings), signal)
}

function typeOf(name: string): AnyDestinationType {
  const type = types.find(candidate => candidate.name === name)
  if (type === undefined) throw new Error(`there is no type ${name} of destinations`)
  return type
}
