/** Listings of versions while these move between current and noncurrent records. */
import test from 'ava'
import { fields } from '../support/storage/samples.ts'
import { makeDirectory, openDisk } from '../support/storage/temporary.ts'

const ROUNDS = 40

test('a listing has every version once, whatever moves meanwhile', async t => {
  await using directory = await makeDirectory()
  await using storage = await openDisk(directory.path)
  await storage.createBucket('bucket', { ownerId: 'owner', versioning: 'enabled' })
  const putOne = (text: string) =>
    storage.putObject('bucket', 'key', Buffer.from(text), { finish: () => fields() })
  const { versionId: staying } = await putOne('stays')
  let isMoving = true
  const moving = (async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { versionId } = await putOne(`round ${round}`)
      await storage.deleteObject('bucket', 'key', { versionId })
    }
  })().finally(() => {
    isMoving = false
  })
  const page = { prefix: '', delimiter: '', keyMarker: '', limit: 10 }
  let listingCount = 0
  const wrong: unknown[] = []
  for (; isMoving; listingCount++) {
    const { entries } = await storage.listVersions('bucket', page)
    const found = entries.filter(entry => 'versionId' in entry && entry.versionId === staying)
    if (found.length !== 1) wrong.push(entries)
  }
  await moving
  t.deepEqual(wrong, [])
  t.true(listingCount > 0)
})
