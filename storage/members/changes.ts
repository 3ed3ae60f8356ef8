/** The changes of a membership record, each from one record to the next; none of them does anything. */
import { placementOrder } from '../disk/disk-set.ts'
import type { Schemes } from '../disk/schemes.ts'
import { StorageError } from '../storage.ts'
import type { Member, MemberState, MembersRecord, Mirror } from './record.ts'
import { lossesMax, takesPart } from './record.ts'

export type Change = (record: MembersRecord) => MembersRecord

/** The records of the shards, with the mirrors where they should be: see `placeMirrors`. */
type Shards = MembersRecord['shards']

/**
 * The disks do not take part any more. `undefined`: that would be more than may be lost, or the
 * last whole mirror of a shard. Then nothing may be written until some are back; they miss nothing.
 */
export function withoutDisks(
  record: MembersRecord,
  numbers: ReadonlySet<number>,
): MembersRecord | undefined {
  const disks = record.disks.map(disk =>
    numbers.has(disk.number) && takesPart(disk) ? { ...disk, state: 'lost' as const } : disk,
  )
  const shards = record.shards.map(({ mirrors }) => ({
    mirrors: mirrors.map(mirror =>
      numbers.has(mirror.disk) ? { ...mirror, isWhole: false } : mirror,
    ),
  }))
  const lostCount = disks.filter(({ state }) => state === 'lost').length
  const hasIndex = shards.every(({ mirrors }) => mirrors.some(({ isWhole }) => isWhole))
  const isEnough = lostCount <= lossesMax(record) && hasIndex
  return isEnough ? { ...record, disks, shards } : undefined
}

export function withState(number: number, state: MemberState): Change {
  return record =>
    placeMirrors({
      ...record,
      disks: record.disks.map(disk => (disk.number === number ? { ...disk, state } : disk)),
    })
}

/** A lost disk is back, and needs no replacement; it misses what was written without it. */
export function withReturned(number: number): Change {
  return record => {
    const disks = record.disks.map((disk): Member => {
      if (disk.number === number) return { ...disk, state: 'healing' }
      if (disk.replaces !== number) return disk
      const { replaces: _, ...other } = disk
      return other
    })
    return placeMirrors({ ...record, disks })
  }
}

/** Where it was found, and how. */
export function withPlace(number: number, { path, isMount }: Place): Change {
  return record => ({
    ...record,
    disks: record.disks.map(disk => (disk.number === number ? { ...disk, path, isMount } : disk)),
  })
}

interface Place {
  readonly path: string
  readonly isMount: boolean
}

export function withDisk(
  disk: Omit<Member, 'number'>,
  schemesFor: (diskCount: number) => Schemes,
): Change {
  return record => {
    const disks: Member[] = [...record.disks, { ...disk, number: record.disks.length }]
    return withSchemes(schemesFor)({ ...record, disks })
  }
}

/** The schemes for the disks that stay: neither replaced nor drained nor removed. */
export function withSchemes(schemesFor: (diskCount: number) => Schemes): Change {
  return record => {
    const replaced = new Set(record.disks.map(({ replaces }) => replaces))
    const counted = record.disks.filter(
      ({ number, state }) => state !== 'removed' && state !== 'draining' && !replaced.has(number),
    )
    return placeMirrors({ ...record, schemes: schemesFor(counted.length) })
  }
}

/** A disk that was healed is like any other, and what it replaced is gone for good. */
export function withHealed(number: number): Change {
  return record => {
    const { replaces } = memberOf(record, number)
    const disks = record.disks.map(({ replaces: _, ...disk }): Member => {
      if (disk.number === number) return { ...disk, state: 'online' }
      return disk.number === replaces ? { ...disk, state: 'removed' } : disk
    })
    return placeMirrors({ ...record, disks })
  }
}

/** Of the shard's mirrors these are whole, as far as their disks take part. */
export function withWhole(shard: number, numbers: readonly number[]): Change {
  return record => {
    const shards = record.shards.map((other, index) => {
      if (index !== shard) return other
      const mirrors = other.mirrors.map(mirror => ({
        ...mirror,
        isWhole: numbers.includes(mirror.disk) && takesPart(memberOf(record, mirror.disk)),
      }))
      return { mirrors }
    })
    return placeMirrors({ ...record, shards })
  }
}

export function memberOf(record: MembersRecord, number: number): Member {
  const member = record.disks[number]
  if (!member) throw new StorageError('disk-refused', `there is no disk ${number}`)
  return member
}

/** The mirrors of new shards. */
export function firstShards(
  disks: readonly Member[],
  options: { shardCount: number; mirrorCount: number },
): Shards {
  return Array.from({ length: options.shardCount }, (_, shard) => ({
    mirrors: placementOrder(`shard-${shard}`, disks)
      .slice(0, options.mirrorCount)
      .map(({ number }) => ({ disk: number, isWhole: true })),
  }))
}

/**
 * Gives each shard as many mirrors as it should have, on disks that stay. One on a disk that does
 * not stay is kept until there are enough whole ones without it.
 */
export function placeMirrors(record: MembersRecord): MembersRecord {
  const staying = record.disks.filter(({ state }) => state === 'online' || state === 'healing')
  const stays = new Set(staying.map(({ number }) => number))
  const replaced = new Set(staying.map(({ replaces }) => replaces))
  const mayReturn = (number: number) =>
    record.disks[number]?.state === 'lost' && !replaced.has(number)
  const count = Math.min(lossesMax(record) + 1, staying.length)
  const shards = record.shards.map(({ mirrors }, shard) => {
    const kept = mirrors.filter(({ disk }) => stays.has(disk) || mayReturn(disk))
    const added = placementOrder(`shard-${shard}`, staying)
      .filter(({ number }) => !kept.some(({ disk }) => disk === number))
      .slice(0, Math.max(0, count - kept.length))
      .map(({ number }): Mirror => ({ disk: number, isWhole: false }))
    const wholeCount = kept.filter(({ isWhole }) => isWhole).length
    const leaving = wholeCount >= count ? [] : mirrors.filter(mirror => isLeaving(mirror, kept))
    return { mirrors: [...kept, ...leaving, ...added] }
  })
  return { ...record, shards }
}

/** On a disk that does not stay, but has what others may not have yet. */
function isLeaving(mirror: Mirror, kept: readonly Mirror[]): boolean {
  return mirror.isWhole && !kept.includes(mirror)
}
