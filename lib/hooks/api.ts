/**
 * Hooks over HTTP: JSON under `/_/hooks`, signed with SigV4 (service `mallee`) by any account's key,
 * each for its own hooks. `mallee hooks` is its client.
 *
 *     GET    /_/hooks                               POST /_/hooks
 *     GET    /_/hooks/NAME                          DELETE /_/hooks/NAME
 *     POST   /_/hooks/NAME/enable, …/disable
 *     GET    /_/hooks/NAME/invocations?limit=N      POST /_/hooks/NAME/invocations
 *     GET    /_/hooks/NAME/logs/INVOCATION          GET /_/hooks/NAME/stats
 */
import { AdminError, createJsonApp, type JsonRequest } from '../admin/json-app.ts'
import type { Clock } from '../clock.ts'
import { HookError, type HookErrorCode } from '../compute/hooks/errors.ts'
import type { HookService } from '../compute/hooks/hook-service.ts'
import { HOOK_NAME, readHookSettings } from '../compute/hooks/hook-settings.ts'
import type { Hook, HookName } from '../compute/hooks/hooks.ts'
import type { ObjectName } from '../compute/hooks/ports.ts'
import type { HttpHandler } from '../http/exchange.ts'
import type { Accounts, Principal } from '../iam/account.ts'
import { mayInSession } from '../iam/session-access.ts'
import { S3Error } from '../s3/errors.ts'
import { hookArn } from '../s3/notification/hook-arn.ts'

export interface HooksApiOptions {
  readonly service: HookService
  readonly accounts: Accounts
  readonly region: string
  readonly clock: Clock
}

const errorStatus = {
  'bucket-missing': 404,
  'hook-missing': 404,
  'hook-name-taken': 409,
  'hooks-exhausted': 409,
  'invocation-missing': 404,
  'object-missing': 404,
  'settings-invalid': 400,
} as const satisfies Record<HookErrorCode, number>

interface Call {
  readonly service: HookService
  readonly region: string
  readonly request: JsonRequest
  readonly accountId: string
  /** Of the path, where it has one. */
  readonly hook: HookName
  /** What follows the hook's name and the noun. */
  readonly rest: string
}

interface Route {
  /** As policies of sessions name it. */
  readonly action: string
  run(call: Call): Promise<unknown>
}

/** Keyed by method and noun: `*` is the hook itself, nothing all of them. */
const routes: Readonly<Record<string, Route>> = {
  'GET ': {
    action: 'mallee:ListHooks',
    run: async ({ service, accountId, region }) => ({
      hooks: (await service.list(accountId)).map(hook => shown(hook, region)),
    }),
  },
  'POST ': {
    action: 'mallee:CreateHook',
    run: async ({ service, accountId, request, region }) =>
      shown(await service.create(accountId, readHookSettings(request.body())), region),
  },
  'GET *': {
    action: 'mallee:GetHook',
    async run({ service, hook: name, region }) {
      const { hook, queuedCount, running } = await service.show(name)
      return { ...shown(hook, region), queuedCount, runningCount: running.length }
    },
  },
  'DELETE *': {
    action: 'mallee:DeleteHook',
    async run({ service, hook }) {
      await service.remove(hook)
      return {}
    },
  },
  'POST enable': {
    action: 'mallee:UpdateHook',
    run: async ({ service, hook, region }) => shown(await service.setEnabled(hook, true), region),
  },
  'POST disable': {
    action: 'mallee:UpdateHook',
    run: async ({ service, hook, region }) => shown(await service.setEnabled(hook, false), region),
  },
  'GET invocations': {
    action: 'mallee:ListHookInvocations',
    run: async ({ service, hook, request }) => ({
      invocations: await service.invocations(hook, readLimit(request.query.get('limit'))),
    }),
  },
  'POST invocations': {
    action: 'mallee:InvokeHook',
    run: async ({ service, hook, request }) => ({
      eventId: await service.invoke(hook, readObject(request.body())),
    }),
  },
  'GET logs': {
    action: 'mallee:GetHookLog',
    async run({ service, hook, rest }) {
      const { record, log } = await service.log(hook, rest)
      return { invocation: record, log: Buffer.from(log).toString() }
    },
  },
  'GET stats': {
    action: 'mallee:GetHookStats',
    run: async ({ service, hook }) => await service.stats(hook),
  },
}

