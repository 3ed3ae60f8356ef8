/**
 * Several clients at the same keys. Whatever the order in which their changes happened, there was
 * one: what each was told must fit to what the others were, and to what is there in the end.
 */
import type { TestFn } from 'ava'
import fc from 'fast-check'
import type { ObjectRecord, Storage } from '../../../storage/storage.ts'
import { fields } from './samples.ts'

class Refused extends Error {}

const keys = ['a', 'b'] as const
const step = fc.record({
  kind: fc.constantFrom('replace', 'create', 'blind', 'delete', 'upload', 'read'),
  key: fc.constantFrom(...keys),
  isLarge: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** A change that was acknowledged: the ETag that it found, where it looked, and the one it left. */
interface Change {
  readonly found: string | undefined
  readonly left: string
}

const ABSENT = ''
const LARGE_BYTES = 270_000

export function contentionTests(test: TestFn, name: string, open: () => Promise<Storage>): void {
  test(`${name}: what several clients at the same keys are told fits together`, async t => {
    t.timeout(120_000)
    await using storage = await open()
    let run = 0
    const clients = fc.array(fc.array(step, { maxLength: 8 }), { minLength: 2, maxLength: 4 })
    const property = fc.asyncProperty(clients, async plans => {
      const bucket = `bucket-${run++}`
      await storage.createBucket(bucket, { ownerId: 'o' })
      const changes = new Map<string, Change[]>(keys.map(key => [key, []]))
      await Promise.all(plans.map((plan, index) => act(storage, { bucket, plan, index, changes })))
      let count = 0
      for (const [key, all] of changes) {
        const last = (await storage.statObject(bucket, key))?.etag ?? ABSENT
        checkChain(all, last)
        if (last !== ABSENT) count++
      }
      const { versionCount } = await storage.bucketUsage(bucket)
      if (versionCount !== count) throw new Error(`${versionCount} are counted, ${count} are there`)
    })
    await t.notThrowsAsync(fc.assert(property, { numRuns: 30 }))
  })

  test(`${name}: of many that create one key exactly one does`, async t => {
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const creating = Array.from({ length: 20 }, (_, index) =>
      storage.putObject('bucket', 'key', Buffer.from(`${index}`), {
        finish: () => fields(`${index}`),
        condition: current => {
          if (current) throw new Refused()
        },
      }),
    )
    const results = await Promise.allSettled(creating)
    const winners = results.flatMap((result, index) =>
      result.status === 'fulfilled' ? [String(index)] : [],
    )
    t.is(winners.length, 1)
    t.is((await storage.statObject('bucket', 'key'))?.etag, winners[0])
  })

  test(`${name}: counting by conditional puts loses no count`, async t => {
    t.timeout(60_000)
    await using storage = await open()
    await storage.createBucket('bucket', { ownerId: 'o' })
    const countOnce = async (): Promise<void> => {
      for (;;) {
        const before = (await storage.statObject('bucket', 'count'))?.etag
        const next = String(Number(before ?? 0) + 1)
        const condition = (current: ObjectRecord | undefined) => {
          if (current?.etag !== before) throw new Refused()
        }
        const options = { finish: () => fields(next), condition }
        const done = await storage.putObject('bucket', 'count', Buffer.from(next), options).then(
          () => true,
          error => {
            if (error instanceof Refused) return false
            throw error
          },
        )
        if (done) return
      }
    }
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let index = 0; index < 10; index++) await countOnce()
      }),
    )
    t.is((await storage.statObject('bucket', 'count'))?.etag, '40')
  })
}

async function act(
  storage: Storage,
  options: {
    bucket: string
    plan: readonly Step[]
    index: number
    changes: ReadonlyMap<string, Change[]>
  },
): Promise<void> {
  const { bucket, plan, index, changes } = options
  for (const [number, { kind, key, isLarge }] of plan.entries()) {
    const note = (change: Change) => changes.get(key)?.push(change)
    const left = `${index}.${number}`
    const body = isLarge ? Buffer.alloc(LARGE_BYTES, left) : Buffer.from(left)
    if (kind === 'read') await readWhole(storage, bucket, key)
    else if (kind === 'delete') {
      let found: string | undefined
      await storage.deleteObject(bucket, key, {
        condition: current => {
          found = current?.etag ?? ABSENT
        },
      })
      note({ found, left: ABSENT })
    } else if (kind === 'upload') {
      const { uploadId } = await storage.createUpload(bucket, key, fields())
      await storage.putPart(bucket, key, uploadId, 1, body, { finish: () => fields() })
      let found: string | undefined
      await storage.completeUpload(bucket, key, uploadId, {
        choose: () => ({ ...fields(left), partNumbers: [1] }),
        condition: current => {
          found = current?.etag ?? ABSENT
        },
      })
      note({ found, left })
    } else {
      const seen = (await storage.statObject(bucket, key))?.etag ?? ABSENT
      let found: string | undefined
      const condition = (current: ObjectRecord | undefined) => {
        found = current?.etag ?? ABSENT
        if (kind === 'replace' && found !== seen) throw new Refused()
        if (kind === 'create' && current) throw new Refused()
      }
      try {
        await storage.putObject(bucket, key, body, { finish: () => fields(left), condition })
        note({ found, left })
      } catch (error) {
        if (!(error instanceof Refused)) throw error
      }
    }
  }
}

/** An object is its own whole body, whoever replaces it meanwhile. */
async function readWhole(storage: Storage, bucket: string, key: string): Promise<void> {
  await using opened = await storage.openObject(bucket, key)
  if (!opened) return
  const { etag, sizeBytes } = opened.record
  const read = Buffer.concat(await Array.fromAsync(opened.read()))
  const expected = sizeBytes === LARGE_BYTES ? Buffer.alloc(LARGE_BYTES, etag) : Buffer.from(etag)
  if (!read.equals(expected)) throw new Error(`the bytes of ${etag} are others`)
}

/** Each change found what exactly one other left, from nothing to what is there in the end. */
function checkChain(changes: readonly Change[], last: string): void {
  const balance = new Map<string, number>()
  const add = (etag: string, amount: number) => balance.set(etag, (balance.get(etag) ?? 0) + amount)
  add(ABSENT, 1)
  for (const { found, left } of changes) {
    if (found === undefined) throw new Error('a condition was not asked')
    add(left, 1)
    add(found, -1)
  }
  add(last, -1)
  const wrong = [...balance].filter(([, count]) => count !== 0)
  if (wrong.length > 0)
    throw new Error(`${JSON.stringify(changes)} do not lead to ${last}: ${wrong}`)
}
