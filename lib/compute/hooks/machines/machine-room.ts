import { ComputeError, type ComputeErrorCode } from '../../errors.ts'
import type { Scheduler } from '../../scheduler.ts'

/** Where machines of hooks take their room from: the same that all other machines take it from. */
export interface MachineRoom {
  /** False where there is none now. */
  reserve(id: string, size: RoomSize): Promise<boolean>
  release(id: string): void
}

export interface RoomSize {
  readonly accountId: string
  readonly machineType: string
  readonly vcpuCount: number
  readonly memoryBytes: number
}

const shortages: ReadonlySet<ComputeErrorCode> = new Set([
  'insufficient-capacity',
  'machine-limit-exceeded',
  'vcpu-limit-exceeded',
])

/** Room on this host, whose machines the runner starts. */
export function createSchedulerRoom(options: {
  readonly scheduler: Scheduler
  /** This host's name among the hosts. */
  readonly host: string
}): MachineRoom {
  const { scheduler, host } = options
  return {
    async reserve(id, size) {
      const wanted = { ...size, ids: [id], countMin: 1, platforms: ['q35-bios'], on: host } as const
      try {
        await scheduler.reserve({ ...wanted, isLent: true })
        return true
      } catch (error) {
        if (error instanceof ComputeError && shortages.has(error.code)) return false
        throw error
      }
    },
    release: id => scheduler.release(id),
  }
}
