/** Bodies as the AWS SDK sends them: its own signatures, framings and checksums. */
import { Readable } from 'node:stream'
import { type ChecksumAlgorithm, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import test from 'ava'
import { checksumAlgorithms, createChecksums } from '../../../lib/s3/checksums/checksum.ts'
import { startBodyServer } from '../../support/body-server.ts'
import { exampleKey } from '../../support/signing.ts'

const checksums = createChecksums()
const body = Buffer.alloc(200_000, 'every stem grows from one root. ')

function client(endpoint: string, options: { checksum?: 'WHEN_REQUIRED' } = {}): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: exampleKey,
    maxAttempts: 1,
    ...(options.checksum && { requestChecksumCalculation: options.checksum }),
  })
}

/** Those that it computes by itself; of others it sends values that it is given. */
const computed = checksumAlgorithms.filter(name => /^CRC|^SHA(1|256)$/.test(name))

for (const algorithm of computed) {
  for (const bytesMax of [undefined, 1_000_000]) {
    const way = bytesMax === undefined ? 'stream' : 'bytes'

    test(`the SDK's ${algorithm} of a buffer is verified by ${way}`, async t => {
      await using server = await startBodyServer(bytesMax === undefined ? {} : { bytesMax })
      const s3 = client(server.endpoint)
      await s3.send(
        new PutObjectCommand({
          Bucket: 'photos',
          Key: 'a key/ä+😀.jpg',
          Body: body,
          ChecksumAlgorithm: algorithm satisfies ChecksumAlgorithm,
          Metadata: { stem: 'red  river' },
        }),
      )
      s3.destroy()
      const { bytes, digests, isSigned } = await server.next()
      t.true(isSigned)
      t.true(body.equals(bytes ?? Buffer.alloc(0)))
      t.deepEqual(digests?.checksum, { algorithm, base64: checksums.base64(algorithm, body) })
    })

    test(`the SDK's ${algorithm} in the trailer of a stream is verified by ${way}`, async t => {
      await using server = await startBodyServer(bytesMax === undefined ? {} : { bytesMax })
      const s3 = client(server.endpoint)
      await s3.send(
        new PutObjectCommand({
          Bucket: 'photos',
          Key: 'stream',
          Body: Readable.from([body.subarray(0, 70_001), body.subarray(70_001)]),
          ContentLength: body.length,
          ChecksumAlgorithm: algorithm satisfies ChecksumAlgorithm,
        }),
      )
      s3.destroy()
      const { bytes, digests, headers } = await server.next()
      t.is(headers['x-amz-trailer'], `x-amz-checksum-${algorithm.toLowerCase()}`)
      t.true(body.equals(bytes ?? Buffer.alloc(0)))
      t.deepEqual(digests?.checksum, { algorithm, base64: checksums.base64(algorithm, body) })
    })
  }
}

test('the SDK without checksums signs the body, and gets a CRC64NVME', async t => {
  await using server = await startBodyServer()
  const s3 = client(server.endpoint, { checksum: 'WHEN_REQUIRED' })
  const result = await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: 'k', Body: body }))
  s3.destroy()
  const { digests, headers } = await server.next()
  t.regex(headers['x-amz-content-sha256'] as string, /^[0-9a-f]{64}$/)
  const base64 = checksums.base64('CRC64NVME', body)
  t.deepEqual(digests?.checksum, { algorithm: 'CRC64NVME', base64 })
  t.is(result.ETag, `"${digests?.md5Hex}"`)
})

test('a URL that the SDK presigned can be used by anyone, and not be changed', async t => {
  await using server = await startBodyServer()
  const s3 = client(server.endpoint)
  const command = new PutObjectCommand({ Bucket: 'photos', Key: 'a b+c/ä', ContentType: 'a/b' })
  const url = await getSignedUrl(s3, command, { expiresIn: 60 })
  s3.destroy()
  const init = { method: 'PUT', body, headers: { 'content-type': 'a/b' } }
  t.is((await fetch(url, init)).status, 200)
  t.true((await server.next()).isSigned)
  t.is((await fetch(`${url}&acl`, init)).status, 403)
  t.is((await server.next()).code, 'SignatureDoesNotMatch')
})
