/** Quotas of buckets and accounts, over the admin interface. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type BucketRecord,
  type BucketUsage,
  type Storage,
  StorageError,
} from '../../storage/storage.ts'
import type { AdminRequest, AdminRoute } from '../admin/app.ts'
import { AdminError } from '../admin/json-app.ts'
import type { Quota } from '../iam/account.ts'
import { type AccountStore, keyAgeMsMax } from '../iam/accounts.ts'

const PAGE_SIZE = 500

interface Quotas {
  readonly storage: Storage
  readonly accounts: AccountStore
}

/** `?bucket=NAME` or `?account=ID`; a quota is `{"sizeBytes": N, "versionCount": N}`, each optional. */
export function createQuotaRoutes(
  storage: Storage,
  accounts: AccountStore,
): Readonly<Record<string, AdminRoute>> {
  const quotas = { storage, accounts }
  const set = async (request: AdminRequest, quota: Quota | undefined) => {
    const bucket = request.query.get('bucket')
    if (bucket !== null) await setBucketQuota(quotas, bucket, quota)
    else await setAccountQuota(quotas, requireAccountId(request), quota)
    return show(quotas, request)
  }
  return {
    'GET /_/admin/quota': request => show(quotas, request),
    'PUT /_/admin/quota': request => set(request, readQuota(request.body)),
    'DELETE /_/admin/quota': request => set(request, undefined),
  }
}

function readQuota(body: AdminRequest['body']): Quota {
  const { sizeBytes, versionCount, ...others } = body
  if (Object.keys(others).length > 0) {
    throw new AdminError(400, 'invalid-request', 'a quota has sizeBytes and versionCount')
  }
  return {
    ...(sizeBytes !== undefined && { sizeBytes: readCount(sizeBytes) }),
    ...(versionCount !== undefined && { versionCount: readCount(versionCount) }),
  }
}

function readCount(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new AdminError(400, 'invalid-request', 'a quota is a whole number, 0 or more')
}

function requireAccountId({ query }: AdminRequest): string {
  const accountId = query.get('account')
  if (accountId !== null) return accountId
  throw new AdminError(400, 'invalid-request', 'name a bucket or an account')
}

async function show({ storage, accounts }: Quotas, request: AdminRequest) {
  const name = request.query.get('bucket')
  if (name !== null) {
    const bucket = await storage.getBucket(name)
    if (bucket === undefined) throw noSuch('bucket', name)
    return { quota: bucket.limits?.bucket ?? {}, usage: await storage.bucketUsage(name) }
  }
  const accountId = requireAccountId(request)
  const account = await accounts.findAccount(accountId)
  if (account === undefined) throw noSuch('account', accountId)
  const usage = { sizeBytes: 0, versionCount: 0 }
  for await (const bucket of ownedBuckets(storage, accountId)) {
    const { sizeBytes, versionCount } = await usageOf(storage, bucket)
    usage.sizeBytes += sizeBytes
    usage.versionCount += versionCount
  }
  return { quota: account.quota ?? {}, usage }
}

async function usageOf(storage: Storage, { name }: BucketRecord): Promise<BucketUsage> {
  try {
    return await storage.bucketUsage(name)
  } catch (error) {
    if (isMissing(error)) return { sizeBytes: 0, versionCount: 0 }
    throw error
  }
}

async function setBucketQuota(
  { storage }: Quotas,
  name: string,
  quota: Quota | undefined,
): Promise<void> {
  try {
    await setLimit(storage, name, 'bucket', quota)
  } catch (error) {
    throw isMissing(error) ? noSuch('bucket', name) : error
  }
}

/** Each of the account's buckets knows of it, so that no write has to look it up. */
async function setAccountQuota(
  { storage, accounts }: Quotas,
  accountId: string,
  quota: Quota | undefined,
): Promise<void> {
  const account = await accounts.setQuota(accountId, quota)
  if (account === undefined) throw noSuch('account', accountId)
  await limitBuckets(storage, accountId, quota)
  // Buckets made in between by threads that had not heard of it yet.
  await sleep(keyAgeMsMax)
  await limitBuckets(storage, accountId, quota)
}

async function limitBuckets(
  storage: Storage,
  accountId: string,
  quota: Quota | undefined,
): Promise<void> {
  for await (const { name } of ownedBuckets(storage, accountId)) {
    try {
      await setLimit(storage, name, 'owner', quota)
    } catch (error) {
      if (!isMissing(error)) throw error
    }
  }
}

async function setLimit(
  storage: Storage,
  name: string,
  of: 'bucket' | 'owner',
  quota: Quota | undefined,
): Promise<void> {
  await storage.updateBucket(name, ({ limits = {} }) => {
    const { [of]: _, ...others } = limits
    if (quota !== undefined) return { limits: { ...others, [of]: quota } }
    return { limits: Object.keys(others).length > 0 ? others : undefined }
  })
}

async function* ownedBuckets(storage: Storage, ownerId: string): AsyncGenerator<BucketRecord> {
  for (let after = ''; ; ) {
    const page = await storage.listBuckets({ ownerId, prefix: '', after, limit: PAGE_SIZE })
    yield* page.entries
    const last = page.entries.at(-1)
    if (!page.isTruncated || last === undefined) return
    after = last.name
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'bucket-missing'
}

function noSuch(what: 'account' | 'bucket', name: string): AdminError {
  return new AdminError(404, 'not-found', `there is no ${what} ${name}`)
}
