import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import test from 'ava'
import type { Clock } from '../../lib/clock.ts'
import { createInventoryJob } from '../../lib/s3/inventory/inventory-job.ts'
import { createTestRunner } from '../support/jobs.ts'
import { errorCode, putDocument } from '../support/s3-documents.ts'
import { type S3Server, startS3 } from '../support/s3-server.ts'

const START_MS = Date.UTC(2026, 10, 22, 7, 15)
const DAY_MS = 86_400_000

interface Asked {
  readonly to?: string
  readonly versions?: 'All' | 'Current'
  readonly frequency?: 'Daily' | 'Weekly'
  readonly fields?: readonly string[]
  readonly prefix?: string
  readonly encryption?: string
  readonly format?: string
  readonly enabled?: boolean
}

function putInventory(s3: S3Server, asked: Asked = {}) {
  const { to = 'reports', versions = 'Current', frequency = 'Daily', fields = [] } = asked
  const { prefix, encryption, format = 'CSV', enabled = true } = asked
  const list = fields.map(field => `<Field>${field}</Field>`).join('')
  const body =
    `<InventoryConfiguration><Id>all</Id><IsEnabled>${enabled}</IsEnabled>` +
    (prefix === undefined ? '' : `<Filter><Prefix>${prefix}</Prefix></Filter>`) +
    `<Destination><S3BucketDestination><Format>${format}</Format>` +
    `<Bucket>arn:aws:s3:::${to}</Bucket><Prefix>lists</Prefix>` +
    `${encryption === undefined ? '' : `<Encryption>${encryption}</Encryption>`}` +
    `</S3BucketDestination></Destination><Schedule><Frequency>${frequency}</Frequency></Schedule>` +
    `<IncludedObjectVersions>${versions}</IncludedObjectVersions>` +
    `${list === '' ? '' : `<OptionalFields>${list}</OptionalFields>`}</InventoryConfiguration>`
  return putDocument(s3, '/photos?inventory&id=all', body)
}

interface Bench extends AsyncDisposable {
  readonly s3: S3Server
  readonly clock: { -readonly [Name in keyof Clock]: Clock[Name] }
  run(fileRows?: number): Promise<void>
  keys(): Promise<string[]>
}

async function startBench(): Promise<Bench> {
  let nowMs = START_MS
  const clock = { now: () => nowMs++ }
  // The server goes by real time, which requests are signed for; the job by its own.
  const s3 = await startS3()
  const { accountId: ownerId } = s3.owner
  await s3.storage.createBucket('photos', { ownerId, versioning: 'enabled' })
  await s3.storage.createBucket('reports', { ownerId })
  return {
    s3,
    clock,
    async run(fileRows) {
      const job = createInventoryJob({
        ...{ dayMs: DAY_MS, encryption: s3.keys.encryption, accounts: s3.accounts },
        ...{ region: 'us-east-1', destinations: [] },
        ...(fileRows !== undefined && { fileRows }),
      })
      await createTestRunner(s3.keys.storage, [job], { clock }).runOnce()
    },
    async keys() {
      const page = await s3.storage.listObjects('reports', {
        ...{ prefix: '', delimiter: '', after: '', limit: 1000 },
      })
      return page.entries.map(entry => ('key' in entry ? entry.key : ''))
    },
    [Symbol.asyncDispose]: () => s3[Symbol.asyncDispose](),
  }
}

interface Manifest {
  readonly fileSchema: string
  readonly files: readonly { key: string; size: number; MD5checksum: string }[]
}

const FOLDER = 'lists/photos/all'

async function readReport({ s3, keys }: Bench) {
  const name = (await keys()).find(key => key.endsWith('manifest.json')) ?? ''
  const { text } = await s3.send({ path: `/reports/${name}` })
  // As it was written: the test is about what it says.
  const manifest = JSON.parse(text) as Manifest
  const checksum = await s3.send({ path: `/reports/${name.replace('.json', '.checksum')}` })
  const rows: string[][] = []
  for (const { key, size, MD5checksum } of manifest.files) {
    const { bytes } = await s3.send({ path: `/reports/${key}` })
    const md5 = createHash('md5').update(bytes).digest('hex')
    if (md5 !== MD5checksum || size !== bytes.length) throw new Error(`${key} is another file`)
    const lines = gunzipSync(bytes).toString().split('\n').filter(Boolean)
    rows.push(...lines.map(line => line.slice(1, -1).split('","')))
  }
  return { manifest, text, checksum: checksum.text, rows, name }
}

const put = (s3: S3Server, path: string, body: string, headers = {}) =>
  s3.send({ method: 'PUT', path, body, headers })

test('a report tells the current objects, under the names that AWS gives it', async t => {
  await using bench = await startBench()
  const { s3 } = bench
  await put(s3, '/photos/a%20b/%22c%22', '12345')
  await put(s3, '/photos/gone', '')
  await s3.send({ method: 'DELETE', path: '/photos/gone' })
  t.is((await putInventory(s3, { fields: ['ETag', 'Size', 'StorageClass'] })).status, 200)
  await bench.run()
  const { manifest, text, checksum, rows, name } = await readReport(bench)
  t.is(name, `${FOLDER}/2026-11-22T07-15Z/manifest.json`)
  t.is(checksum, createHash('md5').update(text).digest('hex'))
  t.like(JSON.parse(text), {
    sourceBucket: 'photos',
    destinationBucket: 'arn:aws:s3:::reports',
    version: '2016-11-30',
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key, Size, ETag, StorageClass',
  })
  const etag = createHash('md5').update('12345').digest('hex')
  t.deepEqual(rows, [['photos', 'a+b/%22c%22', '5', etag, 'STANDARD']])
  const key = manifest.files[0]?.key ?? ''
  t.regex(key, /^lists\/photos\/all\/data\/[0-9a-f]{32}\.csv\.gz$/)
  const symlink = await s3.send({ path: `/reports/${FOLDER}/hive/dt=2026-11-22-07-15/symlink.txt` })
  t.is(symlink.text, `s3://reports/${key}\n`)
})

