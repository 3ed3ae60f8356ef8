/** Signatures that an attacker makes who knows the owner's key id, and not the secret. */
import { once } from 'node:events'
import { request as startRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import test from 'ava'
import aws4 from 'aws4'
import fc from 'fast-check'
import { oddValues } from '../../support/mutations.ts'
import { storeObject } from '../../support/s3-objects.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const RUNS = 250
const SECRET = 'only the owner may read this'
const PATH = '/photos/key'

interface SignedRequest {
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
}

function sign(s3: S3Server, secretAccessKey: string, isPresigned: boolean): SignedRequest {
  const { accessKeyId } = s3.owner
  const signed = aws4.sign(
    {
      ...{ service: 's3', region: 'us-east-1', method: 'GET', path: `${PATH}?x-id=GetObject` },
      host: new URL(s3.endpoint).host,
      signQuery: isPresigned,
    },
    { accessKeyId, secretAccessKey },
  )
  const headers = Object.entries(signed.headers ?? {}).map(([name, value]) => [name, String(value)])
  const query = (signed.path ?? '').slice(PATH.length + 1)
  return { query, headers: Object.fromEntries(headers) }
}

async function send(s3: S3Server, { query, headers }: SignedRequest) {
  const { hostname, port } = new URL(s3.endpoint)
  const request = startRequest({ host: hostname, port, path: `${PATH}?${query}`, headers })
  const answered = once(request, 'response')
  request.end()
  const [response] = await answered
  return { status: Number(response.statusCode), answer: await text(response) }
}

const change = fc.record({
  at: fc.nat(),
  gone: fc.integer({ min: 0, max: 12 }),
  come: fc.oneof(
    fc.constantFrom(',', '=', '/', ';', '%', '&', '%00', '%zz', 'AWS4-HMAC-SHA256', 'host'),
    fc.constantFrom(...oddValues.filter(value => /^[!-~]*$/.test(value))),
    fc.stringMatching(/^[!-~]{1,6}$/),
  ),
})
const changes = fc.array(change, { maxLength: 4 })

function changed(
  value: string,
  list: readonly { at: number; gone: number; come: string }[],
): string {
  return list.reduce((before, { at, gone, come }) => {
    const start = at % (before.length + 1)
    return before.slice(0, start) + come + before.slice(start + gone)
  }, value)
}

/** Version 2, in the header and in the query. */
function oldSignatures({ owner }: S3Server): readonly SignedRequest[] {
  const expires = Math.floor(Date.now() / 1000) + 600
  const { accessKeyId } = owner
  const date = new Date().toUTCString()
  return [
    {
      query: '',
      headers: { date, authorization: `AWS ${accessKeyId}:AAAAAAAAAAAAAAAAAAAAAAAAAAA=` },
    },
    {
      query: `AWSAccessKeyId=${accessKeyId}&Expires=${expires}&Signature=AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D`,
      headers: {},
    },
  ]
}

test('no signature made without the secret reads anything, or is answered with 500', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await storeObject(s3, 'photos', 'key', SECRET)
  const guessed = 'x'.repeat(40)
  for (const isPresigned of [true, false]) {
    const right = sign(s3, s3.owner.secretAccessKey, isPresigned)
    t.is((await send(s3, right)).answer, SECRET)
  }
  const forgeries = [
    sign(s3, guessed, true),
    sign(s3, guessed, false),
    ...oldSignatures(s3),
  ] as const
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...forgeries),
      changes,
      changes,
      async (forged, first, second) => {
        const headers = Object.entries(forged.headers).map(([name, value]) => {
          return [name, name.toLowerCase() === 'authorization' ? changed(value, first) : value]
        })
        const query = changed(forged.query, second).replaceAll('#', '')
        const { status, answer } = await send(s3, { query, headers: Object.fromEntries(headers) })
        t.true(status >= 400 && status !== 500, `${status} ${answer}`)
        t.false(answer.includes(SECRET))
      },
    ),
    { numRuns: RUNS },
  )
})
