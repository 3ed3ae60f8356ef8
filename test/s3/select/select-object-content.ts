/** Whole answers: formats, compressions, dialects, ranges, events and failures. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import test from 'ava'
import { Queries } from '../../../lib/s3/select/queries.ts'
import { startS3 } from '../../support/s3-server.ts'
import { select } from '../../support/select.ts'

const BUCKET = 'photos'
const people = 'name,age,city\nAnn,30,Oslo\nBob,4,"New, York"\nCid,,Rome\n'
const used = { InputSerialization: { CSV: { FileHeaderInfo: 'USE' } } } as const
const toJson = { OutputSerialization: { JSON: {} } } as const

test('SelectObjectContent answers with records, statistics and an end', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { text, stats, names } = await select(s3, people, 'SELECT * FROM S3Object')
  t.is(text, people)
  t.deepEqual(names, ['Records', 'Stats', 'End'])
  t.deepEqual(stats, {
    BytesScanned: people.length,
    BytesProcessed: people.length,
    BytesReturned: people.length,
  })
  const asked = { RequestProgress: { Enabled: true } }
  const progressing = await select(s3, people, 'SELECT COUNT(*) FROM S3Object', asked)
  t.is(progressing.text, '4\n')
  t.deepEqual(progressing.names.slice(-3), ['Progress', 'Stats', 'End'])
  const nothing = await select(s3, '', 'SELECT * FROM S3Object', used)
  t.deepEqual([nothing.text, nothing.names], ['', ['Stats', 'End']])
})

test('SelectObjectContent reads CSV in dialects of all kinds, and writes them', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const header = await select(s3, people, 'select s.CITY from s3object s where s.age > 5', used)
  t.is(header.text, 'Oslo\n')
  const odd = "#note|a;'x|;''y'|b;2|"
  const dialect = {
    RecordDelimiter: '|',
    FieldDelimiter: ';',
    QuoteCharacter: "'",
    QuoteEscapeCharacter: "'",
    Comments: '#',
  }
  const read = await select(s3, odd, 'select _2, _1 from s3object', {
    InputSerialization: { CSV: dialect },
    OutputSerialization: {
      CSV: { QuoteFields: 'ALWAYS', FieldDelimiter: '\t', RecordDelimiter: '\r\n' },
    },
  })
  t.is(read.text, '"x|;\'y"\t"a"\r\n"2"\t"b"\r\n')
  const ragged = await select(
    s3,
    '\ufeff1\n2,3,4,5\n',
    'select * from s3object where _4 is missing',
  )
  t.is(ragged.text, '1\n')
  const ignored = await select(s3, people, 'select _1 from s3object limit 1', {
    InputSerialization: { CSV: { FileHeaderInfo: 'IGNORE' } },
    ...toJson,
  })
  t.is(ignored.text, '{"_1":"Ann"}\n')
})

test('SelectObjectContent reads JSON by lines and as documents', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const lines = '{"a":1,"b":{"c":[1,2]}}\n\n{"a":"x, \\"y\\""}\n'
  const asLines = { InputSerialization: { JSON: { Type: 'LINES' } } } as const
  t.is((await select(s3, lines, 'select s.a from s3object s', asLines)).text, '1\n"x, ""y"""\n')
  const rows = await select(s3, lines, 'select * from s3object', { ...asLines, ...toJson })
  t.is(rows.text, '{"a":1,"b":{"c":[1,2]}}\n{"a":"x, \\"y\\""}\n')
  const document = ' {\n"rules": [\n{"id":1},{"id":2}\n]}{"rules":[{"id":3}]}'
  const asDocument = { InputSerialization: { JSON: { Type: 'DOCUMENT' } } } as const
  const found = await select(s3, document, 'select r.id from s3object[*].rules[*] r', asDocument)
  t.is(found.text, '1\n2\n3\n')
})

/** `a,1` and `b,2`, each with its line feed, by the usual program. */
const bzip2 = Buffer.from(
  '425a6839314159265359b24b81ea00000359000010000430003000200021931a8300b702178bb9229c28485925' +
    'c0f500',
  'hex',
)

