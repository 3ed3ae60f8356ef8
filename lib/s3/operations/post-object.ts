import type { HttpResponse } from '../../http/exchange.ts'
import { formatXml } from '../../http/xml.ts'
import { objectLocation } from '../object-location.ts'
import { defineOperation, type S3Request } from '../operation.ts'
import { putObject } from './put-object.ts'

/** What the form wants done when all went well. */
interface Success {
  readonly status: 200 | 201 | 204
  readonly redirect: string | undefined
}

/**
 * PutObject for browsers, which send a form.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
export const postObject = defineOperation({
  name: 'PostObject',
  on: { method: 'POST', target: 'bucket' },
  action: 's3:PutObject',
  grant: { on: 'bucket', permission: 'WRITE' },
  body: 'form',

  async parse(request) {
    return { put: await putObject.parse(request), success: parseSuccess(request.form) }
  },

  async run(context, { put, success }) {
    const stored = await putObject.run(context, put)
    return successAnswer(context.request, success, stored)
  },
})

function parseSuccess(form: S3Request['form']): Success {
  const status = form?.get('success_action_status')
  // `redirect` is the older name. What is no web address is taken for none, as on AWS.
  const redirect = form?.get('success_action_redirect') ?? form?.get('redirect') ?? ''
  return {
    status: status === '200' ? 200 : status === '201' ? 201 : 204,
    redirect: /^https?:\/\//i.test(redirect) && URL.canParse(redirect) ? redirect : undefined,
  }
}

function successAnswer(
  request: S3Request,
  { status, redirect }: Success,
  { headers }: HttpResponse,
): HttpResponse {
  const { bucketName, key } = request
  const { etag = '' } = headers
  if (redirect !== undefined) {
    const location = redirectTo(redirect, { bucket: bucketName, key, etag })
    return { status: 303, headers: { ...headers, location } }
  }
  const location = objectLocation(request)
  if (status !== 201) return { status, headers: { ...headers, location } }
  const content = { Location: location, Bucket: bucketName, Key: key, ETag: etag }
  return {
    status,
    headers: { ...headers, location, 'content-type': 'application/xml' },
    // Alone among S3's documents this one is in no namespace.
    body: formatXml('PostResponse', content),
  }
}

/** The parameters come after those that the address has already. */
function redirectTo(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address)
  const added = Object.entries(parameters).map(pair => pair.map(encodeURIComponent).join('='))
  url.search = [url.search.slice(1), ...added].filter(text => text !== '').join('&')
  return url.href
}
