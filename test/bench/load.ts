import test from 'ava'
import aws4 from 'aws4'
import fc from 'fast-check'
import { type Answer, ResponseReader } from '../../bench/load/response-reader.ts'
import { createSigner } from '../../bench/load/signer.ts'
import { formatTable, significant } from '../../bench/load/table.ts'
import { run } from '../../bench/load.ts'

const answers = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\nConnection: close\r\n\r\n',
  'HTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nA: b\r\n\r\n',
]

function readInPieces(text: string, cuts: readonly number[]): { answers: Answer[]; body: string } {
  const read = { answers: [] as Answer[], body: '' }
  const reader = new ResponseReader({
    onBody: bytes => {
      read.body += bytes.toString('latin1')
    },
    onAnswer: answer => read.answers.push(answer),
  })
  reader.expect({ isHead: false })
  const bytes = Buffer.from(text, 'latin1')
  const places = [0, ...cuts.map(cut => cut % bytes.length).toSorted((a, b) => a - b), bytes.length]
  for (const [index, place] of places.entries()) {
    reader.feed(bytes.subarray(place, places[index + 1] ?? place))
  }
  return read
}

test('answers are read the same wherever the network cuts them', t => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 12 }), cuts => {
      const { answers: read, body } = readInPieces(answers.join(''), cuts)
      t.deepEqual(
        read.map(({ status, bodyBytes, keepsAlive }) => ({ status, bodyBytes, keepsAlive })),
        [
          { status: 200, bodyBytes: 5, keepsAlive: true },
          { status: 200, bodyBytes: 0, keepsAlive: false },
          { status: 204, bodyBytes: 0, keepsAlive: true },
          { status: 200, bodyBytes: 6, keepsAlive: true },
        ],
      )
      t.is(body, 'hellohello!')
    }),
  )
})

test('an answer to HEAD has no body, whatever its length says', t => {
  const read: Answer[] = []
  const reader = new ResponseReader({
    onBody: () => t.fail('there is no body'),
    onAnswer: answer => read.push(answer),
  })
  reader.expect({ isHead: true })
  reader.feed(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'))
  t.is(read[0]?.bodyBytes, 0)
})

for (const [what, text] of [
  ['no status line', 'HELLO\r\n\r\n'],
  ['no length', 'HTTP/1.1 200 OK\r\n\r\n'],
  ['a malformed chunk size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
  ['an endless head', `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(20_000)}`],
] as const) {
  test(`an answer with ${what} is an error`, t => {
    t.throws(() => readInPieces(text, []))
  })
}

test('heads are signed as the AWS library signs them', t => {
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', region: 'us-east-1' }
  const signHead = createSigner({
    credentials,
    host: '127.0.0.1:9000',
    nowMs: Date.UTC(2026, 10, 22, 1, 2, 3),
  })
  const head = signHead({
    method: 'GET',
    path: '/bucket',
    query: { 'start-after': "b/a b~'(", 'list-type': '2' },
  }).toString()
  const request = aws4.sign(
    {
      service: 's3',
      region: 'us-east-1',
      method: 'GET',
      path: '/bucket?list-type=2&start-after=b%2Fa%20b~%27%28',
      headers: {
        Host: '127.0.0.1:9000',
        'X-Amz-Date': '20261122T010203Z',
        'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
      },
    },
    credentials,
  )
  t.true(head.startsWith(`GET ${request.path} HTTP/1.1\r\n`))
  t.is(/^Authorization: (.*)\r$/m.exec(head)?.[1], String(request.headers?.Authorization))
})

test('the load generator has every request answered rightly by a bare server', async t => {
  const measurements = await run({ scale: 'smoke' })
  t.true(measurements.length >= 10)
  for (const { scenario, count, errors, p50Ms, p99Ms } of measurements) {
    t.true(count > 0, `${scenario} did something`)
    t.is(errors, 0, scenario)
    t.true(p50Ms > 0 && p50Ms <= p99Ms, `${scenario} took time`)
  }
})

test('tables line their numbers up to the right', t => {
  t.is(
    formatTable(
      ['name', 'n'],
      [
        ['a', '10'],
        ['long', '5'],
      ],
    ),
    'name   n\na     10\nlong   5\n',
  )
  t.deepEqual(
    [significant(12345.6), significant(0.12345), significant(undefined)],
    ['12346', '0.123', ''],
  )
})
