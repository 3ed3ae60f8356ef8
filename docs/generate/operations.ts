import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Match } from '../../lib/s3/operation.ts'
import { operations } from '../../lib/s3/operations.ts'
import {
  olderNames,
  unimplementedOperations,
  unreachableOperations,
} from '../../lib/s3/unimplemented.ts'

/** docs/operations.md from the tables that the server itself is made of. */
export function generateOperations(): string {
  const served = operations.map(({ name, on, action }) => ({ name, on, action }))
  const tests = readTests()
  const rows = served
    .toSorted(byName)
    .map(
      ({ name, on, action }) =>
        `| [${name}](${page(name)}) | ${request(on)} | \`${action}\` | ${testsOf(name, tests)} |\n`,
    )
  const missing = unimplementedOperations
    .toSorted(byName)
    .map(({ name, on, reason }) => `| ${name} | ${request(on)} | ${reason} |\n`)
  const older = Object.entries(olderNames).map(([old, name]) => `- ${old}: ${name}\n`)
  return `# S3 operations

Generated from lib/s3 by \`npm run docs\`.

## Served

| Operation | Request | Needs | Tests (in test/s3, beside those over all operations) |
| --- | --- | --- | --- |
${rows.join('')}
## Not here

These are recognised and answer \`NotImplemented\` (501).

| Operation | Request | Why |
| --- | --- | --- |
${missing.join('')}
${unreachableOperations.join(' and ')} live on host names of their own at AWS and have no request here.

AWS's older names for requests of the tables above:

${older.join('')}
## Where the server differs from S3

${differences().join('')}`
}

const TESTS_SHOWN_MAX = 2

interface TestFile {
  readonly path: string
  readonly text: string
}

function readTests(): readonly TestFile[] {
  return readdirSync('test/s3', { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && file !== 'operations.ts')
    .toSorted()
    .map(path => ({ path, text: readFileSync(join('test/s3', path), 'utf8') }))
}

/** The files that name the operation most often. */
function testsOf(name: string, tests: readonly TestFile[]): string {
  const pattern = new RegExp(`\\b${name}(?:Command)?\\b`, 'g')
  return tests
    .map(({ path, text }) => ({ path, count: text.match(pattern)?.length ?? 0 }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count)
    .slice(0, TESTS_SHOWN_MAX)
    .map(({ path }) => path)
    .join(', ')
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1
}

function page(name: string): string {
  return `https://docs.aws.amazon.com/AmazonS3/latest/API/API_${name}.html`
}

/** `PUT /bucket/key?uploadId&partNumber` */
function request({ method, target, query = [], header }: Match): string {
  const path = { service: '/', bucket: '/bucket', object: '/bucket/key' }[target]
  const parameters = query.length > 0 ? `?${query.join('&')}` : ''
  return `\`${method} ${path}${parameters}\`${header === undefined ? '' : ` with \`${header}\``}`
}

const DIFFERENCE =
  /Differs from S3: ([\s\S]+?)(?:\n\s*(?:\*\s*\n|\*\/|\*\s*https:|(?!\s*(?:\*|\/\/)))|$)/g

/** The `Differs from S3:` comments of lib/s3, one line each. */
function differences(): string[] {
  const files = readdirSync('lib/s3', { recursive: true, encoding: 'utf8' })
  return files
    .filter(file => file.endsWith('.ts'))
    .toSorted()
    .flatMap(file => {
      const path = join('lib/s3', file)
      const found = readFileSync(path, 'utf8').matchAll(DIFFERENCE)
      return Array.from(found, ([, text = '']) => `- ${oneLine(text)} (${path})\n`)
    })
}

function oneLine(comment: string): string {
  return comment.replaceAll(/\s*\n\s*(?:\*|\/\/) ?/g, ' ').trim()
}
