/**
 * Other S3 endpoints that buckets may be replicated to. They are the operator's: a tenant names a
 * bucket by its ARN, and reaches no address but those that stand here for that bucket.
 */
import { z } from 'zod'
import { jsonSetting } from '../json-setting.ts'

const ENDPOINTS_MAX = 1000
const BUCKETS_MAX = 10_000

const endpoint = z
  .strictObject({
    name: z.string().regex(/^[\w-]{1,64}$/),
    endpoint: z.url({ protocol: /^https?$/ }),
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,32}$/)
      .default('us-east-1'),
    accessKeyId: z.string().min(1).max(128).optional(),
    secretAccessKey: z.string().min(1).max(128).optional(),
    /** JSON with `accessKeyId` and `secretAccessKey`, read again from time to time. */
    credentialsFile: z.string().min(1).optional(),
    buckets: z.array(z.string().min(3).max(63)).min(1).max(BUCKETS_MAX),
    /** Account ids whose buckets may go there. Absent: all. */
    accounts: z.array(z.string().regex(/^\d{12}$/)).optional(),
  })
  .refine(
    ({ accessKeyId, secretAccessKey, credentialsFile }) =>
      credentialsFile === undefined
        ? accessKeyId !== undefined && secretAccessKey !== undefined
        : accessKeyId === undefined && secretAccessKey === undefined,
    'either accessKeyId and secretAccessKey, or credentialsFile',
  )

export type ReplicationEndpoint = Readonly<z.output<typeof endpoint>>

/** The setting: a list, or its JSON in a flag or a variable. */
export const replicationEndpointsSchema = jsonSetting(
  z
    .array(endpoint)
    .max(ENDPOINTS_MAX)
    .refine(
      list => new Set(list.map(({ name }) => name)).size === list.length,
      'two endpoints have the same name',
    ),
)

/** Where an account's replicas in a bucket of that name go; `undefined`: nowhere but this server. */
export function findEndpoint(
  endpoints: readonly ReplicationEndpoint[],
  { bucketName, accountId }: { readonly bucketName: string; readonly accountId: string },
): ReplicationEndpoint | undefined {
  return endpoints.find(
    ({ buckets, accounts }) =>
      buckets.includes(bucketName) && (accounts?.includes(accountId) ?? true),
  )
}
