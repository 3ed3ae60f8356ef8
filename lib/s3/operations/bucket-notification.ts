import { hostId, xmlAnswer } from '../answer.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { invalidArgument } from '../errors.ts'
import {
  type NotificationConfiguration,
  notificationRules,
  readNotification,
} from '../notification/configuration.ts'
import { isOpenTo } from '../notification/destinations/destination.ts'
import { hookOfArn } from '../notification/hook-arn.ts'
import { type NotificationEvent, queueName } from '../notification/queued-event.ts'
import { defineOperation, type S3Context } from '../operation.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html */
export const getBucketNotificationConfiguration = defineOperation({
  name: 'GetBucketNotificationConfiguration',
  on: { method: 'GET', target: 'bucket', query: ['notification'] },
  action: 's3:GetBucketNotification',

  parse: () => undefined,

  async run({ bucket }) {
    const { notification = {} } = readBucketAttributes(bucket.attributes)
    return xmlAnswer('NotificationConfiguration', notification)
  },
})

/**
 * Differs from S3: a test event is queued for each queue and topic like any other event, so that a
 * destination that is down is found out later than here.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
 */
export const putBucketNotificationConfiguration = defineOperation({
  name: 'PutBucketNotificationConfiguration',
  on: { method: 'PUT', target: 'bucket', query: ['notification'] },
  action: 's3:PutBucketNotification',
  body: 'document',

  async parse(request) {
    let ids = 0
    const newId = () => Buffer.from(`${request.id}-${++ids}`).toString('base64')
    const isUnchecked = request.headers['x-amz-skip-destination-validation']
    return {
      notification: await readNotification(request, newId),
      isUnchecked: isUnchecked?.toLowerCase() === 'true',
    }
  },

  async run(context, { notification, isUnchecked }) {
    const { storage, bucket } = context
    if (notification !== undefined && !isUnchecked) await checkDestinations(context, notification)
    await storage.updateBucket(bucket.name, current => {
      const { notification: _, ...attributes } = readBucketAttributes(current.attributes)
      return { attributes: { ...attributes, ...(notification && { notification }) } }
    })
    if (notification !== undefined) await sendTestEvents(context, notification)
    return { status: 200, headers: {} }
  },
})

async function checkDestinations(
  context: S3Context,
  notification: NotificationConfiguration,
): Promise<void> {
  for (const { arn } of notificationRules(notification)) {
    if (await isThere(context, arn)) continue
    const message = 'Unable to validate the following destination configurations'
    throw invalidArgument(arn, 'The destination does not exist', message)
  }
}

/** A destination of the operator's, or a hook of the bucket's owner. */
async function isThere(
  { bucket, destinations, hooks, region }: S3Context,
  arn: string,
): Promise<boolean> {
  const { ownerId } = bucket
  if (isOpenTo(destinations, { arn, accountId: ownerId })) return true
  const hook = hookOfArn(arn, { ownerId, region, destinations })
  return hook !== undefined && (await hooks.has(hook))
}

/** AWS sends none to functions. */
async function sendTestEvents(
  { storage, bucket, request, destinations }: S3Context,
  notification: NotificationConfiguration,
): Promise<void> {
  const accountId = bucket.ownerId
  const arns = notificationRules(notification)
    .filter(
      ({ service, arn }) => service !== 'lambda' && isOpenTo(destinations, { arn, accountId }),
    )
    .map(({ arn }) => arn)
  const event: NotificationEvent = {
    line: bucket.id,
    atMs: request.nowMs,
    message: {
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: new Date(request.nowMs).toISOString(),
      Bucket: bucket.name,
      RequestId: request.id,
      HostId: hostId(request.id),
    },
  }
  for (const arn of new Set(arns)) {
    await storage.queue<NotificationEvent>(queueName(accountId, arn)).add([event])
  }
}
