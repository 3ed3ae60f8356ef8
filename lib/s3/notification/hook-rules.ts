/** Rules of buckets' notification configurations that are written for hooks, not by their owners. */
import type { BucketRecord, Storage } from '../../../storage/storage.ts'
import { readBucketAttributes } from '../bucket-attributes.ts'
import { checkNotification, type NotificationConfiguration } from './configuration.ts'
import type { EventName } from './event-names.ts'

export interface HookRule {
  readonly id: string
  readonly arn: string
  readonly events: readonly (EventName | `s3:${string}:*`)[]
  readonly prefix: string
  readonly suffix: string
}

type FunctionRule = NonNullable<NotificationConfiguration['CloudFunctionConfiguration']>[number]

/** In the place of the rule that has its id. Throws S3Error where it does not go with the others. */
export async function putHookRule(
  storage: Storage,
  bucketName: string,
  rule: HookRule,
): Promise<void> {
  await storage.updateBucket(bucketName, current => {
    const attributes = readBucketAttributes(current.attributes)
    const { notification: before = {} } = attributes
    const { CloudFunctionConfiguration: functions = [] } = before
    const others = functions.filter(({ Id }) => Id !== rule.id)
    const notification = {
      ...before,
      CloudFunctionConfiguration: [...others, functionRule(rule)],
    }
    checkNotification(notification)
    return { attributes: { ...attributes, notification } }
  })
}

/** All rules of the bucket that name it. */
export async function removeHookRules(
  storage: Storage,
  bucket: BucketRecord,
  arn: string,
): Promise<void> {
  if (!namesHook(bucket, arn)) return
  await storage.updateBucket(bucket.name, current => {
    const { notification: before = {}, ...rest } = readBucketAttributes(current.attributes)
    const { CloudFunctionConfiguration: functions = [], ...others } = before
    const kept = functions.filter(({ CloudFunction }) => CloudFunction !== arn)
    const notification = {
      ...others,
      ...(kept.length > 0 && { CloudFunctionConfiguration: kept }),
    }
    const isEmpty = Object.keys(notification).length === 0
    return { attributes: isEmpty ? rest : { ...rest, notification } }
  })
}

export function namesHook({ attributes }: BucketRecord, arn: string): boolean {
  const { CloudFunctionConfiguration: functions = [] } =
    readBucketAttributes(attributes).notification ?? {}
  return functions.some(({ CloudFunction }) => CloudFunction === arn)
}

function functionRule({ id, arn, events, prefix, suffix }: HookRule): FunctionRule {
  const rules = Object.entries({ prefix, suffix }).filter(([, value]) => value !== '')
  const FilterRule = rules.map(([Name, value]) => ({ Name, Value: value.replaceAll('%', '%25') }))
  return {
    Id: id,
    CloudFunction: arn,
    Event: [...events],
    ...(FilterRule.length > 0 && { Filter: { S3Key: { FilterRule } } }),
  }
}
