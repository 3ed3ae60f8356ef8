/** What the credentials of a hook's run can do, and everything else, tried from where the guest is. */
import { DeleteObjectsCommand, ListBucketsCommand } from '@aws-sdk/client-s3'
import test from 'ava'
import fc from 'fast-check'
import { HookOutputNameError } from '../../lib/compute/hooks/hook-runner.ts'
import { createHookGrants } from '../../lib/hooks/grants.ts'
import { outcome } from '../support/acl.ts'
import type { Guest } from '../support/hook-runner.ts'
import { startHooks } from '../support/hooks.ts'
import { testedOperations, wholeRequestOf } from '../support/operation-requests.ts'
import { openUpload } from '../support/s3-objects.ts'
import { type S3Server, startS3 } from '../support/s3-server.ts'

/** Runs while the try is under way, with its credentials. */
async function inGuest(
  tries: (guest: Guest, s3: S3Server) => Promise<void>,
  options: { readonly isVersioned?: boolean } = {},
): Promise<void> {
  let failure: unknown
  let server: S3Server | undefined
  let hasRun = false
  await using hooks = await startHooks({
    ...options,
    async work(guest) {
      // What the tries themselves change may be told as well.
      if (hasRun) return undefined
      hasRun = true
      try {
        if (server) await tries(guest, server)
      } catch (error) {
        failure = error
      }
      return undefined
    },
  })
  server = hooks.s3
  await hooks.create()
  await hooks.put('other', 'secret')
  await hooks.put('in/a', 'first')
  await hooks.drain()
  if (failure !== undefined) throw failure
  if (!hasRun) throw new Error('nothing ran')
}

test('they read the one object and make new ones under the one prefix', async t => {
  await inGuest(async ({ invocation, input }, s3) => {
    const { credentials: as, output } = invocation
    t.is(await input(), 'first')
    t.is(await outcome(s3, { path: '/photos/in/a', as }), '200')
    const path = `/photos/${output.prefix}deep/er`
    t.is(await outcome(s3, { method: 'PUT', path, as, body: 'x' }), '200')
    t.is(await outcome(s3, { method: 'PUT', path, as, body: 'y' }), '412 PreconditionFailed')
    t.is(await outcome(s3, { path, as }), '403 AccessDenied')
    t.is((await s3.send({ path })).text, 'x')
    const copy = { 'x-amz-copy-source': '/photos/in/a' }
    const to = { method: 'PUT', path: `/photos/${output.prefix}copy`, as, headers: copy }
    t.is(await outcome(s3, to), '200')
    t.is((await s3.send(to)).status, 412)
    const { headers } = await s3.send({ path: `/photos/${output.prefix}copy` })
    t.is(headers['x-amz-meta-mallee-hook-depth'], '1')
    t.is(headers['x-amz-meta-mallee-source-key'], 'in/a')
  })
})

test('uploads in parts come from the hook as well, and what the guest says of it is not believed', async t => {
  await inGuest(async ({ invocation }, s3) => {
    const { credentials: as, output } = invocation
    const path = `/photos/${output.prefix}parts`
    const headers = { 'x-amz-meta-mallee-hook-depth': '0', 'x-amz-meta-own': 'kept' }
    const begun = await s3.send({ method: 'POST', path: `${path}?uploads`, as, headers })
    const uploadId = /<UploadId>([^<]+)/.exec(begun.text)?.[1] ?? ''
    const query = `?partNumber=1&uploadId=${uploadId}`
    const part = await s3.send({ method: 'PUT', path: path + query, as, body: 'part' })
    const body =
      '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber>' +
      `<ETag>${part.headers.etag}</ETag></Part></CompleteMultipartUpload>`
    const completion = { method: 'POST', path: `${path}?uploadId=${uploadId}`, as, body }
    t.is((await s3.send(completion)).status, 200)
    const whole = await s3.send({ path })
    t.is(whole.text, 'part')
    t.is(whole.headers['x-amz-meta-mallee-hook-depth'], '1')
    t.is(whole.headers['x-amz-meta-own'], 'kept')
  })
})

