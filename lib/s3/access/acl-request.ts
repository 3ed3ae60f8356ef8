/**
 * An ACL as a request asks for it: by the name of a canned one, by grants in headers, or by an XML
 * document. Reading it is pure; who the grantees are is looked up afterwards, and what a canned ACL
 * means depends on the owner of what it is put on.
 */
import { type XmlElement, xmlChild, xmlText } from '../../http/xml.ts'
import type { Accounts } from '../../iam/account.ts'
import { invalidArgument, S3Error } from '../errors.ts'
import type { S3Request } from '../operation.ts'
import { readDocument } from '../request-document.ts'
import {
  type Acl,
  type AclOwners,
  type CannedAcl,
  expandCanned,
  GRANTS_MAX,
  type Grant,
  groupOf,
  groupOfUri,
  type Permission,
  permissions,
} from './grants.ts'

export type AclSubject = 'bucket' | 'object'

interface RequestedGrant {
  readonly permission: Permission
  readonly by: 'email' | 'id' | 'uri'
  readonly grantee: string
}

/** `ownerId`: whom a document names as the owner, which must be true. */
export type AclRequest =
  | { readonly canned: CannedAcl }
  | { readonly grants: readonly RequestedGrant[]; readonly ownerId: string | undefined }

/** Every grantee is known. */
export type ResolvedAcl =
  | { readonly canned: CannedAcl }
  | { readonly grants: Acl; readonly ownerId: string | undefined }

type Headers = Readonly<Record<string, string>>

const CANNED_HEADER = 'x-amz-acl'
const GRANT_HEADERS: readonly (readonly [header: string, permission: Permission])[] = [
  ['x-amz-grant-read', 'READ'],
  ['x-amz-grant-write', 'WRITE'],
  ['x-amz-grant-read-acp', 'READ_ACP'],
  ['x-amz-grant-write-acp', 'WRITE_ACP'],
  ['x-amz-grant-full-control', 'FULL_CONTROL'],
]

/** What the headers of a write say. `undefined`: nothing. */
export function parseAclHeaders(headers: Headers, subject: AclSubject): AclRequest | undefined {
  const canned = headers[CANNED_HEADER]
  const given = GRANT_HEADERS.filter(([header]) => headers[header] !== undefined)
  if (canned !== undefined && given.length > 0) {
    const message = 'Specifying both Canned ACLs and Header Grants is not allowed'
    throw new S3Error('InvalidRequest', {}, { message })
  }
  if (canned !== undefined) return { canned: parseCanned(canned, subject) }
  if (given.length === 0) return undefined
  const grants = given.flatMap(([header, permission]) =>
    parseGrantHeader(header, headers[header] ?? '', permission),
  )
  if (grants.length > GRANTS_MAX) throw new S3Error('MalformedACLError')
  return { grants, ownerId: undefined }
}

/** Of PutBucketAcl and PutObjectAcl, which mean nothing without one. */
export async function readAclRequest(request: S3Request, subject: AclSubject): Promise<AclRequest> {
  const fromHeaders = parseAclHeaders(request.headers, subject)
  const document = await readDocument(request, 'AccessControlPolicy')
  if (fromHeaders !== undefined) {
    if (document === undefined) return fromHeaders
    throw new S3Error('UnexpectedContent')
  }
  if (document === undefined) {
    throw new S3Error('MissingSecurityHeader', { MissingHeaderName: CANNED_HEADER })
  }
  return readPolicy(document)
}

/**
 * Differs from S3: `aws-exec-read` is not served, since the account that it would let read is AWS's
 * own.
 */
function parseCanned(name: string, subject: AclSubject): CannedAcl {
  switch (name) {
    case 'authenticated-read':
    case 'private':
    case 'public-read':
    case 'public-read-write':
      return name
    case 'bucket-owner-full-control':
    case 'bucket-owner-read':
      // They say nothing about a bucket, and AWS passes over them.
      return subject === 'bucket' ? 'private' : name
    case 'log-delivery-write':
      if (subject === 'bucket') return name
      break
    case 'aws-exec-read':
      throw new S3Error('NotImplemented', { Header: CANNED_HEADER })
  }
  throw invalidArgument(CANNED_HEADER, name.slice(0, 64), 'Invalid canned ACL.')
}

