import test from 'ava'
import fc from 'fast-check'
import type { SignatureChain } from '../../../lib/auth/authenticate.ts'
import { deriveSigningKey } from '../../../lib/auth/signing-keys.ts'
import { ChunkedDecoder, type ChunkedOptions } from '../../../lib/s3/body/chunked-decoder.ts'
import { S3Error } from '../../../lib/s3/errors.ts'
import { type ChunkedForm, encodeChunked } from '../../support/chunked.ts'
import { exampleKey } from '../../support/signing.ts'

const chain: SignatureChain = {
  signingKey: deriveSigningKey(exampleKey.secretAccessKey, {
    day: '20130524',
    region: 'us-east-1',
    service: 's3',
  }),
  seedSignature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  timestamp: '20130524T000000Z',
  scope: '20130524/us-east-1/s3/aws4_request',
}
const crc = 'x-amz-checksum-crc32c'

function decode(pieces: readonly Uint8Array[], options: ChunkedOptions) {
  const decoder = new ChunkedDecoder(options)
  const slices = pieces.flatMap(piece => decoder.push(piece))
  decoder.finish()
  return { body: Buffer.concat(slices), trailers: Object.fromEntries(decoder.trailers) }
}

function failure(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof S3Error) return error.code
    throw error
  }
  return 'none'
}

