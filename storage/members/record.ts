/**
 * The membership record: which disks a deployment has, what state each is in, where the index is.
 * Every disk that takes part has a copy, and the server's data directory one more, the witness. A
 * change has a higher epoch, and is durable on all disks that take part, as it says itself, before
 * anything that depends on it is acknowledged.
 */
import { crc32c } from '../blobs/checksum.ts'
import type { Scheme, Schemes } from '../disk/schemes.ts'

/**
 * - online: takes part
 * - healing: takes part, but misses some of what was written without it
 * - draining: takes part, but gets nothing new, and is to be removed once it is empty
 * - lost: does not take part; what it has may be old
 * - removed: gone for good; its number is not given out again
 */
export type MemberState = 'online' | 'healing' | 'draining' | 'lost' | 'removed'

export interface Member {
  readonly number: number
  readonly id: string
  /** Where it was last; where it is, its identity tells. */
  readonly path: string
  readonly state: MemberState
  /** Whether it was on another device than the directory above it; absent: nobody has looked. */
  readonly isMount?: boolean
  /** The number of the disk whose place it takes: removed once this one is healed. */
  readonly replaces?: number
}

export interface Mirror {
  /** Its number. */
  readonly disk: number
  /** False: to be filled; it may hold anything. */
  readonly isWhole: boolean
}

export interface MembersRecord {
  readonly deploymentId: string
  readonly epoch: number
  /** Random: two changes that know nothing of each other may have the same epoch. */
  readonly nonce: string
  /** The nonces of the records before this one, the last first; the older ones are forgotten. */
  readonly parents: readonly string[]
  readonly schemes: Schemes
  /** In the order of their numbers; fixed when the deployment is made. */
  readonly shards: readonly { readonly mirrors: readonly Mirror[] }[]
  /** In the order of their numbers, without gaps. */
  readonly disks: readonly Member[]
}

export type Lineage = Pick<MembersRecord, 'epoch' | 'nonce' | 'parents'>

const states: readonly string[] = ['online', 'healing', 'draining', 'lost', 'removed']

const PARENTS_MAX = 16

/** The names of the record that follows. */
export function successorOf({ epoch, nonce, parents }: Lineage, nextNonce: string): Lineage {
  return {
    epoch: epoch + 1,
    nonce: nextNonce,
    parents: [nonce, ...parents].slice(0, PARENTS_MAX),
  }
}

/** Whether the one is the other, or was made from it. */
export function isFrom({ nonce, parents }: Lineage, other: Pick<Lineage, 'nonce'>): boolean {
  return nonce === other.nonce || parents.includes(other.nonce)
}

export function takesPart({ state }: Member): boolean {
  return state !== 'lost' && state !== 'removed'
}

/** How many disks may be gone. */
export function lossesMax({ schemes }: MembersRecord): number {
  return schemes.standard.parityCount
}

export function encodeRecord(record: MembersRecord): string {
  return `${JSON.stringify({ crc32c: checksumOf(record), record }, undefined, 2)}\n`
}

/** `undefined`: it is damaged, or was not written by encodeRecord. */
export function decodeRecord(text: string): MembersRecord | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(value) || !isRecord(value.record)) return undefined
  return checksumOf(value.record) === value.crc32c ? value.record : undefined
}

function checksumOf(record: MembersRecord): number {
  return crc32c(Buffer.from(JSON.stringify(record)))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isRecord(value: unknown): value is MembersRecord {
  return (
    isObject(value) &&
    [value.deploymentId, value.nonce].every(text => typeof text === 'string') &&
    Array.isArray(value.parents) &&
    value.parents.every(nonce => typeof nonce === 'string') &&
    Number.isSafeInteger(value.epoch) &&
    isObject(value.schemes) &&
    isScheme(value.schemes.standard) &&
    isScheme(value.schemes.reduced) &&
    Array.isArray(value.shards) &&
    value.shards.every(isShard) &&
    Array.isArray(value.disks) &&
    value.disks.every((disk, index) => isMember(disk) && disk.number === index)
  )
}

function isScheme(value: unknown): value is Scheme {
  return (
    isObject(value) &&
    Number.isSafeInteger(value.dataCount) &&
    Number.isSafeInteger(value.parityCount)
  )
}

function isShard(value: unknown): boolean {
  return (
    isObject(value) &&
    Array.isArray(value.mirrors) &&
    value.mirrors.every(
      mirror =>
        isObject(mirror) &&
        Number.isSafeInteger(mirror.disk) &&
        typeof mirror.isWhole === 'boolean',
    )
  )
}

function isMember(value: unknown): value is Member {
  return (
    isObject(value) &&
    Number.isSafeInteger(value.number) &&
    typeof value.id === 'string' &&
    typeof value.path === 'string' &&
    states.includes(String(value.state)) &&
    (value.isMount === undefined || typeof value.isMount === 'boolean') &&
    (value.replaces === undefined || Number.isSafeInteger(value.replaces))
  )
}
