import {
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  GetConsoleOutputCommand,
  type Instance,
  RebootInstancesCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { createFakeHypervisor } from '../../lib/compute/hypervisors/fake/fake-hypervisor.ts'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'

async function describe(ec2: Ec2Server, id: string): Promise<Instance> {
  const command = new DescribeInstancesCommand({ InstanceIds: [id] })
  const { Reservations } = await ec2.client.send(command)
  const instance = Reservations?.[0]?.Instances?.[0]
  if (!instance) throw new Error(`no instance ${id}`)
  return instance
}

test('RunInstances answers pending and the machine runs without waiting for a sweep', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const answer = await ec2.client.send(
    new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1, InstanceType: 't3.nano' }),
  )
  const [instance] = answer.Instances ?? []
  t.is(instance?.State?.Name, 'pending')
  t.is(instance?.State?.Code, 0)
  t.regex(answer.ReservationId ?? '', /^r-[0-9a-f]{17}$/)
  const id = instance?.InstanceId ?? ''
  t.regex(id, /^i-[0-9a-f]{17}$/)
  await ec2.compute().settled()
  const running = await describe(ec2, id)
  t.is(running.State?.Name, 'running')
  t.is(running.State?.Code, 16)
  t.is(running.NetworkInterfaces?.[0]?.Attachment?.DeviceIndex, 0)
  t.regex(running.PrivateIpAddress ?? '', /^172\.31\.(?:\d|1[0-5])\.\d{1,3}$/)
  const spec = ec2.hypervisor.specs.get(id)
  t.is(spec?.memoryBytes, 512 * 1024 * 1024)
  const nic = spec?.network.interfaces[0]
  t.is(nic?.privateIpAddress, running.PrivateIpAddress)
  t.regex(
    spec?.smbiosUuid ?? '',
    /^ec2[0-9a-f]{5}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  )
  t.regex(nic?.macAddress ?? '', /^02(:[0-9a-f]{2}){5}$/)
})

test('StopInstances, StartInstances and TerminateInstances go through the states', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  const ids = { InstanceIds: [id] }
  const stopping = await ec2.client.send(new StopInstancesCommand(ids))
  t.is(stopping.StoppingInstances?.[0]?.PreviousState?.Name, 'running')
  t.is(stopping.StoppingInstances?.[0]?.CurrentState?.Name, 'stopping')
  await ec2.compute().settled()
  const stopped = await describe(ec2, id)
  t.is(stopped.State?.Name, 'stopped')
  t.is(stopped.StateReason?.Code, 'Client.UserInitiatedShutdown')
  t.regex(stopped.StateTransitionReason ?? '', /^User initiated \(\d{4}-\d\d-\d\d .* GMT\)$/)

  const starting = await ec2.client.send(new StartInstancesCommand(ids))
  t.is(starting.StartingInstances?.[0]?.CurrentState?.Name, 'pending')
  await ec2.compute().settled()
  t.is((await describe(ec2, id)).State?.Name, 'running')
  t.is((await describe(ec2, id)).PrivateIpAddress, stopped.PrivateIpAddress)

  const ending = await ec2.client.send(new TerminateInstancesCommand(ids))
  t.is(ending.TerminatingInstances?.[0]?.CurrentState?.Name, 'shutting-down')
  await ec2.compute().settled()
  t.is((await describe(ec2, id)).State?.Name, 'terminated')
  t.deepEqual(await ec2.hypervisor.list(), [])
})

test('a terminated machine stays visible for an hour and then is gone', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  await ec2.client.send(new TerminateInstancesCommand({ InstanceIds: [id] }))
  await ec2.compute().settled()
  ec2.clock.advance(59 * 60_000)
  await ec2.compute().sweep()
  // Signatures would be too old by now, so the control plane itself is asked.
  const find = () => ec2.compute().machines.get(ec2.key.accountId, id)
  t.is((await find())?.state, 'terminated')
  ec2.clock.advance(2 * 60_000)
  await ec2.compute().sweep()
  t.is(await find(), undefined)
})

test('StopInstances of a pending machine is refused and TerminateInstances cuts its start short', async t => {
  await using ec2 = await startEc2()
  const release = ec2.hypervisor.holdStarts()
  const ImageId = await ec2.registerImage()
  const { Instances } = await ec2.client.send(
    new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 }),
  )
  const ids = { InstanceIds: [Instances?.[0]?.InstanceId ?? ''] }
  await t.throwsAsync(ec2.client.send(new StopInstancesCommand(ids)), {
    name: 'IncorrectInstanceState',
  })
  await ec2.client.send(new TerminateInstancesCommand(ids))
  await ec2.compute().settled()
  t.is((await describe(ec2, ids.InstanceIds[0] ?? '')).State?.Name, 'terminated')
  release()
  t.deepEqual(await ec2.hypervisor.list(), [])
})

test('a guest that powers itself off is stopped, or terminated where it was asked for', async t => {
  await using ec2 = await startEc2()
  const kept = await ec2.runMachine()
  const ended = await ec2.runMachine({ InstanceInitiatedShutdownBehavior: 'terminate' })
  ec2.hypervisor.guestPowersOff(kept)
  ec2.hypervisor.guestPowersOff(ended)
  await settleAfterEvents(ec2)
  t.is((await describe(ec2, kept)).State?.Name, 'stopped')
  t.is((await describe(ec2, kept)).StateReason?.Code, 'Client.InstanceInitiatedShutdown')
  t.is((await describe(ec2, ended)).State?.Name, 'terminated')
})

