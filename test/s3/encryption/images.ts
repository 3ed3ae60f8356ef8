import test from 'ava'
import { systemClock } from '../../../lib/clock.ts'
import { createMayRead } from '../../../lib/commands/image-permission.ts'
import { imagePin, readObject } from '../../../lib/compute/image-source.ts'
import { createImages } from '../../../lib/compute/images.ts'
import { openComputeRecords } from '../../../lib/compute/records.ts'
import { createAccounts } from '../../../lib/iam/accounts.ts'
import { openBlocksOver } from '../../support/blocks/rig.ts'
import { encryptionModes } from '../../support/encryption.ts'
import { startS3 } from '../../support/s3-server.ts'

const BUCKET = 'images'
const IMAGE_BYTES = 1024 * 1024

test('encrypted images boot where the server holds the key, and others are refused in words', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const { storage } = s3.keys
  const records = openComputeRecords(storage)
  const mayRead = createMayRead(createAccounts(storage, systemClock))
  const blocks = await openBlocksOver(t, storage)
  const images = createImages({
    storage,
    blocks,
    records,
    clock: systemClock,
    mayRead,
  })
  const disk = Buffer.alloc(IMAGE_BYTES)
  disk.write('boot sector', 512)
  const { accountId } = s3.owner
  for (const [index, { name, write }] of (await encryptionModes(s3)).entries()) {
    await s3.send({ method: 'PUT', path: `/${BUCKET}/${index}`, body: disk, headers: write })
    const registration = images.register({
      accountId,
      name,
      description: '',
      location: `${BUCKET}/${index}`,
      architecture: 'x86_64',
      rootDeviceName: '/dev/sda1',
      enaSupport: true,
      tags: {},
    })
    if (name === 'SSE-C') {
      const error = await t.throwsAsync(registration, { code: 'image-invalid' })
      t.regex(error?.message ?? '', /SSE-C/)
      continue
    }
    const image = await registration
    t.is(image.sizeBytes, IMAGE_BYTES, name)
    await using pinned = await storage.openPin(imagePin(image.id))
    if (pinned === undefined) throw new Error('an image is pinned')
    t.is(Buffer.from(await readObject(pinned, 512, 11)).toString(), 'boot sector', name)
    t.deepEqual(Buffer.from(await readObject(pinned, 0, IMAGE_BYTES)), disk, name)
  }
})

test('an image under the key of another account is refused', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  const mayRead = createMayRead(createAccounts(s3.keys.storage, systemClock))
  const [, , kms] = await encryptionModes(s3)
  await s3.send({ method: 'PUT', path: `/${BUCKET}/disk`, body: 'disk', headers: kms?.write ?? {} })
  const record = await s3.keys.storage.statObject(BUCKET, 'disk')
  if (record === undefined) throw new Error('it was stored')
  t.true(await mayRead(s3.owner.accountId, record))
  t.false(await mayRead(s3.stranger.accountId, record))
  const kmsKeyArn = `arn:aws:kms:us-east-1:${s3.stranger.accountId}:key/theirs`
  const foreign = {
    ...record,
    attributes: { encryption: { mode: 'aws:kms', keys: [], kmsKeyArn } },
  }
  await t.throwsAsync(mayRead(s3.owner.accountId, foreign), { code: 'image-invalid' })
})