test('they do nothing else in S3: other keys, buckets, operations, versions', async t => {
  await inGuest(
    async ({ invocation, input }, s3) => {
      const { credentials: as, output, input: source } = invocation
      const { uploadId } = await openUpload(s3, 'photos', 'key')
      // Without a lock of the bucket there is nothing to ask of its objects' locks.
      await s3.storage.updateBucket('photos', ({ attributes }) => ({
        attributes: { ...attributes, objectLock: {} },
      }))
      for (const operation of testedOperations) {
        if (operation.name === 'DeleteObjects') continue
        const request = { ...wholeRequestOf(operation, uploadId), as }
        t.regex(await outcome(s3, request), /^403/, operation.name)
      }
      const client = s3.client({ as })
      const Delete = { Objects: [{ Key: 'in/a' }, { Key: `${output.prefix}x` }] }
      const deletion = new DeleteObjectsCommand({ Bucket: 'photos', Delete })
      const denied = await client.send(deletion).then(
        ({ Errors = [] }) => Errors.map(({ Code }) => Code),
        error => [error.name, error.name],
      )
      t.deepEqual(denied, ['AccessDenied', 'AccessDenied'])
      await t.throwsAsync(client.send(new ListBucketsCommand({})), { name: 'AccessDenied' })

      const put = { method: 'PUT', as, body: 'x' }
      const versionId = source?.versionId ?? ''
      await s3.send({ method: 'PUT', path: '/photos/in/a', body: 'second' })
      const newest = (await s3.send({ path: '/photos/in/a' })).headers['x-amz-version-id'] ?? ''
      t.not(newest, versionId)
      t.is(await input(), 'first')
      const closed = [
        { path: '/photos/other', as },
        { path: '/photos/in/a', as },
        { path: `/photos/in/a?versionId=${newest}`, as },
        { path: `/photos/in/a?versionId=${versionId}&tagging`, as },
        { path: `/photos/?prefix=${encodeURIComponent(output.prefix)}`, as },
        { ...put, path: '/photos/in/a' },
        { ...put, path: `/photos/${output.prefix.slice(0, -1)}` },
        { ...put, path: '/photos/out/in/b/x' },
        { ...put, path: '/new-bucket' },
        { ...put, path: `/photos/${output.prefix}x`, headers: { 'x-amz-acl': 'public-read' } },
        { ...put, path: `/photos/${output.prefix}x`, headers: { 'x-amz-tagging': 'a=b' } },
        {
          method: 'PUT',
          as,
          path: `/photos/${output.prefix}x`,
          headers: { 'x-amz-copy-source': '/photos/other' },
        },
      ]
      for (const request of closed) t.regex(await outcome(s3, request), /^403/, request.path)
      t.is(await outcome(s3, { path: `/photos/in/a?versionId=${versionId}`, as }), '200')
    },
    { isVersioned: true },
  )
})

test('they manage no hooks, and are void once the try is over', async t => {
  const given: Guest[] = []
  await using hooks = await startHooks({
    async work(guest) {
      given.push(guest)
      const { credentials } = guest.invocation
      for (const [method, path] of [
        ['GET', '/_/hooks'],
        ['DELETE', '/_/hooks/capitals'],
        ['POST', '/_/hooks/capitals/invocations'],
      ] as const) {
        await t.throwsAsync(hooks.ask(method, path, undefined, credentials), {
          code: 'access-denied',
        })
      }
      return undefined
    },
  })
  await hooks.create()
  await hooks.put('in/a', 'x')
  await hooks.drain()
  const [guest] = given
  if (guest === undefined) return t.fail('nothing ran')
  await t.throwsAsync(guest.input(), { message: /<Code>InvalidToken</ })
  await t.throwsAsync(guest.put('late', 'x'), { message: /<Code>InvalidToken</ })
  t.is((await hooks.objects('out/')).size, 0)
})

const part = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })

test('whatever the keys are, the signed requests reach them and no others', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const grants = createHookGrants({
    sessions: s3.accounts.sessions,
    region: 'us-east-1',
    now: Date.now,
  })
  let count = 0
  const isKey = (key: string) =>
    key.isWellFormed() && !key.includes('\0') && !/(^|\/)\.\.?(\/|$)/.test(key)
  const keys = fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map(parts => parts.join('/'))
    .filter(isKey)
  const names = part.filter(name => isKey(name) && !name.includes('/'))
  await fc.assert(
    fc.asyncProperty(keys, keys, names, async (key, prefix, name) => {
      const invocationId = String(++count)
      const output = { bucket: 'photos', prefix: `${prefix}/${count}/` }
      await s3.keys.storage.putObject('photos', key, Buffer.from(`${count}`), {
        finish: () => ({
          etag: 'e',
          summary: '',
          attributes: { headers: {}, storageClass: 'STANDARD' },
        }),
      })
      const { links } = await grants.begin({
        invocationId,
        accountId: s3.owner.accountId,
        hookName: 'any',
        reference: '',
        depth: 1,
        eventId: 'event',
        source: { bucket: 'photos', key },
        output,
        expiresAtMs: Date.now() + 60_000,
      })
      const answer = await fetch(links.input(s3.endpoint) ?? '')
      t.is(await answer.text(), `${count}`)
      const { url, method, headers } = links.output(s3.endpoint, name)
      const put = await fetch(url, { method, headers, body: 'out' })
      t.is(put.status, 200, await put.text())
      const stored = await s3.storage.statObject('photos', output.prefix + name)
      t.is(stored?.sizeBytes, 3)
    }),
    { numRuns: 40 },
  )
})

test('names of outputs stay under their prefix', async t => {
  await inGuest(async ({ invocation }, s3) => {
    for (const name of [
      '',
      '..',
      'a/../b',
      '/a',
      'a//b',
      './a',
      'a\0',
      '\ud800',
      'x'.repeat(1024),
    ]) {
      t.throws(() => invocation.links.output(s3.endpoint, name), {
        instanceOf: HookOutputNameError,
      })
    }
  })
})
