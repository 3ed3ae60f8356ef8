/**
 * PutObject with x-amz-write-offset-bytes: the body becomes a further part of the object, which keeps
 * all else. What AWS offers in directory buckets is offered here in every bucket without versioning.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-buckets-objects-append.html
 */
import { createHash } from 'node:crypto'
import type { Condition, ObjectPart, ObjectRecord } from '../../storage/storage.ts'
import type { HttpResponse } from '../http/exchange.ts'
import type { Checksums } from './checksums/checksum.ts'
import { compositeChecksum, fullObjectChecksum, isLinear } from './checksums/combine.ts'
import { laterWriteCondition, type WriteConditions, writeCondition } from './conditions.ts'
import { encryptionOf, SSE } from './encryption/object-encryption.ts'
import { invalidArgument, S3Error } from './errors.ts'
import {
  objectFields,
  readAttributes,
  type StoredChecksum,
  writeHeaders,
} from './object-attributes.ts'
import { unpackObjectSummary } from './object-summary.ts'
import type { S3Context } from './operation.ts'
import { openPart } from './part-body.ts'
import { PART_NUMBER_MAX } from './part-number.ts'
import { type PartAttributes, readPartAttributes } from './upload-attributes.ts'
import { WRITE_OFFSET } from './write-headers.ts'

export interface Append {
  readonly offsetBytes: number
  /** The request says how to encrypt: for an object that it begins, and for no other. */
  readonly isEncrypted: boolean
}

/** `undefined`: the request does not append. */
export function parseAppend(headers: Readonly<Record<string, string>>): Append | undefined {
  const text = headers[WRITE_OFFSET]
  if (text === undefined) return undefined
  const isEncrypted = Object.keys(headers).some(name => name.startsWith(SSE))
  if (/^\d{1,15}$/.test(text)) return { offsetBytes: Number(text), isEncrypted }
  throw invalidArgument(WRITE_OFFSET, text, `Argument ${WRITE_OFFSET} must be a size in bytes`)
}

/** At the offset 0 an object may also begin, where there is none. */
export function startCondition(condition: Condition | undefined): Condition {
  return current => {
    if (isThere(current)) throw new S3Error('InvalidWriteOffset')
    condition?.(current)
  }
}

function isThere(record: ObjectRecord | undefined): record is ObjectRecord {
  return record !== undefined && !record.isDeleteMarker
}

/** Resolves to `undefined` where the object is still to be made, and its body yet to be read. */
export async function appendToObject(
  context: S3Context,
  { offsetBytes, isEncrypted }: Append,
  conditions: WriteConditions | undefined,
): Promise<HttpResponse | undefined> {
  const { storage, bucket, request, checksums } = context
  const { body, key } = request
  if (bucket.versioning !== 'off') {
    const message = 'Objects can be appended to only in buckets without versioning.'
    throw new S3Error('InvalidBucketState', {}, { message })
  }
  const current = await storage.statObject(bucket.name, key)
  if (conditions) writeCondition(conditions, key)(current)
  if (!isThere(current)) {
    if (offsetBytes > 0) throw new S3Error('InvalidWriteOffset')
    return undefined
  }
  checkOffset(current, offsetBytes)
  if (isEncrypted) throw new S3Error('EncryptionTypeMismatch')
  const { algorithm } = requireChecksum(current)
  const part = await openPart(body, { algorithm }, checksums)
  const record = await storage.appendObject(bucket.name, key, part.body, {
    finish: () => part.attributes(),
    firstPart,
    join(object, parts) {
      checkOffset(object, offsetBytes)
      if (conditions) laterWriteCondition(conditions, key)(object)
      if (requireChecksum(object).algorithm !== algorithm) {
        throw new S3Error('ConditionalRequestConflict', { Condition: WRITE_OFFSET, Key: key })
      }
      return joinedFields(object, parts, { checksums, partMd5Hex: body.digests.md5Hex })
    },
  })
  return {
    status: 200,
    headers: { ...writeHeaders(record, bucket), 'x-amz-object-size': String(record.sizeBytes) },
  }
}

function checkOffset(object: ObjectRecord, offsetBytes: number): void {
  if (object.sizeBytes !== offsetBytes) throw new S3Error('InvalidWriteOffset')
}

/** What was written by PutObject and its kin has one, always. */
function requireChecksum({ attributes }: ObjectRecord): StoredChecksum {
  const { checksum } = readAttributes(attributes)
  if (checksum !== undefined && encryptionOf(attributes) === undefined) return checksum
  const message = 'Objects that are encrypted, or have no checksum, cannot be appended to.'
  throw new S3Error('InvalidRequest', {}, { message })
}

function firstPart(object: ObjectRecord): PartAttributes {
  const { algorithm, base64 } = requireChecksum(object)
  return { checksum: { algorithm, base64 } }
}

function joinedFields(
  object: ObjectRecord,
  parts: readonly ObjectPart[],
  { checksums, partMd5Hex }: { readonly checksums: Checksums; readonly partMd5Hex: string },
) {
  if ((parts.at(-1)?.partNumber ?? 0) > PART_NUMBER_MAX) throw new S3Error('TooManyParts')
  const { checksum: _, ...attributes } = readAttributes(object.attributes)
  const etag = createHash('md5').update(object.etag).update(partMd5Hex).digest('hex')
  return objectFields(attributes, {
    etag: `${etag}-${parts.length}`,
    ownerId: unpackObjectSummary(object.summary).ownerId ?? '',
    checksum: joinedChecksum(requireChecksum(object), { object, parts, checksums }),
  })
}

/** CRCs stay those of the whole object; of the others only a checksum of checksums can be had. */
function joinedChecksum(
  { algorithm, type, base64 }: StoredChecksum,
  facts: {
    readonly object: ObjectRecord
    readonly parts: readonly ObjectPart[]
    readonly checksums: Checksums
  },
): StoredChecksum {
  const { object, parts, checksums } = facts
  const values = parts.map(part => ({
    base64: readPartAttributes(part.attributes).checksum.base64,
    sizeBytes: part.sizeBytes,
  }))
  if (type === 'FULL_OBJECT' && isLinear(algorithm)) {
    const whole = [{ base64, sizeBytes: object.sizeBytes }, ...values.slice(-1)]
    return { algorithm, type, base64: fullObjectChecksum(algorithm, whole) }
  }
  return {
    algorithm,
    type: 'COMPOSITE',
    base64: compositeChecksum(
      checksums,
      algorithm,
      values.map(value => value.base64),
    ),
  }
}
