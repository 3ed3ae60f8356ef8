/**
 * Which of the copies that a start finds is the record.
 *
 * A change that a crash cut may be on a few disks only, and a start without those may have gone on
 * from the record before it. So the highest epoch proves nothing. What does is that a record which
 * counted is on all disks that take part in it: one of them that holds something else, as high or
 * higher, contradicts it. Mostly one record is left that nothing contradicts. A change that was cut
 * and that nobody contradicts is as good as any: nothing was acknowledged that depends on another.
 *
 * Where several are left, disks have gone on by themselves. The witness is part of every change, so
 * what counted last is what it says, and changes after that, which it lacks, did not count yet.
 */
import type { MembersRecord } from './record.ts'
import { isFrom, takesPart } from './record.ts'

/**
 * @param copies by the ids of the disks that hold them
 * @param witness the copy in the data directory
 * @returns the candidates that cannot be told apart, the highest first; none where there is no copy
 */
export function chooseRecord(
  copies: ReadonlyMap<string, MembersRecord>,
  witness: MembersRecord | undefined,
): readonly MembersRecord[] {
  const all = [...copies.values(), ...(witness ? [witness] : [])]
  const distinct = [...new Map(all.map(record => [record.nonce, record])).values()]
  const left = distinct.filter(candidate => !isContradicted(candidate, copies))
  left.sort((a, b) => b.epoch - a.epoch)
  const [vouched] = left.filter(candidate => witness && isFrom(candidate, witness))
  return vouched ? [vouched] : left
}

function isContradicted(
  candidate: MembersRecord,
  copies: ReadonlyMap<string, MembersRecord>,
): boolean {
  return candidate.disks.filter(takesPart).some(({ id }) => {
    const copy = copies.get(id)
    return copy && copy.nonce !== candidate.nonce && copy.epoch >= candidate.epoch
  })
}
