/** Queries as DuckDB runs them, over a few rows of its own. */

import type { DuckDBConnection } from '@duckdb/node-api'
import anyTest, { type TestFn } from 'ava'
import fc from 'fast-check'
import { fromDuckdb, openDuckdb } from '../../../lib/s3/select/duckdb.ts'
import { translateQuery } from '../../../lib/s3/select/duckdb-sql.ts'
import { createRowWriter } from '../../../lib/s3/select/output-text.ts'
import type { RowSource } from '../../../lib/s3/select/row-source.ts'
import { SelectError } from '../../../lib/s3/select/select-error.ts'
import { parseQuery } from '../../../lib/s3/select/sql-parser.ts'

const test = anyTest as TestFn<{ connection: DuckDBConnection }>

test.before(async t => {
  t.context.connection = await openDuckdb('/nonexistent')
})
test.after.always(t => t.context.connection?.closeSync())

const now = '2026-11-22T10:20:30.456Z'
const csv: RowSource = {
  kind: 'columns',
  columns: [
    { name: 'name', sql: 'c1', type: 'dynamic' },
    { name: 'Age', sql: 'c2', type: 'dynamic' },
    { name: 'born', sql: 'c3', type: 'dynamic' },
  ],
}
const csvTable =
  "(VALUES ('Ann', '30', '1996-02-29T'), ('Bob', '4', '2022-05-06T07:08:09Z'), ('cid', '', NULL)) t(c1, c2, c3)"
const jsonTable = `(VALUES ('{"a":1,"b":{"c d":[1,2,{"e":"x"}]},"t":true,"n":null}'), ('{"a":"text","list":[5,"6"]}')) t(r)`

async function run(
  connection: DuckDBConnection,
  text: string,
  kind: 'csv' | 'json' = 'csv',
): Promise<string> {
  const query = parseQuery(text)
  const source: RowSource = kind === 'csv' ? csv : { kind: 'json' }
  const table = kind === 'csv' ? csvTable : jsonTable
  const { sql, columns, isWhole } = translateQuery(query, { source, table, now })
  const write = createRowWriter({ kind: 'json', recordDelimiter: ';' }, columns, { isWhole })
  const result = await connection.runAndReadAll(sql).catch((error: unknown) => {
    throw fromDuckdb(error)
  })
  // Every column of a query is text.
  return result
    .getRows()
    .map(row => write(row as (string | null)[]))
    .join('')
}

