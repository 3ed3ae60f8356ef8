/** What a start makes of directories: each case by itself, on real ones. */

import { randomBytes } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { realEnvironment } from '../../storage/disk/environment.ts'
import type { FileSystem } from '../../storage/disk/file-system.ts'
import { nodeFileSystem } from '../../storage/disk/node-file-system.ts'
import { defaultSchemes } from '../../storage/disk/schemes.ts'
import { openMain } from '../../storage/disk/shared.ts'
import { IdSource } from '../../storage/ids.ts'
import { DirectoryError, type DirectoryErrorCode, type MainStorage } from '../../storage/open.ts'
import { makeDeployment } from '../support/storage/deployment.ts'
import { clock } from '../support/storage/samples.ts'
import { openDisk } from '../support/storage/temporary.ts'

const refusal = (code: DirectoryErrorCode, message: RegExp) => ({
  instanceOf: DirectoryError,
  code,
  message,
})

async function statesOf(storage: MainStorage): Promise<string> {
  const { disks } = await storage.health()
  return disks.map(({ number, state }) => `${number} ${state}`).join(', ')
}

/** The index alone: a document is a record in one shard or another. */
async function note(storage: MainStorage, id: string): Promise<void> {
  await storage.documents<string>('notes').update(id, () => `note ${id}`)
}

async function notes(storage: MainStorage): Promise<string> {
  const found = await Array.fromAsync(storage.documents<string>('notes').list())
  return found.map(([id]) => id).join(' ')
}

test('several empty directories become a deployment, and open again in any order', async t => {
  await using deployment = await makeDeployment(4)
  {
    await using storage = await deployment.open()
    await note(storage, 'a')
    t.is(await statesOf(storage), '0 online, 1 online, 2 online, 3 online')
  }
  const directories = deployment.directories.toReversed()
  await using storage = await deployment.open({ directories })
  t.is(await notes(storage), 'a')
  t.is(await statesOf(storage), '0 online, 1 online, 2 online, 3 online')
  const identity = JSON.parse(await readFile(join(deployment.path(2), 'mallee.json'), 'utf8'))
  t.is(identity.format, 2)
  t.is(identity.number, 2)
  t.deepEqual(deployment.warnings, [])
})

test('64 directories become a deployment with as many shards as it should have', async t => {
  await using deployment = await makeDeployment(64)
  await using storage = await deployment.open()
  for (let index = 10; index < 40; index++) await note(storage, String(index))
  t.is((await notes(storage)).split(' ').length, 30)
  const names = await Promise.all(deployment.directories.map(path => readdir(path)))
  const shards = new Set(names.flat().filter(name => name.startsWith('meta')))
  t.is(shards.size, 16)
})

test('a disk of another deployment is named', async t => {
  await using one = await makeDeployment(2)
  await using other = await makeDeployment(2)
  for (const deployment of [one, other]) await (await deployment.open())[Symbol.asyncDispose]()
  const directories = [one.path(0), other.path(1)]
  const named = new RegExp(`${other.path(1)} belongs to another deployment than ${one.path(0)}`)
  await t.throwsAsync(one.open({ directories }), refusal('disk-elsewhere', named))
  await t.throwsAsync(
    one.open({ directories: other.directories }),
    refusal('disk-elsewhere', /another deployment than the data directory/),
  )
})

test('a disk that is given twice is named, under one name or two', async t => {
  await using deployment = await makeDeployment(3)
  const [first = '', second = ''] = deployment.directories
  const link = `${first}-again`
  await mkdir(first)
  await symlink(first, link)
  const twice = deployment.open({ directories: [first, second, first] })
  await t.throwsAsync(twice, refusal('disk-twice', /disk-0 is given twice/))
  const directories = [first, second, link]
  await t.throwsAsync(deployment.open({ directories }), refusal('disk-twice', /same directory/))
  t.deepEqual(await readdir(first), [])
  await (await deployment.open())[Symbol.asyncDispose]()
  await t.throwsAsync(deployment.open({ directories }), refusal('disk-twice', /are the same disk/))
  await rm(link)
  await cp(first, link, { recursive: true })
  await t.throwsAsync(deployment.open({ directories }), refusal('disk-twice', /or one is a copy/))
})

