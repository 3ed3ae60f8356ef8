/**
 * <CORSConfiguration>: which pages of other origins may use a bucket, and how.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSConfiguration.html
 */
import {
  integer,
  optional,
  repeated,
  repeatedOnce,
  type ShapeOf,
  structure,
  text,
} from '../document-shape.ts'
import { S3Error } from '../errors.ts'
import type { S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'

const RULES_MAX = 100
const ID_LENGTH_MAX = 255
/** It goes out in a header as it is. */
const SENDABLE = /^[ -~]*$/
const METHODS: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'POST', 'PUT'])

const configurationShape = structure({
  CORSRule: repeatedOnce(
    structure({
      ID: optional(text),
      AllowedHeader: repeated(text),
      AllowedMethod: repeatedOnce(text),
      AllowedOrigin: repeatedOnce(text),
      ExposeHeader: repeated(text),
      MaxAgeSeconds: optional(integer),
    }),
  ),
})

/** Kept as it came; patterns have one `*` at most. */
export type CorsConfiguration = ShapeOf<typeof configurationShape>
export type CorsRule = CorsConfiguration['CORSRule'][number]

export function isCorsMethod(method: string): boolean {
  return METHODS.has(method)
}

/** The body of PutBucketCors; throws MalformedXML and InvalidRequest. */
export async function readCorsConfiguration(request: S3Request): Promise<CorsConfiguration> {
  const configuration = configurationShape(await requireDocument(request, 'CORSConfiguration'))
  const rules = configuration.CORSRule
  if (rules.length > RULES_MAX) {
    throw invalidRequest(
      `The number of CORS rules should not exceed allowed limit of ${RULES_MAX} rules.`,
    )
  }
  for (const rule of rules) checkRule(rule)
  return configuration
}

function checkRule(rule: CorsRule): void {
  const hasUnsendable = rule.ExposeHeader?.some(header => !SENDABLE.test(header))
  if ((rule.ID?.length ?? 0) > ID_LENGTH_MAX || (rule.MaxAgeSeconds ?? 0) < 0 || hasUnsendable) {
    throw new S3Error('MalformedXML')
  }
  const method = rule.AllowedMethod.find(allowed => !isCorsMethod(allowed))
  if (method !== undefined) {
    throw invalidRequest(
      `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`,
    )
  }
  checkPatterns('AllowedOrigin', rule.AllowedOrigin)
  checkPatterns('AllowedHeader', rule.AllowedHeader ?? [])
  const exposed = rule.ExposeHeader?.find(header => header.includes('*'))
  if (exposed !== undefined) {
    throw invalidRequest(
      `ExposeHeader "${exposed}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
    )
  }
}

function checkPatterns(element: string, patterns: readonly string[]): void {
  const wrong = patterns.find(pattern => pattern.indexOf('*') !== pattern.lastIndexOf('*'))
  if (wrong === undefined) return
  throw invalidRequest(`${element} "${wrong}" can not have more than one wildcard.`)
}

function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', {}, { message })
}
