/** A bucket at another S3 endpoint as the destination of replicas. */
import { createHash } from 'node:crypto'
import type { ByteRange, ObjectPart } from '../../../../storage/storage.ts'
import { formatXml, parseXml, type XmlNode, xmlText } from '../../../http/xml.ts'
import { S3_NAMESPACE } from '../../answer.ts'
import { SSE } from '../../encryption/object-encryption.ts'
import {
  checksumElementName,
  checksumHeaderName,
  readAttributes,
  type StoredChecksum,
} from '../../object-attributes.ts'
import { formatRetainUntil } from '../../object-lock/lock.ts'
import { lockHeaders } from '../../object-lock/new-object-lock.ts'
import type { Tags } from '../../object-tags.ts'
import type { ChecksumAlgorithm } from '../../request-body.ts'
import { taggingNode } from '../../tag-document.ts'
import { type PartAttributes, readPartAttributes } from '../../upload-attributes.ts'
import { REPLICA_OF_HEADER } from '../state.ts'
import type { IncomingAnswer, OutgoingRequest, S3Client } from './s3-client.ts'
import { ReplicaRefusal, type ReplicaSource, type ReplicaTarget } from './target.ts'

export interface RemoteTargetOptions {
  readonly client: S3Client
  readonly bucketName: string
  readonly signal: AbortSignal
}

/** What every S3 endpoint knows; the others stay with the object here. */
const COMMON_ALGORITHMS: ReadonlySet<ChecksumAlgorithm> = new Set([
  'CRC32',
  'CRC32C',
  'CRC64NVME',
  'SHA1',
  'SHA256',
])
/** Refusals that another try may not get. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 409, 425, 429])
/** Wrong keys are the operator's affair, not the object's. */
const PASSING_CODES =
  /<Code>(?:ExpiredToken|InvalidAccessKeyId|OperationAborted|RequestTimeout|RequestTimeTooSkewed|SignatureDoesNotMatch|SlowDown)</

export function createRemoteTarget(options: RemoteTargetOptions): ReplicaTarget {
  const { client, bucketName, signal } = options
  const send: Send = async request => {
    const answer = await client.send({ bucket: bucketName, ...request }, signal)
    return request.method === 'HEAD' ? answer : checkAnswer(answer)
  }
  return {
    async current(key) {
      const { status, headers } = await send({ method: 'HEAD', key })
      if (status >= 500) throw new Error(`the destination answered ${status}`)
      const isDeleteMarker = headers['x-amz-delete-marker'] === 'true'
      if (status !== 200 && !isDeleteMarker) return undefined
      const { [REPLICA_OF_HEADER]: replicaOf, 'x-amz-version-id': versionId = 'null' } = headers
      return { versionId, isDeleteMarker, ...(replicaOf !== undefined && { replicaOf }) }
    },
    put: source =>
      source.object.record.partCount === undefined
        ? putWhole(send, source)
        : putParts(send, source),
    update: (source, versionId) => update(send, source, versionId),
    async mark(key, replicaOf) {
      await send({ method: 'DELETE', key, headers: { [REPLICA_OF_HEADER]: replicaOf } })
    },
  }
}

type Send = (request: Omit<OutgoingRequest, 'bucket'>) => Promise<IncomingAnswer>

function checkAnswer(answer: IncomingAnswer): IncomingAnswer {
  const { status, text } = answer
  // A long operation may fail after its status was sent.
  if (status >= 200 && status < 300 && !/<Error>/.test(text.slice(0, 256))) return answer
  const words = `the destination answered ${status}: ${/<Code>(\w+)</.exec(text)?.[1] ?? ''}`
  const isPassing = status < 300 || status >= 500 || PASSING_STATUSES.has(status)
  throw isPassing || PASSING_CODES.test(text) ? new Error(words) : new ReplicaRefusal(words)
}

