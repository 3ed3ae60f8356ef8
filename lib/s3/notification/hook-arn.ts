/**
 * Hooks as S3 names them: a function of the bucket's owner in the server's own region, which is what
 * stock clients have a field for (CloudFunctionConfiguration, LambdaFunctionConfigurations). An ARN
 * that the operator has made a destination of is no hook.
 */
import type { Destination } from './destinations/destination.ts'

export interface HookName {
  readonly accountId: string
  readonly name: string
}

/** What a bucket's rules can name; its definition is nothing that S3 knows of. */
export interface HookDirectory {
  has(hook: HookName): Promise<boolean>
}

const ARN = /^arn:(?:aws|mallee):lambda:([\w-]+):(\d{12}):function:([\w-]{1,64})$/

export function hookArn({ accountId, name }: HookName, region: string): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`
}

/** `undefined`: it leads somewhere else, or nowhere. */
export function hookOfArn(
  arn: string,
  facts: {
    /** The bucket's. */
    readonly ownerId: string
    readonly region: string
    readonly destinations: readonly Destination[]
  },
): HookName | undefined {
  const [, region, accountId, name] = ARN.exec(arn) ?? []
  if (accountId === undefined || name === undefined) return undefined
  if (accountId !== facts.ownerId || region !== facts.region) return undefined
  if (facts.destinations.some(destination => destination.arn === arn)) return undefined
  return { accountId, name }
}

const QUEUES = 'hook/'

/** Its events wait here, whether or not it is there. */
export function hookQueueName({ accountId, name }: HookName): string {
  return `${QUEUES}${accountId}/${name}`
}

export const hookQueuesPrefix = QUEUES

/** Of a name that `hookQueueName` made. */
export function hookOfQueue(queue: string): HookName {
  const [, accountId = '', name = ''] = queue.split('/')
  return { accountId, name }
}
