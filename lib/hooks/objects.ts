/** Objects and buckets of accounts as hooks need them: only what is the account's own is there. */
import { buffer } from 'node:stream/consumers'
import type { BucketRecord, Storage } from '../../storage/storage.ts'
import type { Hook, HookName } from '../compute/hooks/hooks.ts'
import type { HookBuckets, HookObjects } from '../compute/hooks/ports.ts'
import type { Accounts } from '../iam/account.ts'
import type { Encryption } from '../s3/encryption/encryption.ts'
import type { EventName } from '../s3/notification/event-names.ts'
import { hookArn } from '../s3/notification/hook-arn.ts'
import { putHookRule, removeHookRules } from '../s3/notification/hook-rules.ts'
import { eventRecord } from '../s3/notification/record.ts'
import { storeServiceObject } from '../s3/service-object.ts'

export interface HookObjectsOptions {
  /** In which encrypted objects look like their plaintext. */
  readonly storage: Storage
  readonly encryption: Encryption
  readonly accounts: Accounts
  readonly region: string
  now(): number
}

const BUCKETS_PAGE = 100

async function findOwn(
  { storage }: HookObjectsOptions,
  accountId: string,
  name: string,
): Promise<BucketRecord | undefined> {
  const bucket = await storage.getBucket(name)
  return bucket?.ownerId === accountId ? bucket : undefined
}

export function createHookObjects(options: HookObjectsOptions): HookObjects {
  const { storage, accounts } = options
  return {
    async find(accountId, { bucket: name, key, versionId }) {
      const bucket = await findOwn(options, accountId, name)
      if (bucket === undefined) return undefined
      const record = await storage.statObject(name, key, versionId)
      if (record === undefined || record.isDeleteMarker) return undefined
      return { sizeBytes: record.sizeBytes }
    },
    async put(accountId, { bucket: name, key, body, contentType }) {
      const bucket = await findOwn(options, accountId, name)
      const owner = await accounts.findAccount(accountId)
      if (bucket === undefined || owner === undefined) {
        throw new Error(`the account ${accountId} has no bucket ${name}`)
      }
      // Through no bucket's notifications: what is told of a hook must not start one.
      await storeServiceObject(options, { bucket, key, body, contentType, owner })
    },
    async read(accountId, { bucket: name, key, versionId }, sizeBytesMax) {
      if ((await findOwn(options, accountId, name)) === undefined) return undefined
      await using object = await storage.openObject(name, key, versionId)
      if (object === undefined || object.record.isDeleteMarker) return undefined
      const end = Math.min(object.record.sizeBytes, sizeBytesMax) - 1
      return end < 0 ? new Uint8Array() : await buffer(object.read({ start: 0, end }))
    },
  }
}

const eventNames = {
  copy: ['s3:ObjectCreated:Copy'],
  delete: ['s3:ObjectRemoved:*'],
  put: [
    's3:ObjectCreated:Put',
    's3:ObjectCreated:Post',
    's3:ObjectCreated:CompleteMultipartUpload',
  ],
  restore: ['s3:ObjectRestore:Completed'],
} as const satisfies Record<Hook['events'][number], readonly (EventName | `s3:${string}:*`)[]>

function namesOf({ events }: Hook): readonly (EventName | `s3:${string}:*`)[] {
  const isCreated = events.includes('put') && events.includes('copy')
  const others = events.filter(event => !isCreated || (event !== 'put' && event !== 'copy'))
  return [
    ...(isCreated ? ['s3:ObjectCreated:*' as const] : []),
    ...others.flatMap(e => eventNames[e]),
  ]
}

export function createHookBuckets(options: HookObjectsOptions): HookBuckets {
  const { storage, region } = options
  return {
    async isOwn(accountId, bucket) {
      return (await findOwn(options, accountId, bucket)) !== undefined
    },
    listen: hook =>
      putHookRule(storage, hook.bucket, {
        id: `hook-${hook.name}`,
        arn: hookArn(hook, region),
        events: namesOf(hook),
        prefix: hook.prefix,
        suffix: hook.suffix,
      }),
    async silence(hook) {
      for await (const bucket of ownBuckets(storage, hook.accountId)) {
        await removeHookRules(storage, bucket, hookArn(hook, region))
      }
    },
    callMessage: (hook, object) => callMessage(options, hook, object),
  }
}

async function* ownBuckets(storage: Storage, ownerId: string): AsyncGenerator<BucketRecord> {
  for (let after = ''; ; ) {
    const page = await storage.listBuckets({ ownerId, prefix: '', after, limit: BUCKETS_PAGE })
    yield* page.entries
    const last = page.entries.at(-1)
    if (!page.isTruncated || last === undefined) return
    after = last.name
  }
}

/** About an object it looks as if that had been put just now. */
function callMessage(
  { region, now }: HookObjectsOptions,
  hook: HookName,
  object: Parameters<HookBuckets['callMessage']>[1],
): ReturnType<HookBuckets['callMessage']> {
  const atMs = now()
  if (object === undefined) {
    const Time = new Date(atMs).toISOString()
    return { Service: 'Mallee', Event: 'mallee:Invoked', Time, Hook: hook.name }
  }
  const { bucket: name, key, versionId, sizeBytes } = object
  const record = eventRecord({
    name: 's3:ObjectCreated:Put',
    atMs,
    ruleId: 'invoke',
    bucket: { name, ownerId: hook.accountId },
    origin: {
      region,
      principalId: hook.accountId,
      sourceAddress: 'mallee',
      requestId: '',
      hostId: '',
    },
    subject: { key, sizeBytes, ...(versionId !== undefined && { versionId }) },
  })
  return { Records: [record] }
}
