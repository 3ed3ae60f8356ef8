import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type StorageClass,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import test from 'ava'
import { systemClock } from '../../../lib/clock.ts'
import { openDiskStorage } from '../../../storage/open.ts'
import { startS3 } from '../../support/s3-server.ts'
import { makeDirectory } from '../../support/storage/temporary.ts'

/** Of each large body on the disks: `data+parity`, by the footers of its strips. */
async function schemesIn(directories: readonly string[]): Promise<string[]> {
  const schemes = new Map<string, string>()
  for (const directory of directories) {
    for (const name of await readdir(join(directory, 'blobs'), { recursive: true })) {
      if (!name.includes('/')) continue
      const footer = (await readFile(join(directory, 'blobs', name))).subarray(-64)
      schemes.set(name, `${footer.readUInt8(45)}+${footer.readUInt8(46)}`)
    }
  }
  return [...schemes.values()].sort()
}

test('REDUCED_REDUNDANCY stores less to be safe by, in PutObject, CopyObject and parts', async t => {
  await using directory = await makeDirectory()
  const directories = ['a', 'b', 'c', 'd'].map(name => join(directory.path, name))
  const storage = await openDiskStorage({ directories, clock: systemClock })
  await using s3 = await startS3({ storage, bucket: 'bucket', defaultEncryption: 'off' })
  const client = s3.client()
  const body = Buffer.alloc(600_000, 'mallee')
  const put = (Key: string, StorageClass?: StorageClass) =>
    client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: body, StorageClass }))
  await put('plain')
  t.deepEqual(await schemesIn(directories), ['2+2'])
  await put('reduced', 'REDUCED_REDUNDANCY')
  t.deepEqual(await schemesIn(directories), ['2+2', '3+1'])
  const CopySource = 'bucket/plain'
  const copy = { Bucket: 'bucket', Key: 'copy', StorageClass: 'REDUCED_REDUNDANCY' } as const
  await client.send(new CopyObjectCommand({ ...copy, CopySource }))
  t.deepEqual(await schemesIn(directories), ['2+2', '3+1', '3+1'])
  const target = { Bucket: 'bucket', Key: 'parts' }
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ ...target, StorageClass: 'REDUCED_REDUNDANCY' }),
  )
  const part = { ...target, UploadId, PartNumber: 1 }
  const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: body }))
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
  await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }))
  t.deepEqual(await schemesIn(directories), ['2+2', '3+1', '3+1', '3+1'])
  for (const Key of ['plain', 'reduced', 'copy', 'parts']) {
    const answer = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key }))
    t.true(body.equals((await answer.Body?.transformToByteArray()) ?? Buffer.of()), Key)
  }
})
