import test from 'ava'
import { createKeyMaintenanceJob } from '../../../lib/s3/jobs/key-maintenance.ts'
import { createKeyRewrapJob, requestRewrap } from '../../../lib/s3/jobs/key-rewrap.ts'
import { encryptionModes } from '../../support/encryption.ts'
import { createTestRunner } from '../../support/jobs.ts'
import { type S3Server, startS3 } from '../../support/s3-server.ts'

const BUCKET = 'vault'
const DAY_MS = 86_400_000

async function storedBytes(s3: S3Server, key: string): Promise<Buffer> {
  await using object = await s3.storage.openObject(BUCKET, key)
  return Buffer.concat(object ? await Array.fromAsync(object.read()) : [])
}

const sealedKeys = async (s3: S3Server, key: string) =>
  (await s3.storage.statObject(BUCKET, key))?.attributes.encryption

test('a rewrap seals the keys of objects under the current versions, and touches no byte', async t => {
  await using s3 = await startS3({ bucket: BUCKET })
  await s3.storage.updateBucket(BUCKET, () => ({ versioning: 'enabled' }))
  const { kms, encryption, storage } = s3.keys
  const modes = await encryptionModes(s3)
  const put = (name: string, body: string, headers: Record<string, string>) =>
    s3.send({ method: 'PUT', path: `/${BUCKET}/${encodeURI(name)}`, body, headers })
  for (const { name, write } of modes) {
    await put(name, `old ${name}`, { ...write })
    await put(name, `new ${name}`, { ...write })
  }
  const before = new Map<string, [Buffer, unknown]>()
  for (const { name } of modes) {
    before.set(name, [await storedBytes(s3, name), await sealedKeys(s3, name)])
  }
  for await (const key of kms.listKeys(s3.owner.accountId)) await kms.rotate(key)
  await encryption.rotateServerKey()
  await requestRewrap(storage, Date.now())
  await createTestRunner(storage, [createKeyRewrapJob(encryption)]).runOnce()
  for (const { name, read } of modes) {
    const [bytes, keys] = before.get(name) ?? []
    t.deepEqual(await storedBytes(s3, name), bytes)
    const isSame = JSON.stringify(await sealedKeys(s3, name)) === JSON.stringify(keys)
    t.is(isSame, name === 'none' || name === 'SSE-C', name)
    const path = `/${BUCKET}/${encodeURI(name)}`
    t.is((await s3.send({ path, headers: read })).text, `new ${name}`)
  }
  const again = new Map<string, unknown>()
  for (const { name } of modes) again.set(name, await sealedKeys(s3, name))
  await requestRewrap(storage, Date.now() + 1)
  await createTestRunner(storage, [createKeyRewrapJob(encryption)]).runOnce()
  for (const { name } of modes) t.deepEqual(await sealedKeys(s3, name), again.get(name), name)
})

test('keys that rotate by themselves are rotated when it is time, and deleted ones go for good', async t => {
  let nowMs = Date.now()
  const clock = { now: () => nowMs }
  await using s3 = await startS3({ bucket: BUCKET, clock })
  const { kms, storage } = s3.keys
  const { accountId } = s3.owner
  const rotating = await kms.createKey({ accountId })
  await kms.update(rotating, current => ({ ...current, rotationPeriodDays: 90 }))
  const leaving = await kms.createKey({ accountId })
  await kms.setAlias({ name: 'alias/leaving', key: leaving }, 'nothing')
  const ciphertext = await kms.encrypt(leaving, Buffer.from('secret'), {})
  await kms.update(leaving, current => ({
    ...current,
    state: 'PendingDeletion',
    deletionAtMs: nowMs + 7 * DAY_MS,
  }))
  const runner = () => createTestRunner(storage, [createKeyMaintenanceJob(kms)], { clock })
  await runner().runOnce()
  t.is((await kms.findKey(leaving.keyId, accountId)).state, 'PendingDeletion')
  nowMs += 91 * DAY_MS
  await runner().runOnce()
  t.is((await kms.findKey(rotating.keyId, accountId)).rotatedAtMs.length, 1)
  await t.throwsAsync(kms.findKey(leaving.keyId, accountId), { code: 'key-missing' })
  await t.throwsAsync(kms.findKey('alias/leaving', accountId), { code: 'key-missing' })
  await t.throwsAsync(kms.decrypt(leaving, ciphertext, {}), { code: 'key-missing' })
})
