import test from 'ava'
import { parseXml, xmlText } from '../../lib/http/xml.ts'
import { putPolicy } from '../support/policies.ts'
import { errorCode, putDocument } from '../support/s3-documents.ts'
import { type RawRequest, type S3Server, startS3 } from '../support/s3-server.ts'

const INDEX = '<IndexDocument><Suffix>index.html</Suffix></IndexDocument>'
const ERROR = '<ErrorDocument><Key>error.html</Key></ErrorDocument>'

function putWebsite(s3: S3Server, content: string) {
  const body = `<WebsiteConfiguration>${content}</WebsiteConfiguration>`
  return putDocument(s3, '/photos?website', body)
}

function rules(...contents: string[]): string {
  const all = contents.map(content => `<RoutingRule>${content}</RoutingRule>`).join('')
  return `<RoutingRules>${all}</RoutingRules>`
}

test('GetBucketWebsite gives back what PutBucketWebsite kept, until DeleteBucketWebsite', async t => {
  await using s3 = await startS3({ bucket: 'photos' })
  const get = () => s3.send({ path: '/photos?website' })
  t.is(errorCode(await get()), 'NoSuchWebsiteConfiguration')
  const site =
    INDEX +
    ERROR +
    rules(
      '<Condition><KeyPrefixEquals>docs/</KeyPrefixEquals></Condition>' +
        '<Redirect><ReplaceKeyPrefixWith>documents/</ReplaceKeyPrefixWith></Redirect>',
    )
  for (const content of [
    site,
    '<RedirectAllRequestsTo><HostName>a.test</HostName><Protocol>https</Protocol></RedirectAllRequestsTo>',
  ]) {
    t.is((await putWebsite(s3, content)).status, 200)
    t.true((await get()).text.endsWith(`${content}</WebsiteConfiguration>`))
  }
  const remove = () => s3.send({ method: 'DELETE', path: '/photos?website' })
  t.is((await remove()).status, 204)
  t.is((await remove()).status, 204)
  t.is((await get()).status, 404)
})

const ALL = '<RedirectAllRequestsTo><HostName>a.test</HostName></RedirectAllRequestsTo>'
const HOST = '<Redirect><HostName>a.test</HostName></Redirect>'
const refused = [
  ['', 'InvalidArgument'],
  [ERROR, 'InvalidArgument'],
  [ALL + INDEX, 'InvalidArgument'],
  ['<IndexDocument><Suffix/></IndexDocument>', 'InvalidArgument'],
  ['<IndexDocument><Suffix>a/b</Suffix></IndexDocument>', 'InvalidArgument'],
  [`${INDEX}<ErrorDocument><Key/></ErrorDocument>`, 'MalformedXML'],
  [`${INDEX}<RoutingRules/>`, 'MalformedXML'],
  [INDEX + rules(''), 'MalformedXML'],
  [INDEX + rules('<Redirect/>'), 'MalformedXML'],
  [INDEX + rules(`<Condition/>${HOST}`), 'InvalidRequest'],
  [
    INDEX +
      rules(
        `<Condition><HttpErrorCodeReturnedEquals>302</HttpErrorCodeReturnedEquals></Condition>${HOST}`,
      ),
    'InvalidRequest',
  ],
  [
    INDEX + rules('<Redirect><HttpRedirectCode>300</HttpRedirectCode></Redirect>'),
    'InvalidRequest',
  ],
  [INDEX + rules('<Redirect><Protocol>ftp</Protocol></Redirect>'), 'InvalidRequest'],
  [INDEX + rules('<Redirect><HostName>a&#10;b</HostName></Redirect>'), 'InvalidRequest'],
  [
    INDEX +
      rules(
        '<Redirect><ReplaceKeyWith>a</ReplaceKeyWith><ReplaceKeyPrefixWith>b</ReplaceKeyPrefixWith></Redirect>',
      ),
    'InvalidRequest',
  ],
  [INDEX + rules(...Array.from({ length: 51 }, () => HOST)), 'InvalidRequest'],
] as const
for (const [content, expected] of refused) {
  test(`PutBucketWebsite answers ${expected} to ${content.slice(0, 200) || 'nothing'}`, async t => {
    await using s3 = await startS3({ bucket: 'photos' })
    const response = await putWebsite(s3, content)
    t.deepEqual([response.status, errorCode(response)], [400, expected])
  })
}

