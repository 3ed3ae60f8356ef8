import {
  CreatePlacementGroupCommand,
  type CreatePlacementGroupCommandInput,
  CreateTagsCommand,
  DeletePlacementGroupCommand,
  DescribeInstancesCommand,
  DescribePlacementGroupsCommand,
  ModifyInstancePlacementCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { createFakeHypervisor } from '../../lib/compute/hypervisors/fake/fake-hypervisor.ts'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'

async function startThree(): Promise<Ec2Server> {
  const capacity = { vcpuCount: 8, memoryBytes: 16 * 2 ** 30 }
  const hypervisors = ['one', 'two', 'three'].map(name =>
    createFakeHypervisor({ name, capacity, clock: Date }),
  )
  const [hypervisor] = hypervisors
  return await startEc2({ hypervisors, ...(hypervisor && { hypervisor }) })
}

function create(ec2: Ec2Server, input: CreatePlacementGroupCommandInput) {
  return ec2.client.send(new CreatePlacementGroupCommand(input))
}

async function run(ec2: Ec2Server, GroupName: string, MaxCount: number, MinCount = MaxCount) {
  const ImageId = await ec2.registerImage()
  const { Instances = [] } = await ec2.client.send(
    new RunInstancesCommand({ ImageId, MinCount, MaxCount, Placement: { GroupName } }),
  )
  await ec2.compute().settled()
  return Instances.map(({ InstanceId = '' }) => InstanceId)
}

async function hostsOf(ec2: Ec2Server, ids: readonly string[]): Promise<readonly string[]> {
  const machines = await Promise.all(
    ids.map(id => ec2.compute().machines.get(ec2.key.accountId, id)),
  )
  return machines.map(machine => machine?.hypervisor ?? '')
}

test('CreatePlacementGroup, DescribePlacementGroups and DeletePlacementGroup', async t => {
  await using ec2 = await startThree()
  const made = await create(ec2, {
    GroupName: 'racks',
    Strategy: 'partition',
    PartitionCount: 3,
    TagSpecifications: [
      { ResourceType: 'placement-group', Tags: [{ Key: 'team', Value: 'data' }] },
    ],
  })
  const expected = {
    GroupName: 'racks',
    Strategy: 'partition',
    PartitionCount: 3,
    State: 'available',
    Tags: [{ Key: 'team', Value: 'data' }],
  } as const
  t.like(made.PlacementGroup, expected)
  t.regex(made.PlacementGroup?.GroupId ?? '', /^pg-[0-9a-f]{17}$/)
  t.like((await create(ec2, { GroupName: 'close' })).PlacementGroup, { Strategy: 'cluster' })
  const { PlacementGroups } = await ec2.client.send(
    new DescribePlacementGroupsCommand({ Filters: [{ Name: 'tag:team', Values: ['data'] }] }),
  )
  t.is(PlacementGroups?.length, 1)
  t.like(PlacementGroups?.[0], expected)
  await ec2.client.send(
    new CreateTagsCommand({
      Resources: [made.PlacementGroup?.GroupId ?? ''],
      Tags: [{ Key: 'team', Value: 'web' }],
    }),
  )
  const named = new DescribePlacementGroupsCommand({ GroupNames: ['racks'] })
  const [racks] = (await ec2.client.send(named)).PlacementGroups ?? []
  t.deepEqual(racks?.Tags, [{ Key: 'team', Value: 'web' }])

  await t.throwsAsync(create(ec2, { GroupName: 'racks' }), {
    name: 'InvalidPlacementGroup.Duplicate',
  })
  for (const wrong of [
    { Strategy: 'tight' as 'cluster' },
    { Strategy: 'partition', PartitionCount: 8 },
    { Strategy: 'cluster', SpreadLevel: 'rack' },
  ] as const) {
    const refused = create(ec2, { GroupName: 'wrong', ...wrong })
    await t.throwsAsync(refused, { name: 'InvalidParameterValue' })
  }
  await ec2.client.send(new DeletePlacementGroupCommand({ GroupName: 'racks' }))
  await t.throwsAsync(ec2.client.send(named), { name: 'InvalidPlacementGroup.Unknown' })
})

test('RunInstances keeps a cluster together, a spread group apart and partitions on hosts of their own', async t => {
  await using ec2 = await startThree()
  await create(ec2, { GroupName: 'close', Strategy: 'cluster' })
  await create(ec2, { GroupName: 'apart', Strategy: 'spread' })
  await create(ec2, { GroupName: 'racks', Strategy: 'partition', PartitionCount: 2 })
  const close = [...(await run(ec2, 'close', 2)), ...(await run(ec2, 'close', 1))]
  t.is(new Set(await hostsOf(ec2, close)).size, 1)
  const apart = await run(ec2, 'apart', 5, 2)
  t.is(apart.length, 3)
  t.is(new Set(await hostsOf(ec2, apart)).size, 3)
  await t.throwsAsync(run(ec2, 'apart', 1), { name: 'InsufficientInstanceCapacity' })

  const racks = await run(ec2, 'racks', 4)
  const { Reservations = [] } = await ec2.client.send(
    new DescribeInstancesCommand({ InstanceIds: racks }),
  )
  const instances = Reservations.flatMap(each => each.Instances ?? [])
  const byPartition = Map.groupBy(instances, each => each.Placement?.PartitionNumber)
  t.deepEqual([...byPartition.keys()].sort(), [1, 2])
  const hosts = await Promise.all(
    [...byPartition.values()].map(async members => {
      const ids = members.map(({ InstanceId = '' }) => InstanceId)
      return new Set(await hostsOf(ec2, ids))
    }),
  )
  t.true(hosts[0] && hosts[1] && hosts[0].isDisjointFrom(hosts[1]))
  t.is(instances[0]?.Placement?.GroupName, 'racks')

  const inUse = ec2.client.send(new DeletePlacementGroupCommand({ GroupName: 'apart' }))
  await t.throwsAsync(inUse, { name: 'InvalidPlacementGroup.InUse' })
  await ec2.client.send(new TerminateInstancesCommand({ InstanceIds: apart }))
  await ec2.compute().settled()
  await ec2.client.send(new DeletePlacementGroupCommand({ GroupName: 'apart' }))
  await t.throwsAsync(run(ec2, 'apart', 1), { name: 'InvalidPlacementGroup.Unknown' })
})

test('ModifyInstancePlacement puts a stopped machine into a group and takes it out', async t => {
  await using ec2 = await startThree()
  await create(ec2, { GroupName: 'apart', Strategy: 'spread' })
  const InstanceId = await ec2.runMachine()
  const modify = (change: object) =>
    ec2.client.send(new ModifyInstancePlacementCommand({ InstanceId, ...change }))
  await t.throwsAsync(modify({ GroupName: 'apart' }), { name: 'IncorrectInstanceState' })
  await ec2.client.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }))
  await ec2.compute().settled()
  await modify({ GroupName: 'apart' })
  const groupName = async () =>
    (await ec2.compute().machines.get(ec2.key.accountId, InstanceId))?.group?.groupName
  t.is(await groupName(), 'apart')
  await t.throwsAsync(modify({ GroupName: 'nowhere' }), { name: 'InvalidPlacementGroup.Unknown' })
  await t.throwsAsync(modify({ Tenancy: 'host' }), { name: 'UnsupportedOperation' })
  await modify({ GroupName: '' })
  t.is(await groupName(), undefined)
})