test('a machine that crashes is stopped with a server reason and can be started again', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  ec2.hypervisor.guestCrashes(id)
  await settleAfterEvents(ec2)
  const crashed = await describe(ec2, id)
  t.is(crashed.State?.Name, 'stopped')
  t.is(crashed.StateReason?.Code, 'Server.InternalError')
  await ec2.client.send(new StartInstancesCommand({ InstanceIds: [id] }))
  await ec2.compute().settled()
  t.is((await describe(ec2, id)).State?.Name, 'running')
})

test('a first start that fails terminates the machine and a later one stops it', async t => {
  await using ec2 = await startEc2()
  ec2.hypervisor.failNext('start', 'start-failed')
  const failed = await ec2.runMachine()
  const terminated = await describe(ec2, failed)
  t.is(terminated.State?.Name, 'terminated')
  t.is(terminated.StateReason?.Code, 'Server.InternalError')

  const id = await ec2.runMachine()
  await ec2.client.send(new StopInstancesCommand({ InstanceIds: [id] }))
  await ec2.compute().settled()
  ec2.hypervisor.failNext('start', 'timeout')
  await ec2.client.send(new StartInstancesCommand({ InstanceIds: [id] }))
  await ec2.compute().settled()
  t.is((await describe(ec2, id)).State?.Name, 'stopped')
  t.is((await describe(ec2, id)).StateReason?.Code, 'Server.InternalError')
})

test('a stop that fails is tried again by the next sweep', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  ec2.hypervisor.failNext('stop', 'timeout')
  await ec2.client.send(new StopInstancesCommand({ InstanceIds: [id] }))
  await ec2.compute().settled()
  t.is((await describe(ec2, id)).State?.Name, 'stopping')
  await ec2.compute().sweep()
  await ec2.compute().settled()
  t.is((await describe(ec2, id)).State?.Name, 'stopped')
})

test('RebootInstances and GetConsoleOutput reach the guest', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  await ec2.client.send(new RebootInstancesCommand({ InstanceIds: [id] }))
  const { Output, Timestamp } = await ec2.client.send(
    new GetConsoleOutputCommand({ InstanceId: id }),
  )
  t.regex(Buffer.from(Output ?? '', 'base64').toString(), /^booting ip-172-31-.*\nrebooting\n$/)
  t.true(Timestamp instanceof Date)
})

test('DescribeInstanceStatus shows machines that run, and all when asked', async t => {
  await using ec2 = await startEc2()
  const running = await ec2.runMachine()
  const stopped = await ec2.runMachine()
  await ec2.client.send(new StopInstancesCommand({ InstanceIds: [stopped] }))
  await ec2.compute().settled()
  const some = await ec2.client.send(new DescribeInstanceStatusCommand({}))
  t.deepEqual(
    some.InstanceStatuses?.map(status => status.InstanceId),
    [running],
  )
  t.is(some.InstanceStatuses?.[0]?.InstanceStatus?.Status, 'ok')
  t.is(some.InstanceStatuses?.[0]?.SystemStatus?.Details?.[0]?.Status, 'passed')
  const all = await ec2.client.send(
    new DescribeInstanceStatusCommand({ IncludeAllInstances: true, InstanceIds: [stopped] }),
  )
  t.is(all.InstanceStatuses?.[0]?.InstanceState?.Name, 'stopped')
})

test('a launch starts only so many machines at a time', async t => {
  await using ec2 = await startEc2({ startsAtATime: 3 })
  const release = ec2.hypervisor.holdStarts()
  const ImageId = await ec2.registerImage()
  await ec2.client.send(
    new RunInstancesCommand({ ImageId, MinCount: 10, MaxCount: 10, InstanceType: 't3.nano' }),
  )
  release()
  await ec2.compute().settled()
  t.is(ec2.hypervisor.specs.size, 10)
  t.true(ec2.hypervisor.startsAtOnceMax <= 3)
})

test('RunInstances launches as many as there is room for between the minimum and the maximum', async t => {
  const clock = { now: () => Date.now() }
  const capacity = { vcpuCount: 16, memoryBytes: 3 * 512 * 1024 * 1024 }
  await using ec2 = await startEc2({ hypervisor: createFakeHypervisor({ clock, capacity }) })
  const ImageId = await ec2.registerImage()
  const run = (MinCount: number, MaxCount: number) =>
    ec2.client.send(
      new RunInstancesCommand({ ImageId, MinCount, MaxCount, InstanceType: 't3.nano' }),
    )
  await t.throwsAsync(run(4, 4), { name: 'InsufficientInstanceCapacity' })
  const { Instances } = await run(2, 9)
  t.is(Instances?.length, 3)
  t.deepEqual(
    Instances?.map(instance => instance.AmiLaunchIndex),
    [0, 1, 2],
  )
  await ec2.compute().settled()
  await t.throwsAsync(run(1, 1), { name: 'InsufficientInstanceCapacity' })
  // What stops frees its room.
  const InstanceIds = Instances?.map(instance => instance.InstanceId ?? '') ?? []
  await ec2.client.send(new StopInstancesCommand({ InstanceIds: InstanceIds.slice(0, 1) }))
  await ec2.compute().settled()
  t.is((await run(1, 1)).Instances?.length, 1)
  await t.throwsAsync(
    ec2.client.send(new StartInstancesCommand({ InstanceIds: InstanceIds.slice(0, 1) })),
    { name: 'InsufficientInstanceCapacity' },
  )
})

/** Events arrive by themselves; a sweep sees what they told if it is there first. */
async function settleAfterEvents(ec2: Ec2Server): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
  await ec2.compute().settled()
}
