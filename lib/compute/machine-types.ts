/** Sizes of machines by name: a table of configuration. */
export interface MachineType {
  readonly name: string
  readonly vcpuCount: number
  readonly memoryBytes: number
}

const MIB = 1024 * 1024

const row = (name: string, vcpuCount: number, memoryMib: number): MachineType => ({
  name,
  vcpuCount,
  memoryBytes: memoryMib * MIB,
})

/** AWS's names and sizes: https://aws.amazon.com/ec2/instance-types/ */
export const defaultMachineTypes: readonly MachineType[] = [
  row('t2.nano', 1, 512),
  row('t2.micro', 1, 1024),
  row('t2.small', 1, 2048),
  row('t3.nano', 2, 512),
  row('t3.micro', 2, 1024),
  row('t3.small', 2, 2048),
  row('t3.medium', 2, 4096),
  row('t3.large', 2, 8192),
  row('m5.large', 2, 8192),
  row('m5.xlarge', 4, 16_384),
  row('m5.2xlarge', 8, 32_768),
  row('c5.large', 2, 4096),
  row('c5.xlarge', 4, 8192),
  row('r5.large', 2, 16_384),
  row('r5.xlarge', 4, 32_768),
]