/** `id="…"`, `emailAddress="…"` or `uri="…"`; some clients leave out the quotes. */
const GRANTEE = /^\s*(id|emailAddress|uri)\s*=\s*(?:"([^",]*)"|([^",\s]*))\s*$/i

function parseGrantHeader(name: string, value: string, permission: Permission): RequestedGrant[] {
  return value.split(',', GRANTS_MAX + 1).map(text => {
    const [, kind = '', quoted, bare] = GRANTEE.exec(text) ?? []
    const grantee = quoted ?? bare ?? ''
    if (grantee === '') {
      throw invalidArgument(name, text.trim().slice(0, 256), 'Argument format not recognized')
    }
    const lower = kind.toLowerCase()
    const by = lower === 'emailaddress' ? 'email' : lower === 'uri' ? 'uri' : 'id'
    return { permission, by, grantee }
  })
}

function readPolicy(document: XmlElement): AclRequest {
  const owner = xmlChild(document, 'Owner')
  const ownerId = owner && xmlText(owner, 'ID')?.trim()
  return { grants: readGrants(xmlChild(document, 'AccessControlList')), ownerId }
}

/** The <Grant> elements of a list; throws MalformedACLError. */
export function readGrants(list: XmlElement | undefined): readonly RequestedGrant[] {
  if (list === undefined || list.children.length > GRANTS_MAX) {
    throw new S3Error('MalformedACLError')
  }
  return list.children.map(readGrant)
}

/** The kind of a grantee follows from which element it has; `xsi:type` only repeats it. */
function readGrant(element: XmlElement): RequestedGrant {
  const grantee = xmlChild(element, 'Grantee')
  const named = xmlText(element, 'Permission')?.trim()
  const permission = permissions.find(known => known === named)
  if (element.name !== 'Grant' || grantee === undefined || permission === undefined) {
    throw new S3Error('MalformedACLError')
  }
  const kinds = [
    ['id', 'ID'],
    ['email', 'EmailAddress'],
    ['uri', 'URI'],
  ] as const
  const given = kinds.flatMap(([by, name]) => {
    const text = xmlText(grantee, name)?.trim()
    return text === undefined || text === '' ? [] : [{ permission, by, grantee: text }]
  })
  const [only] = given
  if (only === undefined || given.length > 1) throw new S3Error('MalformedACLError')
  return only
}

/** Throws InvalidArgument and UnresolvableGrantByEmailAddress for grantees that nobody knows. */
export async function resolveAcl(request: AclRequest, accounts: Accounts): Promise<ResolvedAcl> {
  if ('canned' in request) return request
  const grants: Grant[] = []
  for (const grant of request.grants) {
    grants.push([grant.permission, await resolveGrantee(grant, accounts)])
  }
  return { grants: groupsFirst(grants), ownerId: request.ownerId }
}

/** As in the canned ACLs; the order means nothing. */
function groupsFirst(grants: Acl): Acl {
  const isGroups = ([, grantee]: Grant) => groupOf(grantee) !== undefined
  return [...grants.filter(isGroups), ...grants.filter(grant => !isGroups(grant))]
}

async function resolveGrantee(
  { by, grantee }: RequestedGrant,
  accounts: Accounts,
): Promise<string> {
  switch (by) {
    case 'uri': {
      const group = groupOfUri(grantee)
      if (group === undefined) throw invalidGrantee('Group/URI', grantee, 'Invalid group uri')
      return group
    }
    case 'email': {
      const account = await accounts.findByEmail(grantee)
      if (account === undefined) throw new S3Error('UnresolvableGrantByEmailAddress')
      return account.canonicalId
    }
    case 'id': {
      const account = await accounts.findByCanonicalId(grantee)
      if (account === undefined) throw invalidGrantee('CanonicalUser/ID', grantee, 'Invalid id')
      return account.canonicalId
    }
  }
}

function invalidGrantee(name: string, value: string, message: string): S3Error {
  return invalidArgument(name, value.slice(0, 256), message)
}

/** What is asked for, put on what has these owners. Throws AccessDenied for one of another owner. */
export function buildAcl(resolved: ResolvedAcl, owners: AclOwners): Acl {
  if ('canned' in resolved) return expandCanned(resolved.canned, owners)
  if (resolved.ownerId !== undefined && resolved.ownerId !== owners.ownerId) {
    throw new S3Error('AccessDenied')
  }
  return resolved.grants
}
