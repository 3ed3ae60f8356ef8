/**
 * What a start makes of the directories that it found: whether it may begin, and the record that it
 * begins with. Pure: what it throws is for the person who started the server.
 */
import { DirectoryError } from '../disk/directory-error.ts'
import type { Schemes } from '../disk/schemes.ts'
import { withDisk, withoutDisks, withPlace, withReturned, withSchemes } from './changes.ts'
import type { Found, FoundDisk } from './inspection.ts'
import { isFrom, lossesMax, type Member, type MembersRecord, takesPart } from './record.ts'

export interface StartFacts {
  readonly record: MembersRecord
  readonly found: readonly Found[]
  readonly witness: MembersRecord | undefined
  readonly acceptsMissing: boolean
  /** Whose directory is given under this path, if it is to be made a disk. */
  readonly newId: () => string
  readonly schemesFor: (diskCount: number) => Schemes
}

export interface StartDecision {
  readonly record: MembersRecord
  /** By number: where the disks are that are there. */
  readonly present: ReadonlyMap<number, string>
  /** Of those the ones that are to be made disks. */
  readonly fresh: ReadonlySet<number>
  /** False: disks are missing without which nothing may be changed. */
  readonly isWritable: boolean
  readonly warnings: readonly string[]
}

export function decideStart(facts: StartFacts): StartDecision {
  const { found } = facts
  const warnings: string[] = []
  const present = presentMembers(facts)
  const numbers = new Set([...present.keys()])
  const missing = facts.record.disks.filter(disk => takesPart(disk) && !numbers.has(disk.number))
  refuseUndecided(facts, numbers)

  const settled = withMissing(facts, missing)
  if (missing.length > 0) {
    const end = settled.isWritable
      ? 'going on without'
      : 'too many: reading what can be read, writing nothing until they are back'
    warnings.push(`disks are missing: ${namesOf(missing)}: ${end}`)
  }
  let record = settled.record
  for (const [number, { path, isMount, copy }] of present) {
    const member = record.disks[number]
    if (!member) continue
    if (member.state === 'lost' || isRolledBack(copy, facts.record)) {
      warnings.push(`disk ${number} in ${path} missed some changes: it is being healed`)
      record = withReturned(number)(withoutDisks(record, new Set([number])) ?? record)
    }
    record = withPlace(number, { path, isMount })(record)
  }
  const paths = new Map([...present].map(([number, { path }]) => [number, path]))
  const fresh = new Set<number>()
  for (const place of settled.isWritable ? found : []) {
    const { kind, path } = place
    if (kind === 'disk' || kind === 'missing' || [...paths.values()].includes(path)) continue
    const { isMount } = place
    const unmounted = isMount ? undefined : mountedAt(record, path)
    if (unmounted) {
      warnings.push(
        `nothing is mounted at ${path}, where disk ${unmounted.number} was: mount that disk or ` +
          'another one, or give the directory as it is to `mallee disks add`',
      )
      continue
    }
    const number = record.disks.length
    const replaced = replacedBy(record, path, new Set(paths.keys()))
    const state = replaced ? 'healing' : 'online'
    const member = { id: facts.newId(), path, isMount, state } as const
    const disk = { ...member, ...(replaced && { replaces: replaced.number }) }
    record = withDisk(disk, facts.schemesFor)(record)
    paths.set(number, path)
    fresh.add(number)
    warnings.push(
      replaced
        ? `${path} is empty: it takes the place of disk ${replaced.number} and is being healed`
        : `${path} is empty: it is a new disk of this deployment`,
    )
  }
  // Another configuration, once nobody is gone: fewer might be allowed to be.
  const isWhole = record.disks.every(disk => takesPart(disk) || disk.state === 'removed')
  if (missing.length === 0 && isWhole && record.epoch > 0) {
    record = withSchemes(facts.schemesFor)(record)
  }
  return { record, present: paths, fresh, isWritable: settled.isWritable, warnings }
}

/** By number; what belongs to others, or to nobody any more, is refused. */
function presentMembers({ record, found }: StartFacts): Map<number, Omit<FoundDisk, 'kind'>> {
  const present = new Map<number, Omit<FoundDisk, 'kind'>>()
  for (const place of found) {
    if (place.kind !== 'disk') continue
    const { path, identity } = place
    const member = record.disks.find(({ id }) => id === identity.diskId)
    if (!member) {
      throw new DirectoryError('disk-unknown', `${path} is no disk that this deployment knows`)
    }
    if (member.state === 'removed') {
      const message = `${path} is disk ${member.number}, which was removed from this deployment`
      throw new DirectoryError('disk-unknown', `${message}: empty it to add it again`)
    }
    const twin = present.get(member.number)
    if (twin) {
      const message = `${twin.path} and ${path} are the same disk, or one is a copy of the other`
      throw new DirectoryError('disk-twice', message)
    }
    present.set(member.number, place)
  }
  return present
}

/**
 * Disks that are few enough to have been declared lost by all others may be of a past that the
 * others have left behind. The witness knows; without it a person has to.
 */
function refuseUndecided(
  { record, witness, acceptsMissing }: StartFacts,
  present: ReadonlySet<number>,
): void {
  const absent = record.disks.filter(
    ({ number, state }) => state !== 'removed' && !present.has(number),
  )
  if (absent.length === 0 || present.size > lossesMax(record) || acceptsMissing) return
  // It is part of every change that counted: what it lacks did not.
  if (witness && isFrom(record, witness)) return
  const message =
    `disks are missing: ${namesOf(absent)}. They may have gone on without those that are here, ` +
    'and nothing here tells. Bring them back, or give --accept-missing-disks to go on without them ' +
    'and lose what only they have'
  throw new DirectoryError('disks-undecided', message)
}

function withMissing(
  { record, acceptsMissing }: StartFacts,
  missing: readonly Member[],
): { record: MembersRecord; isWritable: boolean } {
  if (missing.length === 0) return { record, isWritable: true }
  const without = withoutDisks(record, new Set(missing.map(({ number }) => number)))
  if (without) return { record: without, isWritable: true }
  if (acceptsMissing) return { record, isWritable: false }
  const count = record.disks.filter(({ state }) => state !== 'removed').length
  const message =
    `too many disks are missing: ${namesOf(missing)}; at most ${lossesMax(record)} of ${count} may ` +
    'be, and none that has the only whole copy of a part of the index. Bring them back, or give ' +
    '--accept-missing-disks to read what is left'
  throw new DirectoryError('disks-missing', message)
}

/** Older than the change before the last one, which is more than a crash explains. */
function isRolledBack(copy: MembersRecord | undefined, record: MembersRecord): boolean {
  if (record.epoch === 0) return false
  return copy?.nonce !== record.nonce && copy?.nonce !== record.parents[0]
}

/** The missing disk whose place an empty directory takes: the one that was there, or any. */
function replacedBy(
  record: MembersRecord,
  path: string,
  present: ReadonlySet<number>,
): Member | undefined {
  const taken = new Set(record.disks.map(({ replaces }) => replaces))
  const candidates = record.disks.filter(
    ({ number, state }) => state !== 'removed' && !present.has(number) && !taken.has(number),
  )
  return candidates.find(candidate => candidate.path === path) ?? candidates[0]
}

/** A disk whose mount point this was. */
function mountedAt({ disks }: MembersRecord, path: string): Member | undefined {
  return disks.find(disk => disk.path === path && disk.isMount && disk.state !== 'removed')
}

function namesOf(disks: readonly Member[]): string {
  return disks.map(({ number, path }) => `disk ${number} (${path})`).join(', ')
}
