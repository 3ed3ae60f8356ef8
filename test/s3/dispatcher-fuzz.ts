import { tmpdir } from 'node:os'
import test from 'ava'
import fc from 'fast-check'
import { pino } from 'pino'
import { systemClock } from '../../lib/clock.ts'
import type { HttpRequest } from '../../lib/http/exchange.ts'
import { parseXml } from '../../lib/http/xml.ts'
import { createAccounts } from '../../lib/iam/accounts.ts'
import { createS3App } from '../../lib/s3/app.ts'
import { operations } from '../../lib/s3/operations.ts'
import { Queries } from '../../lib/s3/select/queries.ts'
import { unimplementedOperations } from '../../lib/s3/unimplemented.ts'
import { type RawRequest, startS3 } from '../support/s3-server.ts'

const methods = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']
const parameters = [
  ...new Set([...operations, ...unimplementedOperations].flatMap(({ on }) => on.query ?? [])),
  'prefix',
  'delimiter',
  'marker',
  'max-keys',
  'continuation-token',
  'encoding-type',
  'key-marker',
  'version-id-marker',
  'versionId',
  'x-id',
]

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('%', '%zz', '%ff', '%00', '..', '//', '-1', '0', '1', '2', 'url', 'null'),
)
const anyQuery = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...parameters), anyText), anyText), { maxLength: 4 })
  .map(pairs => pairs.map(([name, value]) => `${name}=${value}`).join('&'))
const anyRequest = fc.record({
  method: fc.oneof(fc.constantFrom(...methods), fc.string()),
  rawPath: fc.oneof(
    fc.constantFrom('/', '/photos', '/photos/', '/photos/key', '/photos/%2e%2e'),
    anyText.map(text => `/photos/${text}`),
    anyText.map(text => `/${text}`),
  ),
  rawQuery: fc.oneof(anyQuery, anyText),
  host: fc.oneof(fc.constantFrom('127.0.0.1', 'photos.s3.example.com', '[::1]:1'), anyText),
})

/** For requests that no HTTP client would send: straight into the dispatcher, signed by nobody. */
test('no request, however malformed, makes the dispatcher throw or answer 500', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const app = createS3App({
    queries: new Queries({ spoolDirectory: tmpdir() }),
    ...s3.keys,
    accounts: createAccounts(s3.storage, systemClock),
    region: 'us-east-1',
    domains: ['s3.example.com'],
    clock: systemClock,
    log: pino({ level: 'silent' }),
  })
  await fc.assert(
    fc.asyncProperty(anyRequest, async ({ method, rawPath, rawQuery, host }) => {
      const request: HttpRequest = {
        id: 'ID',
        method,
        rawPath,
        rawQuery,
        headers: { host },
        rawHeaders: ['Host', host],
        remoteAddress: '127.0.0.1',
        isTls: false,
        receivedAtMs: 0,
        body() {
          throw new Error('the body of an anonymous request must not be read')
        },
      }
      const { status, body } = await app(request)
      t.true(status >= 400 && status !== 500, `${status}`)
      if (typeof body === 'string') t.is(parseXml(body).name, 'Error')
    }),
    { numRuns: 1000 },
  )
})

const signedRequest: fc.Arbitrary<RawRequest> = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'DELETE'),
  path: fc
    .tuple(
      fc.constantFrom('/', '/photos', '/photos/key', '/photos/a%20b'),
      fc.array(
        fc.tuple(
          fc.constantFrom(...parameters),
          fc.oneof(fc.constantFrom('', '0', '1', '-1', 'url', 'null', '/'), fc.string()),
        ),
        { maxLength: 3 },
      ),
    )
    .map(([path, pairs]) => {
      const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      return `${path}?${query.join('&')}`
    }),
})

test('no signed request with any parameters is answered with 500', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await fc.assert(
    fc.asyncProperty(signedRequest, async request => {
      const { status, text } = await s3.send(request)
      t.not(status, 500, `${request.method} ${request.path}`)
      if (text.startsWith('<')) t.truthy(parseXml(text).name)
    }),
    { numRuns: 300 },
  )
})

const documents = fc.oneof(
  anyText,
  fc
    .array(
      fc.constantFrom(
        '<VersioningConfiguration>',
        '</VersioningConfiguration>',
        '<Status>Enabled</Status>',
        '<Tagging>',
        '</Tagging>',
        '<TagSet>',
        '</TagSet>',
        '<Tag><Key>a</Key><Value>b</Value></Tag>',
        '<Tag/>',
        '&lt;',
        '&x;',
        ' ',
      ),
    )
    .map(pieces => pieces.join('')),
)

test('no document makes a configuration answer 500', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const paths = ['/photos?versioning', '/photos?tagging', '/photos/key?tagging', '/other-bucket']
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), documents, async (path, body) => {
      const { status } = await s3.send({ method: 'PUT', path, body })
      t.not(status, 500)
    }),
    { numRuns: 300 },
  )
})
