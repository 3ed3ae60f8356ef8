/** Temporary credentials for runs of hooks, and requests that are signed with them. */
import aws4 from 'aws4'
import { HookOutputNameError } from '../compute/hooks/hook-runner.ts'
import type { HookGrant, HookGrants, ObjectName } from '../compute/hooks/ports.ts'
import type { TemporaryCredentials } from '../iam/session.ts'
import type { SessionTokens } from '../iam/session-tokens.ts'
import { hookArn } from '../s3/notification/hook-arn.ts'

export interface HookGrantsOptions {
  readonly sessions: SessionTokens
  readonly region: string
  now(): number
}

export function createHookGrants(options: HookGrantsOptions): HookGrants {
  const { sessions, region } = options
  return {
    async begin(grant) {
      const { invocationId, accountId, hookName, reference, depth, eventId, source, output } = grant
      await sessions.beginLease(invocationId, reference)
      const credentials = await sessions.issue({
        accountId,
        expiresAtMs: grant.expiresAtMs,
        hangsOn: { lease: invocationId },
        policies: [],
        hook: {
          hookArn: hookArn({ accountId, name: hookName }, region),
          depth,
          eventId,
          ...(source && { source }),
          output,
        },
      })
      return { credentials, links: createLinks(options, grant, credentials) }
    },
    end: invocationId => sessions.endLease(invocationId),
    async *begun() {
      for await (const { lease, note } of sessions.leases()) {
        yield { invocationId: lease, reference: note }
      }
    },
  }
}

/** Longer is no signed URL's life. */
const EXPIRES_SECONDS_MAX = 604_800
const KEY_BYTES_MAX = 1024

function createLinks(
  { region, now }: HookGrantsOptions,
  { source, output }: HookGrant,
  credentials: TemporaryCredentials,
) {
  const sign = (endpoint: string, method: 'GET' | 'PUT', object: ObjectName): string => {
    const { protocol, host } = new URL(endpoint)
    const seconds = Math.ceil((credentials.expiresAtMs - now()) / 1000)
    const query = new URLSearchParams({
      'X-Amz-Expires': String(Math.min(EXPIRES_SECONDS_MAX, Math.max(1, seconds))),
      ...(object.versionId !== undefined && { versionId: object.versionId }),
    })
    const path = `/${object.bucket}/${encodeKey(object.key)}?${query}`
    const request = { service: 's3', region, host, method, path, signQuery: true }
    const { path: signed } = aws4.sign(request, credentials)
    return `${protocol}//${host}${signed}`
  }
  return {
    input: (endpoint: string) => source && sign(endpoint, 'GET', source),
    output(endpoint: string, name: string) {
      const key = output.prefix + checkedName(name)
      if (Buffer.byteLength(key) > KEY_BYTES_MAX) {
        throw new HookOutputNameError(`the output's key has more than ${KEY_BYTES_MAX} bytes`)
      }
      const url = sign(endpoint, 'PUT', { bucket: output.bucket, key })
      return { method: 'PUT', url, headers: { 'if-none-match': '*' } } as const
    },
  }
}

function checkedName(name: string): string {
  const parts = name.split('/')
  const isPlain = parts.every(part => part !== '' && part !== '.' && part !== '..')
  if (isPlain && name.isWellFormed() && !name.includes('\0')) return name
  throw new HookOutputNameError(`${JSON.stringify(name.slice(0, 128))} is no name of an output`)
}

/** As SigV4 wants it for S3: everything but unreserved characters and slashes. */
function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