test('a directory with files of others, of another format or in use is refused', async t => {
  await using deployment = await makeDeployment(3)
  await mkdir(deployment.path(1))
  const thesis = join(deployment.path(1), 'thesis.doc')
  await writeFile(thesis, 'precious')
  await t.throwsAsync(deployment.open(), refusal('directory-foreign', /disk-1 holds other files/))
  await rm(thesis)
  {
    await using _storage = await deployment.open()
    await t.throwsAsync(deployment.open(), refusal('directory-in-use', /disk-0 is in use/))
  }
  const identity = join(deployment.path(2), 'mallee.json')
  const text = await readFile(identity, 'utf8')
  await writeFile(identity, text.replace('"format": 2', '"format": 3'))
  const unknown = /disk-2 has format 3; this version reads formats 1 and 2/
  await t.throwsAsync(deployment.open(), refusal('format-unknown', unknown))
})

test('as many disks may be missing as the scheme says, and what they missed is healed', async t => {
  await using deployment = await makeDeployment(4)
  {
    await using storage = await deployment.open()
    await note(storage, 'a')
  }
  await deployment.takeAway(0)
  await deployment.takeAway(2)
  {
    await using storage = await deployment.open()
    t.is(await statesOf(storage), '0 lost, 1 online, 2 lost, 3 online')
    t.true((await storage.health()).isWritable)
    t.regex(deployment.warnings.join(), /disks are missing: disk 0 \(\S+\/disk-0\), disk 2/)
    t.is(await notes(storage), 'a')
    await note(storage, 'b')
  }
  await deployment.bringBack(0)
  {
    await using storage = await deployment.open()
    t.is(await statesOf(storage), '0 healing, 1 online, 2 lost, 3 online')
    t.regex(deployment.warnings.join(), /disk 0 in \S+ missed some changes/)
    t.is(await notes(storage), 'a b')
    await note(storage, 'c')
  }
  await deployment.bringBack(2)
  await using storage = await deployment.open()
  t.regex(await statesOf(storage), /^0 healing, 1 online, 2 healing, 3 online$/)
  t.is(await notes(storage), 'a b c')
})

test('with more disks missing the start is refused, unless reading is enough', async t => {
  await using deployment = await makeDeployment(4)
  {
    await using storage = await deployment.open()
    await note(storage, 'a')
  }
  // One of those with a mirror of the index stays.
  const copy = await readFile(join(deployment.witnessDirectory, 'members.json'), 'utf8')
  const kept: number = JSON.parse(copy).record.shards[0].mirrors[0].disk
  const away = [0, 1, 2, 3].filter(disk => disk !== kept)
  for (const disk of away) await deployment.takeAway(disk)
  const missing =
    /too many disks are missing: disk \d .*, disk \d .*, disk \d .*; at most 2 of 4 may/
  await t.throwsAsync(deployment.open(), refusal('disks-missing', missing))
  {
    await using storage = await deployment.open({ acceptsMissing: true })
    t.is((await statesOf(storage)).match(/away/g)?.length, 3)
    t.is(await notes(storage), 'a')
    t.false((await storage.health()).isWritable)
    await t.throwsAsync(note(storage, 'b'), { code: 'unavailable' })
  }
  for (const disk of away) await deployment.bringBack(disk)
  await using storage = await deployment.open()
  t.is(await statesOf(storage), '0 online, 1 online, 2 online, 3 online')
  await note(storage, 'b')
  t.is(await notes(storage), 'a b')
})

