/**
 * Where a website sends a request instead of answering it. Pure.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html
 */
import type { RoutingRule, WebsiteConfiguration } from './configuration.ts'

/** The request that may be redirected. */
export interface WebsiteRequest {
  /** Decoded, without the first slash. */
  readonly key: string
  /** As in the Host header. */
  readonly host: string
  readonly isTls: boolean
}

export interface Redirection {
  readonly status: number
  readonly location: string
}

/** Of RedirectAllRequestsTo: path and query stay as they are. */
export function redirectAll(
  target: NonNullable<WebsiteConfiguration['RedirectAllRequestsTo']>,
  request: WebsiteRequest & { readonly rawTarget: string },
): Redirection {
  const protocol = target.Protocol ?? protocolOf(request)
  return { status: 301, location: `${protocol}://${target.HostName}${request.rawTarget}` }
}

/** The first rule that needs no error, before the object is looked for. */
export function routeBefore(
  rules: readonly RoutingRule[],
  request: WebsiteRequest,
): Redirection | undefined {
  const rule = rules.find(
    ({ Condition: condition }) =>
      condition?.HttpErrorCodeReturnedEquals === undefined &&
      request.key.startsWith(condition?.KeyPrefixEquals ?? ''),
  )
  return rule && follow(rule, request)
}

/** The first rule for the error that was met. */
export function routeError(
  rules: readonly RoutingRule[],
  request: WebsiteRequest,
  status: number,
): Redirection | undefined {
  const rule = rules.find(
    ({ Condition: condition }) =>
      condition?.HttpErrorCodeReturnedEquals === String(status) &&
      request.key.startsWith(condition.KeyPrefixEquals ?? ''),
  )
  return rule && follow(rule, request)
}

function follow({ Condition: condition, Redirect: to }: RoutingRule, request: WebsiteRequest) {
  const { key } = request
  const prefix = condition?.KeyPrefixEquals ?? ''
  const replaced =
    to.ReplaceKeyPrefixWith === undefined ? key : to.ReplaceKeyPrefixWith + key.slice(prefix.length)
  const path = encodePath(to.ReplaceKeyWith ?? replaced)
  const origin = `${to.Protocol ?? protocolOf(request)}://${to.HostName ?? request.host}`
  return { status: Number(to.HttpRedirectCode ?? 301), location: `${origin}/${path}` }
}

function protocolOf({ isTls }: WebsiteRequest): string {
  return isTls ? 'https' : 'http'
}

/** A key as a path; slashes stay. */
export function encodePath(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/')
}