test('SelectObjectContent decompresses, and scans ranges of what is not compressed', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const gzip = { InputSerialization: { CompressionType: 'GZIP', CSV: {} } } as const
  const query = 'select _2 from s3object'
  const read = await select(s3, gzipSync(people), query, gzip)
  t.is(read.text, 'age\n30\n4\n""\n'.replace('""', ''))
  t.true((read.stats?.BytesScanned ?? 0) > 0)
  t.is(read.stats?.BytesProcessed, people.length)
  const bad = select(s3, people, query, gzip)
  await t.throwsAsync(bad, { name: 'InvalidCompressionFormat' })
  const bzip = { InputSerialization: { CompressionType: 'BZIP2', CSV: {} } } as const
  await t.throwsAsync(select(s3, people, query, bzip), { name: 'InvalidCompressionFormat' })
  t.is((await select(s3, bzip2, query, bzip)).text, '1\n2\n')
  const rows = 'aa,1\nbb,2\ncc,3\ndd,4\n'
  const scan = async (Start?: number, End?: number) =>
    (await select(s3, rows, query, { ScanRange: { Start, End } })).text
  t.is(await scan(0, 4), '1\n')
  t.is(await scan(1, 5), '2\n')
  t.is(await scan(5, 9), '2\n')
  t.is(await scan(6, 8), '')
  t.is(await scan(10), '3\n4\n')
  t.is(await scan(undefined, 5), '4\n')
})

test('SelectObjectContent reads Parquet', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const directory = await mkdtemp(join(tmpdir(), 'mallee-parquet-'))
  const file = join(directory, 'rows')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const rows =
    "SELECT 'Ann' AS name, 30 AS age, 1.5 AS size, [1, 2] AS list, {'a': 'b'} AS more, " +
    "TIMESTAMP '2020-01-02 03:04:05' AS born UNION ALL SELECT 'Bob', NULL, 2.5, [], NULL, NULL"
  await connection.run(`COPY (${rows}) TO '${file}' (FORMAT parquet)`)
  connection.closeSync()
  const body = await readFile(file)
  await rm(directory, { recursive: true })
  const parquet = { InputSerialization: { Parquet: {} }, ...toJson } as const
  t.is(
    (await select(s3, body, 'select * from s3object where age > 5', parquet)).text,
    '{"name":"Ann","age":30,"size":1.5,"list":[1,2],"more":{"a":"b"},"born":"2020-01-02T03:04:05.000Z"}\n',
  )
  const query = 'select s.more.a, s.list[1] as second, extract(year from s.born) y from s3object s'
  t.is(
    (await select(s3, body, `${query} limit 1`, parquet)).text,
    '{"a":"b","second":2,"y":2020}\n',
  )
  const cut = select(s3, body.subarray(0, 300), query, parquet)
  await t.throwsAsync(cut, { name: 'ParquetParsingError' })
})

test('SelectObjectContent refuses a request, and an object that is not what it says', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const asLines = { InputSerialization: { JSON: { Type: 'LINES' } } } as const
  const refused = [
    [people, 'select', {}, 'ParseExpectedExpression'],
    [people, 'select x from s3object', used, 'MissingHeaders'],
    [people, 'select * from s3object', { InputSerialization: {} }, 'MissingRequiredParameter'],
    [people, 'select s.name from s3object s', asLines, 'JSONParsingError'],
    ['a,"b\n', 'select * from s3object', {}, 'CSVParsingError'],
    ['a\xff\n', 'select cast(_1 as int) from s3object', {}, 'CastFailed'],
    ['x'.repeat(1_100_000), 'select * from s3object', {}, 'OverMaxRecordSize'],
    [
      people,
      'select * from s3object',
      { InputSerialization: { Parquet: {} } },
      'ParquetParsingError',
    ],
  ] as const
  for (const [body, query, changes, name] of refused) {
    await t.throwsAsync(select(s3, body, query, changes), { name }, query)
  }
})

test('SelectObjectContent reads what is encrypted', async t => {
  await using s3 = await startS3({ bucket: BUCKET, defaultEncryption: 'AES256' })
  t.is((await select(s3, people, 'select count(*) from s3object')).text, '4\n')
})

