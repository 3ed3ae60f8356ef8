/** The setting that gives the types of machines: a list, or its JSON in a flag or a variable. */
import { z } from 'zod'
import type { MachineType } from './compute/machine-types.ts'
import { jsonSetting } from './s3/json-setting.ts'

const MIB = 1024 * 1024
const TYPES_MAX = 500

const typeSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,30}\.[a-z0-9-]{1,30}$/, 'a name is like t3.micro'),
    vcpus: z.number().int().min(1).max(512),
    memoryMib: z
      .number()
      .int()
      .min(64)
      .max(16 * 1024 * 1024),
    diskMibPerSecond: z.number().int().min(1).max(1_000_000).optional(),
    diskOperationsPerSecond: z.number().int().min(1).max(10_000_000).optional(),
  })
  .transform(
    ({ name, vcpus, memoryMib, diskMibPerSecond, diskOperationsPerSecond }): MachineType => ({
      name,
      vcpuCount: vcpus,
      memoryBytes: memoryMib * MIB,
      ...((diskMibPerSecond || diskOperationsPerSecond) && {
        // 0 is no limit, to QEMU too.
        diskLimits: {
          bytesPerSecond: (diskMibPerSecond ?? 0) * MIB,
          operationsPerSecond: diskOperationsPerSecond ?? 0,
        },
      }),
    }),
  )

/** Instead of the default types; empty: those. */
export const machineTypesSchema = jsonSetting(
  z
    .array(typeSchema)
    .max(TYPES_MAX)
    .refine(
      list => new Set(list.map(({ name }) => name)).size === list.length,
      'two types have the same name',
    ),
)
