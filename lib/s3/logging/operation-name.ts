/** `REST.GET.OBJECT`: what a request did, in the words of AWS's access logs. */
import type { Match } from '../operation.ts'

/** Where the name does not follow from the sub-resource. */
const BY_OPERATION: Readonly<Record<string, string>> = {
  AbortMultipartUpload: 'DELETE.UPLOAD',
  CompleteMultipartUpload: 'POST.UPLOAD',
  CopyObject: 'COPY.OBJECT',
  DeleteObjects: 'POST.MULTI_OBJECT_DELETE',
  ListObjectVersions: 'GET.BUCKETVERSIONS',
  ListParts: 'GET.UPLOAD',
  PostObject: 'POST.OBJECT',
  Preflight: 'OPTIONS.PREFLIGHT',
  UploadPart: 'PUT.PART',
  UploadPartCopy: 'COPY.PART',
}

const BY_SUBRESOURCE: Readonly<Record<string, string>> = {
  attributes: 'OBJECT_ATTRIBUTES',
  'legal-hold': 'OBJECT_LOCK_LEGALHOLD',
  'list-type': 'BUCKET',
  logging: 'LOGGING_STATUS',
  'object-lock': 'OBJECT_LOCK_CONFIGURATION',
  ownershipControls: 'OWNERSHIP_CONTROLS',
  policy: 'BUCKETPOLICY',
  policyStatus: 'BUCKETPOLICYSTATUS',
  publicAccessBlock: 'PUBLIC_ACCESS_BLOCK',
  requestPayment: 'REQUEST_PAYMENT',
  retention: 'OBJECT_LOCK_RETENTION',
}

export interface LoggedRequest {
  readonly method: string
  readonly hasKey: boolean
  readonly isWebsite: boolean
  /** `undefined`: none was recognised. */
  readonly operation: { readonly name: string; readonly on?: Match } | undefined
}

export function loggedOperation({ method, hasKey, isWebsite, operation }: LoggedRequest): string {
  const kind = hasKey ? 'OBJECT' : 'BUCKET'
  if (isWebsite) return `WEBSITE.${method}.OBJECT`
  const known = operation && BY_OPERATION[operation.name]
  if (known !== undefined) return `REST.${known}`
  const subresource = operation?.on?.query?.[0]
  if (subresource === undefined) return `REST.${method}.${kind}`
  if (subresource === 'tagging' && hasKey) return `REST.${method}.OBJECT_TAGGING`
  const word = BY_SUBRESOURCE[subresource] ?? subresource.toUpperCase().replaceAll('-', '_')
  return `REST.${method}.${word}`
}