const csvQueries: readonly (readonly [query: string, expected: string])[] = [
  ['select name from s3object limit 1', '{"name":"Ann"};'],
  ['SELECT s.* FROM S3Object AS s LIMIT 1', '{"name":"Ann","Age":"30","born":"1996-02-29T"};'],
  ['select s._2 as years, "name" n from s3object s limit 1', '{"years":"30","n":"Ann"};'],
  ['select S3Object.age from S3Object limit 1', '{"age":"30"};'],
  ['select name from s3object where age > 5', '{"name":"Ann"};'],
  ["select name from s3object where age > '5'", '{"name":"Bob"};'.slice(0, 0)],
  ["select name from s3object where age = ''", '{"name":"cid"};'],
  ['select name from s3object where born is missing', '{"name":"cid"};'],
  ['select name from s3object where born is not null and not age > 5', '{"name":"Bob"};'],
  [
    "select name from s3object where name like '%_n' or name in ('cid', 'x')",
    '{"name":"Ann"};{"name":"cid"};',
  ],
  ["select 1 x from s3object where 'a%c' like 'a!%_' escape '!' limit 1", '{"x":1};'],
  ['select name from s3object where age between 4 and 29.5', '{"name":"Bob"};'],
  ["select name from s3object where name not between 'B' and 'Z' limit 1", '{"name":"Ann"};'],
  [
    'select count(*), count(born), sum(age), avg(age), min(age), max(age) from s3object',
    '{"_1":3,"_2":2,"_3":34,"_4":17,"_5":4,"_6":30};',
  ],
  [
    'select 1+2*3-4/2 a, -(5%3) b, 1.5e1 c, +7 d from s3object limit 1',
    '{"a":5,"b":-2,"c":15,"d":7};',
  ],
  ["select name || '-' || age as x from s3object limit 1", '{"x":"Ann-30"};'],
  [
    "select case when age > 5 then 'old' when age > 3 then 'young' else 'none' end x from s3object",
    '{"x":"old"};{"x":"young"};{"x":"none"};',
  ],
  ["select case name when 'Ann' then 1 end x from s3object limit 2", '{"x":1};{};'],
  [
    "select coalesce(born, 'never') x, nullif(age, '') y from s3object where age = ''",
    '{"x":"never"};',
  ],
  [
    "select cast(age as int) + 1 x, cast('1.50' as decimal(4,2)) y, cast(1 as string) z, cast('true' as bool) b from s3object limit 1",
    '{"x":31,"y":1.5,"z":"1","b":true};',
  ],
  [
    "select char_length(name) a, character_length('é') b, lower(name) c, upper(name) d from s3object limit 1",
    '{"a":3,"b":1,"c":"ann","d":"ANN"};',
  ],
  [
    "select substring('123456789', 0) a, substring('123456789', -1, 4) b, substring('123456789' from 2 for 3) c, substring('1', 5) d from s3object limit 1",
    '{"a":"123456789","b":"12","c":"234","d":""};',
  ],
  [
    "select trim('  x ') a, trim(leading from ' x ') b, trim(both '12' from '1112foo22') c, trim(trailing 'x' from 'axx') d from s3object limit 1",
    '{"a":"x","b":"x ","c":"foo","d":"a"};',
  ],
  ['select utcnow() x from s3object limit 1', '{"x":"2026-11-22T10:20:30.456Z"};'],
  [
    'select to_timestamp(born) x from s3object where born is not null',
    '{"x":"1996-02-29T00:00:00.000Z"};{"x":"2022-05-06T07:08:09.000Z"};',
  ],
  [
    "select to_timestamp('2007-02T') a, to_timestamp('2007T') b, to_timestamp('2007-02-23T12:14:33.079-08:00') c from s3object limit 1",
    '{"a":"2007-02-01T00:00:00.000Z","b":"2007-01-01T00:00:00.000Z","c":"2007-02-23T20:14:33.079Z"};',
  ],
  [
    'select date_add(year, 5, `2010-01-01T`) a, date_add(month, -1, `2010T`) b, date_add(second, 90, `2010T`) c from s3object limit 1',
    '{"a":"2015-01-01T00:00:00.000Z","b":"2009-12-01T00:00:00.000Z","c":"2010-01-01T00:01:30.000Z"};',
  ],
  [
    'select date_diff(month, `2010T`, `2010-05T`) a, date_diff(month, `2011T`, `2010T`) b, date_diff(day, `2010-01-01T23:00:00Z`, `2010-01-02T01:00:00Z`) c from s3object limit 1',
    '{"a":4,"b":-12,"c":0};',
  ],
  [
    'select extract(year from `2010-01-02T03:04:05Z`) a, extract(minute from `2010-01-02T03:04:05Z`) b, extract(timezone_hour from `2010T`) c from s3object limit 1',
    '{"a":2010,"b":4,"c":0};',
  ],
  [
    "select to_string(`1969-07-20T20:18:05Z`, 'MMMM d, y h:mm a') a, to_string(`1969-07-20T20:18:05Z`, 'yyyy-MM-dd''T''HH:mm:ssX') b from s3object limit 1",
    '{"a":"July 20, 1969 8:18 PM","b":"1969-07-20T20:18:05Z"};',
  ],
  ['select name from s3object where to_timestamp(born) > `2000T` limit 1', '{"name":"Bob"};'],
  ["select 'it''s' x from s3object limit 1 -- a comment", '{"x":"it\'s"};'],
  ['select name from s3object limit 0', ''],
]

for (const [query, expected] of csvQueries) {
  test(query, async t => {
    t.is(await run(t.context.connection, query), expected)
  })
}

const jsonQueries: readonly (readonly [query: string, expected: string])[] = [
  ['select * from s3object limit 1', '{"a":1,"b":{"c d":[1,2,{"e":"x"}]},"t":true,"n":null};'],
  ['select s.a, s.t from s3object s', '{"a":1,"t":true};{"a":"text"};'],
  ['select s.b."c d"[2].e as x from s3object s limit 1', '{"x":"x"};'],
  ["select s['b']['c d'][0] as x from s3object[*] s limit 1", '{"x":1};'],
  ['select s.b."c d"[*] as x from s3object s limit 1', '{"x":[1,2,{"e":"x"}]};'],
  ['select s.a from s3object s where s.a = 1 and s.t', '{"a":1};'],
  ["select s.a from s3object s where s.a = 'text'", '{"a":"text"};'],
  ['select s.a from s3object s where s.t is missing', '{"a":"text"};'],
  ['select * from s3object[*].list[*] s', '5;"6";'],
  ['select sum(s) as x from s3object[*].list[*] s', '{"x":11};'],
  ['select s.e from s3object[*].b."c d"[2] s where s.e is not null', '{"e":"x"};'],
]

for (const [query, expected] of jsonQueries) {
  test(`of JSON: ${query}`, async t => {
    t.is(await run(t.context.connection, query, 'json'), expected)
  })
}

