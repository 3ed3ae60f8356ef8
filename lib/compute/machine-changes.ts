/** What owners change of a machine after its launch, on its record: nothing here starts or stops. */
import { ComputeError } from './errors.ts'
import type { MachineType } from './machine-types.ts'
import { type ComputeRecords, documentId, type MachineRecord } from './records.ts'

/** Throws ComputeError where the machine is in no state for it. */
export type MachineChange = (machine: MachineRecord) => MachineRecord

export interface MachineChanges {
  /** The record as it is then. `machine-missing` where there is none, or none any more. */
  change(accountId: string, machineId: string, change: MachineChange): Promise<MachineRecord>
  /** Of a stopped machine; its next start finds room for it. */
  setType(accountId: string, machineId: string, machineType: string): Promise<void>
  /** Of a stopped machine; empty takes it away. */
  setUserData(accountId: string, machineId: string, base64: string): Promise<void>
}

export function createMachineChanges(options: {
  readonly records: Pick<ComputeRecords, 'machines' | 'userData'>
  readonly machineTypes: ReadonlyMap<string, MachineType>
  /** Its network shows some of what a machine is. */
  readonly onChanged: (machine: MachineRecord) => void
}): MachineChanges {
  const { records, machineTypes, onChanged } = options

  async function change(accountId: string, machineId: string, apply: MachineChange) {
    const changed = await records.machines.update(`${accountId}/${machineId}`, current => {
      if (!current) throw new ComputeError('machine-missing', machineId)
      if (current.state === 'terminated') throw new ComputeError('machine-wrong-state', machineId)
      return apply(current)
    })
    if (!changed) throw new ComputeError('machine-missing', machineId)
    onChanged(changed)
    return changed
  }

  return {
    change,

    async setType(accountId, machineId, machineType) {
      const type = machineTypes.get(machineType)
      if (!type) throw new ComputeError('machine-type-unknown', machineType)
      const { vcpuCount, memoryBytes, diskLimits } = type
      await change(accountId, machineId, machine => {
        const { diskLimits: _, ...rest } = onlyStopped(machine)
        return { ...rest, machineType, vcpuCount, memoryBytes, ...(diskLimits && { diskLimits }) }
      })
    },

    async setUserData(accountId, machineId, base64) {
      const hasUserData = base64 !== ''
      const machine = await change(accountId, machineId, onlyStopped)
      // What is there before its mark is not seen; what is marked is there.
      if (hasUserData) await records.userData.update(documentId(machine), () => ({ base64 }))
      await change(accountId, machineId, current => ({ ...onlyStopped(current), hasUserData }))
      if (!hasUserData) await records.userData.update(documentId(machine), () => undefined)
    },
  }
}

/** The machine itself; throws `machine-not-stopped`. */
export function onlyStopped(machine: MachineRecord): MachineRecord {
  if (machine.state !== 'stopped') throw new ComputeError('machine-not-stopped', machine.id)
  return machine
}