const PAGES = {
  'index.html': 'home',
  'docs/index.html': 'docs',
  'ü b/index.html': 'far',
  page: 'page',
  'error.html': 'sorry',
}

/** A site whose objects everybody may read but not list. */
async function startSite(configuration: string) {
  const s3 = await startS3({ bucket: 'photos', websiteDomains: ['web.test'] })
  for (const [key, body] of Object.entries(PAGES)) {
    const headers = { 'x-amz-acl': 'public-read', 'content-type': 'text/html' }
    await s3.send({ method: 'PUT', path: `/photos/${encodeURI(key)}`, body, headers })
  }
  await s3.send({ method: 'PUT', path: '/photos/secret', body: 'secret' })
  await putWebsite(s3, configuration)
  const visit = async (path: string, options: Partial<RawRequest> = {}) => {
    const headers = { host: 'photos.web.test:8080', ...options.headers }
    const {
      status,
      text,
      headers: answered,
    } = await s3.send({
      as: 'anonymous',
      ...options,
      path,
      headers,
    })
    return { status, text, headers: answered }
  }
  return { s3, visit, [Symbol.asyncDispose]: () => s3[Symbol.asyncDispose]() }
}

const visits = [
  ['/', 200, 'home'],
  ['/?query=is&ignored', 200, 'home'],
  ['/page', 200, 'page'],
  ['/docs/', 200, 'docs'],
  ['/docs', 302, '/docs/'],
  ['/%C3%BC%20b', 302, '/%C3%BC%20b/'],
  ['/secret', 403, 'AccessDenied'],
  ['/missing', 403, 'AccessDenied'],
  ['/%zz', 400, 'InvalidURI'],
] as const
for (const [path, status, expected] of visits) {
  test(`a website answers ${status} to ${path}`, async t => {
    await using site = await startSite(INDEX)
    const { text, headers, ...answer } = await site.visit(path)
    t.is(answer.status, status)
    if (status === 200) t.is(text, expected)
    else if (status === 302) t.is(headers.location, expected)
    else {
      t.is(headers['x-amz-error-code'], expected)
      t.is(headers['content-type'], 'text/html; charset=utf-8')
      t.true(text.includes(`<li>Code: ${expected}</li>`))
    }
    const head = await site.visit(path, { method: 'HEAD' })
    t.deepEqual([head.status, head.text], [status, ''])
  })
}

test('a website is for GET and HEAD, of buckets that have one', async t => {
  await using site = await startSite(INDEX)
  const { s3, visit } = site
  await s3.storage.createBucket('plain', { ownerId: s3.owner.accountId })
  const code = async (host: string, method = 'GET') =>
    (await visit('/', { method, headers: { host } })).headers['x-amz-error-code']
  t.is(await code('photos.web.test', 'PUT'), 'MethodNotAllowed')
  t.is(await code('plain.web.test'), 'NoSuchWebsiteConfiguration')
  t.is(await code('nothing.web.test'), 'NoSuchBucket')
  t.is(await code('-.web.test'), 'NoSuchBucket')
})

test('a signature opens nothing on a website: its owner sees what everybody sees', async t => {
  await using site = await startSite(INDEX)
  t.is((await site.visit('/secret', { as: site.s3.owner })).status, 403)
})

test('a policy opens a website, and closes it to pages that it does not like', async t => {
  await using site = await startSite(INDEX)
  const referer = 'http://thief.test/'
  await putPolicy(
    site.s3,
    { Action: 's3:GetObject' },
    { Effect: 'Deny', Condition: { StringLike: { 'aws:Referer': `${referer}*` } } },
  )
  t.is((await site.visit('/secret')).text, 'secret')
  t.is((await site.visit('/secret', { headers: { referer } })).status, 403)
})