const plan = {
  query: { from: [] },
  input: { kind: 'json', type: 'LINES' },
  compression: 'NONE',
  output: { kind: 'json', recordDelimiter: '\n' },
  now: '2026-01-01T00:00:00Z',
} as const

test('a query that nobody reads any more ends, and makes room for the next one', async t => {
  await using queries = new Queries({ spoolDirectory: tmpdir(), runningMax: 1, waitingMax: 1 })
  async function* endless() {
    for (;;) yield Buffer.alloc(65_536, '{"a":1}\n')
  }
  const first = queries.run(plan, endless())
  t.false((await first.next()).done)
  const second = queries.run(plan, endless())
  const waiting = second.next()
  await t.throwsAsync(queries.run(plan, endless()).next(), { code: 'Busy' } as const)
  await first.return()
  t.false((await waiting).done)
  await second.return()
})

test('a query that takes too long is ended', async t => {
  await using queries = new Queries({ spoolDirectory: tmpdir(), timeoutMs: 100 })
  async function* stalled() {
    yield Buffer.from('{"a":1}\n')
    await new Promise(resolve => setTimeout(resolve, 2_000))
  }
  await t.throwsAsync(Array.fromAsync(queries.run(plan, stalled())), { message: /died/ })
})

async function* oneRecord() {
  yield Buffer.from('{"a":1}\n')
}

test('a process waits for the next query for a while, and leaves nothing behind', async t => {
  const spoolDirectory = await mkdtemp(join(tmpdir(), 'mallee-spool-'))
  t.teardown(() => rm(spoolDirectory, { recursive: true, force: true }))
  /** Resolves once so many processes have their directories. */
  const until = async (count: number) => {
    while ((await readdir(spoolDirectory)).length !== count) await delay(5)
  }
  const frames = async (queries: Queries) =>
    (await Array.fromAsync(queries.run(plan, oneRecord()))).map(({ kind }) => kind).join('')
  {
    await using queries = new Queries({ spoolDirectory, runningMax: 1, spareIdleMs: 600_000 })
    const first = await frames(queries)
    await until(1)
    const [waiting] = await readdir(spoolDirectory)
    const query = queries.run(plan, oneRecord())
    await query.next()
    t.deepEqual(await readdir(spoolDirectory), [waiting], 'the next query has that process')
    await query.return()
    await until(1)
    t.notDeepEqual(await readdir(spoolDirectory), [waiting], 'it serves no third')
    t.is(await frames(queries), first)
    await until(1)
  }
  t.deepEqual(await readdir(spoolDirectory), [])
  await using hasty = new Queries({ spoolDirectory, spareIdleMs: 1 })
  await frames(hasty)
  await until(0)
})

test('a process that no query came to ends with its server', async t => {
  const directory = await mkdtemp(join(tmpdir(), 'mallee-select-'))
  const script = fileURLToPath(new URL('../../../lib/s3/select/query-process.ts', import.meta.url))
  const options = { cwd: directory, stdio: 'pipe' } as const
  const child = spawn(process.execPath, [script, join(directory, 'object')], options)
  child.stdin.end()
  t.deepEqual(await once(child, 'exit'), [0, null])
  await t.throwsAsync(stat(directory), { code: 'ENOENT' })
})

test('the process of a query does not outlive its server', async t => {
  const directory = await mkdtemp(join(tmpdir(), 'mallee-select-'))
  const object = join(directory, 'object')
  await promisify(execFile)('mkfifo', [object])
  const script = fileURLToPath(new URL('../../../lib/s3/select/query-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, object], { cwd: directory, stdio: 'pipe' })
  const exit = once(child, 'exit')
  child.stdin.on('error', () => {})
  child.stdin.end(`${JSON.stringify(plan)}\n${'{"a":1}\n'.repeat(100_000)}`)
  await once(child.stdout, 'readable')
  child.stdout.destroy()
  t.deepEqual(await exit, [1, null])
  await t.throwsAsync(stat(directory), { code: 'ENOENT' })
})
