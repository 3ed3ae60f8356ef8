/**
 * Which rule of a bucket's CORS configuration a request meets, and the headers that say so to the
 * browser. Pure: it reads nothing and throws nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
 * https://fetch.spec.whatwg.org/#http-cors-protocol
 */
import type { CorsRule } from './configuration.ts'

/** What a browser says of a request that it made, or is about to make. */
export interface CorsQuestion {
  readonly origin: string
  /** Of the request that is meant: a preflight's own is OPTIONS. */
  readonly method: string
  /** Of Access-Control-Request-Headers, in lower case. */
  readonly headers: readonly string[]
}

/** The names of an Access-Control-Request-Headers, in lower case. */
export function parseHeaderNames(list: string | undefined): string[] {
  if (list === undefined) return []
  const names = list.split(',').map(name => name.trim().toLowerCase())
  return names.filter(name => name !== '')
}

/** The headers of the first rule that is met; `undefined`: none is. */
export function corsHeaders(
  rules: readonly CorsRule[],
  question: CorsQuestion,
): Readonly<Record<string, string>> | undefined {
  for (const rule of rules) {
    const origin = rule.AllowedOrigin.find(pattern => matches(pattern, question.origin))
    if (origin !== undefined && allows(rule, question)) return headersOf(rule, origin, question)
  }
  return undefined
}

function allows(rule: CorsRule, { method, headers }: CorsQuestion): boolean {
  if (!rule.AllowedMethod.includes(method)) return false
  return headers.every(name =>
    rule.AllowedHeader?.some(pattern => matches(pattern.toLowerCase(), name)),
  )
}

function matches(pattern: string, value: string): boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === value
  return (
    value.length >= pattern.length - 1 &&
    value.startsWith(pattern.slice(0, star)) &&
    value.endsWith(pattern.slice(star + 1))
  )
}

/** Answers differ by these, so a cache must not give one origin's to another. */
const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method'

function headersOf(
  rule: CorsRule,
  allowedOrigin: string,
  { origin, headers }: CorsQuestion,
): Record<string, string> {
  const isAnyone = allowedOrigin === '*'
  return {
    'access-control-allow-origin': isAnyone ? '*' : origin,
    'access-control-allow-methods': rule.AllowedMethod.join(', '),
    ...(headers.length > 0 && { 'access-control-allow-headers': headers.join(', ') }),
    ...(rule.ExposeHeader && { 'access-control-expose-headers': rule.ExposeHeader.join(', ') }),
    ...(rule.MaxAgeSeconds !== undefined && {
      'access-control-max-age': String(rule.MaxAgeSeconds),
    }),
    // A browser refuses `*` for a request with credentials, so there is nothing to allow.
    ...(!isAnyone && { 'access-control-allow-credentials': 'true' }),
    vary: VARY,
  }
}
