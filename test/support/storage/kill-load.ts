/**
 * A process that changes objects as fast as it can until it is killed. Each key has one actor, which
 * says what it begins and, once storage has acknowledged it, that it is done.
 *
 *     node kill-load.ts DIRECTORY ROUND
 */
import { writeSync } from 'node:fs'
import { openDiskStorage, openSharedStorage } from '../../../storage/open.ts'
import type { Storage } from '../../../storage/storage.ts'
import { bodyOf, planOf } from './kill-plan.ts'
import { clock, fields, inChunks } from './samples.ts'

const ACTOR_COUNT = 12

function say(line: string): void {
  writeSync(1, `${line}\n`)
}

async function act(storage: Storage, actor: number, round: number): Promise<never> {
  const key = `key-${actor}`
  for (let step = 0; ; step++) {
    const change = `${round}.${step}`
    const { kind, sizeBytes } = planOf(key, change)
    say(`begin ${key} ${change}`)
    if (kind === 'delete') {
      await storage.deleteObject('bucket', key)
    } else if (kind === 'put') {
      const body = bodyOf(key, change)
      await storage.putObject('bucket', key, step % 2 ? body : inChunks(body, 50_000), {
        finish: () => fields(change),
      })
    } else {
      const body = bodyOf(key, change)
      const { uploadId } = await storage.createUpload('bucket', key, fields())
      const cut = Math.floor(sizeBytes * 0.9)
      const parts = [body.subarray(0, cut), body.subarray(cut)]
      const putPart = (part: Uint8Array, index: number) =>
        storage.putPart('bucket', key, uploadId, index + 1, part, { finish: () => fields() })
      await Promise.all(parts.map(putPart))
      const choose = () => ({ ...fields(change), partNumbers: [1, 2] })
      await storage.completeUpload('bucket', key, uploadId, { choose })
    }
    say(`done ${key} ${change}`)
  }
}

const [, , directory = '', round = '0'] = process.argv
const main = await openDiskStorage({ directories: [directory], clock, reclaimIntervalMs: 20 })
if (!(await main.getBucket('bucket'))) await main.createBucket('bucket', { ownerId: 'o' })
const other = await openSharedStorage(main.share(), { clock })
say('ready')
const actors = Array.from({ length: ACTOR_COUNT }, (_, actor) =>
  act(actor % 2 ? main : other, actor, Number(round)),
)
await Promise.all(actors)
