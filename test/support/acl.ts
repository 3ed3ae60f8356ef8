/** ACLs as tests write and read them: `READ AllUsers`, `FULL_CONTROL <canonical id>`. */

import { parseXml, xmlChild, xmlText } from '../../lib/http/xml.ts'
import { groupOf, groupOfUri, groupUris } from '../../lib/s3/access/grants.ts'
import type { RawRequest, S3Server } from './s3-server.ts'

/** <AccessControlPolicy> with these grants. */
export function policy(grants: readonly string[], ownerId?: string): string {
  const elements = grants.map(text => {
    const [permission = '', grantee = ''] = text.split(' ')
    return `<Grant>${granteeElement(grantee)}<Permission>${permission}</Permission></Grant>`
  })
  const owner = ownerId === undefined ? '' : `<Owner><ID>${ownerId}</ID></Owner>`
  const list = `<AccessControlList>${elements.join('')}</AccessControlList>`
  return `<AccessControlPolicy>${owner}${list}</AccessControlPolicy>`
}

function granteeElement(grantee: string): string {
  const group = groupOf(grantee)
  const [type, inner] =
    group !== undefined
      ? ['Group', `<URI>${groupUris[group]}</URI>`]
      : grantee.includes('@')
        ? ['AmazonCustomerByEmail', `<EmailAddress>${grantee}</EmailAddress>`]
        : ['CanonicalUser', `<ID>${grantee}</ID>`]
  const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
  return `<Grantee ${xsi} xsi:type="${type}">${inner}</Grantee>`
}

/** What GetBucketAcl or GetObjectAcl answers. */
export async function readAcl(s3: S3Server, path: string, as?: RawRequest['as']) {
  const response = await s3.send({ path, ...(as && { as }) })
  const root = parseXml(response.text)
  const list = xmlChild(root, 'AccessControlList')
  const owner = xmlChild(root, 'Owner')
  const grants = list?.children.map(grant => {
    const grantee = xmlChild(grant, 'Grantee')
    const uri = grantee && xmlText(grantee, 'URI')
    const name = uri === undefined ? grantee && xmlText(grantee, 'ID') : groupOfUri(uri)
    return `${xmlText(grant, 'Permission')} ${name}`
  })
  return {
    status: response.status,
    code: xmlText(root, 'Code'),
    ownerId: owner && xmlText(owner, 'ID'),
    grants,
  }
}

/** The status, and the code of a refusal: `403 AccessDenied`, `200`. */
export async function outcome(s3: S3Server, request: RawRequest): Promise<string> {
  const { status, text } = await s3.send(request)
  const code = status < 400 || text === '' ? undefined : xmlText(parseXml(text), 'Code')
  return code === undefined ? `${status}` : `${status} ${code}`
}
