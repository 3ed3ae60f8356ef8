/** The AWS command line: Debian's (version 2), and another where the machine has one. */
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import {
  findProgram,
  runClient,
  sha256OfFile,
  tryClient,
  writeRandomFile,
} from '../support/client-program.ts'
import { type CompatContext, multipartBytes, withMallee } from '../support/compat.ts'

const test = anyTest as TestFn<CompatContext>
withMallee(test)

const debian = '/usr/bin/aws'
const other = findProgram('aws')
const programs = other === undefined || other === debian ? [debian] : [debian, other]

for (const [index, program] of programs.entries()) {
  const name = index === 0 ? 'aws of Debian' : 'aws of PATH'
  const bucket = (t: ExecutionContext<CompatContext>, ...argv: string[]) =>
    runClient(program, ['--endpoint-url', t.context.mallee.endpoint, ...argv], t.context)

  test(`${name}: small and multipart uploads come back the same`, async t => {
    const { home } = t.context
    const photos = `photos-${index}`
    await bucket(t, 's3', 'mb', `s3://${photos}`)
    const small = await writeRandomFile(home.path('small'), 1000)
    const large = await writeRandomFile(home.path('large'), multipartBytes)
    await bucket(t, 's3', 'cp', 'small', `s3://${photos}/folder/small`, '--content-type', 'a/b')
    await bucket(t, 's3', 'cp', 'large', `s3://${photos}/folder/large`)
    t.regex(await bucket(t, 's3', 'ls', `s3://${photos}/folder/`), /20971537 large\n.* 1000 small/)

    await bucket(t, 's3', 'cp', `s3://${photos}/folder/small`, 'small-back')
    await bucket(t, 's3', 'cp', `s3://${photos}/folder/large`, 'large-back')
    t.is(await sha256OfFile(home.path('small-back')), small)
    t.is(await sha256OfFile(home.path('large-back')), large)

    const key = ['--bucket', photos, '--key', 'folder/large']
    const head = JSON.parse(await bucket(t, 's3api', 'head-object', ...key))
    t.regex(head.ETag, /^"[0-9a-f]{32}-3"$/)
    t.is(head.ContentLength, multipartBytes)
    const type = await bucket(
      t,
      's3api',
      'head-object',
      '--bucket',
      photos,
      '--key',
      'folder/small',
    )
    t.is(JSON.parse(type).ContentType, 'a/b')

    await bucket(t, 's3', 'rb', `s3://${photos}`, '--force')
    t.notRegex(await bucket(t, 's3', 'ls'), new RegExp(photos))
  })

  test(`${name}: sync carries what changed, both ways, and removes what is gone`, async t => {
    const { home } = t.context
    const target = `s3://sync-${index}/site`
    await bucket(t, 's3', 'mb', `s3://sync-${index}`)
    await mkdir(home.path('site/deep/er'), { recursive: true })
    for (const file of ['index.html', 'deep/ä & +.txt', 'deep/er/c d']) {
      await writeFile(home.path(`site/${file}`), `this is ${file}`)
    }
    t.is((await bucket(t, 's3', 'sync', 'site', target)).match(/upload:/g)?.length, 3)
    t.is(await bucket(t, 's3', 'sync', 'site', target), '')

    await appendFile(home.path('site/index.html'), ', changed')
    await rm(home.path('site/deep/er/c d'))
    const changed = await bucket(t, 's3', 'sync', 'site', target, '--delete')
    t.regex(changed, /upload: site\/index\.html/)
    t.regex(changed, /delete: .*c d/)

    await bucket(t, 's3', 'sync', target, 'back')
    t.is(await readFile(home.path('back/index.html'), 'utf8'), 'this is index.html, changed')
    t.is(await readFile(home.path('back/deep/ä & +.txt'), 'utf8'), 'this is deep/ä & +.txt')
    await bucket(t, 's3', 'rm', target, '--recursive')
    t.is(
      (
        await tryClient(
          program,
          ['--endpoint-url', t.context.mallee.endpoint, 's3', 'ls', target],
          t.context,
        )
      ).stdout,
      '',
    )
  })

  test(`${name}: a presigned link needs no credentials and ends`, async t => {
    const { home } = t.context
    await bucket(t, 's3', 'mb', `s3://links-${index}`)
    await writeFile(home.path('note'), 'for you')
    await bucket(t, 's3', 'cp', 'note', `s3://links-${index}/a note`)
    const link = await bucket(t, 's3', 'presign', `s3://links-${index}/a note`)
    const response = await fetch(link.trim())
    t.is(response.status, 200)
    t.is(await response.text(), 'for you')
    const forged = await fetch(link.trim().replace('note', 'nose'))
    t.is(forged.status, 403)
    t.regex(await forged.text(), /<Code>SignatureDoesNotMatch<\/Code>/)
  })

  test(`${name}: objects are copied and moved inside the server, in one piece and in parts`, async t => {
    const { home } = t.context
    const [from, to] = [`s3://copy-${index}`, `s3://copied-${index}`]
    await bucket(t, 's3', 'mb', from)
    await bucket(t, 's3', 'mb', to)
    const large = await writeRandomFile(home.path('large'), multipartBytes)
    await bucket(t, 's3', 'cp', 'large', `${from}/large`, '--metadata', 'colour=green')
    await bucket(t, 's3', 'cp', `${from}/large`, `${to}/in parts`)
    const source = ['--copy-source', `copy-${index}/large`, '--bucket', `copied-${index}`]
    await bucket(t, 's3api', 'copy-object', ...source, '--key', 'in one')
    // Asked before the move: version 1 of the command line leaves metadata behind when it moves in parts.
    const where = ['--bucket', `copied-${index}`, '--key', 'in one']
    const head = JSON.parse(await bucket(t, 's3api', 'head-object', ...where))
    t.is(head.Metadata.colour, 'green')
    await bucket(t, 's3', 'mv', `${to}/in one`, `${to}/moved`)

    for (const key of ['in parts', 'moved']) {
      await bucket(t, 's3', 'cp', `${to}/${key}`, 'back')
      t.is(await sha256OfFile(home.path('back')), large, key)
    }
    t.notRegex(await bucket(t, 's3', 'ls', to), /in one/)
  })

  test(`${name}: versions are kept, listed, read and removed`, async t => {
    const { home } = t.context
    const name = `versions-${index}`
    await bucket(t, 's3api', 'create-bucket', '--bucket', name)
    const enabled = ['--versioning-configuration', 'Status=Enabled']
    await bucket(t, 's3api', 'put-bucket-versioning', '--bucket', name, ...enabled)
    const key = ['--bucket', name, '--key', 'note']
    const ids: string[] = []
    for (const text of ['one', 'two']) {
      await writeFile(home.path('note'), text)
      ids.push(
        JSON.parse(await bucket(t, 's3api', 'put-object', ...key, '--body', 'note')).VersionId,
      )
    }
    const marker = JSON.parse(await bucket(t, 's3api', 'delete-object', ...key))
    t.true(marker.DeleteMarker)
    const listed = JSON.parse(await bucket(t, 's3api', 'list-object-versions', '--bucket', name))
    t.deepEqual(
      listed.Versions.map((version: { VersionId: string }) => version.VersionId),
      ids.toReversed(),
    )
    t.is(listed.DeleteMarkers[0].VersionId, marker.VersionId)

    const [first = '', second = ''] = ids
    await bucket(t, 's3api', 'get-object', ...key, '--version-id', first, 'back')
    t.is(await readFile(home.path('back'), 'utf8'), 'one')
    await bucket(t, 's3api', 'delete-object', ...key, '--version-id', marker.VersionId)
    await bucket(t, 's3api', 'get-object', ...key, 'back')
    t.is(await readFile(home.path('back'), 'utf8'), 'two')
    await bucket(t, 's3api', 'delete-object', ...key, '--version-id', second)
    await bucket(t, 's3api', 'delete-object', ...key, '--version-id', first)
    await bucket(t, 's3api', 'delete-bucket', '--bucket', name)
    t.pass()
  })

  test(`${name}: one account neither sees nor touches what is another's`, async t => {
    const { mallee } = t.context
    const account = await mallee.createAccount(`guest${index}`)
    await bucket(t, 's3', 'mb', `s3://mine-${index}`)
    const environment = {
      AWS_ACCESS_KEY_ID: account.accessKeyId,
      AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
    }
    const asGuest = (...argv: string[]) =>
      tryClient(program, ['--endpoint-url', mallee.endpoint, ...argv], {
        ...t.context,
        environment,
      })
    const identity = await asGuest('sts', 'get-caller-identity')
    t.is(JSON.parse(identity.stdout).Account, account.accountId)
    t.is((await asGuest('s3', 'ls')).stdout, '')
    t.regex((await asGuest('s3', 'ls', `s3://mine-${index}`)).stderr, /AccessDenied/)
    t.regex((await asGuest('s3', 'rb', `s3://mine-${index}`)).stderr, /AccessDenied/)
  })
}
