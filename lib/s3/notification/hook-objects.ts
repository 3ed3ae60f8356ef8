/**
 * Storage as what runs for a hook may write to it, with the credentials of its session: it makes new
 * objects and never changes one, and the server, not the guest, says in their metadata where they
 * come from. That, and with it how deep hooks have led to hooks, cannot be forged.
 */
import type { Attributes, Condition, Storage } from '../../../storage/storage.ts'
import type { Principal } from '../../iam/account.ts'
import type { HookSession } from '../../iam/session.ts'
import { encodeWords } from '../encoded-words.ts'
import { S3Error } from '../errors.ts'
import { METADATA_PREFIX, type ObjectAttributes, readAttributes } from '../object-attributes.ts'

const DEPTH = `${METADATA_PREFIX}mallee-hook-depth`

/** How many hooks in a row led to the object: 0 for what a user wrote. */
export function hookDepth({ headers = {} }: Partial<Pick<ObjectAttributes, 'headers'>>): number {
  const text = headers[DEPTH] ?? ''
  return /^\d{1,6}$/.test(text) ? Number(text) : 0
}

export function storageForHook(storage: Storage, principal: Principal | undefined): Storage {
  const hook = principal?.session?.hook
  if (hook === undefined) return storage
  const metadata = hookMetadata(hook)
  const withMetadata = <Fields extends { readonly attributes: Attributes }>(
    fields: Fields,
  ): Fields => {
    const attributes = readAttributes(fields.attributes)
    const headers = { ...attributes.headers, ...metadata }
    return { ...fields, attributes: { ...fields.attributes, headers } }
  }
  return {
    ...storage,
    putObject: (bucketName, key, body, options) =>
      storage.putObject(bucketName, key, body, {
        ...options,
        condition: onlyNew(options.condition),
        finish: sizeBytes => withMetadata(options.finish(sizeBytes)),
      }),
    createUpload: (bucketName, key, options) =>
      storage.createUpload(bucketName, key, withMetadata(options)),
    completeUpload: (bucketName, key, uploadId, options) =>
      storage.completeUpload(bucketName, key, uploadId, {
        ...options,
        condition: onlyNew(options.condition),
        choose: (upload, parts) => withMetadata(options.choose(upload, parts)),
      }),
    appendObject: refuse,
    renameObject: refuse,
    updateObject: refuse,
    deleteObject: refuse,
  }
}

async function refuse(): Promise<never> {
  throw new S3Error('AccessDenied')
}

/** Whether or not the request says `If-None-Match: *`. */
function onlyNew(condition: Condition | undefined): Condition {
  return current => {
    condition?.(current)
    if (current === undefined || current.isDeleteMarker) return
    throw new S3Error('PreconditionFailed', { Condition: 'If-None-Match' })
  }
}

/** As headers of the object; texts that are not ASCII are encoded as S3 does it. */
function hookMetadata(hook: HookSession): Readonly<Record<string, string>> {
  const { hookArn, depth, eventId, source } = hook
  const facts: Readonly<Record<string, string | undefined>> = {
    hook: hookArn,
    'hook-depth': String(depth),
    'event-id': eventId,
    'source-bucket': source?.bucket,
    'source-key': source?.key,
    'source-version-id': source?.versionId,
  }
  const metadata: Record<string, string> = {}
  for (const [name, value] of Object.entries(facts)) {
    if (value !== undefined) metadata[`${METADATA_PREFIX}mallee-${name}`] = encodeWords(value)
  }
  return metadata
}
