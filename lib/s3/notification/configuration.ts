/**
 * <NotificationConfiguration>: which changes of a bucket are told to whom.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_NotificationConfiguration.html
 */
import {
  optional,
  repeated,
  repeatedOnce,
  required,
  type ShapeOf,
  structure,
  text,
} from '../document-shape.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import type { S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'
import { covers, isEventPattern } from './event-names.ts'

const RULES_MAX = 100
const ID_LENGTH_MAX = 255
const FILTER_BYTES_MAX = 1024

const shared = {
  Event: repeatedOnce(text),
  Filter: optional(
    structure({
      S3Key: required(
        structure({
          FilterRule: repeatedOnce(structure({ Name: required(text), Value: required(text) })),
        }),
      ),
    }),
  ),
}

const notificationShape = structure({
  TopicConfiguration: repeated(structure({ Id: optional(text), Topic: required(text), ...shared })),
  QueueConfiguration: repeated(structure({ Id: optional(text), Queue: required(text), ...shared })),
  CloudFunctionConfiguration: repeated(
    structure({ Id: optional(text), CloudFunction: required(text), ...shared }),
  ),
  EventBridgeConfiguration: optional(structure({})),
})

/** As XML shows it; every rule has an id. */
export type NotificationConfiguration = Omit<
  ShapeOf<typeof notificationShape>,
  'EventBridgeConfiguration'
>

export type DestinationService = 'lambda' | 'sns' | 'sqs'

/** One rule, whatever kind of destination it has. */
export interface NotificationRule {
  readonly id: string
  readonly service: DestinationService
  readonly arn: string
  /** Names and patterns. */
  readonly events: readonly string[]
  readonly prefix: string
  readonly suffix: string
}

/**
 * The body of PutBucketNotificationConfiguration; `undefined` where it asks for nothing.
 *
 * Differs from S3: there is no EventBridge to send to.
 */
export async function readNotification(
  request: S3Request,
  newId: () => string,
): Promise<NotificationConfiguration | undefined> {
  const document = notificationShape(await requireDocument(request, 'NotificationConfiguration'))
  const { EventBridgeConfiguration: bridge, ...configuration } = document
  if (bridge !== undefined) {
    const message = 'There is no EventBridge that events could be sent to'
    throw new S3Error('NotImplemented', {}, { message })
  }
  const named = withIds(configuration, newId)
  checkNotification(named)
  return notificationRules(named).length === 0 ? undefined : named
}

/** Throws S3Error for what a bucket cannot have. */
export function checkNotification(configuration: NotificationConfiguration): void {
  const rules = notificationRules(configuration)
  if (rules.length > RULES_MAX) {
    const message = `Too many configurations submitted. The maximum number of configurations is ${RULES_MAX}`
    throw new S3Error('InvalidRequest', {}, { message })
  }
  for (const rule of rules) checkRule(rule)
  for (const filter of filtersOf(configuration)) checkFilter(filter)
  checkTogether(rules)
}

type Rules = readonly { readonly Id?: string; readonly Filter?: RuleFilter }[]
type RuleFilter = NonNullable<
  NonNullable<NotificationConfiguration['QueueConfiguration']>[number]['Filter']
>
type FilterRules = RuleFilter['S3Key']['FilterRule']

function withIds(
  { TopicConfiguration, QueueConfiguration, CloudFunctionConfiguration }: NotificationConfiguration,
  newId: () => string,
): NotificationConfiguration {
  const name = <Rule extends Rules[number]>(rule: Rule): Rule =>
    rule.Id === undefined || rule.Id === '' ? { ...rule, Id: newId() } : rule
  return {
    ...(TopicConfiguration && { TopicConfiguration: TopicConfiguration.map(name) }),
    ...(QueueConfiguration && { QueueConfiguration: QueueConfiguration.map(name) }),
    ...(CloudFunctionConfiguration && {
      CloudFunctionConfiguration: CloudFunctionConfiguration.map(name),
    }),
  }
}

/** All of a bucket's rules. */
export function notificationRules(configuration: NotificationConfiguration): NotificationRule[] {
  const {
    TopicConfiguration: topics = [],
    QueueConfiguration: queues = [],
    CloudFunctionConfiguration: functions = [],
  } = configuration
  return [
    ...topics.map(rule => ({ ...ruleOf(rule), service: 'sns' as const, arn: rule.Topic })),
    ...queues.map(rule => ({ ...ruleOf(rule), service: 'sqs' as const, arn: rule.Queue })),
    ...functions.map(rule => ({
      ...ruleOf(rule),
      service: 'lambda' as const,
      arn: rule.CloudFunction,
    })),
  ]
}

