import test from 'ava'
import { outcome } from '../../support/acl.ts'
import { putPolicy } from '../../support/policies.ts'
import { startS3 } from '../../support/s3-server.ts'

const status = (text: string) => `<AbacStatus><Status>${text}</Status></AbacStatus>`
const tagging = '<Tagging><TagSet><Tag><Key>Team</Key><Value>a</Value></Tag></TagSet></Tagging>'

test('PutBucketAbac turns the bucket’s tags into conditions of policies, GetBucketAbac tells', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const abac = { method: 'PUT', path: '/photos?abac' }
  t.regex((await s3.send({ path: '/photos?abac' })).text, /<Status>Disabled<\/Status>/)
  await s3.send({ method: 'PUT', path: '/photos?tagging', body: tagging })
  const request = { path: '/photos', as: s3.stranger }
  for (const key of ['aws:ResourceTag/Team', 's3:BucketTag/Team']) {
    t.is(await outcome(s3, { ...abac, body: status('Disabled') }), '200')
    await putPolicy(s3, { Condition: { StringEquals: { [key]: 'a' } } })
    t.is(await outcome(s3, request), '403 AccessDenied', key)
    t.is(await outcome(s3, { ...abac, body: status('Enabled') }), '200')
    t.regex((await s3.send({ path: '/photos?abac' })).text, /<Status>Enabled<\/Status>/)
    t.is(await outcome(s3, request), '200', key)
    await putPolicy(s3, { Condition: { StringEquals: { [key]: 'b' } } })
    t.is(await outcome(s3, request), '403 AccessDenied', key)
  }
  t.is(await outcome(s3, { ...abac, body: status('Maybe') }), '400 MalformedXML')
})

test('while its tags decide, a bucket’s tags are not replaced by the old operations', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  await s3.send({ method: 'PUT', path: '/photos?tagging', body: tagging })
  await s3.send({ method: 'PUT', path: '/photos?abac', body: status('Enabled') })
  const replace = { method: 'PUT', path: '/photos?tagging', body: tagging }
  t.is(await outcome(s3, replace), '400 InvalidRequest')
  t.is(await outcome(s3, { method: 'DELETE', path: '/photos?tagging' }), '400 InvalidRequest')
  t.is(await outcome(s3, { path: '/photos?tagging' }), '200')
})
