/** What an operation of STS gets, and how it reads its parameters. */
import { Ec2Error } from '../ec2/errors.ts'
import type { XmlNode } from '../http/xml.ts'
import type { Principal } from '../iam/account.ts'
import { parsePolicy } from '../iam/policy/document.ts'
import { PolicyError } from '../iam/policy/policy-error.ts'
import type { TemporaryCredentials } from '../iam/session.ts'
import type { SessionTokens } from '../iam/session-tokens.ts'

export interface StsContext {
  readonly sessions: SessionTokens
  readonly principal: Principal
  readonly parameters: ReadonlyMap<string, string>
  readonly nowMs: number
  /** Whether the caller's own session, if it has one, lets it do so. */
  may(action: string, resource: string): boolean
}

export interface StsOperation {
  readonly name: string
  /** The result's elements. Throws Ec2Error. */
  run(context: StsContext): Promise<XmlNode>
}

const POLICY_LENGTH_MAX = 2048
const DURATION_SECONDS_MIN = 900

export function denied(message: string): Ec2Error {
  return new Ec2Error('AccessDenied', message)
}

/** In AWS's words for what does not fit a member's constraint. */
export function invalid(name: string, value: string, constraint: string): Ec2Error {
  const message =
    `1 validation error detected: Value '${value.slice(0, 128)}' at '${name}' failed to satisfy ` +
    `constraint: ${constraint}`
  return new Ec2Error('ValidationError', message)
}

/** What is not there yet is refused rather than ignored. */
export function refuseParameters(
  parameters: ReadonlyMap<string, string>,
  names: readonly string[],
): void {
  for (const name of parameters.keys()) {
    const member = name.split('.', 1)[0] ?? ''
    if (!names.includes(member)) continue
    const message = `The parameter ${member} is not supported by this service.`
    throw new Ec2Error('UnsupportedOperation', message)
  }
}

export function readDuration(
  parameters: ReadonlyMap<string, string>,
  { most, fallback }: { readonly most: number; readonly fallback: number },
): number {
  const text = parameters.get('DurationSeconds')
  if (text === undefined) return fallback
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : -1
  if (seconds < DURATION_SECONDS_MIN) {
    const constraint = `Member must have value greater than or equal to ${DURATION_SECONDS_MIN}`
    throw invalid('durationSeconds', text, constraint)
  }
  if (seconds > most) {
    throw invalid('durationSeconds', text, `Member must have value less than or equal to ${most}`)
  }
  return seconds
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session */
export function readSessionPolicy(parameters: ReadonlyMap<string, string>): string[] {
  const text = parameters.get('Policy')
  if (text === undefined) return []
  if (text.length > POLICY_LENGTH_MAX) {
    const constraint = `Member must have length less than or equal to ${POLICY_LENGTH_MAX}`
    throw invalid('policy', text, constraint)
  }
  try {
    parsePolicy(text, 'identity')
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause
    throw new Ec2Error('MalformedPolicyDocument', cause.message, { cause })
  }
  return [text]
}

export function credentialsNode(credentials: TemporaryCredentials): XmlNode {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAtMs } = credentials
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(expiresAtMs).toISOString(),
  }
}

/** What credentials that the caller gets hang on: the key that it got them with. */
export function parentKey({ principal }: StsContext): { readonly accessKeyId: string } {
  const { session, accessKeyId } = principal
  if (session === undefined) return { accessKeyId }
  if (session.parentKeyId !== undefined) return { accessKeyId: session.parentKeyId }
  throw denied('Credentials that the server itself made give no others.')
}