test('a report of all versions is what the listing of versions says, in as many files as it takes', async t => {
  await using bench = await startBench()
  const { s3 } = bench
  for (let index = 0; index < 12; index++) {
    await put(s3, `/photos/in/${index % 5}`, String(index))
  }
  await s3.send({ method: 'DELETE', path: '/photos/in/1' })
  await put(s3, '/photos/out', '')
  await putInventory(s3, { versions: 'All', prefix: 'in/', fields: ['LastModifiedDate', 'Size'] })
  await bench.run(5)
  const { manifest, rows } = await readReport(bench)
  t.is(manifest.files.length, 3)
  const { entries } = await s3.storage.listVersions('photos', {
    ...{ prefix: 'in/', delimiter: '', keyMarker: '', limit: 100 },
  })
  const listed = entries.map(entry => {
    if (!('versionId' in entry)) return []
    const { key, versionId, isLatest, isDeleteMarker, sizeBytes, modifiedAtMs } = entry
    const size = isDeleteMarker ? '' : String(sizeBytes)
    const date = new Date(modifiedAtMs).toISOString()
    return ['photos', key, versionId, String(isLatest), String(isDeleteMarker), size, date]
  })
  t.is(listed.length, 13)
  t.deepEqual(rows, listed)
})

test('the fields that listings do not know', async t => {
  await using bench = await startBench()
  const { s3 } = bench
  const lock =
    '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>'
  await putDocument(s3, '/photos?object-lock', lock)
  await putDocument(s3, '/photos/key', 'text', {
    headers: {
      'x-amz-server-side-encryption': 'AES256',
      'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-retain-until-date': '2100-01-01T00:00:00Z',
      'x-amz-object-lock-legal-hold': 'ON',
      'x-amz-acl': 'public-read',
    },
  })
  const fields = [
    ...['EncryptionStatus', 'ReplicationStatus', 'BucketKeyStatus', 'IsMultipartUploaded'],
    ...['ObjectLockRetainUntilDate', 'ObjectLockMode', 'ObjectLockLegalHoldStatus'],
    ...['ObjectAccessControlList', 'ObjectOwner', 'ChecksumAlgorithm'],
  ]
  await putInventory(s3, { fields })
  await bench.run()
  const { manifest, rows } = await readReport(bench)
  const names = manifest.fileSchema.split(', ')
  const row = Object.fromEntries(names.map((name, index) => [name, rows[0]?.[index] ?? '']))
  t.like(row, {
    EncryptionStatus: 'SSE-S3',
    ReplicationStatus: '',
    BucketKeyStatus: '',
    IsMultipartUploaded: 'false',
    ObjectLockRetainUntilDate: '2100-01-01T00:00:00.000Z',
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockLegalHoldStatus: 'ON',
    ObjectOwner: s3.owner.canonicalId,
  })
  const acl = Buffer.from(row.ObjectAccessControlList ?? '', 'base64').toString()
  t.regex(acl, /"permission":"READ"/)
})

test('a report is written each day or week, and none where it is disabled or deleted', async t => {
  await using bench = await startBench()
  const { s3, clock } = bench
  const manifests = async () =>
    (await bench.keys()).filter(key => key.endsWith('manifest.json')).length
  await putInventory(s3, { frequency: 'Weekly' })
  await bench.run()
  await bench.run()
  t.is(await manifests(), 1)
  clock.now = () => START_MS + 6 * DAY_MS
  await bench.run()
  t.is(await manifests(), 1)
  clock.now = () => START_MS + 7 * DAY_MS
  await bench.run()
  t.is(await manifests(), 2)
  await putInventory(s3, { enabled: false })
  clock.now = () => START_MS + 20 * DAY_MS
  await bench.run()
  t.is(await manifests(), 2)
  t.is((await s3.send({ method: 'DELETE', path: '/photos?inventory&id=all' })).status, 204)
  await bench.run()
  t.is(await manifests(), 2)
})

test('a report is encrypted as its configuration says', async t => {
  await using bench = await startBench()
  const { s3 } = bench
  const key = await s3.keys.kms.createKey({ accountId: s3.owner.accountId })
  await putInventory(s3, { encryption: `<SSE-KMS><KeyId>${key.arn}</KeyId></SSE-KMS>` })
  await bench.run()
  const { name } = await readReport(bench)
  const { headers } = await s3.send({ method: 'HEAD', path: `/reports/${name}` })
  t.is(headers['x-amz-server-side-encryption-aws-kms-key-id'], key.arn)
})

test('a report goes to a bucket of another account only as its policy says', async t => {
  await using bench = await startBench()
  const { s3 } = bench
  await s3.storage.createBucket('foreign', { ownerId: s3.stranger.accountId })
  await putInventory(s3, { to: 'foreign' })
  await t.throwsAsync(bench.run(), { message: /does not allow/ })
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::foreign/*',
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::photos' } },
    },
  })
  await putDocument(s3, '/foreign?policy', policy, { as: s3.stranger })
  await bench.run()
  const list = await s3.send({ path: '/foreign?list-type=2', as: s3.stranger })
  t.regex(list.text, /manifest\.checksum/)
})

for (const format of ['ORC', 'Parquet']) {
  test(`PutBucketInventoryConfiguration answers NotImplemented to ${format}`, async t => {
    await using bench = await startBench()
    t.is(errorCode(await putInventory(bench.s3, { format })), 'NotImplemented')
  })
}
