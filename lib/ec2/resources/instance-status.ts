/** Whether instances, and what they run on, are well. */
import type { CheckResult, Health } from '../../compute/monitoring/machine-metrics.ts'
import type { MachineRecord } from '../../compute/records.ts'
import { instanceIdKind } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import type {
  DescribeInstanceStatusRequestInput,
  InstanceStatusOutput,
} from '../wire/wire.generated.ts'
import { type ListedInstance, stateFilters } from './instance-filters.ts'
import { createSurroundings, type Surroundings, toInstance } from './instance-view.ts'

interface CheckedInstance extends ListedInstance {
  /** Absent where it does not run. */
  readonly health: Health | undefined
}

async function toChecked(
  { compute }: Ec2Context,
  machine: MachineRecord,
  around: Surroundings,
): Promise<CheckedInstance> {
  const { reservationId, accountId } = machine
  const isRunning = machine.state === 'running'
  const health = isRunning ? await compute.monitoring.health(machine) : undefined
  return { instance: toInstance(machine, around), reservationId, ownerId: accountId, health }
}

const statusListing: Listing<DescribeInstanceStatusRequestInput, CheckedInstance> = {
  name: 'DescribeInstanceStatus',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: instanceIdKind,
    idsOf: input => input.InstanceIds,
    async find(context, id) {
      const machine = await context.compute.machines.get(context.accountId, id)
      return machine && toChecked(context, machine, await createSurroundings(context)(machine))
    },
  },
  filters: {
    ...stateFilters,
    'instance-status.reachability': ({ health }) => health && reachability[health.instance],
    'instance-status.status': ({ health }) => statusOf(health?.instance),
    'system-status.reachability': ({ health }) => health && reachability[health.system],
    'system-status.status': ({ health }) => statusOf(health?.system),
  },
  tagsOf: ({ instance }) => instance.Tags ?? [],
  async *list(context, after) {
    const around = createSurroundings(context)
    for await (const machine of context.compute.machines.list(context.accountId, after)) {
      yield await toChecked(context, machine, await around(machine))
    }
  },
  positionOf: ({ instance }) => instance.InstanceId ?? '',
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html */
export const describeInstanceStatus = defineOperation({
  name: 'DescribeInstanceStatus',
  async run(context, input) {
    // Only those that run, unless asked for all: a filter as good as the caller's own.
    const onlyRunning = { Name: 'instance-state-name', Values: ['running'] }
    const Filters = [...(input.Filters ?? []), ...(input.IncludeAllInstances ? [] : [onlyRunning])]
    const { items, NextToken } = await listItems(statusListing, context, { ...input, Filters })
    return { InstanceStatuses: items.map(item => toInstanceStatus(item)), NextToken }
  },
})

const reachability = {
  passed: 'passed',
  failed: 'failed',
  unknown: 'insufficient-data',
} as const satisfies Record<CheckResult, string>

const statuses = {
  passed: 'ok',
  failed: 'impaired',
  unknown: 'insufficient-data',
} as const satisfies Record<CheckResult, string>

function statusOf(result: CheckResult | undefined): string {
  return result === undefined ? 'not-applicable' : statuses[result]
}

function toSummary(result: CheckResult | undefined) {
  const details = result && { Name: 'reachability', Status: reachability[result] }
  return { Status: statusOf(result), Details: details ? [details] : [] }
}

function toInstanceStatus({ instance, health }: CheckedInstance): InstanceStatusOutput {
  return {
    AvailabilityZone: instance.Placement?.AvailabilityZone,
    InstanceId: instance.InstanceId,
    InstanceState: instance.State,
    InstanceStatus: toSummary(health?.instance),
    SystemStatus: toSummary(health?.system),
  }
}
