import test from 'ava'
import fc from 'fast-check'
import { S3Error } from '../../../lib/s3/errors.ts'
import { readBoundary } from '../../../lib/s3/form/boundary.ts'
import { readPartName } from '../../../lib/s3/form/disposition.ts'
import { MultipartReader } from '../../../lib/s3/form/multipart-reader.ts'
import {
  FIELD_COUNT_MAX,
  FIELDS_BYTES_MAX,
  fieldsTooLong,
  HELD_BYTES_MAX,
  readUploadForm,
} from '../../../lib/s3/form/upload-form.ts'
import { BOUNDARY, type FormField, formBody } from '../../support/forms.ts'

async function* piecesOf(body: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0
  for (const cut of [...cuts].sort((one, other) => one - other)) {
    const end = Math.min(Math.max(cut, start), body.length)
    // A copy, so that nothing can read past the piece's end into the next.
    yield Uint8Array.from(body.subarray(start, end))
    start = end
  }
  yield Uint8Array.from(body.subarray(start))
}

function readerOf(pieces: AsyncIterable<Uint8Array>, boundary = BOUNDARY): MultipartReader {
  return new MultipartReader(pieces, {
    boundary,
    heldBytesMax: HELD_BYTES_MAX,
    tooLong: fieldsTooLong,
    beforeWait() {},
  })
}

async function readAll(pieces: AsyncIterable<Uint8Array>, boundary = BOUNDARY) {
  const reader = readerOf(pieces, boundary)
  const { fields } = await readUploadForm(reader)
  const takenBytes = reader.takenBytes
  const content: Uint8Array[] = []
  for await (const piece of reader.passThrough()) content.push(piece)
  return { fields, takenBytes, content: Buffer.concat(content) }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'none'
  } catch (error) {
    if (error instanceof S3Error) return error.code
    throw error
  }
}

const nearDelimiter = (boundary: string) =>
  fc.constantFrom(
    '\r',
    '\n',
    '-',
    '\r\n',
    `\r\n-`,
    `--${boundary}`,
    `\r\n--${boundary.slice(0, -1)}`,
  )
const BOUNDARIES = [BOUNDARY, 'a', '-', '--', '------', "'()+_,-./:=?", 'x'.repeat(70), 'a b']

test('a form is read alike however it is cut into pieces', async t => {
  const upload = fc.constantFrom(...BOUNDARIES).chain(boundary =>
    fc.record({
      boundary: fc.constant(boundary),
      chunks: fc.array(
        fc.oneof(
          nearDelimiter(boundary).map(text => Buffer.from(text)),
          fc.uint8Array({ maxLength: 100 }).map(bytes => Buffer.from(bytes)),
        ),
        { maxLength: 8 },
      ),
      value: fc.string({ unit: 'grapheme' }),
      cuts: fc.array(fc.nat({ max: 900 }), { maxLength: 30 }),
    }),
  )
  await fc.assert(
    fc.asyncProperty(upload, async ({ boundary, chunks, value, cuts }) => {
      const content = Buffer.concat(chunks)
      fc.pre(!`\r\n${content.toString('latin1')}\r\n`.includes(`\r\n--${boundary}`))
      fc.pre(!`\r\n${value}\r\n`.includes(`\r\n--${boundary}`))
      const fields: FormField[] = [
        ['key', 'a key'],
        ['x-amz-meta-text', value],
      ]
      const body = formBody(fields, { content }, { boundary, after: [['submit', 'Upload']] })
      const read = await readAll(piecesOf(body, cuts), boundary)
      t.deepEqual([...read.fields], fields)
      t.true(read.content.equals(content))
      t.true(body.subarray(read.takenBytes).subarray(0, content.length).equals(content))
    }),
    { numRuns: 500 },
  )
})

test('a form that comes byte by byte is read', async t => {
  const body = formBody([['key', 'k']], { content: `\r\n--${BOUNDARY.slice(0, -1)}\r\n` })
  const read = await readAll(piecesOf(body, [...body.keys()]))
  t.is(read.content.toString(), `\r\n--${BOUNDARY.slice(0, -1)}\r\n`)
})

