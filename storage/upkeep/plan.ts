/**
 * What is to be done about a blob. A heal puts everything where it should be: what is missing is
 * written again, what stands on disks to be left or on others than its id asks for is moved, and
 * what was written under a scheme that bears less loss is written anew. A scrub reads every byte.
 */
import type { Blobs } from '../blobs/blobs.ts'
import { decodeLarge } from '../blobs/large/locator.ts'
import type { BlobUpkeep } from '../blobs/upkeep.ts'
import type { Scheme, Schemes } from '../disk/schemes.ts'
import type { UpkeepKind } from './contract.ts'

export type Plan =
  | { readonly type: 'nothing' }
  /** `leave`: numbers of disks on which nothing of it is to stay. */
  | { readonly type: 'repair'; readonly leave: ReadonlySet<number> }
  | { readonly type: 'rewrite' }

/** What planning asks of the disks. */
export interface PlanDisks {
  canRead(diskNumber: number): boolean
  canWrite(diskNumber: number): boolean
  sizeBytes(diskNumber: number, path: string): Promise<number | undefined>
  /** Numbers of disks on which nothing is to stay. */
  leaving(): ReadonlySet<number>
  /** Numbers of the disks that a blob or segment with this id is to be on, when it is on so many. */
  placement(id: string, count: number): ReadonlySet<number>
  schemes(): Schemes
}

export interface PlanOptions {
  readonly blobs: Pick<Blobs, 'share'>
  readonly care: BlobUpkeep
  readonly disks: PlanDisks
  readonly pace: (sizeBytes: number) => Promise<void>
  /** Ids of regions of which there are copies: planning remembers some. */
  readonly seenRegions: Set<string>
}

const SEEN_REGIONS_MAX = 10_000
const NOTHING: Plan = { type: 'nothing' }

export function planFor(kind: UpkeepKind, locator: string, options: PlanOptions): Promise<Plan> {
  return kind === 'scrub' ? planScrub(locator, options) : planHeal(locator, options)
}

/** Copies on these are to go: others should have them. */
export function regionLeave(
  regionId: string,
  { disks }: Pick<PlanOptions, 'disks'>,
): (diskNumber: number) => boolean {
  const leaving = disks.leaving()
  const wanted = disks.placement(regionId, disks.schemes().standard.parityCount + 1)
  return diskNumber => leaving.has(diskNumber) || !wanted.has(diskNumber)
}

async function planScrub(locator: string, { care, disks, pace }: PlanOptions): Promise<Plan> {
  const places = await care.verify(locator, { pace })
  const isGood = places.length > 0 && places.every(({ state }) => state === 'good')
  return isGood ? NOTHING : { type: 'repair', leave: disks.leaving() }
}

async function planHeal(locator: string, options: PlanOptions): Promise<Plan> {
  const { blobs, disks } = options
  const share = blobs.share(locator)
  if (share) return planFragment(locator, share.regionId, options)
  const { id, scheme, places } = decodeLarge(locator)
  const leaving = disks.leaving()
  if (isWeak(scheme, disks.schemes())) return { type: 'rewrite' }
  const wanted = disks.placement(id, places.length)
  const isLeft = (place: number) =>
    leaving.has(place) || (!wanted.has(place) && disks.canRead(place))
  const left = places.filter(place => place !== undefined && isLeft(place))
  const mustLeave = left.some(place => place !== undefined && leaving.has(place))
  // The strips no longer fit on the disks that stay: fewer, larger ones will.
  if (mustLeave && wanted.size < places.length) return { type: 'rewrite' }
  if (left.length === 0 && (await isInPlace(locator, options))) return NOTHING
  return { type: 'repair', leave: new Set(left.filter(place => place !== undefined)) }
}

/** The copies of its segment were seen to before, if there was one. */
async function planFragment(
  locator: string,
  regionId: string,
  { care, disks, seenRegions }: PlanOptions,
): Promise<Plan> {
  if (seenRegions.has(regionId)) return NOTHING
  const places = await care.placesOf(locator)
  if (places.length === 0) return { type: 'repair', leave: disks.leaving() }
  if (seenRegions.size >= SEEN_REGIONS_MAX) seenRegions.clear()
  seenRegions.add(regionId)
  return NOTHING
}

/** Neither of the schemes of now, and it bears less loss than the better of them. */
function isWeak(scheme: Scheme, { standard, reduced }: Schemes): boolean {
  const isReduced =
    scheme.dataCount === reduced.dataCount && scheme.parityCount === reduced.parityCount
  return scheme.parityCount < standard.parityCount && !isReduced
}

/** Only whether the files are there. */
async function isInPlace(locator: string, { care, disks }: PlanOptions): Promise<boolean> {
  for (const { diskNumber, path } of await care.placesOf(locator)) {
    if (diskNumber === undefined || path === undefined) return false
    if (!disks.canWrite(diskNumber)) return false
    if ((await disks.sizeBytes(diskNumber, path)) === undefined) return false
  }
  return true
}
