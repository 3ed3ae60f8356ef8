/**
 * Acknowledged means durable: the server is killed in the middle of load, again and again, and must
 * come back each time with every acknowledged object whole. SEED=… ROUNDS=… repeats a run's choices.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import test from 'ava'
import { createAcknowledgedLoad } from '../support/acknowledged-load.ts'
import { startMallee } from '../support/mallee-process.ts'
import { seededRandom } from '../support/seeded-random.ts'

const rounds = Number(process.env.ROUNDS ?? (process.env.CI ? 50 : 10))
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const roundTimeoutMs = 30_000

test(`a server killed ${rounds} times in the middle of load loses nothing acknowledged`, async t => {
  t.timeout(rounds * roundTimeoutMs)
  t.log(`SEED=${seed} ROUNDS=${rounds}`)
  const random = seededRandom(seed)
  const load = createAcknowledgedLoad(random)
  const dataDirectory = await mkdtemp(join(tmpdir(), 'mallee-kill-'))
  t.teardown(() => rm(dataDirectory, { recursive: true, force: true, maxRetries: 3 }))

  for (let round = 0; round < rounds; round += 1) {
    const mallee = await startMallee({ dataDirectory, threads: 1 + (round % 2) })
    try {
      await load.verify(mallee)
      const finished = new AbortController()
      const changes = load.change(mallee, finished.signal)
      // The moment of the kill is chance, not a wait for something.
      await Promise.race([delay(100 + random() * 300), changes])
      finished.abort()
      await mallee.kill()
      await changes
    } finally {
      await mallee.kill()
    }
  }

  const mallee = await startMallee({ dataDirectory })
  t.teardown(() => mallee.kill())
  const objects = await load.verify(mallee)
  t.log(`${load.acknowledged()} changes were acknowledged; ${objects} objects are there`)
  t.true(load.acknowledged() > rounds * 8, 'there was load to lose')
  t.is(await mallee.stop(), 0)
})