test('a form that ends anywhere before its last boundary is refused', async t => {
  const body = formBody([['key', 'k']], { content: 'hello' })
  const whole = body.length - '\r\n'.length
  for (let size = 0; size < whole; size++) {
    t.is(
      await codeOf(readAll(piecesOf(body.subarray(0, size), []))),
      'MalformedPOSTRequest',
      `${size}`,
    )
  }
  const read = await readAll(piecesOf(body.subarray(0, whole), []))
  t.is(read.content.toString(), 'hello')
})

test('bytes of any kind are read as a form or refused as none', async t => {
  const text = fc.oneof(
    fc.constantFrom(
      `--${BOUNDARY}`,
      '--',
      '\r\n',
      'Content-Disposition: form-data; name="key"',
      'Content-Disposition: form-data; name="file"; filename="a"',
      'Content-Disposition: form-data; name=',
      '; filename="',
      'k',
    ),
    fc.string({ unit: 'binary' }),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { maxLength: 20 }),
      fc.array(fc.nat(300)),
      async (parts, cuts) => {
        const code = await codeOf(readAll(piecesOf(Buffer.from(parts.join('')), cuts)))
        t.true(
          [
            'none',
            'MalformedPOSTRequest',
            'InvalidArgument',
            'MaxPostPreDataLengthExceededError',
          ].includes(code),
          code,
        )
      },
    ),
    { numRuns: 1000 },
  )
})

test('what stands before the first boundary means nothing, nor do spaces after one', async t => {
  const body = Buffer.concat([
    Buffer.from('a preamble\r\n'),
    formBody([['key', 'k']], { content: 'hello' }),
  ])
  const spaced = body.toString().replaceAll(`--${BOUNDARY}\r\n`, `--${BOUNDARY} \t\r\n`)
  t.is((await readAll(piecesOf(Buffer.from(spaced), []))).content.toString(), 'hello')
})

test('a boundary with more behind it is malformed', async t => {
  const body = formBody([['key', 'k']], { content: 'hello' }).toString()
  const longer = Buffer.from(body.replace(`--${BOUNDARY}\r\n`, `--${BOUNDARY}x\r\n`))
  t.is(await codeOf(readAll(piecesOf(longer, []))), 'MalformedPOSTRequest')
  const padded = Buffer.from(
    body.replace(`--${BOUNDARY}\r\n`, `--${BOUNDARY}${' '.repeat(1000)}\r\n`),
  )
  t.is(await codeOf(readAll(piecesOf(padded, []))), 'MalformedPOSTRequest')
})

const long = (length: number): FormField => ['x-ignore-a', 'x'.repeat(length)]
const nameBytes = 'keykx-ignore-a'.length

test('fields take 20 KiB with their names, and no more', async t => {
  const fits = [['key', 'k'], long(FIELDS_BYTES_MAX - nameBytes)] as const
  t.is((await readAll(piecesOf(formBody(fits, { content: '' }), []))).content.length, 0)
  const tooLong = [['key', 'k'], long(FIELDS_BYTES_MAX - nameBytes + 1)] as const
  const code = await codeOf(readAll(piecesOf(formBody(tooLong, { content: '' }), [])))
  t.is(code, 'MaxPostPreDataLengthExceededError')
})

test('there is a bound to the number of fields', async t => {
  const fields = (count: number) =>
    Array.from({ length: count }, (_, index): FormField => [index === 0 ? 'key' : `f${index}`, 'k'])
  const fits = formBody(fields(FIELD_COUNT_MAX), { content: 'hello' })
  t.is((await readAll(piecesOf(fits, []))).fields.size, FIELD_COUNT_MAX)
  const tooMany = formBody(fields(FIELD_COUNT_MAX + 1), { content: 'hello' })
  t.is(await codeOf(readAll(piecesOf(tooMany, []))), 'MaxPostPreDataLengthExceededError')
})

