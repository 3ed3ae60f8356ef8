/** Operations on keys themselves. https://docs.aws.amazon.com/kms/latest/APIReference/ */
import { aliasArn, type KeyRecord } from '../key-record.ts'
import { KmsApiError } from './errors.ts'
import { names, optionalNumber, optionalText, tags, text } from './input.ts'
import type { KmsOperation, KmsRequest } from './operation.ts'

const DAY_MS = 86_400_000
const WINDOW_DAYS = 30
const ROTATION_DAYS = 365
const POLICY_LENGTH_MAX = 32_768
const PAGE_MAX = 1000
const POLICY_NAME = 'default'

const seconds = (timeMs: number) => timeMs / 1000

function metadata(key: KeyRecord): object {
  return {
    AWSAccountId: key.accountId,
    Arn: key.arn,
    KeyId: key.keyId,
    CreationDate: seconds(key.createdAtMs),
    ...(key.deletionAtMs !== undefined && { DeletionDate: seconds(key.deletionAtMs) }),
    Description: key.description,
    Enabled: key.state === 'Enabled',
    KeyState: key.state,
    KeyManager: key.manager,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
    Origin: 'AWS_KMS',
  }
}

function findKey({ kms, accountId, fields }: KmsRequest, field = 'KeyId'): Promise<KeyRecord> {
  return kms.findKey(text(fields, field), accountId)
}

/** One that its owner manages; the server's own ones cannot be changed. */
async function ownKey(request: KmsRequest, field?: string): Promise<KeyRecord> {
  const key = await findKey(request, field)
  if (key.manager === 'CUSTOMER') return key
  throw new KmsApiError('UnsupportedOperationException', `${key.arn} is managed by the service.`)
}

function requireLiving(key: KeyRecord): void {
  if (key.state !== 'PendingDeletion') return
  throw new KmsApiError('KMSInvalidStateException', `${key.arn} is pending deletion.`)
}

async function change(
  request: KmsRequest,
  next: (current: KeyRecord) => KeyRecord,
): Promise<KeyRecord> {
  const key = await ownKey(request)
  return request.kms.update(key, current => {
    requireLiving(current)
    return next(current)
  })
}

async function createKey({ kms, accountId, fields }: KmsRequest): Promise<object> {
  const spec = optionalText(fields, 'KeySpec') ?? optionalText(fields, 'CustomerMasterKeySpec')
  const usage = optionalText(fields, 'KeyUsage') ?? 'ENCRYPT_DECRYPT'
  const origin = optionalText(fields, 'Origin') ?? 'AWS_KMS'
  const isPlain = (spec ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT'
  if (
    !isPlain ||
    usage !== 'ENCRYPT_DECRYPT' ||
    origin !== 'AWS_KMS' ||
    fields.MultiRegion === true
  ) {
    const message = 'Only symmetric encryption keys made here are supported.'
    throw new KmsApiError('UnsupportedOperationException', message)
  }
  const policy = optionalText(fields, 'Policy', POLICY_LENGTH_MAX)
  const key = await kms.createKey({
    accountId,
    description: optionalText(fields, 'Description', 8192) ?? '',
    tags: tags(fields),
    ...(policy !== undefined && { policy }),
  })
  return { KeyMetadata: metadata(key) }
}

/** Markers are the last id of the page before. */
async function listPage<Item>(
  { fields }: KmsRequest,
  items: AsyncIterable<Item>,
  nameOf: (item: Item) => string,
): Promise<{ readonly page: readonly Item[]; readonly rest: object }> {
  const limit = optionalNumber(fields, 'Limit', [1, PAGE_MAX]) ?? 100
  const marker = optionalText(fields, 'Marker') ?? ''
  const page: Item[] = []
  for await (const item of items) {
    if (nameOf(item) <= marker) continue
    const last = page.at(-1)
    if (page.length === limit && last !== undefined) {
      return { page, rest: { Truncated: true, NextMarker: nameOf(last) } }
    }
    page.push(item)
  }
  return { page, rest: { Truncated: false } }
}

async function listKeys(request: KmsRequest): Promise<object> {
  const keys = request.kms.listKeys(request.accountId)
  const { page, rest } = await listPage(request, keys, ({ keyId }) => keyId)
  return { Keys: page.map(({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn })), ...rest }
}

async function listAliases(request: KmsRequest): Promise<object> {
  const { kms, accountId, fields } = request
  const keyId = fields.KeyId === undefined ? undefined : (await findKey(request)).keyId
  const { page, rest } = await listPage(request, kms.listAliases(accountId), ({ name }) => name)
  const shown = page.filter(alias => keyId === undefined || alias.keyId === keyId)
  const Aliases = shown.map(alias => ({
    AliasName: alias.name,
    AliasArn: aliasArn(kms.region, alias),
    TargetKeyId: alias.keyId,
    CreationDate: seconds(alias.createdAtMs),
    LastUpdatedDate: seconds(alias.updatedAtMs),
  }))
  return { Aliases, ...rest }
}

const setAlias =
  (replaces: 'existing' | 'nothing'): KmsOperation =>
  async request => {
    const key = await ownKey(request, 'TargetKeyId')
    requireLiving(key)
    await request.kms.setAlias({ name: text(request.fields, 'AliasName', 256), key }, replaces)
    return {}
  }

async function scheduleDeletion(request: KmsRequest): Promise<object> {
  const days = optionalNumber(request.fields, 'PendingWindowInDays', [7, 30]) ?? WINDOW_DAYS
  const deletionAtMs = request.nowMs + days * DAY_MS
  const key = await change(request, current => ({
    ...current,
    state: 'PendingDeletion',
    deletionAtMs,
  }))
  return {
    KeyId: key.arn,
    KeyState: key.state,
    DeletionDate: seconds(deletionAtMs),
    PendingWindowInDays: days,
  }
}

async function cancelDeletion(request: KmsRequest): Promise<object> {
  const key = await ownKey(request)
  await request.kms.update(key, ({ deletionAtMs, ...current }) => {
    if (deletionAtMs !== undefined) return { ...current, state: 'Disabled' }
    throw new KmsApiError('KMSInvalidStateException', `${key.arn} is not pending deletion.`)
  })
  return { KeyId: key.arn }
}

async function rotationStatus(request: KmsRequest): Promise<object> {
  const key = await findKey(request)
  const days = key.rotationPeriodDays
  if (days === undefined) return { KeyId: key.arn, KeyRotationEnabled: false }
  const lastMs = key.rotatedAtMs.at(-1) ?? key.createdAtMs
  return {
    KeyId: key.arn,
    KeyRotationEnabled: true,
    RotationPeriodInDays: days,
    NextRotationDate: seconds(lastMs + days * DAY_MS),
  }
}

/** What AWS gives a key to which nobody gave a policy: all rights to its account. */
function defaultPolicy({ accountId }: KeyRecord): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  })
}

