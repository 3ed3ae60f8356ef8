/** The operations of STS. */
import { assumedRoleArn, builtInRole } from '../iam/built-in-role.ts'
import { principalArn } from '../iam/policy-principal.ts'
import {
  credentialsNode,
  denied,
  invalid,
  parentKey,
  readDuration,
  readSessionPolicy,
  refuseParameters,
  type StsContext,
  type StsOperation,
} from './operation.ts'

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const getCallerIdentity: StsOperation = {
  name: 'GetCallerIdentity',
  async run({ principal }) {
    const { accountId } = principal.account
    const role = principal.session?.role
    return {
      Arn: principalArn(principal),
      UserId: role === undefined ? accountId : `${role.id}:${role.sessionName}`,
      Account: accountId,
    }
  },
}

const HOUR_SECONDS = 3_600
const DAY_AND_A_HALF_SECONDS = 129_600

/**
 * Credentials of an account last an hour at most, whatever is asked for: so it is on AWS.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
const getSessionToken: StsOperation = {
  name: 'GetSessionToken',
  async run(context) {
    const { principal, parameters, sessions, nowMs } = context
    if (principal.session !== undefined) {
      throw denied('Cannot call GetSessionToken with session credentials')
    }
    refuseMfa(parameters)
    const asked = readDuration(parameters, {
      most: DAY_AND_A_HALF_SECONDS,
      fallback: HOUR_SECONDS,
    })
    const credentials = await sessions.issue({
      accountId: principal.account.accountId,
      expiresAtMs: nowMs + Math.min(asked, HOUR_SECONDS) * 1000,
      hangsOn: parentKey(context),
      policies: [],
    })
    return { Credentials: credentialsNode(credentials) }
  },
}

const ROLE_SESSION_SECONDS_MAX = 43_200
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/

/**
 * Differs from AWS: an account's root may assume the role of its account, which is the only one.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
const assumeRole: StsOperation = {
  name: 'AssumeRole',
  async run(context) {
    const { principal, parameters, sessions, nowMs } = context
    refuseParameters(parameters, [
      'PolicyArns',
      'Tags',
      'TransitiveTagKeys',
      'SourceIdentity',
      'ProvidedContexts',
    ])
    const { roleArn, sessionName } = readRole(parameters)
    const { accountId } = principal.account
    const role = builtInRole(accountId)
    if (roleArn !== role.arn || !context.may('sts:AssumeRole', roleArn)) {
      const who = principalArn(principal)
      throw denied(
        `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      )
    }
    refuseMfa(parameters)
    const isChained = principal.session?.role !== undefined
    const seconds = readDuration(parameters, {
      most: isChained ? HOUR_SECONDS : ROLE_SESSION_SECONDS_MAX,
      fallback: HOUR_SECONDS,
    })
    const credentials = await sessions.issue({
      accountId,
      expiresAtMs: nowMs + seconds * 1000,
      hangsOn: parentKey(context),
      role: { ...role, sessionName },
      policies: readSessionPolicy(parameters),
    })
    return {
      Credentials: credentialsNode(credentials),
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${sessionName}`,
        Arn: assumedRoleArn(role.arn, sessionName),
      },
    }
  },
}

function readRole(parameters: ReadonlyMap<string, string>) {
  const roleArn = parameters.get('RoleArn') ?? ''
  const sessionName = parameters.get('RoleSessionName') ?? ''
  if (!ROLE_ARN.test(roleArn)) throw invalid('roleArn', roleArn, 'Member must be the ARN of a role')
  if (!SESSION_NAME.test(sessionName)) {
    const constraint = 'Member must satisfy regular expression pattern: [\\w+=,.@-]{2,64}'
    throw invalid('roleSessionName', sessionName, constraint)
  }
  return { roleArn, sessionName }
}

/** Nobody has a device yet. */
function refuseMfa(parameters: StsContext['parameters']): void {
  if (!parameters.has('SerialNumber') && !parameters.has('TokenCode')) return
  throw denied('MultiFactorAuthentication failed with invalid MFA one time pass code.')
}

export const operations: readonly StsOperation[] = [getCallerIdentity, getSessionToken, assumeRole]
