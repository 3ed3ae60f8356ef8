import { xmlText } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { S3Error } from '../errors.ts'
import type { LegalHold } from '../object-lock/lock.ts'
import { changeLock, readLock } from '../object-lock/locked-version.ts'
import { defineOperation, type S3Request } from '../operation.ts'
import { requestLockKeys } from '../policy/condition-keys.ts'
import { requireDocument } from '../request-document.ts'
import { readVersionId } from '../version-id.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLegalHold.html */
export const getObjectLegalHold = defineOperation({
  name: 'GetObjectLegalHold',
  on: { method: 'GET', target: 'object', query: ['legal-hold'] },
  action: 's3:GetObjectLegalHold',

  parse: ({ query }) => readVersionId(query),

  async run(context, versionId) {
    const { lock, headers } = await readLock(context, versionId)
    if (lock.legalHold === undefined) throw new S3Error('NoSuchObjectLockConfiguration')
    return xmlAnswer('LegalHold', { Status: lock.legalHold }, headers)
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html */
export const putObjectLegalHold = defineOperation({
  name: 'PutObjectLegalHold',
  on: { method: 'PUT', target: 'object', query: ['legal-hold'] },
  action: 's3:PutObjectLegalHold',
  body: 'document',
  requiresChecksum: true,

  async parse(request) {
    return { versionId: readVersionId(request.query), legalHold: await readLegalHold(request) }
  },

  conditionKeys: ({ legalHold }, { nowMs }) => requestLockKeys({ legalHold }, nowMs),

  async run(context, { versionId, legalHold }) {
    const { headers } = await changeLock(context, versionId, lock => ({ ...lock, legalHold }))
    return { status: 200, headers }
  },
})

async function readLegalHold(request: S3Request): Promise<LegalHold> {
  const status = xmlText(await requireDocument(request, 'LegalHold'), 'Status')?.trim()
  if (status === 'ON' || status === 'OFF') return status
  throw new S3Error('MalformedXML')
}
