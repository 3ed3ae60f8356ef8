/** Looking at instances and changing their state. Launching them is in run-instances.ts. */
import type { MachineRecord } from '../../compute/records.ts'
import { checkIds, instanceIdKind } from '../identifiers.ts'
import { type Listing, type ListingInput, listItems } from '../listing.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import type { ReservationOutput } from '../wire/wire.generated.ts'
import { instanceFilters, type ListedInstance } from './instance-filters.ts'
import {
  createSurroundings,
  type Surroundings,
  toInstance,
  toStateChange,
} from './instance-view.ts'

interface InstanceListingInput extends ListingInput {
  readonly InstanceIds?: readonly string[] | undefined
}

function toListed(machine: MachineRecord, around: Surroundings): ListedInstance {
  const { reservationId, accountId } = machine
  return { instance: toInstance(machine, around), reservationId, ownerId: accountId }
}

export const instanceListing: Listing<InstanceListingInput, ListedInstance> = {
  name: 'DescribeInstances',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: instanceIdKind,
    idsOf: input => input.InstanceIds,
    async find(context, id) {
      const machine = await context.compute.machines.get(context.accountId, id)
      return machine && toListed(machine, await createSurroundings(context)(machine))
    },
  },
  filters: instanceFilters,
  tagsOf: ({ instance }) => instance.Tags ?? [],
  async *list(context, after) {
    const around = createSurroundings(context)
    for await (const machine of context.compute.machines.list(context.accountId, after)) {
      yield toListed(machine, await around(machine))
    }
  },
  positionOf: ({ instance }) => instance.InstanceId ?? '',
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
export const describeInstances = defineOperation({
  name: 'DescribeInstances',
  async run(context, input) {
    const { items, NextToken } = await listItems(instanceListing, context, input)
    return { Reservations: groupByReservation(items), NextToken }
  },
})

function groupByReservation(items: readonly ListedInstance[]): readonly ReservationOutput[] {
  const groups = Map.groupBy(items, item => item.reservationId)
  return [...groups].map(([ReservationId, members]) => ({
    ReservationId,
    OwnerId: members[0]?.ownerId,
    Groups: [],
    Instances: members
      .map(({ instance }) => instance)
      .sort((one, other) => (one.AmiLaunchIndex ?? 0) - (other.AmiLaunchIndex ?? 0)),
  }))
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StartInstances.html */
export const startInstances = defineOperation({
  name: 'StartInstances',
  requires: ['InstanceIds'],
  async run({ compute, accountId }, { InstanceIds = [] }) {
    checkIds(instanceIdKind, InstanceIds)
    const changes = await compute.machines.start(accountId, InstanceIds)
    return { StartingInstances: changes.map(toStateChange) }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html */
export const stopInstances = defineOperation({
  name: 'StopInstances',
  requires: ['InstanceIds'],
  refuses: ['Hibernate'],
  async run({ compute, accountId }, { InstanceIds = [], Force = false }) {
    checkIds(instanceIdKind, InstanceIds)
    const changes = await compute.machines.stop(accountId, InstanceIds, { isForced: Force })
    return { StoppingInstances: changes.map(toStateChange) }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RebootInstances.html */
export const rebootInstances = defineOperation({
  name: 'RebootInstances',
  requires: ['InstanceIds'],
  async run({ compute, accountId }, { InstanceIds = [] }) {
    checkIds(instanceIdKind, InstanceIds)
    await compute.machines.reboot(accountId, InstanceIds)
    return undefined
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html */
export const terminateInstances = defineOperation({
  name: 'TerminateInstances',
  requires: ['InstanceIds'],
  async run({ compute, accountId }, { InstanceIds = [] }) {
    checkIds(instanceIdKind, InstanceIds)
    const changes = await compute.machines.terminate(accountId, InstanceIds)
    return { TerminatingInstances: changes.map(toStateChange) }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleOutput.html */
export const getConsoleOutput = defineOperation({
  name: 'GetConsoleOutput',
  requires: ['InstanceId'],
  async run({ compute, accountId }: Ec2Context, { InstanceId = '' }) {
    checkIds(instanceIdKind, [InstanceId])
    const { bytes, atMs } = await compute.machines.consoleOutput(accountId, InstanceId)
    return {
      InstanceId,
      Timestamp: new Date(atMs),
      // In the API's model this member is text, which holds base64.
      Output: Buffer.from(bytes).toString('base64'),
    }
  },
})
