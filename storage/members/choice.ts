/**
 * Which of the copies that a start finds is the record. The highest epoch is, with one exception: a
 * change that a crash interrupted may be on a few disks only, and a start without those may have
 * gone on from the record before it. Then a disk that the interrupted change counts on holds
 * something else of that epoch or a later one, and the change is abandoned. One that was just not
 * carried to all is carried to them now; nothing was acknowledged yet that would contradict it.
 */
import type { MembersRecord } from './record.ts'
import { takesPart } from './record.ts'

/**
 * @param copies by the ids of the disks that hold them
 * @param witness the copy in the data directory
 */
export function chooseRecord(
  copies: ReadonlyMap<string, MembersRecord>,
  witness: MembersRecord | undefined,
): MembersRecord | undefined {
  const candidates = [...copies.values(), ...(witness ? [witness] : [])]
  candidates.sort((a, b) => b.epoch - a.epoch)
  return candidates.find(candidate => !isAbandoned(candidate, copies))
}

function isAbandoned(
  candidate: MembersRecord,
  copies: ReadonlyMap<string, MembersRecord>,
): boolean {
  return candidate.disks.filter(takesPart).some(({ id }) => {
    const copy = copies.get(id)
    return copy && copy.nonce !== candidate.nonce && copy.epoch >= candidate.epoch
  })
}
