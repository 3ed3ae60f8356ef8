/**
 * Who signed an upload form: a browser cannot sign what it sends, so the form carries a policy that
 * was signed before, and which the policy's conditions hold to (post-policy.ts).
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html
 */
import { createHmac } from 'node:crypto'
import { type AuthContext, AuthError, type KnownKey } from './contract.ts'
import { checkScope, parseCredential } from './credential-scope.ts'
import { equalInConstantTime } from './hmac.ts'
import { algorithm, hexBytes, lookUpKey } from './signature-v4.ts'
import { parseTimestamp } from './time.ts'

export interface SignedForm<Identity> {
  readonly identity: Identity
  readonly version: 'v4' | 'v2'
  /** When it was signed, `20130524T000000Z`; SigV2 does not tell. */
  readonly timestamp?: string
  /** Base64, as signed. */
  readonly policy: string
}

/** By lower-case names, as they were filled in. */
export type FormFields = ReadonlyMap<string, string>

const v4Fields = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Signature'] as const
const v2Fields = ['AWSAccessKeyId', 'Signature'] as const

/** Undefined for a form that neither has a policy nor says who signed one; throws AuthError. */
export async function authenticateForm<Identity>(
  fields: FormFields,
  context: AuthContext<Identity>,
): Promise<SignedForm<Identity> | undefined> {
  const isIn = (name: string) => fields.has(name.toLowerCase())
  const isV4 = v4Fields.some(isIn)
  const isV2 = v2Fields.some(isIn)
  if (!isV4 && !isV2 && !isIn('Policy')) return undefined
  if (isV4 && isV2) {
    throw new AuthError('invalid-request', 'A form can be signed by one version of signatures only')
  }
  const read = (name: (typeof v4Fields | typeof v2Fields)[number] | 'Policy') =>
    fields.get(name.toLowerCase()) ?? ''
  for (const name of ['Policy', ...(isV4 ? v4Fields : v2Fields)]) {
    if (!isIn(name)) throw missingField(name)
  }
  const policy = read('Policy')
  // Nothing but base64 is decoded later on, so nothing else may be signed.
  if (!/^[A-Za-z0-9+/=\r\n]+$/.test(policy)) {
    throw new AuthError('invalid-policy', 'Invalid Policy: Invalid Base64.')
  }
  const token = fields.get('x-amz-security-token')
  const identity = isV4
    ? await verifyV4(policy, read, { context, token })
    : await verifyV2(policy, read, { context, token })
  if (!isV4) return { identity, version: 'v2', policy }
  return { identity, version: 'v4', timestamp: read('X-Amz-Date'), policy }
}

interface Look<Identity> {
  readonly context: AuthContext<Identity>
  readonly token: string | undefined
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html */
async function verifyV4<Identity>(
  policy: string,
  read: (name: (typeof v4Fields)[number]) => string,
  { context, token }: Look<Identity>,
): Promise<Identity> {
  if (read('X-Amz-Algorithm') !== algorithm) {
    throw new AuthError('invalid-argument', `X-Amz-Algorithm only supports "${algorithm}"`, {
      ArgumentName: 'X-Amz-Algorithm',
      ArgumentValue: read('X-Amz-Algorithm'),
    })
  }
  const subject = 'Error parsing the X-Amz-Credential parameter'
  const code = 'authorization-query-malformed'
  const credential = parseCredential(read('X-Amz-Credential'))
  if (!credential) {
    throw new AuthError(
      code,
      `${subject}; the Credential is mal-formed; expecting ` +
        '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    )
  }
  const timestamp = read('X-Amz-Date')
  if (parseTimestamp(timestamp) === undefined) {
    throw new AuthError(
      code,
      `X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`,
    )
  }
  const { region, service } = context
  checkScope(credential, { timestamp, region, service, code, subject })
  const key = await lookUpKey(context, credential.accessKeyId, token)
  const { secretAccessKey } = key
  const expected = context.signingKeys.get({ ...credential, secretAccessKey }).hmac.hex(policy)
  return checkSignature(key, { accessKeyId: credential.accessKeyId, policy, expected }, () =>
    read('X-Amz-Signature'),
  )
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/HTTPPOSTForms.html */
async function verifyV2<Identity>(
  policy: string,
  read: (name: (typeof v2Fields)[number]) => string,
  { context, token }: Look<Identity>,
): Promise<Identity> {
  const accessKeyId = read('AWSAccessKeyId')
  const key = await lookUpKey(context, accessKeyId, token)
  const expected = createHmac('sha1', key.secretAccessKey).update(policy).digest('base64')
  return checkSignature(key, { accessKeyId, policy, expected }, () => read('Signature'))
}

function checkSignature<Identity>(
  key: KnownKey<Identity>,
  {
    accessKeyId,
    policy,
    expected,
  }: Readonly<Record<'accessKeyId' | 'policy' | 'expected', string>>,
  given: () => string,
): Identity {
  if (equalInConstantTime(given(), expected)) return key.identity
  throw new AuthError(
    'signature-mismatch',
    'The request signature we calculated does not match the signature you provided. Check your ' +
      'key and signing method.',
    {
      AWSAccessKeyId: accessKeyId,
      StringToSign: policy,
      SignatureProvided: given(),
      StringToSignBytes: hexBytes(policy),
    },
  )
}

/** Fields after the file are not read, hence AWS's advice. */
function missingField(name: string): AuthError {
  return new AuthError(
    'invalid-argument',
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the ` +
      'order of the fields.',
    { ArgumentName: name, ArgumentValue: '' },
  )
}