const ROOT = '/_/hooks'

export function createHooksApi(options: HooksApiOptions): HttpHandler {
  const { service, accounts, region, clock } = options
  return createJsonApp({
    accounts,
    region,
    clock,
    async answer(request) {
      const { http, principal } = request
      if (principal === undefined) {
        throw new AdminError(403, 'access-denied', 'the request is not signed')
      }
      const { name, noun, rest } = readPath(http.rawPath)
      const route = routes[`${http.method} ${noun}`]
      if (route === undefined) throw notFound()
      const { accountId } = principal.account
      const hook = { accountId, name }
      checkSession(options, { request, principal, hook, action: route.action })
      return await route.run({ service, region, request, accountId, hook, rest })
    },
    toError,
  })
}

function toError(thrown: unknown): AdminError | undefined {
  if (thrown instanceof HookError) {
    return new AdminError(errorStatus[thrown.code], thrown.code, thrown.message, { cause: thrown })
  }
  // What a bucket's notification configuration does not allow.
  if (thrown instanceof S3Error && thrown.status < 500) {
    return new AdminError(thrown.status, thrown.code, thrown.message, { cause: thrown })
  }
  return undefined
}

function notFound(): AdminError {
  return new AdminError(404, 'not-found', 'there is no such endpoint')
}

function readPath(rawPath: string): { name: string; noun: string; rest: string } {
  const [name, noun = '*', rest = '', ...surplus] = rawPath.slice(ROOT.length + 1).split('/')
  if (rawPath === ROOT) return { name: '', noun: '', rest: '' }
  const hasRest = noun === 'logs'
  if (name === undefined || !HOOK_NAME.test(name) || noun === '' || surplus.length > 0) {
    throw notFound()
  }
  if (hasRest !== (rest !== '')) throw notFound()
  return { name, noun, rest }
}

/** Of temporary credentials. */
function checkSession(
  { region, clock }: HooksApiOptions,
  call: {
    readonly request: JsonRequest
    readonly principal: Principal
    readonly hook: HookName
    readonly action: string
  },
): void {
  const { request, principal, hook, action } = call
  const { remoteAddress, isTls } = request.http
  const resource = hookArn({ ...hook, name: hook.name || '*' }, region)
  const facts = { action, resource, region, nowMs: clock.now(), remoteAddress, isTls }
  if (mayInSession(principal, facts)) return
  throw new AdminError(403, 'access-denied', `the session's policy does not allow ${action}`)
}

function shown(hook: Hook, region: string): object {
  const { revision: _, createdAtMs, ...facts } = hook
  return { ...facts, arn: hookArn(hook, region), createdAt: new Date(createdAtMs).toISOString() }
}

const INVOCATIONS_MAX = 1_000
const INVOCATIONS_DEFAULT = 20

function readLimit(text: string | null): number {
  if (text === null) return INVOCATIONS_DEFAULT
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= INVOCATIONS_MAX) return limit
  throw new AdminError(400, 'invalid-request', `limit must be 1 to ${INVOCATIONS_MAX}`)
}

/** `undefined`: a call about nothing. */
function readObject(body: Readonly<Record<string, unknown>>): ObjectName | undefined {
  const { bucket, key, versionId, ...others } = body
  if (Object.keys(body).length === 0) return undefined
  const isVersion = versionId === undefined || typeof versionId === 'string'
  const isPlain = typeof bucket === 'string' && typeof key === 'string' && isVersion
  if (isPlain && Object.keys(others).length === 0 && key !== '' && key.isWellFormed()) {
    return { bucket, key, ...(versionId !== undefined && { versionId }) }
  }
  throw new AdminError(400, 'invalid-request', 'name an object by bucket, key and versionId')
}