test('disks that others may have left behind need a witness, or a word', async t => {
  await using deployment = await makeDeployment(4)
  {
    await using storage = await deployment.open()
    await note(storage, 'a')
  }
  // Two go on without the other two.
  for (const disk of [0, 1]) await deployment.takeAway(disk)
  {
    await using storage = await deployment.open()
    await note(storage, 'b')
  }
  for (const disk of [0, 1]) await deployment.bringBack(disk)
  for (const disk of [2, 3]) await deployment.takeAway(disk)
  await t.throwsAsync(deployment.open(), refusal('disks-missing', /disk 2 .*, disk 3/))
  const { witnessDirectory } = deployment
  await rename(witnessDirectory, `${witnessDirectory}.away`)
  await mkdir(witnessDirectory)
  const undecided = /disk 2 .*, disk 3 .*They may have gone on .*--accept-missing-disks/
  await t.throwsAsync(deployment.open(), refusal('disks-undecided', undecided))
  for (const disk of [2, 3]) await deployment.bringBack(disk)
  {
    await using storage = await deployment.open()
    t.is(await notes(storage), 'a b')
  }
  await rm(join(witnessDirectory, 'members.json'))
  for (const disk of [0, 1]) await deployment.takeAway(disk)
  await t.throwsAsync(deployment.open(), refusal('disks-undecided', /disk 0 .*, disk 1/))
  await using storage = await deployment.open({ acceptsMissing: true })
  t.is(await notes(storage), 'a b')
  await note(storage, 'c')
})

test('an empty directory takes the place of a missing disk, under a new number', async t => {
  await using deployment = await makeDeployment(4)
  {
    await using storage = await deployment.open()
    await note(storage, 'a')
  }
  await deployment.replace(1)
  {
    await using storage = await deployment.open()
    t.is(await statesOf(storage), '0 online, 1 lost, 2 online, 3 online, 4 healing')
    t.regex(deployment.warnings.join(), /disk-1 is empty: it takes the place of disk 1/)
    await note(storage, 'b')
  }
  for (const disk of [0, 2]) await deployment.takeAway(disk)
  await t.throwsAsync(deployment.open(), refusal('disks-missing', /disk 0 .*, disk 2/))
  for (const disk of [0, 2]) await deployment.bringBack(disk)
  await using storage = await deployment.open()
  t.is(await notes(storage), 'a b')
})

test('an empty directory where a disk was mounted is no replacement', async t => {
  await using deployment = await makeDeployment(4)
  const { directories, witnessDirectory, warnings } = deployment
  const mounted = new Set(directories)
  const files: FileSystem = {
    ...nodeFileSystem,
    device: async path => (mounted.has(path) ? 2 : 1),
  }
  const open = () =>
    openMain({
      environment: { ...realEnvironment, files },
      ...{ directories, witnessDirectory, acceptsMissing: false, schemesFor: defaultSchemes },
      ...{ clock, ids: new IdSource(randomBytes), reclaimIntervalMs: 1_000_000 },
      upkeep: { turnIntervalMs: 1_000_000 },
      log: { warn: (_, message) => warnings.push(message) },
    })
  await (await open())[Symbol.asyncDispose]()
  await deployment.takeAway(1)
  await mkdir(deployment.path(1))
  mounted.delete(deployment.path(1))
  {
    await using storage = await open()
    t.is(await statesOf(storage), '0 online, 1 lost, 2 online, 3 online')
    t.regex(warnings.join(), /nothing is mounted at .*disk-1, where disk 1 was/)
    t.deepEqual(await readdir(deployment.path(1)), [])
  }
  // Another file system is mounted there, with nothing on it.
  mounted.add(deployment.path(1))
  {
    await using storage = await open()
    t.is(await statesOf(storage), '0 online, 1 lost, 2 online, 3 online, 4 healing')
  }
  mounted.delete(deployment.path(1))
  await deployment.replace(1)
  {
    await using storage = await open()
    t.is(await storage.disks.add(deployment.path(1)), 5)
  }
})

test('a deployment whose directories are all empty is not made anew', async t => {
  await using deployment = await makeDeployment(2)
  await (await deployment.open())[Symbol.asyncDispose]()
  for (const disk of [0, 1]) await deployment.replace(disk)
  await t.throwsAsync(deployment.open(), refusal('disks-missing', /disk 0 .*, disk 1/))
  for (const disk of [0, 1]) t.deepEqual(await readdir(deployment.path(disk)), [])
})

