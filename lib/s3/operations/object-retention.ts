import { xmlText } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import { S3Error } from '../errors.ts'
import {
  checkRetentionChange,
  formatRetainUntil,
  type ObjectLock,
  parseMode,
  parseRetainUntil,
  type Retention,
} from '../object-lock/lock.ts'
import { changeLock, readLock } from '../object-lock/locked-version.ts'
import { checkRetainUntil } from '../object-lock/new-object-lock.ts'
import { lockQuestion } from '../object-lock/permission.ts'
import { defineOperation, type S3Request } from '../operation.ts'
import { requestLockKeys } from '../policy/condition-keys.ts'
import { requireDocument } from '../request-document.ts'
import { readVersionId } from '../version-id.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectRetention.html */
export const getObjectRetention = defineOperation({
  name: 'GetObjectRetention',
  on: { method: 'GET', target: 'object', query: ['retention'] },
  action: 's3:GetObjectRetention',

  parse: ({ query }) => readVersionId(query),

  async run(context, versionId) {
    const { lock, headers } = await readLock(context, versionId)
    if (lock.retention === undefined) throw new S3Error('NoSuchObjectLockConfiguration')
    const { mode, untilMs } = lock.retention
    return xmlAnswer(
      'Retention',
      { Mode: mode, RetainUntilDate: formatRetainUntil(untilMs) },
      headers,
    )
  },
})

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html */
export const putObjectRetention = defineOperation({
  name: 'PutObjectRetention',
  on: { method: 'PUT', target: 'object', query: ['retention'] },
  action: 's3:PutObjectRetention',
  body: 'document',
  requiresChecksum: true,

  async parse(request) {
    return { versionId: readVersionId(request.query), next: await readRetention(request) }
  },

  conditionKeys: ({ next }, { nowMs }) =>
    requestLockKeys(next === undefined ? {} : { retention: next }, nowMs),

  async run(context, { versionId, next }) {
    const question = lockQuestion(context)
    const { headers } = await changeLock(context, versionId, ({ retention, ...rest }) => {
      checkRetentionChange(retention, next, question)
      const lock: ObjectLock = next === undefined ? rest : { ...rest, retention: next }
      return lock
    })
    return { status: 200, headers }
  },
})

/** `undefined`: an empty element, which ends the retention. */
async function readRetention(request: S3Request): Promise<Retention | undefined> {
  const document = await requireDocument(request, 'Retention')
  const modeText = xmlText(document, 'Mode')?.trim()
  const untilText = xmlText(document, 'RetainUntilDate')?.trim()
  if (modeText === undefined && untilText === undefined) return undefined
  const mode = parseMode(modeText ?? '')
  const untilMs = parseRetainUntil(untilText ?? '')
  if (mode === undefined || untilMs === undefined) throw new S3Error('MalformedXML')
  checkRetainUntil(untilMs, request.nowMs)
  return { mode, untilMs }
}
