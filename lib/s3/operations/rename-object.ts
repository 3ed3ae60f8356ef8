import { type Condition, StorageError } from '../../../storage/storage.ts'
import {
  checkHolds,
  parseReadConditions,
  parseRenameSourceConditions,
  preconditionFailed,
  type ReadConditions,
} from '../conditions.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import { refuseBody } from '../object-body.ts'
import { defineOperation, type S3Request } from '../operation.ts'
import { checkKey } from '../target.ts'

const SOURCE = 'x-amz-rename-source'
const SOURCE_PREFIX = 'x-amz-rename-source-'
const TOKEN = 'x-amz-client-token'
const APART =
  'These two names are in different shards of the index, between which nothing is renamed in one step. Copy the object and delete its source.'

/**
 * Differs from S3: AWS renames in directory buckets alone; here it works in every bucket that never
 * had versioning, which is what the two have in common. Where the index has several shards, which it
 * has on eight disks and more, some pairs of names answer 501 NotImplemented: those that are in
 * different shards, between which nothing can be done in one step.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_RenameObject.html
 */
export const renameObject = defineOperation({
  name: 'RenameObject',
  on: { method: 'PUT', target: 'object', query: ['renameObject'] },
  action: 's3:PutObject',
  needsSignature: true,

  parse({ headers, key, body }) {
    refuseBody(body)
    const source = parseSource(headers[SOURCE])
    if (source === key) {
      throw new S3Error('InvalidRequest', {}, { message: 'An object already has its own name.' })
    }
    return {
      source,
      sourceConditions: parseRenameSourceConditions(headers),
      conditions: parseReadConditions(headers),
      token: parseToken(headers[TOKEN]),
    }
  },

  async run({ access, storage, bucket, request }, { source, sourceConditions, conditions, token }) {
    const { key, nowMs } = request
    // It is read under its new name, and is gone under its own.
    const isAllowed = ['s3:GetObject', 's3:DeleteObject'].every(action =>
      access.may(action, { key: source }),
    )
    if (!isAllowed) throw new S3Error('AccessDenied')
    if (bucket.versioning !== 'off') {
      const message = 'Objects can be renamed only in buckets without versioning.'
      throw new S3Error('InvalidBucketState', {}, { message })
    }
    const described = JSON.stringify([source, key, sourceConditions, conditions])
    try {
      await storage.renameObject(bucket.name, source, key, {
        fromCondition: sourceCondition(sourceConditions, source, nowMs),
        toCondition: destinationCondition(conditions, nowMs),
        ...(token !== undefined && { once: { token, request: described } }),
      })
    } catch (error) {
      throw isApart(error)
        ? new S3Error('NotImplemented', {}, { message: APART, cause: error })
        : error
    }
    return { status: 200, headers: {} }
  },
})

function isApart(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'keys-apart'
}

/** URL-encoded, in the same bucket; a slash may stand before it as before a path. */
function parseSource(header: string | undefined): string {
  if (header === undefined) {
    throw invalidArgument(SOURCE, '', 'The source of the renaming is missing.')
  }
  let key: string
  try {
    key = decodeURIComponent(header).replace(/^\//, '')
  } catch (cause) {
    throw new S3Error('InvalidArgument', { ArgumentName: SOURCE }, { cause })
  }
  if (key === '') throw invalidArgument(SOURCE, header, 'The source of the renaming has no name.')
  checkKey(key)
  return key
}

function parseToken(header: S3Request['headers'][string] | undefined): string | undefined {
  if (header === undefined || /^[!-~]{1,64}$/.test(header)) return header
  throw invalidArgument(TOKEN, header, 'A client token has 1 to 64 visible ASCII characters.')
}

function sourceCondition(conditions: ReadConditions, key: string, nowMs: number): Condition {
  return source => {
    if (source === undefined) throw new S3Error('NoSuchKey', { Key: key })
    checkHolds(conditions, source, { nowMs, prefix: SOURCE_PREFIX })
  }
}

/** Conditions that ask for something to be there fail where nothing is. */
function destinationCondition(conditions: ReadConditions, nowMs: number): Condition {
  return destination => {
    if (destination !== undefined) {
      checkHolds(conditions, destination, { nowMs, prefix: '' })
      return
    }
    if (conditions.ifMatch !== undefined) throw preconditionFailed('If-Match')
    if (conditions.ifModifiedSinceMs !== undefined) throw preconditionFailed('If-Modified-Since')
  }
}
