/** Disks that go and come under a running storage, with load on it. */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { type MainStorage, openSharedStorage } from '../../storage/open.ts'
import { type Deployment, makeDeployment } from '../support/storage/deployment.ts'
import { createNotesLoad, until } from '../support/storage/notes-load.ts'
import { clock } from '../support/storage/samples.ts'

async function statesOf(storage: MainStorage): Promise<string> {
  const { disks } = await storage.health()
  return disks.map(({ number, state }) => `${number} ${state}`).join(', ')
}

async function mirrorsOf(deployment: Deployment): Promise<{ disk: number; isWhole: boolean }[]> {
  const text = await readFile(join(deployment.witnessDirectory, 'members.json'), 'utf8')
  return JSON.parse(text).record.shards[0].mirrors
}

const allWhole = async (deployment: Deployment) =>
  (await mirrorsOf(deployment)).every(({ isWhole }) => isWhole)

test('writing goes on while two of four disks vanish, and the index is mirrored again', async t => {
  t.timeout(120_000)
  await using deployment = await makeDeployment(4)
  await using load = createNotesLoad()
  {
    await using storage = await deployment.open()
    await using other = await openSharedStorage(storage.share(), { clock })
    load.start([storage, other])
    await until(() => load.acknowledged() > 50)
    const [first, second, third] = (await mirrorsOf(deployment)).map(({ disk }) => disk)
    if (first === undefined || second === undefined || third === undefined) return t.fail()
    await deployment.takeAway(first)
    await rm(deployment.path(second), { recursive: true })
    await until(async () => (await statesOf(storage)).match(/lost/g)?.length === 2)
    const before = load.acknowledged()
    await until(() => load.acknowledged() > before + 50)
    await deployment.bringBack(first)
    await until(async () => (await statesOf(storage)).includes(`${first} healing`))
    await until(async () =>
      (await mirrorsOf(deployment)).some(({ disk, isWhole }) => disk === first && isWhole),
    )
    await load.stop()
    await load.verify(other)
    t.is(load.refused(), 0)
    // Now the one that came back has to do alone.
    load.start([storage, other])
    await deployment.takeAway(third)
    await until(async () => (await statesOf(storage)).includes(`${third} lost`))
    await load.stop()
    await load.verify(storage)
    await load.verify(other)
    t.is(load.refused(), 0)
    await deployment.bringBack(third)
  }
  await using storage = await deployment.open()
  await load.verify(storage)
})

test('with a third disk gone all writing is refused, and goes on when it is back', async t => {
  t.timeout(120_000)
  await using deployment = await makeDeployment(4)
  await using storage = await deployment.open()
  await using load = createNotesLoad()
  load.start([storage])
  const [first = 0, second = 0, third = 0] = (await mirrorsOf(deployment)).map(({ disk }) => disk)
  for (const disk of [first, second]) {
    await deployment.takeAway(disk)
    await until(async () => (await statesOf(storage)).includes(`${disk} lost`))
  }
  t.is(load.refused(), 0)
  await deployment.takeAway(third)
  await until(() => load.refused() > 30)
  t.true((await statesOf(storage)).includes(`${third} away`))
  t.false((await storage.health()).isWritable)
  const stopped = load.acknowledged()
  await deployment.bringBack(first)
  await deployment.bringBack(third)
  await until(() => load.acknowledged() > stopped + 30)
  await until(async () => (await statesOf(storage)).includes(`${third} online`))
  await until(async () => (await statesOf(storage)).includes(`${first} healing`))
  await load.stop()
  await load.verify(storage)
  await deployment.bringBack(second)
})

test('a disk is added, another drained and removed, and the index moves with them', async t => {
  t.timeout(120_000)
  await using deployment = await makeDeployment(5)
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = deployment.directories
  await using load = createNotesLoad()
  {
    await using storage = await deployment.open({
      directories: [first],
      upkeep: { turnIntervalMs: 20 },
    })
    await using other = await openSharedStorage(storage.share(), { clock })
    load.start([storage, other])
    const missing = { code: 'disk-refused', message: /is not there/ }
    await t.throwsAsync(storage.disks.add(second), missing)
    for (const [index, path] of [second, third, fourth].entries()) {
      await mkdir(path)
      t.is(await storage.disks.add(path), index + 1)
    }
    await t.throwsAsync(storage.disks.add(third), { message: /is a disk already/ })
    const allOnline = async () => !/healing/.test(await statesOf(storage))
    await until(allOnline)
    t.is(await statesOf(storage), '0 online, 1 online, 2 online, 3 online')
    await until(async () => (await mirrorsOf(deployment)).length === 3)
    await until(() => allWhole(deployment))
    await t.throwsAsync(storage.disks.remove(0), { message: /drain it first/ })
    await t.throwsAsync(storage.disks.drain(9), { message: /there is no disk 9/ })
    await mkdir(fifth)
    t.is(await storage.disks.add(fifth), 4)
    await until(allOnline)
    await storage.disks.drain(0)
    await until(async () => !(await mirrorsOf(deployment)).some(({ disk }) => disk === 0))
    t.true(await allWhole(deployment))
    await load.stop()
    await load.verify(other)
    await storage.disks.remove(0)
    t.is(await statesOf(storage), '1 online, 2 online, 3 online, 4 online')
    t.is(load.refused(), 0)
  }
  const directories = [second, third, fourth]
  await using storage = await deployment.open({ directories })
  await load.verify(storage)
  t.is(await statesOf(storage), '1 online, 2 online, 3 online, 4 online')
})
