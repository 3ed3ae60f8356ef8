/**
 * Which of the hosts with room a machine goes to: by the policy of the installation, and by the
 * rules of the machine's placement group. Pure, so that every rule can be tried by itself.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/placement-strategies.html
 */

/** `spread` evens the load out, `pack` keeps hosts empty for large machines. */
export type PlacementPolicy = 'pack' | 'spread'

export type PlacementStrategy = 'cluster' | 'partition' | 'spread'

export interface MachineSize {
  readonly vcpuCount: number
  readonly memoryBytes: number
}

/** Which group a machine is in. */
export type GroupSeat = {
  readonly groupId: string
  readonly strategy: PlacementStrategy
  /** Of a partition group: how many partitions it has. */
  readonly partitionCount: number
  /** Counted from 1; absent: any. */
  readonly partition?: number
}

export interface Room {
  readonly name: string
  /** What is free. */
  vcpuCount: number
  memoryBytes: number
}

/** A machine of the same group that has its place. */
export interface Neighbour {
  readonly on: string
  readonly partition?: number | undefined
}

export interface Seat {
  readonly on: string
  readonly partition?: number
}

export interface PlacementOptions {
  readonly rooms: readonly Room[]
  readonly size: MachineSize
  readonly policy: PlacementPolicy
  /** How many like it are still to be placed with it. */
  readonly count: number
  readonly group?: GroupSeat | undefined
  readonly neighbours: readonly Neighbour[]
  /** Wanted if there is a choice. */
  readonly preferred?: string | undefined
}

/** Where the next machine goes; `undefined` if nowhere. Takes no room: the caller does. */
export function chooseSeat(options: PlacementOptions): Seat | undefined {
  const { rooms, size } = options
  const fitting = rooms.filter(room => fitCount(room, size) > 0)
  const { group } = options
  if (!group) return seatOf(order(options, fitting)[0])
  switch (group.strategy) {
    case 'cluster':
      return chooseTogether(options, fitting)
    case 'spread':
      return seatOf(order(options, fitting).find(room => !isTaken(options, room)))
    case 'partition':
      return choosePartition(options, group, fitting)
  }
}

/** How many machines of the size still fit. */
export function fitCount(room: Room, { vcpuCount, memoryBytes }: MachineSize): number {
  const byProcessors = Math.floor(room.vcpuCount / vcpuCount)
  return Math.max(0, Math.min(byProcessors, Math.floor(room.memoryBytes / memoryBytes)))
}

function seatOf(room: Room | undefined): Seat | undefined {
  return room && { on: room.name }
}

function isTaken({ neighbours }: PlacementOptions, { name }: Room): boolean {
  return neighbours.some(({ on }) => on === name)
}

/** The best first; names decide between equals, so that the same question has the same answer. */
function order({ policy, preferred }: PlacementOptions, rooms: readonly Room[]): readonly Room[] {
  const sign = policy === 'spread' ? -1 : 1
  return [...rooms].sort(
    (one, other) =>
      Number(other.name === preferred) - Number(one.name === preferred) ||
      sign * (one.memoryBytes - other.memoryBytes) ||
      (one.name < other.name ? -1 : 1),
  )
}

/** All on one host: where the first ones are, or where most of those that are asked for fit. */
function chooseTogether(options: PlacementOptions, fitting: readonly Room[]): Seat | undefined {
  const [first] = options.neighbours
  if (first) return seatOf(fitting.find(({ name }) => name === first.on))
  const fits = (room: Room) => Math.min(fitCount(room, options.size), options.count)
  const most = Math.max(0, ...fitting.map(fits))
  return seatOf(order(options, fitting).find(room => fits(room) === most))
}

/** Two partitions share no host. Without one named, the emptiest that has room takes it. */
function choosePartition(
  options: PlacementOptions,
  group: GroupSeat,
  fitting: readonly Room[],
): Seat | undefined {
  const { neighbours } = options
  const sizeOf = (partition: number) =>
    neighbours.filter(each => each.partition === partition).length
  const numbers = Array.from({ length: group.partitionCount }, (_, index) => index + 1)
  const wanted = group.partition === undefined ? numbers : [group.partition]
  for (const partition of wanted.sort((one, other) => sizeOf(one) - sizeOf(other))) {
    const room = order(options, fitting).find(({ name }) =>
      neighbours.every(each => each.on !== name || each.partition === partition),
    )
    if (room) return { on: room.name, partition }
  }
  return undefined
}
