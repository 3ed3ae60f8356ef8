/** Random changes and listings, compared with a model that is too simple to be wrong. */
import type { TestFn } from 'ava'
import fc from 'fast-check'
import type { Storage, Versioning } from '../../../storage/storage.ts'
import { contentOf, put } from './samples.ts'

interface ModelVersion {
  readonly id: string
  readonly text: string
  readonly isDeleteMarker: boolean
}

/** Versions of each key, newest first. */
type Model = Map<string, ModelVersion[]>

const key = fc.constantFrom(
  'a',
  'a/',
  'a/b',
  'a/b/c',
  'a/\u{1F600}',
  'a/\uFFFD',
  'a\0',
  'a\0b',
  'a\u0001',
  'b',
  'b/c',
  'ä',
  '\uFFFD',
  '\u{1F600}',
  '\u{10FFFF}',
)
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('put' as const), key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('remove' as const), key, index: fc.nat(3) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('versioning' as const),
      to: fc.constantFrom('enabled' as const, 'suspended' as const),
    }),
  },
)
const listing = fc.record({
  prefix: fc.constantFrom('', 'a', 'a/', 'a\0', 'b', '\u{1F600}', 'z'),
  delimiter: fc.constantFrom('', '/', 'b', '\0', '\uFFFD'),
  limit: fc.integer({ min: 1, max: 5 }),
})

export function modelTests(test: TestFn, name: string, open: () => Promise<Storage>): void {
  test(`${name}: any changes leave what the model says, in every listing`, async t => {
    await using storage = await open()
    const steps = fc.array(step, { maxLength: 25 })
    const property = fc.asyncProperty(steps, fc.array(listing, { maxLength: 4 }), async (s, l) => {
      await emptyAndDelete(storage)
      await storage.createBucket('bucket', { ownerId: 'o' })
      const model: Model = new Map()
      await runSteps(storage, model, s)
      for (const options of [{ prefix: '', delimiter: '', limit: 1000 }, ...l]) {
        await compareListings(storage, model, options)
      }
      await compareContents(storage, model)
    })
    await t.notThrowsAsync(fc.assert(property, { numRuns: 60 }))
  })
}

/** What the run before left: each begins with nothing, and a bucket can be emptied whatever it holds. */
async function emptyAndDelete(storage: Storage): Promise<void> {
  if (!(await storage.getBucket('bucket'))) return
  const all = { prefix: '', delimiter: '', keyMarker: '', limit: 1000 }
  for (const entry of (await storage.listVersions('bucket', all)).entries) {
    if ('commonPrefix' in entry) continue
    await storage.deleteObject('bucket', entry.key, { versionId: entry.versionId })
  }
  await storage.deleteBucket('bucket')
}

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

async function runSteps(storage: Storage, model: Model, steps: readonly Step[]): Promise<void> {
  let versioning: Versioning = 'off'
  for (const [index, change] of steps.entries()) {
    if (change.kind === 'versioning') {
      versioning = change.to
      await storage.updateBucket('bucket', () => ({ versioning: change.to }))
      continue
    }
    const versions = model.get(change.key) ?? []
    model.set(change.key, versions)
    const replaceNull = (version: ModelVersion) => {
      const others = versions.filter(({ id }) => version.id !== 'null' || id !== 'null')
      versions.splice(0, versions.length, version, ...others)
    }
    if (change.kind === 'put') {
      const { versionId: id } = await put(storage, change.key, `body ${index}`)
      replaceNull({ id, text: `body ${index}`, isDeleteMarker: false })
    } else if (change.kind === 'delete') {
      const { versionId: id } = await storage.deleteObject('bucket', change.key)
      if (versioning === 'off') versions.length = 0
      else if (id === undefined) throw new Error('a delete marker has no version id')
      else replaceNull({ id, text: '', isDeleteMarker: true })
    } else {
      const version = versions[change.index]
      if (!version) continue
      await storage.deleteObject('bucket', change.key, { versionId: version.id })
      versions.splice(change.index, 1)
    }
  }
}

interface Listing {
  readonly prefix: string
  readonly delimiter: string
  readonly limit: number
}

async function compareListings(storage: Storage, model: Model, options: Listing): Promise<void> {
  const keys = [...model].filter(([, versions]) => versions.length > 0)
  keys.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const live = keys.filter(([, versions]) => !versions[0]?.isDeleteMarker)
  const objects = rollUp(
    live.map(([name, versions]) => ({ name, line: `${name} ${versions[0]?.id}` })),
    options,
  )
  equal(await allObjects(storage, options), objects, options)
  const versions = rollUp(
    keys.flatMap(([name, list]) =>
      list.map(({ id, isDeleteMarker }, index) => ({
        name,
        line: `${name} ${id} ${index === 0} ${isDeleteMarker}`,
      })),
    ),
    options,
  )
  equal(await allVersions(storage, options), versions, options)
}

function rollUp(
  entries: readonly { name: string; line: string }[],
  { prefix, delimiter }: Listing,
): string[] {
  const lines = entries
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, line }) => {
      const end = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length)
      return end === -1 ? line : `prefix ${name.slice(0, end + delimiter.length)}`
    })
  return [...new Set(lines)]
}

async function allObjects(storage: Storage, options: Listing): Promise<string[]> {
  const lines: string[] = []
  for (let after = ''; ; ) {
    const page = await storage.listObjects('bucket', { ...options, after })
    checkPage(page.entries.length, page.isTruncated, options.limit)
    for (const entry of page.entries) {
      after = 'commonPrefix' in entry ? entry.commonPrefix : entry.key
      lines.push('commonPrefix' in entry ? `prefix ${after}` : `${after} ${entry.versionId}`)
    }
    if (!page.isTruncated) return lines
  }
}

async function allVersions(storage: Storage, options: Listing): Promise<string[]> {
  const lines: string[] = []
  let marker: { keyMarker: string; versionIdMarker?: string } = { keyMarker: '' }
  for (;;) {
    const page = await storage.listVersions('bucket', { ...options, ...marker })
    checkPage(page.entries.length, page.isTruncated, options.limit)
    for (const entry of page.entries) {
      if ('commonPrefix' in entry) {
        marker = { keyMarker: entry.commonPrefix }
        lines.push(`prefix ${entry.commonPrefix}`)
      } else {
        const { versionId, isLatest, isDeleteMarker } = entry
        marker = { keyMarker: entry.key, versionIdMarker: versionId }
        lines.push(`${entry.key} ${versionId} ${isLatest} ${isDeleteMarker}`)
      }
    }
    if (!page.isTruncated) return lines
  }
}

function checkPage(count: number, isTruncated: boolean, limit: number): void {
  if (count > limit) throw new Error(`a page of ${count} where ${limit} were asked for`)
  if (isTruncated && count !== limit) throw new Error('a page is truncated before it is full')
}

async function compareContents(storage: Storage, model: Model): Promise<void> {
  let versionCount = 0
  let sizeBytes = 0
  for (const [name, versions] of model) {
    for (const { id, text, isDeleteMarker } of versions) {
      versionCount++
      sizeBytes += text.length
      if (!isDeleteMarker) equal(await contentOf(storage, name, id), text, { name, id })
    }
  }
  equal(await storage.bucketUsage('bucket'), { versionCount, sizeBytes }, 'usage')
}

function equal(actual: unknown, expected: unknown, context: unknown): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (found !== wanted) throw new Error(`${found} is not ${wanted} for ${JSON.stringify(context)}`)
}