function ruleOf(rule: Rules[number] & { readonly Event: readonly string[] }) {
  const filters = rule.Filter?.S3Key.FilterRule ?? []
  const filterValue = (name: string) =>
    decodeFilter(filters.find(filter => filter.Name.toLowerCase() === name)?.Value ?? '')
  return {
    id: rule.Id ?? '',
    events: rule.Event,
    prefix: filterValue('prefix'),
    suffix: filterValue('suffix'),
  }
}

/** Special characters come percent-encoded; what is not encoded so is meant as it stands. */
function decodeFilter(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function filtersOf(configuration: NotificationConfiguration): FilterRules[] {
  const all: Rules[] = Object.values(configuration)
  return all.flat().flatMap(({ Filter: filter }) => (filter ? [filter.S3Key.FilterRule] : []))
}

const ARN = {
  lambda: /^arn:(?:aws[a-z-]*|mallee):lambda:[\w-]+:\d{12}:function:[\w-]{1,64}(?::[\w$-]+)?$/,
  sns: /^arn:(?:aws[a-z-]*|mallee):sns:[\w-]+:\d{12}:[\w-]{1,256}$/,
  sqs: /^arn:(?:aws[a-z-]*|mallee):sqs:[\w-]+:\d{12}:[\w-]{1,80}$/,
} as const satisfies Record<DestinationService, RegExp>

export function isDestinationArn(service: DestinationService, arn: string): boolean {
  return ARN[service].test(arn)
}

function checkRule({ id, service, arn, events }: NotificationRule): void {
  if (id.length > ID_LENGTH_MAX) {
    throw invalidArgument(
      'Id',
      id.slice(0, 64),
      `ID length exceeded allowed limit of ${ID_LENGTH_MAX}`,
    )
  }
  if (!isDestinationArn(service, arn)) {
    throw invalidArgument('ARN', arn.slice(0, 256), 'The ARN could not be parsed')
  }
  const unknown = events.find(event => !isEventPattern(event))
  if (unknown !== undefined) {
    const message = 'The event is not supported for notifications'
    throw invalidArgument('Event', unknown.slice(0, 128), message)
  }
}

function checkFilter(rules: FilterRules): void {
  const seen = new Set<string>()
  for (const { Name: name, Value: value } of rules) {
    const kind = name.toLowerCase()
    if (kind !== 'prefix' && kind !== 'suffix') {
      const message = 'filter rule name must be either prefix or suffix'
      throw invalidArgument('FilterRule.Name', name.slice(0, 64), message)
    }
    if (seen.has(kind)) {
      const message = `Cannot specify more than one ${kind} rule in a filter.`
      throw invalidArgument('FilterRule.Name', name, message)
    }
    seen.add(kind)
    if (Buffer.byteLength(value) > FILTER_BYTES_MAX) {
      const message = `Size of filter rule value cannot exceed ${FILTER_BYTES_MAX} bytes in UTF-8 representation`
      throw invalidArgument('FilterRule.Value', value.slice(0, 64), message)
    }
  }
}

/** Ids are unique, and no event is told by two rules. */
function checkTogether(rules: readonly NotificationRule[]): void {
  if (new Set(rules.map(({ id }) => id)).size < rules.length) {
    const message = 'Same ID used for multiple configurations. IDs must be unique.'
    throw new S3Error('InvalidArgument', {}, { message })
  }
  for (const [index, rule] of rules.entries()) {
    const other = rules.slice(index + 1).find(candidate => overlaps(rule, candidate))
    if (other === undefined) continue
    const isFiltered = [rule, other].some(({ prefix, suffix }) => prefix !== '' || suffix !== '')
    const message = isFiltered
      ? 'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if ' +
        'the prefixes are overlapping for the same event type.'
      : 'Configurations overlap. Configurations on the same bucket cannot share a common event type.'
    throw new S3Error('InvalidArgument', {}, { message })
  }
}

function overlaps(one: NotificationRule, other: NotificationRule): boolean {
  const prefixes = one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)
  const suffixes = one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix)
  return (
    prefixes &&
    suffixes &&
    one.events.some(event =>
      other.events.some(theirs => covers(event, theirs) || covers(theirs, event)),
    )
  )
}