/** Counts what is asked for of an endless body. */
function endless(start: string, text: string) {
  let sentBytes = 0
  async function* pieces() {
    yield Buffer.from(start)
    while (true) {
      sentBytes += text.length
      yield Buffer.from(text)
    }
  }
  return { pieces: pieces(), sentBytes: () => sentBytes }
}

const hostile: readonly { title: string; start: string; text: string }[] = [
  { title: 'before the first boundary', start: '', text: 'x'.repeat(1000) },
  { title: 'of line breaks alone', start: '', text: '\r\n--'.repeat(100) },
  { title: 'in a part’s headers', start: `--${BOUNDARY}\r\n`, text: 'a: b\r\n'.repeat(100) },
  {
    title: 'in a field',
    start: `--${BOUNDARY}\r\nContent-Disposition: form-data; name="key"\r\n\r\n`,
    text: 'x'.repeat(1000),
  },
  {
    title: 'of fields without content',
    start: `--${BOUNDARY}`,
    text: `\r\nContent-Disposition: form-data; name=""\r\n\r\n\r\n--${BOUNDARY}`,
  },
]
for (const { title, start, text } of hostile) {
  test(`an endless form ${title} is given up early`, async t => {
    const { pieces, sentBytes } = endless(start, text)
    t.regex(await codeOf(readAll(pieces)), /^(MaxPostPreDataLengthExceededError|InvalidArgument)$/)
    t.true(sentBytes() <= HELD_BYTES_MAX + 2 * text.length)
  })
}

test('time can be called before the file, and no longer within it', async t => {
  const body = formBody([['key', 'k']], { content: 'x'.repeat(1000) })
  let waits = 0
  const read = async (waitsMax: number) => {
    waits = 0
    const reader = new MultipartReader(piecesOf(body, [...body.keys()]), {
      boundary: BOUNDARY,
      heldBytesMax: HELD_BYTES_MAX,
      tooLong: fieldsTooLong,
      beforeWait() {
        waits += 1
        if (waits > waitsMax) throw new S3Error('RequestTimeout')
      },
    })
    await readUploadForm(reader)
    const waitsForFields = waits
    for await (const _ of reader.passThrough()) waits = Math.max(waits, waitsForFields)
    return waitsForFields
  }
  const needed = await read(Number.POSITIVE_INFINITY)
  t.true(needed > 100)
  t.is(await codeOf(read(needed - 1)), 'RequestTimeout')
})

test('a file passes through without being held', async t => {
  const start = formBody([['key', 'k']], { content: '' }).toString()
  const at = start.lastIndexOf(`\r\n--${BOUNDARY}`)
  // Each piece ends with the beginning of a boundary that never comes.
  const text = `${'x'.repeat(65_536)}\r\n--${BOUNDARY.slice(0, 10)}`
  const { pieces, sentBytes } = endless(start.slice(0, at), text)
  const reader = readerOf(pieces)
  await readUploadForm(reader)
  let seenBytes = 0
  for await (const piece of reader.passThrough()) {
    seenBytes += piece.length
    t.true(sentBytes() - seenBytes < 2 * text.length)
    if (seenBytes > 10_000_000) break
  }
  t.true((await pieces.next()).done, 'the body is let go of')
})

