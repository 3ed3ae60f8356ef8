/** Each release opens what every earlier one has left on disks. */
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { openDiskStorage } from '../../storage/open.ts'
import { largeBody, partBodies, SAMPLE_TIME_MS } from '../support/storage/format-sample.ts'
import { contentOf, readAll } from '../support/storage/samples.ts'
import { makeDirectory } from '../support/storage/temporary.ts'

const fixtures = [
  { name: 'format-1', disks: [''], format: 1 },
  { name: 'format-2', disks: ['0', '1', '2', '3'], format: 2 },
]

for (const { name, disks, format } of fixtures) {
  test(`what ${name} holds is all there`, async t => {
    await using directory = await makeDirectory()
    const fixture = fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
    await cp(fixture, directory.path, { recursive: true })
    const directories = disks.map(disk => join(directory.path, disk))
    const clock = { now: () => SAMPLE_TIME_MS + 60_000 }
    await using storage = await openDiskStorage({ directories, clock })

    t.like(await storage.getBucket('bucket'), {
      ownerId: 'owner',
      versioning: 'enabled',
      attributes: { region: 'here' },
    })
    const key = 'nul\0\u0001\u{1F600}'
    t.is(await contentOf(storage, key), 'versioned')
    t.is(await contentOf(storage, key, 'null'), 'unversioned')
    t.like(await storage.statObject('bucket', key), {
      etag: `etag of ${key}`,
      summary: 'sum\tmary',
      attributes: { type: 'text/plain' },
    })
    t.is(await contentOf(storage, 'empty'), '')
    t.is(await contentOf(storage, 'large'), largeBody.toString())
    t.is(await contentOf(storage, 'multipart'), Buffer.concat(partBodies).toString())
    t.true((await storage.statObject('bucket', 'hidden'))?.isDeleteMarker)
    t.is(await storage.statObject('bucket', 'pinned'), undefined)
    await using pinned = await storage.openPin('pin')
    t.is(pinned && (await readAll(pinned)).toString(), 'pinned bytes')
    t.deepEqual(await storage.documents('machines').get('i-1'), { state: 'running' })

    const all = { prefix: '', delimiter: '', keyMarker: '', limit: 100 }
    t.is((await storage.listVersions('bucket', all)).entries.length, 7)
    const [upload] = (await storage.listUploads('bucket', all)).entries
    if (!upload || 'commonPrefix' in upload) return t.fail('the open upload is not listed')
    const { uploadId } = upload
    const parts = await storage.listParts('bucket', 'open upload', uploadId, { after: 0, limit: 9 })
    t.deepEqual(
      parts.entries.map(part => part.sizeBytes),
      partBodies.map(body => body.length),
    )
    for (const path of directories) {
      const identity = JSON.parse(await readFile(join(path, 'mallee.json'), 'utf8'))
      t.is(identity.format, format)
    }
  })
}