const changing =
  (next: (request: KmsRequest) => (current: KeyRecord) => KeyRecord): KmsOperation =>
  async request => {
    await change(request, next(request))
    return {}
  }

export const keyManagement: Readonly<Record<string, KmsOperation>> = {
  CancelKeyDeletion: cancelDeletion,
  CreateAlias: setAlias('nothing'),
  CreateKey: createKey,
  async DeleteAlias({ kms, accountId, fields }) {
    await kms.removeAlias(text(fields, 'AliasName', 256), accountId)
    return {}
  },
  DescribeKey: async request => ({ KeyMetadata: metadata(await findKey(request)) }),
  DisableKey: changing(() => current => ({ ...current, state: 'Disabled' })),
  DisableKeyRotation: changing(
    () =>
      ({ rotationPeriodDays: _, ...current }) =>
        current,
  ),
  EnableKey: changing(() => current => ({ ...current, state: 'Enabled' })),
  EnableKeyRotation: changing(({ fields }) => {
    const days = optionalNumber(fields, 'RotationPeriodInDays', [90, 2560]) ?? ROTATION_DAYS
    return current => ({ ...current, rotationPeriodDays: days })
  }),
  async GetKeyPolicy(request) {
    const key = await findKey(request)
    return { Policy: key.policy ?? defaultPolicy(key), PolicyName: POLICY_NAME }
  },
  GetKeyRotationStatus: rotationStatus,
  ListAliases: listAliases,
  async ListKeyPolicies(request) {
    await findKey(request)
    return { PolicyNames: [POLICY_NAME], Truncated: false }
  },
  async ListKeyRotations(request) {
    const { arn, rotatedAtMs } = await findKey(request)
    const Rotations = rotatedAtMs.map(atMs => ({ KeyId: arn, RotationDate: seconds(atMs) }))
    return { Rotations, Truncated: false }
  },
  ListKeys: listKeys,
  async ListResourceTags(request) {
    const pairs = Object.entries((await findKey(request)).tags)
    const Tags = pairs.map(([TagKey, TagValue]) => ({ TagKey, TagValue }))
    return { Tags, Truncated: false }
  },
  PutKeyPolicy: changing(({ fields }) => {
    const policy = text(fields, 'Policy', POLICY_LENGTH_MAX)
    return current => ({ ...current, policy })
  }),
  async RotateKeyOnDemand(request) {
    const key = await ownKey(request)
    requireLiving(key)
    return { KeyId: (await request.kms.rotate(key)).arn }
  },
  ScheduleKeyDeletion: scheduleDeletion,
  TagResource: changing(({ fields }) => {
    const added = tags(fields)
    return current => ({ ...current, tags: { ...current.tags, ...added } })
  }),
  UntagResource: changing(({ fields }) => {
    const removed = new Set(names(fields, 'TagKeys'))
    return current => {
      const kept = Object.entries(current.tags).filter(([name]) => !removed.has(name))
      return { ...current, tags: Object.fromEntries(kept) }
    }
  }),
  UpdateAlias: setAlias('existing'),
  UpdateKeyDescription: changing(({ fields }) => {
    const description = optionalText(fields, 'Description', 8192) ?? ''
    return current => ({ ...current, description })
  }),
}
