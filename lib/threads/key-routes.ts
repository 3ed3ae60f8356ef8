/** What the admin interface does with keys: `mallee kms` is its client. */
import type { Storage } from '../../storage/storage.ts'
import type { AdminRequest, AdminRoute } from '../admin/app.ts'
import { AdminError } from '../admin/json-app.ts'
import type { Clock } from '../clock.ts'
import { KmsError } from '../kms/errors.ts'
import type { KeyRecord } from '../kms/key-record.ts'
import type { OpenEncryption } from '../s3/encryption/open-encryption.ts'
import { requestRewrap } from '../s3/jobs/key-rewrap.ts'

const KEYS_MAX = 1000
const DESCRIPTION_LENGTH_MAX = 8192
/** Names the server's own key, under which SSE-S3 is. */
const SERVER_KEY = 'server'

export function createKeyRoutes(options: {
  readonly keys: OpenEncryption
  readonly storage: Storage
  readonly clock: Clock
}): Readonly<Record<string, AdminRoute>> {
  const { storage, clock } = options
  const { kms, encryption } = options.keys
  return {
    'GET /_/admin/kms/keys': request =>
      refusing(async () => {
        const keys: object[] = []
        for await (const key of kms.listKeys(accountOf(request, request.query.get('account')))) {
          if (keys.length === KEYS_MAX) return { keys, isTruncated: true }
          keys.push(shown(key))
        }
        return { keys, isTruncated: false }
      }),
    'POST /_/admin/kms/keys': request =>
      refusing(async () => {
        const accountId = accountOf(request, request.body.account)
        const description = text(request, 'description', DESCRIPTION_LENGTH_MAX) ?? ''
        const alias = text(request, 'alias', DESCRIPTION_LENGTH_MAX)
        const key = await kms.createKey({ accountId, description })
        if (alias !== undefined) await kms.setAlias({ name: alias, key }, 'nothing')
        return shown(key)
      }),
    'POST /_/admin/kms/rotate': request =>
      refusing(async () => {
        const name = text(request, 'key', DESCRIPTION_LENGTH_MAX)
        if (name === undefined) throw new AdminError(400, 'invalid-request', 'name a key')
        if (name === SERVER_KEY) {
          await encryption.rotateServerKey()
          return { key: SERVER_KEY }
        }
        const key = await kms.findKey(name, accountOf(request, request.body.account))
        return shown(await kms.rotate(key))
      }),
    'POST /_/admin/kms/rewrap': async () => {
      await requestRewrap(storage, clock.now())
      return { job: 'key-rewrap' }
    },
  }
}

/** The account that is named, or the operator's own. */
function accountOf({ principal }: AdminRequest, named: unknown): string {
  if (named === undefined || named === null) return principal.account.accountId
  if (typeof named === 'string' && /^\d{12}$/.test(named)) return named
  throw new AdminError(400, 'invalid-request', 'an account has 12 digits')
}

function text({ body }: AdminRequest, name: string, lengthMax: number): string | undefined {
  const value = body[name]
  if (value === undefined) return undefined
  if (typeof value === 'string' && value !== '' && value.length <= lengthMax) return value
  throw new AdminError(400, 'invalid-request', `${name} must be text`)
}

function shown({ keyId, arn, description, state, createdAtMs, rotatedAtMs }: KeyRecord): object {
  const createdAt = new Date(createdAtMs).toISOString()
  return { keyId, arn, description, state, createdAt, versions: rotatedAtMs.length + 1 }
}

async function refusing<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KmsError && error.code !== 'store-failed') {
      const status = error.code === 'key-missing' ? 404 : error.code === 'alias-exists' ? 409 : 400
      throw new AdminError(status, error.code, error.message)
    }
    throw error
  }
}
