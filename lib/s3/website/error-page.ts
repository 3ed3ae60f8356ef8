/** Errors as people read them: the HTML page of S3's website endpoints. */
import { STATUS_CODES } from 'node:http'
import type { HttpResponse } from '../../http/exchange.ts'
import { escapeXml } from '../../http/xml.ts'
import type { S3Error } from '../errors.ts'

/** What names an error beside the page, for programs. */
export function errorHeaders(error: S3Error): Record<string, string> {
  const headers: Record<string, string> = {
    'x-amz-error-code': error.code,
    'x-amz-error-message': error.message,
  }
  for (const [name, value] of Object.entries(error.fields)) {
    if (PLAIN.test(value)) headers[`x-amz-error-detail-${name}`] = value
  }
  return headers
}

/** What a header can say as it is. */
const PLAIN = /^[ -~]*$/

/** `documentError`: what kept the site's own error document from being shown. */
export function errorPage(
  error: S3Error,
  request: { readonly id: string; readonly method: string },
  documentError?: S3Error,
): HttpResponse {
  const headers = {
    ...error.headers,
    ...errorHeaders(error),
    'content-type': 'text/html; charset=utf-8',
  }
  if (request.method === 'HEAD') return { status: error.status, headers }
  const title = `${error.status} ${STATUS_CODES[error.status] ?? ''}`.trim()
  const body = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<h1>${title}</h1>`,
    ...list({ ...describe(error), RequestId: request.id }),
    ...(documentError ? [DOCUMENT_TITLE, ...list(describe(documentError))] : []),
    '<hr/>',
    '</body>',
    '</html>',
    '',
  ]
  return { status: error.status, headers, body: body.join('\n') }
}

const DOCUMENT_TITLE =
  '<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>'

function describe(error: S3Error): Record<string, string> {
  return { Code: error.code, Message: error.message, ...error.fields }
}

function list(facts: Record<string, string>): string[] {
  const items = Object.entries(facts).map(
    ([name, value]) => `<li>${name}: ${escapeXml(value)}</li>`,
  )
  return ['<ul>', ...items, '</ul>']
}