const refusedForms: readonly { title: string; body: Buffer; code: string }[] = [
  {
    title: 'without a key',
    body: formBody([['acl', 'private']], { content: '' }),
    code: 'InvalidArgument',
  },
  {
    title: 'with an empty key',
    body: formBody([['key', '']], { content: '' }),
    code: 'InvalidArgument',
  },
  { title: 'without a file', body: formBody([['key', 'k']], undefined), code: 'InvalidArgument' },
  {
    title: 'with a key after the file',
    body: formBody([], { content: '' }, { after: [['key', 'k']] }),
    code: 'InvalidArgument',
  },
  {
    title: 'with a field twice, in whatever case',
    body: formBody(
      [
        ['key', 'k'],
        ['Key', 'l'],
      ],
      { content: '' },
    ),
    code: 'InvalidArgument',
  },
  {
    title: 'with a key that is no UTF-8',
    body: Buffer.from(formBody([['key', 'é']], { content: '' }).toString(), 'latin1'),
    code: 'MalformedPOSTRequest',
  },
  { title: 'of nothing', body: Buffer.from(`--${BOUNDARY}--\r\n`), code: 'InvalidArgument' },
  {
    title: 'with a name of a file repeated beyond measure',
    body: formBody([['key', '$\u007bfilename}'.repeat(1000)]], {
      content: '',
      fileName: 'n'.repeat(1000),
    }),
    code: 'MaxPostPreDataLengthExceededError',
  },
]
for (const { title, body, code } of refusedForms) {
  test(`a form ${title} is refused`, async t => {
    t.is(await codeOf(readAll(piecesOf(body, []))), code)
  })
}

const boundaries: readonly { type: string | undefined; boundary: string | undefined }[] = [
  { type: 'multipart/form-data; boundary=abc', boundary: 'abc' },
  { type: 'Multipart/Form-Data;charset=utf-8;Boundary="a b"', boundary: 'a b' },
  { type: `multipart/form-data; boundary=${'-'.repeat(70)}`, boundary: '-'.repeat(70) },
  { type: `multipart/form-data; boundary=${'-'.repeat(71)}`, boundary: undefined },
  { type: 'multipart/form-data; boundary="a "', boundary: undefined },
  { type: 'multipart/form-data; boundary=""', boundary: undefined },
  { type: 'multipart/form-data; boundary=ab{c', boundary: undefined },
  { type: 'multipart/form-data', boundary: undefined },
  { type: 'multipart/mixed; boundary=abc', boundary: undefined },
  { type: 'application/x-www-form-urlencoded', boundary: undefined },
  { type: undefined, boundary: undefined },
]
for (const { type, boundary } of boundaries) {
  test(`the Content-Type ${type} has the boundary ${boundary}`, t => {
    if (boundary !== undefined) t.is(readBoundary(type), boundary)
    else t.throws(() => readBoundary(type), { instanceOf: S3Error })
  })
}

const dispositions: readonly { lines: string[]; name?: string; fileName?: string }[] = [
  { lines: ['Content-Disposition: form-data; name="key"'], name: 'key' },
  { lines: ['content-type: a/b', 'CONTENT-DISPOSITION:form-data;NAME=key'], name: 'key' },
  {
    lines: ['Content-Disposition: form-data; name="file"; filename="C:\\photos\\a.jpg"'],
    name: 'file',
    fileName: 'a.jpg',
  },
  {
    lines: ['Content-Disposition: form-data; name="file"; filename="/home/ann/a;b \\"c\\".jpg"'],
    name: 'file',
    fileName: 'a;b "c".jpg',
  },
  {
    lines: [`Content-Disposition: form-data; name="file"; filename*=UTF-8''na%C3%AFve.txt`],
    name: 'file',
    fileName: 'naïve.txt',
  },
  {
    lines: ['Content-Disposition: form-data; name="file"; filename=""'],
    name: 'file',
    fileName: '',
  },
  { lines: [`Content-Disposition: form-data; name="file"; filename*=UTF-8''%ff`] },
  { lines: [`Content-Disposition: form-data; name="file"; filename*=latin1''a`] },
  { lines: ['Content-Disposition: form-data; name="key'] },
  { lines: ['Content-Disposition: form-data; name="a"; name="b"'] },
  { lines: ['Content-Disposition: form-data'] },
  { lines: ['Content-Disposition: attachment; name="key"'] },
  { lines: ['Content-Type: text/plain'] },
  { lines: [] },
]
for (const { lines, name, fileName } of dispositions) {
  test(`the part ${JSON.stringify(lines)} is ${name ?? 'refused'}`, t => {
    if (name !== undefined) t.deepEqual(readPartName(lines), { name, fileName })
    else t.throws(() => readPartName(lines), { instanceOf: S3Error })
  })
}