/** Cuts at the given places, in any order and number. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.map(place => place % (bytes.length + 1)), bytes.length]
  sorted.sort((a, b) => a - b)
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end))
}

test('the published example of 66560 bytes in signed chunks is decoded and verified', t => {
  const signatures = [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ]
  const encoded = Buffer.from(
    `10000;chunk-signature=${signatures[0]}\r\n${'a'.repeat(65_536)}\r\n` +
      `400;chunk-signature=${signatures[1]}\r\n${'a'.repeat(1024)}\r\n` +
      `0;chunk-signature=${signatures[2]}\r\n\r\n`,
  )
  const { body } = decode([encoded], { sizeBytes: 66_560, chain, trailerNames: undefined })
  t.is(body.toString(), 'a'.repeat(66_560))
})

test('the published example of signed chunks with a trailer is decoded and verified', t => {
  const seedSignature = '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e'
  const encoded = Buffer.from(
    `10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n` +
      `${'a'.repeat(65_536)}\r\n` +
      `400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n` +
      `${'a'.repeat(1024)}\r\n` +
      `0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n` +
      `${crc}:sOO8/Q==\r\n` +
      `x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n`,
  )
  const { body, trailers } = decode([encoded], {
    sizeBytes: 66_560,
    chain: { ...chain, seedSignature },
    trailerNames: [crc],
  })
  t.is(body.length, 66_560)
  t.deepEqual(trailers, { [crc]: 'sOO8/Q==' })
})

const forms: { name: string; form: Omit<ChunkedForm, 'chunkBytes'>; names?: string[] }[] = [
  { name: 'plain', form: {} },
  { name: 'signed', form: { chain } },
  { name: 'signed with trailer', form: { chain, trailers: { [crc]: 'sOO8/Q==' } }, names: [crc] },
  { name: 'unsigned with trailer', form: { trailers: { [crc]: 'sOO8/Q==' } }, names: [crc] },
  { name: 'unsigned with no trailer in it', form: { trailers: {} }, names: [] },
]

for (const { name, form, names } of forms) {
  const options = (sizeBytes: number): ChunkedOptions => ({
    sizeBytes,
    trailerNames: names,
    ...(form.chain && { chain: form.chain }),
  })

  test(`${name}: any split of the input gives the same body`, t => {
    const bodies = fc.uint8Array({ maxLength: 20_000, size: 'max' })
    const places = fc.array(fc.nat(30_000), { maxLength: 20 })
    fc.assert(
      fc.property(bodies, places, fc.integer({ min: 8192, max: 9000 }), (body, at, chunkBytes) => {
        const encoded = encodeChunked(body, { ...form, chunkBytes })
        const decoded = decode(cut(encoded, at), options(body.length))
        t.true(decoded.body.equals(body))
        t.deepEqual(decoded.trailers, { ...form.trailers })
      }),
      { numRuns: 60 },
    )
  })

  test(`${name}: byte by byte gives the same body`, t => {
    const body = Buffer.alloc(9000, 'mallee')
    const encoded = encodeChunked(body, { ...form, chunkBytes: 8192 })
    const pieces = Array.from(encoded, (_, index) => encoded.subarray(index, index + 1))
    t.true(decode(pieces, options(body.length)).body.equals(body))
  })

  test(`${name}: a body cut short anywhere, or with a byte more, is refused`, t => {
    const body = Buffer.alloc(300, 'mallee')
    const encoded = encodeChunked(body, { ...form, chunkBytes: 8192 })
    for (let end = 0; end < encoded.length; end++) {
      const code = failure(() => decode([encoded.subarray(0, end)], options(body.length)))
      t.is(code, 'IncompleteBody', `cut at ${end}`)
    }
    const longer = Buffer.concat([encoded, Buffer.from('\n')])
    t.is(
      failure(() => decode([longer], options(body.length))),
      'IncompleteBody',
    )
    for (const sizeBytes of [299, 301]) {
      t.is(
        failure(() => decode([encoded], options(sizeBytes))),
        'IncompleteBody',
      )
    }
  })

  test(`${name}: random input throws nothing but the declared errors`, t => {
    const declared = ['IncompleteBody', 'InvalidChunkSizeError', 'MalformedTrailerError']
    const text = fc.string({ unit: fc.constantFrom(...'0159af;:=\r\n\x10-x') })
    fc.assert(
      fc.property(
        fc.array(fc.oneof(text, fc.constantFrom('\r\n', '0\r\n', '5\r\nhello\r\n'))),
        a => {
          const code = failure(() => decode([Buffer.from(a.join(''), 'latin1')], options(5)))
          t.true([...declared, 'SignatureDoesNotMatch', 'none'].includes(code))
        },
      ),
    )
  })
}

for (const { name, form, names } of forms.filter(({ form }) => form.chain)) {
  test(`${name}: any changed byte is refused`, t => {
    const body = Buffer.alloc(100, 'mallee')
    const encoded = encodeChunked(body, { ...form, chunkBytes: 8192 })
    for (let at = 0; at < encoded.length; at++) {
      const changed = Buffer.from(encoded)
      changed[at] = (changed[at] ?? 0) ^ 1
      const code = failure(() =>
        decode([changed], { sizeBytes: body.length, chain, trailerNames: names }),
      )
      t.not(
        code,
        'none',
        `byte ${at} of ${JSON.stringify(encoded.toString('latin1', at, at + 20))}`,
      )
    }
  })

  test(`${name}: chunks in another order are refused`, t => {
    const chunks = ['a', 'b'].map(text => Buffer.alloc(8192, text))
    const encode = (list: readonly Buffer[]) =>
      encodeChunked(Buffer.concat(list), { ...form, chunkBytes: 8192 })
    const encoded = encode(chunks)
    const chunkLength = encoded.indexOf('\r\n') + 2 + 8192 + 2
    const swapped = Buffer.concat([
      encoded.subarray(chunkLength, 2 * chunkLength),
      encoded.subarray(0, chunkLength),
      encoded.subarray(2 * chunkLength),
    ])
    const options = { sizeBytes: 16_384, chain, trailerNames: names }
    t.is(decode([encoded], options).body.length, 16_384)
    t.is(
      failure(() => decode([swapped], options)),
      'SignatureDoesNotMatch',
    )
  })
}

test('only the last signed chunk may be below 8192 bytes; unsigned ones may be any size', t => {
  const body = Buffer.alloc(9000)
  const signed = encodeChunked(body, { chunkBytes: 8191, chain })
  t.is(
    failure(() => decode([signed], { sizeBytes: 9000, chain, trailerNames: undefined })),
    'InvalidChunkSizeError',
  )
  const unsigned = encodeChunked(body, { chunkBytes: 7 })
  t.is(decode([unsigned], { sizeBytes: 9000, trailerNames: undefined }).body.length, 9000)
})

const trailerRefusals = [
  { name: 'a declared trailer that does not come', text: '0\r\n\r\n', names: [crc] },
  { name: 'a trailer that nobody declared', text: `0\r\n${crc}:sOO8/Q==\r\n\r\n`, names: [] },
  {
    name: 'a trailer that comes twice',
    text: `0\r\n${crc}:sOO8/Q==\r\n${crc}:sOO8/Q==\r\n\r\n`,
    names: [crc],
  },
  { name: 'a trailer without colon', text: `0\r\n${crc}\r\n\r\n`, names: [crc] },
  {
    name: 'a signature where nothing is signed',
    text: `0\r\n${crc}:sOO8/Q==\r\nx-amz-trailer-signature:00\r\n\r\n`,
    names: [crc],
  },
  { name: 'a trailer without end', text: `0\r\n${crc}:${'a'.repeat(5000)}`, names: [crc] },
]

for (const { name, text, names } of trailerRefusals) {
  test(`${name} is a MalformedTrailerError`, t => {
    const run = () => decode([Buffer.from(text)], { sizeBytes: 0, trailerNames: names })
    t.is(failure(run), 'MalformedTrailerError')
  })
}

const framingRefusals = [
  '',
  '5',
  '\r\n',
  'x\r\n',
  '-5\r\nhello\r\n0\r\n\r\n',
  '5\nhello\r\n0\r\n\r\n',
  '5\r\nhelloX\r\n0\r\n\r\n',
  '5\r\nhello0\r\n\r\n',
  'fffffffffffff\r\n',
  `${'0'.repeat(13)}\r\n\r\n`,
  `5;${'x'.repeat(300)}`,
  '\x10\r\n\r\n',
]

for (const text of framingRefusals) {
  test(`the framing ${JSON.stringify(text).slice(0, 40)} is an IncompleteBody`, t => {
    const run = () => decode([Buffer.from(text)], { sizeBytes: 5, trailerNames: undefined })
    t.is(failure(run), 'IncompleteBody')
  })
}
