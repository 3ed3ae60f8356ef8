/** What a heal or a scrub has done, kept in the index so that a restart goes on where it was. */
import type { Documents } from '../storage.ts'
import type { UpkeepKind, UpkeepPhase, UpkeepState } from './contract.ts'

export const upkeepKinds: readonly UpkeepKind[] = ['heal', 'scrub']

export const LOST_SHOWN_MAX = 100

export function newState(
  kind: UpkeepKind,
  nowMs: number,
  total: Pick<UpkeepState, 'totalBytes' | 'totalCount'>,
): UpkeepState {
  return {
    ...total,
    kind,
    status: 'running',
    startedAtMs: nowMs,
    phase: firstPhase(kind),
    shard: 0,
    after: '',
    blobCount: 0,
    workedBytes: 0,
    repairedCount: 0,
    orphanCount: 0,
    lostCount: 0,
    lost: [],
    postponedCount: 0,
  }
}

/** Nothing has been looked at yet. */
export function isFresh({ kind, phase, shard, after }: UpkeepState): boolean {
  return phase === firstPhase(kind) && shard === 0 && after === ''
}

function firstPhase(kind: UpkeepKind): UpkeepPhase {
  return kind === 'scrub' ? 'index' : 'segments'
}

export type UpkeepStates = Documents<UpkeepState>
export const UPKEEP_COLLECTION = 'upkeep'
