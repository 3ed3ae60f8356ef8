/**
 * Large blobs are cut into strips, each on a disk of its own, of which `dataCount` are enough: the
 * locator says which disk has which. One strip on disk 0 is a whole blob, as all were before there
 * could be more disks.
 *
 *     f<id>                       the whole of it, on disk 0
 *     e<id>.<k>.<m>.<places>      k + m strips: a digit for each disk, `-` for a strip that is not there
 *     e<id>                       reserved: nothing is known but the id
 */
import type { Scheme } from '../../disk/schemes.ts'

export interface LargeLocator {
  readonly id: string
  readonly scheme: Scheme
  /** Numbers of disks, the data's strips first; `undefined`: the strip was never written. */
  readonly places: readonly (number | undefined)[]
}

export const WHOLE: Scheme = { dataCount: 1, parityCount: 0 }
const WHOLE_KIND = 'f'
const STRIPS_KIND = 'e'
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~'
const NOWHERE = '-'

export function reservedLocator(id: string): string {
  return STRIPS_KIND + id
}

export function encodeLarge({ id, scheme, places }: LargeLocator): string {
  const { dataCount, parityCount } = scheme
  if (isWhole({ id, scheme, places })) return WHOLE_KIND + id
  const digits = places.map(place => (place === undefined ? NOWHERE : DIGITS.charAt(place)))
  const counts = `${dataCount.toString(36)}.${parityCount.toString(36)}`
  return `${STRIPS_KIND}${id}.${counts}.${digits.join('')}`
}

/** A reserved one has no places. */
export function decodeLarge(locator: string): LargeLocator {
  if (locator.startsWith(WHOLE_KIND)) return { id: locator.slice(1), scheme: WHOLE, places: [0] }
  const [id = '', dataCount = '', parityCount = '', digits = ''] = locator.slice(1).split('.')
  return {
    id,
    scheme: {
      dataCount: Number.parseInt(dataCount, 36),
      parityCount: Number.parseInt(parityCount, 36),
    },
    places: Array.from(digits, digit => (digit === NOWHERE ? undefined : DIGITS.indexOf(digit))),
  }
}

/** It has the form of before there were strips. */
export function isWhole({ scheme, places }: LargeLocator): boolean {
  return scheme.dataCount === 1 && scheme.parityCount === 0 && places[0] === 0
}

/** Whether all strips are somewhere. */
export function isComplete({ places }: LargeLocator): boolean {
  return !places.includes(undefined)
}
