import { readdirSync, readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-s3'
import test from 'ava'
import { S3Error } from '../../lib/s3/errors.ts'
import { createMatcher } from '../../lib/s3/matcher.ts'
import type { Match } from '../../lib/s3/operation.ts'
import { operations } from '../../lib/s3/operations.ts'
import {
  olderNames,
  unimplementedOperations,
  unreachableOperations,
} from '../../lib/s3/unimplemented.ts'
import { formBody, formRequest } from '../support/forms.ts'
import { type RawRequest, startS3 } from '../support/s3-server.ts'

const match = createMatcher(operations)
const VALUES: Readonly<Record<string, string>> = { 'list-type': '2', partNumber: '1' }

function canonicalRequest({ method, target, query = [], header }: Match): RawRequest {
  const path = { service: '/', bucket: '/bucket', object: '/bucket/key' }[target]
  const parameters = query.map(name => `${name}=${VALUES[name] ?? ''}`)
  return {
    method,
    path: parameters.length === 0 ? path : `${path}?${parameters.join('&')}`,
    headers: header === undefined ? {} : { [header]: '/bucket/source' },
  }
}

function matchOf({ method, target, query = [], header }: Match, extra: readonly string[] = []) {
  return match({
    method,
    target,
    query: new Map([...query, ...extra].map(name => [name, VALUES[name] ?? ''])),
    headers: header === undefined ? {} : { [header]: '/bucket/source' },
  })
}

for (const operation of operations) {
  test(`the canonical request of ${operation.name} is matched to it`, t => {
    t.is(matchOf(operation.on), operation)
  })

  test(`${operation.name} is still meant with parameters that say nothing to S3`, t => {
    t.is(matchOf(operation.on, ['x-id', 'foo', 'versionId']), operation)
  })
}

for (const { name, on } of unimplementedOperations) {
  test(`${name} is recognised and not implemented`, t => {
    const error = t.throws(() => matchOf(on), { instanceOf: S3Error })
    t.deepEqual([error.code, error.fields], ['NotImplemented', { Operation: name }])
  })
}

test('no sub-resource of one operation falls through to another', t => {
  const all = [...operations, ...unimplementedOperations]
  const subresources = new Set(all.flatMap(({ on }) => on.query?.slice(0, 1) ?? []))
  const general = operations.filter(({ on }) => on.query === undefined)
  for (const { on } of general) {
    for (const name of subresources) {
      try {
        t.is(matchOf(on, [name]).on.query?.[0], name)
      } catch (error) {
        t.true(error instanceof S3Error && error.status !== 404, name)
      }
    }
  }
})

test('every name stands once, and every command of the SDK is known', t => {
  const names = [
    ...operations.map(({ name }) => name),
    ...unimplementedOperations.map(({ name }) => name),
    ...unreachableOperations,
  ]
  t.is(new Set(names).size, names.length)
  const known = new Set([...names, ...Object.keys(olderNames)])
  const commands = Object.keys(sdk)
    .filter(name => /^[A-Z].*Command$/.test(name))
    .map(name => name.slice(0, -'Command'.length))
  t.true(commands.length > 100)
  t.deepEqual(
    commands.filter(name => !known.has(name)),
    [],
  )
})

test('every operation has a test that names it', t => {
  const texts = readdirSync('test/s3', { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && file !== 'operations.ts')
    .map(file => readFileSync(`test/s3/${file}`, 'utf8'))
    .join('\n')
  const names = operations.map(({ name }) => name)
  t.deepEqual(
    names.filter(name => !new RegExp(`\\b${name}\\b`).test(texts)),
    [],
  )
})

test('no operation is open to a request that nobody signed, or to another account', async t => {
  await using s3 = await startS3({ bucket: 'bucket' })
  const form = formRequest('bucket', formBody([['key', 'key']], { content: '' }))
  for (const { name, on, needsNoBucket, body } of operations) {
    const request = { ...canonicalRequest(on), ...(body === 'form' && form) }
    const anonymous = await s3.send({ ...request, as: 'anonymous' })
    t.is(anonymous.status, 403, `anonymous ${name}`)
    if (needsNoBucket) continue
    const stranger = await s3.send({ ...request, as: s3.stranger })
    t.is(stranger.status, 403, `another account's ${name}`)
    if (on.method !== 'HEAD') t.regex(stranger.text, /<Code>AccessDenied<\/Code>/, name)
  }
})
