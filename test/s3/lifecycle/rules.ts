import test from 'ava'
import fc from 'fast-check'
import { createCalendar, DAY_MS, endOfDays } from '../../../lib/s3/lifecycle/calendar.ts'
import type { LifecycleRule } from '../../../lib/s3/lifecycle/configuration.ts'
import {
  actionFor,
  type Candidate,
  enabledRules,
  prefixesToWalk,
} from '../../../lib/s3/lifecycle/rules.ts'
import type { StorageClass } from '../../../lib/s3/storage-class.ts'

/** From warm to cold, with what each is for a rule. */
const COLDER = [
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const
const ALL: readonly StorageClass[] = ['STANDARD', ...COLDER]
const calendar = createCalendar(DAY_MS)

const tag = fc.record({ Key: fc.constantFrom('a', 'b'), Value: fc.constantFrom('1', '2') })
const size = fc.constantFrom(0, 100, 128 * 1024, 200_000)
const few = fc.nat(6)
const when = fc.oneof(
  few.map(Days => ({ Days })),
  few.map(day => ({ Date: new Date(day * DAY_MS).toISOString() })),
)
const transition = fc
  .tuple(when, fc.constantFrom(...COLDER))
  .map(([term, StorageClass]) => ({ ...term, StorageClass }))
const filter = fc.oneof(
  fc.record({ Prefix: fc.constantFrom('', 'x', 'x/y', 'z') }),
  fc.record({ Tag: tag }),
  fc.record({ ObjectSizeGreaterThan: size }),
  fc.record({
    And: fc.record(
      {
        Prefix: fc.constantFrom('x', 'z'),
        Tag: fc.array(tag, { maxLength: 2 }),
        ObjectSizeGreaterThan: size,
        ObjectSizeLessThan: size,
      },
      { requiredKeys: [] },
    ),
  }),
)
const noncurrentTerm = fc.record(
  { NoncurrentDays: few, NewerNoncurrentVersions: fc.integer({ min: 1, max: 3 }) },
  { requiredKeys: ['NoncurrentDays'] },
)
const ruleOf = fc.record(
  {
    ID: fc.constant('rule'),
    Status: fc.constantFrom('Enabled' as const, 'Disabled' as const),
    Filter: filter,
    Expiration: fc.oneof(when, fc.constant({ ExpiredObjectDeleteMarker: true })),
    Transition: fc.array(transition, { maxLength: 2 }),
    NoncurrentVersionExpiration: noncurrentTerm,
    NoncurrentVersionTransition: fc.array(
      fc
        .tuple(noncurrentTerm, fc.constantFrom(...COLDER))
        .map(([term, StorageClass]) => ({ ...term, StorageClass })),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['ID', 'Status', 'Filter'] },
)
const candidate: fc.Arbitrary<Candidate> = fc.record({
  key: fc.constantFrom('x', 'x/y/1', 'z', 'w'),
  sizeBytes: fc.constantFrom(0, 50, 101, 128 * 1024, 300_000),
  modifiedAtMs: fc.nat(3 * DAY_MS),
  isDeleteMarker: fc.boolean(),
  storageClass: fc.constantFrom(...ALL),
  tags: fc.uniqueArray(
    tag.map(({ Key, Value }) => ({ key: Key, value: Value })),
    { maxLength: 2, selector: one => one.key },
  ),
  noncurrent: fc.option(fc.record({ sinceMs: fc.nat(3 * DAY_MS), newerVersions: fc.nat(4) }), {
    nil: undefined,
  }),
  isAlone: fc.boolean(),
})

/** The same question, asked of the document itself, rule by rule and word by word. */
function modelAction(
  rules: readonly LifecycleRule[],
  version: Candidate,
  minimum: string,
  nowMs: number,
) {
  const over = (fromMs: number, days: number) => {
    // Day by day: the first midnight that is not before the end of the days.
    let midnight = 0
    while (midnight < fromMs + days * DAY_MS) midnight += DAY_MS
    return nowMs >= midnight
  }
  const dueTerm = (term: { Days?: number; Date?: string }, fromMs: number) =>
    term.Days !== undefined
      ? over(fromMs, term.Days)
      : term.Date !== undefined && nowMs >= Date.parse(term.Date)
  let expires = false
  let removes = false
  let coldest = ALL.indexOf(version.storageClass as StorageClass)
  for (const rule of rules) {
    if (rule.Status === 'Disabled') continue
    const { Prefix = '', Tag, And, ObjectSizeGreaterThan, ObjectSizeLessThan } = rule.Filter ?? {}
    const above = And?.ObjectSizeGreaterThan ?? ObjectSizeGreaterThan
    const below = And?.ObjectSizeLessThan ?? ObjectSizeLessThan
    if (!version.key.startsWith(And?.Prefix ?? Prefix)) continue
    if (above !== undefined && !(version.sizeBytes > above)) continue
    if (below !== undefined && !(version.sizeBytes < below)) continue
    const wanted = [...(Tag ? [Tag] : []), ...(And?.Tag ?? [])]
    if (
      !wanted.every(({ Key, Value }) =>
        version.tags?.some(one => one.key === Key && one.value === Value),
      )
    )
      continue
    const fits = (storageClass: string) =>
      (above ?? below) !== undefined ||
      version.sizeBytes >= 131_072 ||
      (minimum === 'varies_by_storage_class' && ['GLACIER', 'DEEP_ARCHIVE'].includes(storageClass))
    const { noncurrent } = version
    if (noncurrent) {
      const ends = rule.NoncurrentVersionExpiration
      if (
        ends &&
        noncurrent.newerVersions >= (ends.NewerNoncurrentVersions ?? 0) &&
        over(noncurrent.sinceMs, ends.NoncurrentDays)
      )
        removes = true
      for (const one of rule.NoncurrentVersionTransition ?? []) {
        if (
          version.isDeleteMarker ||
          !fits(one.StorageClass) ||
          noncurrent.newerVersions < (one.NewerNoncurrentVersions ?? 0)
        )
          continue
        if (over(noncurrent.sinceMs, one.NoncurrentDays))
          coldest = Math.max(coldest, ALL.indexOf(one.StorageClass))
      }
    } else if (version.isDeleteMarker) {
      const isOver =
        rule.Expiration?.ExpiredObjectDeleteMarker ||
        (rule.Expiration && dueTerm(rule.Expiration, version.modifiedAtMs))
      if (version.isAlone && isOver) removes = true
    } else {
      if (rule.Expiration && dueTerm(rule.Expiration, version.modifiedAtMs)) expires = true
      for (const one of rule.Transition ?? []) {
        if (fits(one.StorageClass) && dueTerm(one, version.modifiedAtMs))
          coldest = Math.max(coldest, ALL.indexOf(one.StorageClass))
      }
    }
  }
  if (removes) return 'remove'
  if (expires) return 'expire'
  return ALL[coldest] === version.storageClass ? 'nothing' : ALL[coldest]
}

function describe(action: ReturnType<typeof actionFor>): string {
  if (action === undefined) return 'nothing'
  return action.type === 'transition' ? action.storageClass : action.type
}

test('any rules do to any version what a model does that reads them word by word', t => {
  const minimum = fc.constantFrom(
    'all_storage_classes_128K' as const,
    'varies_by_storage_class' as const,
  )
  const seen = new Set<string>()
  const property = fc.property(
    fc.array(ruleOf, { maxLength: 4 }),
    candidate,
    minimum,
    fc.nat(12 * DAY_MS),
    (rules, version, minimumObjectSize, nowMs) => {
      const ready = enabledRules({
        configuration: { Rule: rules },
        minimumObjectSize,
        updatedAtMs: 0,
      })
      const expected = modelAction(rules, version, minimumObjectSize, nowMs)
      const action = describe(actionFor(ready, version, { nowMs, calendar }))
      seen.add(action)
      if (action !== expected) throw new Error(`${action} instead of ${expected}`)
      // Without its tags a version is never passed over that would be acted upon with them.
      const unknown = actionFor(ready, { ...version, tags: undefined }, { nowMs, calendar })
      if (action !== 'nothing' && unknown === undefined) throw new Error('passed over')
    },
  )
  t.notThrows(() => fc.assert(property, { numRuns: 3000 }))
  for (const action of ['nothing', 'remove', 'expire', 'GLACIER']) t.true(seen.has(action), action)
})

test('days end at midnight, UTC, unless they are shortened', t => {
  const noon = Date.UTC(2026, 0, 15, 12)
  t.is(endOfDays(noon, 3, calendar), Date.UTC(2026, 0, 19))
  t.is(endOfDays(Date.UTC(2026, 0, 15), 3, calendar), Date.UTC(2026, 0, 18))
  t.is(endOfDays(noon, 3, createCalendar(10_000)), noon + 30_000)
  t.notThrows(() => new Date(endOfDays(noon, 2 ** 31 - 1, calendar)).toISOString())
})

test('prefixes are walked in the order of their bytes, and none inside another', t => {
  const rules = ['b/', '\u{1F600}', 'a', 'b', '\uFFFD', 'ab'].map(Prefix => ({
    ID: Prefix,
    Status: 'Enabled' as const,
    Prefix,
    Expiration: { Days: 1 },
  }))
  const ready = enabledRules({
    configuration: { Rule: rules },
    minimumObjectSize: 'varies_by_storage_class',
    updatedAtMs: 0,
  })
  t.deepEqual(prefixesToWalk(ready), ['a', 'b', '\uFFFD', '\u{1F600}'])
})
