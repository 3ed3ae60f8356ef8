/** Placement groups: rules for where the machines of one account go, kept by name. */
import type { Clock } from '../clock.ts'
import { ComputeError } from './errors.ts'
import { newId } from './ids.ts'
import type { GroupSeat, PlacementStrategy } from './placement.ts'
import {
  type ComputeRecords,
  listOwned,
  type MachineRecord,
  type PlacementGroupRecord,
  type Tags,
} from './records.ts'
import { checkTagCount } from './tags.ts'

export interface GroupRequest {
  readonly accountId: string
  readonly name: string
  readonly strategy: PlacementStrategy
  /** Of a partition group; else 0. */
  readonly partitionCount: number
  readonly tags: Tags
}

/** A group and which of its partitions, as a launch names them. */
export interface GroupChoice {
  /** Its name or its id. */
  readonly group: string
  /** Counted from 1; absent: any. */
  readonly partition?: number
}

export interface PlacementGroups {
  create(request: GroupRequest): Promise<PlacementGroupRecord>
  /** Refused while a machine is in it: `placement-group-in-use`. */
  delete(accountId: string, name: string): Promise<void>
  list(accountId: string): AsyncIterable<PlacementGroupRecord>
  /** Throws `placement-group-missing` or `partition-invalid`. */
  seatIn(accountId: string, choice: GroupChoice): Promise<NonNullable<MachineRecord['group']>>
}

export function createPlacementGroups(options: {
  readonly records: ComputeRecords
  readonly clock: Clock
}): PlacementGroups {
  const { records, clock } = options

  async function find(accountId: string, group: string): Promise<PlacementGroupRecord | undefined> {
    const byName = await records.placementGroups.get(`${accountId}/${group}`)
    if (byName || !group.startsWith('pg-')) return byName
    for await (const each of listOwned(records.placementGroups, accountId)) {
      if (each.id === group) return each
    }
    return undefined
  }

  return {
    async create({ accountId, name, ...request }) {
      checkTagCount(request.tags)
      const group = { id: newId('pg'), accountId, name, ...request, createdAtMs: clock.now() }
      await records.placementGroups.update(`${accountId}/${name}`, current => {
        if (current) throw new ComputeError('placement-group-name-taken', name)
        return group
      })
      return group
    },

    async delete(accountId, name) {
      const group = await records.placementGroups.get(`${accountId}/${name}`)
      if (!group) throw new ComputeError('placement-group-missing', name)
      for await (const machine of listOwned(records.machines, accountId)) {
        if (machine.state !== 'terminated' && machine.group?.groupId === group.id) {
          throw new ComputeError('placement-group-in-use', name)
        }
      }
      await records.placementGroups.update(`${accountId}/${name}`, current =>
        current?.id === group.id ? undefined : current,
      )
    },

    list: accountId => listOwned(records.placementGroups, accountId),

    async seatIn(accountId, { group: text, partition }) {
      const group = await find(accountId, text)
      if (!group) throw new ComputeError('placement-group-missing', text)
      const { id: groupId, name: groupName, strategy, partitionCount } = group
      if (partition !== undefined && !(partition >= 1 && partition <= partitionCount)) {
        throw new ComputeError('partition-invalid', String(partition))
      }
      const seat: GroupSeat = { groupId, strategy, partitionCount }
      return { ...seat, groupName, ...(partition !== undefined && { partition }) }
    },
  }
}
