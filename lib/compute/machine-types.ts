/** Sizes of machines by name: a table of configuration, with AWS's names and sizes as its default. */
import type { DiskLimits } from './hypervisor.ts'

export interface MachineType {
  readonly name: string
  readonly vcpuCount: number
  readonly memoryBytes: number
  /** Of each of its disks, reads and writes together; absent: as much as there is. */
  readonly diskLimits?: DiskLimits
}

const MIB = 1024 * 1024
const GIB = 1024 * MIB

const row = (
  name: string,
  vcpuCount: number,
  memoryGib: number,
  [mebibytesPerSecond, operationsPerSecond]: readonly [number, number],
): MachineType => ({
  name,
  vcpuCount,
  memoryBytes: memoryGib * GIB,
  diskLimits: { bytesPerSecond: mebibytesPerSecond * MIB, operationsPerSecond },
})

/** MiB and operations a second of AWS's types at their best, to the round number. */
const small = [260, 11_800] as const
const medium = [340, 15_700] as const
const large = [590, 18_750] as const

/** https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html */
export const defaultMachineTypes: readonly MachineType[] = [
  row('t2.nano', 1, 0.5, small),
  row('t2.micro', 1, 1, small),
  row('t2.small', 1, 2, small),
  row('t2.medium', 2, 4, small),
  row('t2.large', 2, 8, small),
  row('t2.xlarge', 4, 16, medium),
  row('t2.2xlarge', 8, 32, medium),
  ...['t3', 't3a'].flatMap(family => [
    row(`${family}.nano`, 2, 0.5, small),
    row(`${family}.micro`, 2, 1, small),
    row(`${family}.small`, 2, 2, small),
    row(`${family}.medium`, 2, 4, small),
    row(`${family}.large`, 2, 8, medium),
    row(`${family}.xlarge`, 4, 16, medium),
    row(`${family}.2xlarge`, 8, 32, medium),
  ]),
  ...['m5', 'm5a', 'm6i', 'm7i'].flatMap(family => sizes(family, 4)),
  ...['c5', 'c5a', 'c6i', 'c7i'].flatMap(family => sizes(family, 2)),
  ...['r5', 'r5a', 'r6i', 'r7i'].flatMap(family => sizes(family, 8)),
]

/** From `large` to `16xlarge`, with so many GiB for each virtual CPU. */
function sizes(family: string, gibEach: number): readonly MachineType[] {
  return [
    row(`${family}.large`, 2, 2 * gibEach, large),
    row(`${family}.xlarge`, 4, 4 * gibEach, large),
    ...[2, 4, 8, 16].map(count =>
      row(`${family}.${count}xlarge`, 4 * count, 4 * count * gibEach, large),
    ),
  ]
}