async function putWhole(send: Send, source: ReplicaSource): Promise<string> {
  const { object } = source
  const { record } = object
  const { checksum } = readAttributes(record.attributes)
  const answer = await send({
    method: 'PUT',
    key: record.key,
    headers: { ...newObjectHeaders(source), ...wholeChecksum(source, checksum) },
    body: {
      sizeBytes: record.sizeBytes,
      bytes: record.sizeBytes === 0 ? nothing() : object.read(),
    },
  })
  return answer.headers['x-amz-version-id'] ?? 'null'
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** So that the other side takes what is here, and nothing else. */
function wholeChecksum(
  { object: { record } }: ReplicaSource,
  checksum: StoredChecksum | undefined,
): Record<string, string> {
  const { encryption } = readAttributes(record.attributes)
  const isMd5 = encryption === undefined || encryption.mode === 'AES256'
  return {
    ...(isMd5 && { 'content-md5': Buffer.from(record.etag, 'hex').toString('base64') }),
    ...(checksum?.type === 'FULL_OBJECT' && COMMON_ALGORITHMS.has(checksum.algorithm)
      ? { [checksumHeaderName(checksum.algorithm)]: checksum.base64 }
      : {}),
  }
}

/** The same parts again, so that the entity tag stays what it was. */
async function putParts(send: Send, source: ReplicaSource): Promise<string> {
  const { key, attributes } = source.object.record
  const { checksum } = readAttributes(attributes)
  const algorithm = checksum && COMMON_ALGORITHMS.has(checksum.algorithm) ? checksum : undefined
  const { text } = await send({
    method: 'POST',
    key,
    query: { uploads: '' },
    headers: {
      ...newObjectHeaders(source),
      ...(algorithm && {
        'x-amz-checksum-algorithm': algorithm.algorithm,
        'x-amz-checksum-type': algorithm.type,
      }),
    },
  })
  const uploadId = xmlText(parseXml(text), 'UploadId') ?? ''
  if (uploadId === '') throw new Error('the destination began no upload')
  try {
    const parts = await sendParts(send, source, {
      uploadId,
      withChecksums: algorithm !== undefined,
    })
    const completed = await send({
      method: 'POST',
      key,
      query: { uploadId },
      headers: { 'content-type': 'application/xml' },
      body: formatXml('CompleteMultipartUpload', { Part: parts }, S3_NAMESPACE),
    })
    return completed.headers['x-amz-version-id'] ?? 'null'
  } catch (error) {
    await send({ method: 'DELETE', key, query: { uploadId } }).catch(() => {
      // It could not be reached: what lies there is for its own rules to remove.
    })
    throw error
  }
}

async function sendParts(
  send: Send,
  { object }: ReplicaSource,
  { uploadId, withChecksums }: { readonly uploadId: string; readonly withChecksums: boolean },
): Promise<XmlNode[]> {
  const sent: XmlNode[] = []
  let start = 0
  for (const part of await object.parts()) {
    const range = { start, end: start + part.sizeBytes - 1 }
    const checksum = withChecksums ? readPartAttributes(part.attributes).checksum : undefined
    const { headers } = await send({
      method: 'PUT',
      key: object.record.key,
      query: { partNumber: String(part.partNumber), uploadId },
      headers: partHeaders(checksum),
      body: { sizeBytes: part.sizeBytes, bytes: readPart(object, part, range) },
    })
    sent.push({
      PartNumber: part.partNumber,
      ETag: headers.etag ?? '',
      ...(checksum && { [checksumElementName(checksum.algorithm)]: checksum.base64 }),
    })
    start += part.sizeBytes
  }
  return sent
}

function readPart(
  object: ReplicaSource['object'],
  { sizeBytes }: ObjectPart,
  range: ByteRange,
): AsyncIterable<Uint8Array> {
  return sizeBytes === 0 ? nothing() : object.read(range)
}

function partHeaders(checksum: PartAttributes['checksum'] | undefined): Record<string, string> {
  return checksum === undefined ? {} : { [checksumHeaderName(checksum.algorithm)]: checksum.base64 }
}

function newObjectHeaders({ object, rule, replicaOf }: ReplicaSource): Record<string, string> {
  const { headers, storageClass, tags, lock, encryption } = readAttributes(object.record.attributes)
  const keyId = rule.Destination.EncryptionConfiguration?.ReplicaKmsKeyID
  const shownClass = rule.Destination.StorageClass ?? storageClass
  return {
    ...headers,
    [REPLICA_OF_HEADER]: replicaOf,
    ...(shownClass !== 'STANDARD' && { 'x-amz-storage-class': shownClass }),
    ...(tags !== undefined && { 'x-amz-tagging': taggingHeader(tags) }),
    ...(lock !== undefined && lockHeaders(lock)),
    ...(encryption !== undefined && { [SSE]: encryption.mode }),
    ...(encryption !== undefined &&
      encryption.mode !== 'AES256' &&
      keyId !== undefined && { [`${SSE}-aws-kms-key-id`]: keyId }),
  }
}

function taggingHeader(tags: Tags): string {
  return new URLSearchParams(tags.map(({ key, value }) => [key, value])).toString()
}

/** ACLs name accounts that the other side does not know. */
async function update(send: Send, { object }: ReplicaSource, versionId: string): Promise<void> {
  const { key, attributes } = object.record
  const { tags = [], lock } = readAttributes(attributes)
  const version = versionId === 'null' ? {} : { versionId }
  const putDocument = (resource: string, [root, node]: readonly [string, XmlNode]) => {
    const body = formatXml(root, node, S3_NAMESPACE)
    const md5 = createHash('md5').update(body).digest('base64')
    return send({
      method: 'PUT',
      key,
      query: { [resource]: '', ...version },
      headers: {
        'content-md5': md5,
        'content-type': 'application/xml',
        ...(resource === 'retention' && { 'x-amz-bypass-governance-retention': 'true' }),
      },
      body,
    })
  }
  await putDocument('tagging', ['Tagging', taggingNode(tags)])
  if (lock?.retention !== undefined) {
    const { mode, untilMs } = lock.retention
    const node = { Mode: mode, RetainUntilDate: formatRetainUntil(untilMs) }
    await putDocument('retention', ['Retention', node])
  }
  if (lock?.legalHold !== undefined) {
    await putDocument('legal-hold', ['LegalHold', { Status: lock.legalHold }])
  }
}
