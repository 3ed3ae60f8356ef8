/**
 * <WebsiteConfiguration>: how a bucket is served as a website.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_WebsiteConfiguration.html
 */
import {
  optional,
  repeatedOnce,
  required,
  type ShapeOf,
  structure,
  text,
} from '../document-shape.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import type { S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'

const RULES_MAX = 50

const websiteShape = structure({
  RedirectAllRequestsTo: optional(
    structure({ HostName: required(text), Protocol: optional(text) }),
  ),
  IndexDocument: optional(structure({ Suffix: required(text) })),
  ErrorDocument: optional(structure({ Key: required(text) })),
  RoutingRules: optional(
    structure({
      RoutingRule: repeatedOnce(
        structure({
          Condition: optional(
            structure({
              HttpErrorCodeReturnedEquals: optional(text),
              KeyPrefixEquals: optional(text),
            }),
          ),
          Redirect: required(
            structure({
              HostName: optional(text),
              HttpRedirectCode: optional(text),
              Protocol: optional(text),
              ReplaceKeyPrefixWith: optional(text),
              ReplaceKeyWith: optional(text),
            }),
          ),
        }),
      ),
    }),
  ),
})

/** Kept as it came; checked, so that what it says can be followed. */
export type WebsiteConfiguration = ShapeOf<typeof websiteShape>
export type RoutingRule = NonNullable<WebsiteConfiguration['RoutingRules']>['RoutingRule'][number]

/** The body of PutBucketWebsite; throws MalformedXML, InvalidArgument and InvalidRequest. */
export async function readWebsiteConfiguration(request: S3Request): Promise<WebsiteConfiguration> {
  const configuration = websiteShape(await requireDocument(request, 'WebsiteConfiguration'))
  const { RedirectAllRequestsTo: redirectAll, ...site } = configuration
  if (redirectAll === undefined) {
    checkSite(site)
    return configuration
  }
  if (Object.keys(site).length > 0) {
    throw invalidArgument(
      'RedirectAllRequestsTo',
      'not null',
      'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.',
    )
  }
  checkHostName(redirectAll.HostName)
  checkProtocol(redirectAll.Protocol)
  return configuration
}

function checkSite(site: Omit<WebsiteConfiguration, 'RedirectAllRequestsTo'>): void {
  const { IndexDocument: index, ErrorDocument: error, RoutingRules: routing } = site
  if (index === undefined) {
    throw invalidArgument(
      'IndexDocument',
      'null',
      'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty',
    )
  }
  if (index.Suffix === '' || index.Suffix.includes('/')) {
    const message = 'The IndexDocument Suffix is not well formed'
    throw invalidArgument('IndexDocument', index.Suffix, message)
  }
  if (error?.Key === '') throw new S3Error('MalformedXML')
  const rules = routing?.RoutingRule ?? []
  if (rules.length > RULES_MAX) {
    throw invalidRequest(
      `${rules.length} routing rules provided, the number of routing rules in a website ` +
        `configuration is limited to ${RULES_MAX}.`,
    )
  }
  for (const rule of rules) checkRule(rule)
}

function checkRule({ Condition: condition, Redirect: redirect }: RoutingRule): void {
  if (condition !== undefined && Object.keys(condition).length === 0) {
    throw invalidRequest(
      'Condition cannot be empty. To redirect all requests without a condition, the condition ' +
        "element shouldn't be present.",
    )
  }
  const errorCode = condition?.HttpErrorCodeReturnedEquals
  if (errorCode !== undefined && !/^[45]\d\d$/.test(errorCode)) {
    throw invalidRequest(
      `The provided HTTP error code (${errorCode}) is not valid. Valid codes are 4XX or 5XX.`,
    )
  }
  if (Object.keys(redirect).length === 0) throw new S3Error('MalformedXML')
  if (redirect.ReplaceKeyWith !== undefined && redirect.ReplaceKeyPrefixWith !== undefined) {
    throw invalidRequest('You can only define ReplaceKeyPrefix or ReplaceKey but not both.')
  }
  const code = redirect.HttpRedirectCode
  if (code !== undefined && !/^3(?!00)\d\d$/.test(code)) {
    throw invalidRequest(
      `The provided HTTP redirect code (${code}) is not valid. Valid codes are 3XX except 300.`,
    )
  }
  if (redirect.HostName !== undefined) checkHostName(redirect.HostName)
  checkProtocol(redirect.Protocol)
}

/** With a port, a path even, as AWS takes it; it stands in a header. */
const HOST_NAME = /^[!-~]{1,255}$/

function checkHostName(hostName: string): void {
  if (HOST_NAME.test(hostName)) return
  throw invalidRequest(
    'A host name must be provided to redirect all requests (e.g. "example.com").',
  )
}

function checkProtocol(protocol: string | undefined): void {
  if (protocol === undefined || protocol === 'http' || protocol === 'https') return
  throw invalidRequest(
    'Invalid protocol, protocol can be http or https. If not defined the protocol will be ' +
      'selected automatically.',
  )
}

function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', {}, { message })
}