test('a website shows its own error document with the status of the error', async t => {
  await using site = await startSite(INDEX + ERROR)
  const { status, text, headers } = await site.visit('/missing', {
    headers: { range: 'bytes=0-1' },
  })
  t.deepEqual([status, text], [403, 'sorry'])
  t.is(headers['x-amz-error-code'], 'AccessDenied')
  await site.s3.storage.deleteObject('photos', 'error.html')
  const without = await site.visit('/missing')
  t.regex(without.text, /An Error Occurred While Attempting to Retrieve a Custom Error Document/)
})

test('a website that everybody may list says 404 with the key, escaped', async t => {
  await using site = await startSite(INDEX)
  const acl = { 'x-amz-acl': 'public-read' }
  await site.s3.send({ method: 'PUT', path: '/photos?acl', headers: acl })
  const { status, text, headers } = await site.visit('/%3Cb%3E')
  t.deepEqual([status, headers['x-amz-error-detail-key']], [404, '<b>'])
  t.true(text.includes('<li>Key: &lt;b&gt;</li>'))
})

test('a website redirects everything, or what an object or its rules say', async t => {
  await using site = await startSite(
    INDEX +
      rules(
        '<Condition><KeyPrefixEquals>old/</KeyPrefixEquals></Condition>' +
          '<Redirect><ReplaceKeyPrefixWith>new/</ReplaceKeyPrefixWith></Redirect>',
        '<Condition><HttpErrorCodeReturnedEquals>403</HttpErrorCodeReturnedEquals>' +
          '<KeyPrefixEquals>app/</KeyPrefixEquals></Condition><Redirect><Protocol>https</Protocol>' +
          '<HostName>app.test</HostName><HttpRedirectCode>307</HttpRedirectCode>' +
          '<ReplaceKeyWith>start page</ReplaceKeyWith></Redirect>',
      ),
  )
  await site.s3.send({
    method: 'PUT',
    path: '/photos/moved',
    body: 'x'.repeat(300_000),
    headers: { 'x-amz-acl': 'public-read', 'x-amz-website-redirect-location': '/page' },
  })
  const where = async (path: string) => {
    const { status, headers } = await site.visit(path)
    return [status, headers.location]
  }
  t.deepEqual(await where('/old/a%20b'), [301, 'http://photos.web.test:8080/new/a%20b'])
  t.deepEqual(await where('/app/x'), [307, 'https://app.test/start%20page'])
  t.deepEqual(await where('/other'), [403, undefined])
  t.deepEqual(await where('/moved'), [301, '/page'])
  await putWebsite(site.s3, ALL)
  t.deepEqual(await where('/a%2Fb?c=d'), [301, 'http://a.test/a%2Fb?c=d'])
})

test('a website answers ranges and conditions, and pages of other origins by the bucket’s rules', async t => {
  await using site = await startSite(INDEX)
  const cors =
    '<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod>' +
    '<AllowedOrigin>http://a</AllowedOrigin></CORSRule></CORSConfiguration>'
  await putDocument(site.s3, '/photos?cors', cors)
  const part = await site.visit('/page', { headers: { range: 'bytes=1-2', origin: 'http://a' } })
  t.deepEqual([part.status, part.text], [206, 'ag'])
  t.is(part.headers['access-control-allow-origin'], 'http://a')
  const etag = part.headers.etag ?? ''
  t.is((await site.visit('/page', { headers: { 'if-none-match': etag } })).status, 304)
  const preflight = { origin: 'http://a', 'access-control-request-method': 'GET' }
  t.is((await site.visit('/page', { method: 'OPTIONS', headers: preflight })).status, 200)
})

test('a website’s host is not the S3 endpoint', async t => {
  await using site = await startSite(INDEX)
  const { text } = await site.visit('/?acl', { as: site.s3.owner })
  t.is(text, 'home')
  const { text: xml } = await site.s3.send({ path: '/photos?website' })
  t.is(xmlText(parseXml(xml), 'IndexDocument') === undefined, false)
})
