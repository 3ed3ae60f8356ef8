/**
 * KMS as SDKs speak it: AWS JSON 1.1, one path, the operation in X-Amz-Target.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 *
 * Whoever signs acts for its whole account; key policies are kept and given back, no more.
 */
import { createHash } from 'node:crypto'
import { authenticateRequest } from '../../auth/authenticate.ts'
import { createSigningKeys } from '../../auth/signing-keys.ts'
import type { Clock } from '../../clock.ts'
import { readBoundedBody } from '../../http/bounded-body.ts'
import type { HttpHandler, HttpResponse } from '../../http/exchange.ts'
import type { Accounts, Principal } from '../../iam/account.ts'
import { keyLookUp } from '../../iam/look-up.ts'
import { mayInSession } from '../../iam/session-access.ts'
import type { Kms } from '../kms.ts'
import { cryptography } from './cryptography.ts'
import { KmsApiError, toKmsApiError } from './errors.ts'
import type { Fields } from './input.ts'
import { keyManagement } from './key-management.ts'

const TARGET = /^TrentService\.([A-Za-z]{1,64})$/
const BODY_BYTES_MAX = 128 * 1024
const operations = new Map(Object.entries({ ...cryptography, ...keyManagement }))

export function createKmsApp(options: {
  readonly kms: Kms
  readonly accounts: Accounts
  readonly region: string
  readonly clock: Clock
}): HttpHandler {
  const { kms, accounts, region, clock } = options
  const signingKeys = createSigningKeys()
  const lookUp = keyLookUp(accounts)

  return async request => {
    const name = TARGET.exec(String(request.headers['x-amz-target'] ?? ''))?.[1]
    try {
      const body = await readBoundedBody(request.body(), BODY_BYTES_MAX)
      if (body === undefined)
        throw new KmsApiError('ValidationException', 'The request is too long')
      const nowMs = clock.now()
      const signed = await authenticateRequest<Principal>(
        {
          ...request,
          hostBucket: undefined,
          bodySha256: createHash('sha256').update(body).digest('hex'),
        },
        { nowMs, region, service: 'kms', signingKeys, lookUp },
      )
      if (signed === undefined) {
        const message = 'Request is missing Authentication Token'
        throw new KmsApiError('MissingAuthenticationTokenException', message)
      }
      const operation = name === undefined ? undefined : operations.get(name)
      if (operation === undefined) {
        throw new KmsApiError('UnknownOperationException', 'There is no such operation here.')
      }
      const { accountId } = signed.identity.account
      const { remoteAddress, isTls } = request
      const facts = { action: `kms:${name}`, region, nowMs, remoteAddress, isTls }
      if (!mayInSession(signed.identity, facts)) {
        throw new KmsApiError('AccessDeniedException', 'The session policy does not allow it.')
      }
      const value = await operation({ kms, accountId, fields: parseFields(body), nowMs })
      return json(200, value, { operation: `kms:${name}`, accountId })
    } catch (thrown) {
      const { code, message, status, cause } = toKmsApiError(thrown)
      const facts = { errorCode: code, ...(status >= 500 && { cause }) }
      return { ...json(status, { __type: code, message }, facts), closeConnection: true }
    }
  }
}

function parseFields(body: Buffer): Fields {
  try {
    const value: unknown = JSON.parse(body.toString() || '{}')
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // Not JSON: refused like JSON of another shape.
  }
  throw new KmsApiError('SerializationException', 'The request is not one JSON object')
}

function json(status: number, value: object, facts: HttpResponse['facts']): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
    ...(facts && { facts }),
  }
}
