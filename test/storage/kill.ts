/**
 * A process under load is killed at a random time, again and again on one directory. Whatever it
 * had acknowledged must be whole, and of the rest each change is there whole or not at all.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import type { MainStorage } from '../../storage/open.ts'
import { bodyOf, planOf } from '../support/storage/kill-plan.ts'
import { readAll } from '../support/storage/samples.ts'
import { makeDirectory, openDisk } from '../support/storage/temporary.ts'

const ROUND_COUNT = 50
const LOAD_MS_MAX = 250
const load = fileURLToPath(new URL('../support/storage/kill-load.ts', import.meta.url))

/** Of each key: the change that was acknowledged last and, if one was under way, the next. */
type Known = Map<string, { done: string | undefined; begun: string | undefined }>

test('whatever was acknowledged survives SIGKILL, and nothing half-written shows', async t => {
  t.timeout(300_000)
  await using directory = await makeDirectory()
  const known: Known = new Map()
  let doneCount = 0
  for (let round = 1; round <= ROUND_COUNT; round++) {
    doneCount += await runUntilKilled(directory.path, round, known)
    await using storage = await openDisk(directory.path)
    for (const key of known.keys()) await settle(storage, key, known)
    await compareCounts(storage, known)
  }
  t.true(doneCount > ROUND_COUNT * 10, `${doneCount} changes are too few to show anything`)
  await using storage = await openDisk(directory.path)
  await storage.reclaim()
  await storage.reclaim()
  t.deepEqual(await largeFileCount(directory.path), await expectedFileCount(storage, known))
})

async function runUntilKilled(directory: string, round: number, known: Known): Promise<number> {
  const child = spawn(process.execPath, [load, directory, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let doneCount = 0
  const started = Promise.withResolvers<void>()
  const lines = createInterface({ input: child.stdout })
  lines.on('line', line => {
    const [word, key = '', change = ''] = line.split(' ')
    const before = known.get(key)?.done
    if (word === 'ready') started.resolve()
    if (word === 'begin') known.set(key, { done: before, begun: change })
    if (word === 'done') {
      known.set(key, { done: change, begun: undefined })
      doneCount++
    }
  })
  const closed = once(lines, 'close')
  await Promise.race([started.promise, exited])
  await delay(Math.random() * LOAD_MS_MAX)
  child.kill('SIGKILL')
  const [, signal] = await exited
  await closed
  if (signal !== 'SIGKILL') throw new Error('the load ended before it was killed')
  return doneCount
}

/** Finds which of the possible changes the key is at, and makes that the known one. */
async function settle(storage: MainStorage, key: string, known: Known): Promise<void> {
  const { done, begun } = known.get(key) ?? {}
  await using opened = await storage.openObject('bucket', key)
  const change = opened?.record.etag
  const possible = [done, begun].filter(name => name !== undefined)
  if (opened && change !== undefined) {
    if (!possible.includes(change)) {
      throw new Error(`${key} is at ${change}, which is none of ${possible}`)
    }
    if (!bodyOf(key, change).equals(await readAll(opened))) {
      throw new Error(`${key} is not whole at ${change}`)
    }
    known.set(key, { done: change, begun: undefined })
    return
  }
  const isAbsentPossible =
    done === undefined || possible.some(name => planOf(key, name).kind === 'delete')
  if (!isAbsentPossible) throw new Error(`${key} is missing after ${possible}`)
  known.set(key, { done: undefined, begun: undefined })
}

async function compareCounts(storage: MainStorage, known: Known): Promise<void> {
  const page = await storage.listObjects('bucket', {
    prefix: '',
    delimiter: '',
    after: '',
    limit: 1000,
  })
  const keys = page.entries.map(entry => ('key' in entry ? entry.key : ''))
  const expected = [...known].filter(([, { done }]) => done !== undefined).map(([key]) => key)
  if (String(keys) !== String(expected.sort())) throw new Error(`${keys} are not ${expected}`)
  const { versionCount } = await storage.bucketUsage('bucket')
  if (versionCount !== keys.length) throw new Error(`${versionCount} versions are counted`)
}

async function largeFileCount(directory: string): Promise<number> {
  const names = await readdir(join(directory, 'blobs'), { recursive: true, withFileTypes: true })
  return names.filter(entry => entry.isFile()).length
}

/** One file for each large body or part that an object or an open upload names. */
async function expectedFileCount(storage: MainStorage, known: Known): Promise<number> {
  let count = 0
  const isLarge = (sizeBytes: number) => sizeBytes > 256 * 1024
  for (const [key] of known) {
    await using opened = await storage.openObject('bucket', key)
    const parts = (await opened?.parts()) ?? []
    if (opened && parts.length === 0 && isLarge(opened.record.sizeBytes)) count++
    count += parts.filter(({ sizeBytes }) => isLarge(sizeBytes)).length
  }
  const page = { prefix: '', delimiter: '', keyMarker: '', limit: 1000 }
  for (const entry of (await storage.listUploads('bucket', page)).entries) {
    if ('commonPrefix' in entry) continue
    const options = { after: 0, limit: 1000 }
    const { entries } = await storage.listParts('bucket', entry.key, entry.uploadId, options)
    count += entries.filter(({ sizeBytes }) => isLarge(sizeBytes)).length
  }
  return count
}
