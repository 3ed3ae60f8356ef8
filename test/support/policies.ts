/** Policies of the bucket `photos`, as tests put them. */
import type { S3Server, TestAccount } from './s3-server.ts'

export const BUCKET_ARN = 'arn:aws:s3:::photos'
export const OBJECTS_ARN = 'arn:aws:s3:::photos/*'

export interface WrittenStatement {
  readonly Effect?: 'Allow' | 'Deny'
  readonly Principal?: unknown
  readonly Action?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly [field: string]: unknown
}

/** Everybody may do it, to the bucket and what is in it, where the statement does not say otherwise. */
export function policyText(...statements: readonly WrittenStatement[]): string {
  const written = statements.map(statement => ({
    Effect: 'Allow',
    Principal: '*',
    ...('NotAction' in statement ? {} : { Action: 's3:*' }),
    Resource: [BUCKET_ARN, OBJECTS_ARN],
    ...statement,
  }))
  return JSON.stringify({ Version: '2012-10-17', Statement: written })
}

/** Put by the owner; throws where it is refused. */
export async function putPolicy(
  s3: S3Server,
  ...statements: readonly WrittenStatement[]
): Promise<void> {
  const body = policyText(...statements)
  const { status, text } = await s3.send({ method: 'PUT', path: '/photos?policy', body })
  if (status !== 204) throw new Error(`the policy was refused: ${text}`)
}

export const toAccount = ({ accountId }: TestAccount) => ({ AWS: accountId })
