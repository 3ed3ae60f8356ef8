import test from 'ava'
import fc from 'fast-check'
import { AuthError, type AuthRequest, authenticateRequest } from '../../lib/auth/authenticate.ts'
import { exampleContext, type SigningOptions, signedRequest } from '../support/signing.ts'

/** Text as clients send it in paths and queries: percent-encoded UTF-8. */
const encoded = fc
  .string({ unit: 'binary', maxLength: 12 })
  .map(text =>
    encodeURIComponent(text.toWellFormed()).replaceAll(
      /[!'()*]/g,
      character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  )
const segment = fc.oneof(encoded, fc.constantFrom('.', '..', '', '%2F', '%2e', 'a%2Bb'))
const path = fc.array(segment, { maxLength: 4 }).map(parts => `/bucket/${parts.join('/')}`)
// aws4 signs only the first of repeated names, so names are unique here.
const query = fc
  .uniqueArray(fc.tuple(fc.oneof(encoded, fc.constantFrom('acl', 'prefix')), encoded), {
    selector: ([name]) => decodeURIComponent(name),
    maxLength: 4,
  })
  .map(pairs => pairs.filter(([name]) => name !== '').map(([name, value]) => `${name}=${value}`))
  .map(pairs => pairs.join('&'))
const metadata = fc.stringMatching(/^[!-~](?:[ -~]{0,10}[!-~])?$/)

const options: fc.Arbitrary<SigningOptions> = fc
  .record({
    method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD'),
    path,
    query,
    stem: metadata,
    isPresigned: fc.boolean(),
  })
  .map(({ method, path, query, stem, isPresigned }) => ({
    method,
    path: query === '' ? path : `${path}?${query}`,
    headers: { 'x-amz-meta-stem': stem },
    isPresigned,
  }))

test('whatever aws4 signs for S3 is authenticated', async t => {
  await fc.assert(
    fc.asyncProperty(options, async signing => {
      const signed = await authenticateRequest(signedRequest(signing), exampleContext())
      t.is(signed?.identity, 'ann')
      t.is(signed?.isPresigned, signing.isPresigned)
    }),
    { numRuns: 300 },
  )
})

/** Another character than the one at a place of the text; undefined for an empty text. */
function changed(text: string, place: number): string | undefined {
  if (text === '') return undefined
  const at = place % text.length
  const character = text[at] === 'x' ? 'y' : 'x'
  return text.slice(0, at) + character + text.slice(at + 1)
}

function withHeader(request: AuthRequest, name: string, value: string): AuthRequest {
  const headers = { ...request.headers, [name]: value }
  return {
    ...request,
    headers,
    rawHeaders: Object.entries(headers).flatMap(([key, text]) => [key, String(text)]),
  }
}

const places = ['method', 'path', 'query', 'host', 'metadata', 'authorization', 'date'] as const

function mutated(
  request: AuthRequest,
  place: (typeof places)[number],
  at: number,
): AuthRequest | undefined {
  const { method, rawPath, rawQuery, headers } = request
  const change = (name: string): AuthRequest | undefined => {
    const value = headers[name]
    const text = typeof value === 'string' ? changed(value, at) : undefined
    return text === undefined ? undefined : withHeader(request, name, text)
  }
  switch (place) {
    case 'method':
      return { ...request, method: changed(method, at) ?? '' }
    case 'path':
      return { ...request, rawPath: changed(rawPath, at) ?? '' }
    case 'query': {
      const query = changed(rawQuery, at)
      return query === undefined ? undefined : { ...request, rawQuery: query }
    }
    case 'host':
      return change('host')
    case 'metadata':
      return change('x-amz-meta-stem')
    case 'authorization':
      return change('authorization')
    case 'date':
      return change('x-amz-date')
  }
}

test('a change of anything that is signed is refused with an AuthError', async t => {
  const context = exampleContext()
  await fc.assert(
    fc.asyncProperty(
      options,
      fc.constantFrom(...places),
      fc.nat(1000),
      async (signing, place, at) => {
        const request = mutated(signedRequest(signing), place, at)
        fc.pre(request !== undefined)
        try {
          const signed = await authenticateRequest(request, context)
          // A presigned URL whose markers are gone is an unsigned request.
          t.is(signed, undefined, `${place} ${at}`)
          t.is(request.headers.authorization, undefined)
        } catch (error) {
          t.true(error instanceof AuthError, String(error))
        }
      },
    ),
    { numRuns: 600 },
  )
})

test('no header or query, however broken, throws anything but an AuthError', async t => {
  const context = exampleContext()
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 10 }),
    fc.constantFrom(
      ...['AWS4-HMAC-SHA256 ', 'AWS ', 'Credential=', ', ', 'SignedHeaders=host', 'Signature=0'],
      ...['/20130524/us-east-1/s3/aws4_request', 'X-Amz-Algorithm=AWS4-HMAC-SHA256', '&', '%'],
      ...['X-Amz-Credential=a', 'X-Amz-Date=20130524T000000Z', 'X-Amz-Expires=60', 'X-Amz-'],
      ...[
        'AWSAccessKeyId=a',
        'Expires=9999999999',
        'X-Amz-Signature=0',
        'X-Amz-SignedHeaders=host',
      ],
    ),
  )
  const text = fc.array(piece, { maxLength: 14 }).map(parts => parts.join(''))
  await fc.assert(
    fc.asyncProperty(text, text, fc.boolean(), async (authorization, rawQuery, isHeader) => {
      const headers = { host: 'a', ...(isHeader && { authorization }) }
      const request = { ...signedRequest({ path: '/' }), headers, rawHeaders: [], rawQuery }
      try {
        t.is(await authenticateRequest(request, context), undefined)
      } catch (error) {
        t.true(error instanceof AuthError, String(error))
      }
    }),
    { numRuns: 500 },
  )
})