test('a disk that was removed, or that nobody knows, is named', async t => {
  await using deployment = await makeDeployment(4)
  {
    await using storage = await deployment.open()
    await deployment.takeAway(3)
    await t.throwsAsync(storage.disks.remove(3), {
      code: 'disk-refused',
      message: /drain it first/,
    })
  }
  {
    await using storage = await deployment.open()
    await storage.disks.remove(3, { isForced: true })
    t.is(await statesOf(storage), '0 online, 1 online, 2 online')
  }
  await deployment.bringBack(3)
  const removed = /disk-3 is disk 3, which was removed from this deployment: empty it/
  await t.throwsAsync(deployment.open(), refusal('disk-unknown', removed))
  const identity = join(deployment.path(3), 'mallee.json')
  const text = await readFile(identity, 'utf8')
  await writeFile(identity, text.replace(/"diskId": "\w+"/, `"diskId": "${'0'.repeat(24)}"`))
  await t.throwsAsync(deployment.open(), refusal('disk-unknown', /no disk that this deployment/))
})

test('a disk as it was some changes ago is healed, and not believed', async t => {
  await using deployment = await makeDeployment(4)
  const old = `${deployment.path(1)}.old`
  {
    await using storage = await deployment.open()
    await note(storage, 'a')
  }
  await cp(deployment.path(1), old, { recursive: true })
  for (const disk of [2, 3]) {
    await deployment.takeAway(disk)
    {
      await using storage = await deployment.open()
      await note(storage, `b${disk}`)
    }
    await deployment.bringBack(disk)
  }
  await rm(deployment.path(1), { recursive: true })
  await rename(old, deployment.path(1))
  await using storage = await deployment.open()
  t.regex(await statesOf(storage), /1 healing/)
  t.is(await notes(storage), 'a b2 b3')
})

test('one disk becomes several, and keeps what it has', async t => {
  await using deployment = await makeDeployment(3)
  {
    await using storage = await openDisk(deployment.path(0))
    await note(storage, 'a')
  }
  await mkdir(deployment.path(1))
  await mkdir(deployment.path(2))
  {
    await using storage = await deployment.open()
    t.is(await statesOf(storage), '0 online, 1 online, 2 online')
    t.is(await notes(storage), 'a')
    await note(storage, 'b')
  }
  const { format } = JSON.parse(await readFile(join(deployment.path(0), 'mallee.json'), 'utf8'))
  t.is(format, 2)
  await using storage = await deployment.open()
  t.is(await notes(storage), 'a b')
  const typo = deployment.open({ directories: [...deployment.directories, '/nonexistent/disk'] })
  await t.throwsAsync(typo, refusal('directory-missing', /\/nonexistent\/disk .* is not there/))
})

test('a deployment opens by any of its disks when it knows where the others are', async t => {
  await using deployment = await makeDeployment(4)
  await (await deployment.open())[Symbol.asyncDispose]()
  await using storage = await deployment.open({ directories: [deployment.path(2)] })
  t.is(await statesOf(storage), '0 online, 1 online, 2 online, 3 online')
})

for (const kept of ['folders', 'records', 'some identities'] as const) {
  test(`a first start that was cut when there were ${kept} is done again or finished`, async t => {
    await using deployment = await makeDeployment(3)
    await (await deployment.open())[Symbol.asyncDispose]()
    for (const disk of [0, 1, 2]) {
      const hasIdentity = kept === 'some identities' && disk === 1
      if (!hasIdentity) await rm(join(deployment.path(disk), 'mallee.json'))
      if (kept === 'folders') await rm(join(deployment.path(disk), 'members.json'))
    }
    if (kept === 'folders') await rm(join(deployment.witnessDirectory, 'members.json'))
    await using storage = await deployment.open()
    t.is(await statesOf(storage), '0 online, 1 online, 2 online')
    await note(storage, 'a')
    t.is(await notes(storage), 'a')
  })
}