const refused: readonly (readonly [query: string, code: string])[] = [
  ['', 'ParseExpectedKeyword'],
  ['drop table s3object', 'ParseExpectedKeyword'],
  ['select', 'ParseExpectedExpression'],
  ['select *', 'ParseSelectMissingFrom'],
  ['select * from other', 'ParseUnexpectedToken'],
  ["select * from read_csv('/etc/passwd')", 'ParseUnexpectedToken'],
  ['select * from s3object; drop table x', 'ParseUnexpectedToken'],
  ['select * from s3object where', 'ParseExpectedExpression'],
  ['select * from s3object limit x', 'ParseExpectedNumber'],
  ['select * from s3object limit 1.5', 'ParseExpectedNumber'],
  ['select * from s3object group by name', 'ParseUnexpectedToken'],
  ['select name from s3object where name ? 1', 'LexerInvalidChar'],
  ["select 'open from s3object", 'LexerInvalidChar'],
  ["select read_text('/etc/passwd') from s3object", 'UnsupportedFunction'],
  ['select getenv(name) from s3object', 'UnsupportedFunction'],
  ['select cast(name as blob) from s3object', 'ParseExpectedTypeName'],
  ['select extract(week from born) from s3object', 'ParseExpectedDatePart'],
  ['select upper(name, name) from s3object', 'EvaluatorInvalidArguments'],
  ["select to_string(born, 'QQ') from s3object", 'EvaluatorInvalidArguments'],
  ['select nobody from s3object', 'MissingHeaders'],
  ['select _9 from s3object', 'MissingHeaders'],
  ['select s.name.x from s3object s', 'InvalidColumnIndex'],
  ['select count(*), name from s3object', 'ParseUnsupportedSyntax'],
  ['select sum(count(*)) from s3object', 'ParseUnsupportedSyntax'],
  ['select name from s3object where count(*) > 1', 'ParseUnsupportedSyntax'],
  ['select cast(name as int) from s3object', 'CastFailed'],
  [`select ${'('.repeat(200)}1${')'.repeat(200)} from s3object`, 'ParseUnsupportedSyntax'],
  [`select ${'not '.repeat(200)}true from s3object`, 'ParseUnsupportedSyntax'],
  [`select ${'1+'.repeat(5000)}1 from s3object`, 'ParseUnsupportedSyntax'],
  [`select ${' '.repeat(270_000)} 1 from s3object`, 'ExpressionTooLong'],
]

for (const [query, code] of refused) {
  test(`${code}: ${query.slice(0, 60)}`, async t => {
    await t.throwsAsync(run(t.context.connection, query), { instanceOf: SelectError, code })
  })
}

const word = fc.constantFrom(
  ...[
    'select',
    'from',
    's3object',
    'where',
    'limit',
    's',
    'name',
    '*',
    ',',
    '.',
    '(',
    ')',
    '[',
    ']',
  ],
  ...["'x'", "'it''s'", '"name"', '1', '1.5', '=', '<', '<>', '+', '-', '||', 'and', 'or', 'not'],
  ...[
    'is',
    'null',
    'missing',
    'like',
    'in',
    'between',
    'case',
    'when',
    'then',
    'else',
    'end',
    'as',
  ],
  ...['count', 'sum', 'cast', 'int', 'trim', 'substring', 'upper', 'coalesce', 'utcnow', '`2010T`'],
  ...[';', '--', "'", '"', '\\', '\u0000', 'é', 'union', 'copy', 'attach', 'pragma'],
)

test('a query is refused in a code of its own, or runs; it never fails otherwise', async t => {
  const query = fc.array(word, { maxLength: 14 }).map(words => words.join(' '))
  const texts = fc.oneof(
    query,
    query.map(rest => `select ${rest} from s3object s`),
    fc.string(),
  )
  await fc.assert(
    fc.asyncProperty(
      texts,
      fc.constantFrom('csv' as const, 'json' as const),
      async (text, kind) => {
        try {
          await run(t.context.connection, text, kind)
        } catch (error) {
          if (!(error instanceof SelectError) || error.code === 'InternalError') {
            throw new Error(`${text}: ${error}`, { cause: error })
          }
        }
      },
    ),
    { numRuns: 1500 },
  )
  t.pass()
})

test('no text of a client becomes SQL: what is quoted comes back as it was', async t => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 30 }).filter(text => !text.includes('\0'))
  await fc.assert(
    fc.asyncProperty(texts, async text => {
      const quoted = `'${text.replaceAll("'", "''")}'`
      const answer = await run(t.context.connection, `select ${quoted} x from s3object limit 1`)
      t.is(answer, `{"x":${JSON.stringify(text)}};`)
    }),
    { numRuns: 200 },
  )
})

test('DuckDB reads no file, reaches no network and cannot be unlocked', async t => {
  const { connection } = t.context
  const attempts = [
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_csv('https://example.com/a.csv')",
    "COPY (SELECT 1) TO '/tmp/mallee-select-escape'",
    "ATTACH '/tmp/mallee-select-escape.db'",
    'INSTALL httpfs',
    'SET enable_external_access = true',
    "SET memory_limit = '64GB'",
  ]
  for (const sql of attempts) await t.throwsAsync(connection.run(sql), undefined, sql)
})
