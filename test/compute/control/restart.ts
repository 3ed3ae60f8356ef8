import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2'
import test from 'ava'
import { openComputeRecords } from '../../../lib/compute/records.ts'
import { type Ec2Server, startEc2 } from '../../support/ec2-server.ts'

async function stateOf(ec2: Ec2Server, id: string): Promise<string | undefined> {
  const command = new DescribeInstancesCommand({ InstanceIds: [id] })
  const { Reservations } = await ec2.client.send(command)
  return Reservations?.[0]?.Instances?.[0]?.State?.Name
}

test('machines that run are found again after a restart and are not started twice', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  await ec2.restart()
  await ec2.compute().settled()
  t.is(await stateOf(ec2, id), 'running')
  t.deepEqual(ec2.hypervisor.calls, [`start ${id}`])
})

test('a start that a restart interrupted is finished after it', async t => {
  await using ec2 = await startEc2()
  const release = ec2.hypervisor.holdStarts()
  const ImageId = await ec2.registerImage()
  const { Instances } = await ec2.client.send(
    new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 }),
  )
  const id = Instances?.[0]?.InstanceId ?? ''
  await ec2.restart()
  t.is(await stateOf(ec2, id), 'pending')
  release()
  await ec2.compute().settled()
  t.is(await stateOf(ec2, id), 'running')
})

test('a guest that ended while the server was away is stopped when it is back', async t => {
  await using ec2 = await startEc2()
  const off = await ec2.runMachine()
  const gone = await ec2.runMachine()
  await ec2.compute().close()
  ec2.hypervisor.guestPowersOff(off)
  await ec2.hypervisor.destroy(gone)
  await ec2.restart()
  await ec2.compute().settled()
  t.is(await stateOf(ec2, off), 'stopped')
  t.is(await stateOf(ec2, gone), 'stopped')
})

test('a machine that no record names is destroyed', async t => {
  await using ec2 = await startEc2()
  const known = await ec2.runMachine()
  ec2.hypervisor.adopt('i-0fffffffffffffff0', 'running')
  await ec2.compute().sweep()
  t.deepEqual(
    (await ec2.hypervisor.list()).map(machine => machine.id),
    [known],
  )
})

test('a hypervisor that cannot be asked changes nothing', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  ec2.hypervisor.failNext('list', 'unavailable')
  await ec2.compute().sweep()
  await ec2.compute().settled()
  t.is(await stateOf(ec2, id), 'running')
})

test('room that machines take is counted again after a restart', async t => {
  await using ec2 = await startEc2({ vcpuOvercommitRatio: 2 / 64 })
  await ec2.runMachine({ InstanceType: 't3.nano' })
  await ec2.restart()
  await t.throwsAsync(ec2.runMachine({ InstanceType: 't3.nano' }), {
    name: 'InsufficientInstanceCapacity',
  })
})

test('what a killed server left half-written is removed at the next start', async t => {
  await using ec2 = await startEc2()
  const { accountId } = ec2.key
  const records = openComputeRecords(ec2.storage)
  const { privateClaims, publicClaims, interfaces, routeTables } = records.networks
  const id = await ec2.runMachine({ PrivateIpAddress: '172.31.0.10' })
  const [found] = await Array.fromAsync(interfaces.list())
  const nic = found?.[1]
  if (!nic) return t.fail('the machine has no interface')
  const claimOf = (address: string) => `${accountId}/${nic.subnetId}/${address}`

  const lost = { machineId: 'i-00000000000000001', interfaceId: 'eni-00000000000000001' }
  await records.machineOwners.update(lost.machineId, () => ({ accountId }))
  const attachment = { ...nic.attachment, machineId: lost.machineId }
  await interfaces.update(`${accountId}/${lost.interfaceId}`, () => ({
    ...nic,
    id: lost.interfaceId,
    privateIpAddress: '172.31.0.9',
    attachment: { ...attachment, id: 'eni-attach-1', deletesOnTermination: true, attachedAtMs: 0 },
  }))
  for (const address of ['172.31.0.8', '172.31.0.9']) {
    await privateClaims.update(claimOf(address), () => ({ ...lost, claimedAtMs: 0 }))
  }
  const claim = { accountId, holderId: lost.interfaceId, claimedAtMs: 0 }
  await publicClaims.update('127.100.0.1', () => claim)
  await routeTables.update(`${accountId}/rtb-1`, () => ({
    ...{ id: 'rtb-1', accountId, vpcId: 'vpc-1', tags: {}, createdAtMs: 0 },
    ...{ routes: [], associations: [] },
  }))

  await ec2.restart()
  t.is(await records.machineOwners.get(lost.machineId), undefined)
  t.is((await records.machineOwners.get(id))?.accountId, accountId)
  t.is(await interfaces.get(`${accountId}/${lost.interfaceId}`), undefined)
  t.deepEqual(
    (await Array.fromAsync(privateClaims.list())).map(([key]) => key),
    [claimOf('172.31.0.10')],
  )
  t.is(await publicClaims.get('127.100.0.1'), undefined)
  t.is((await Array.fromAsync(publicClaims.list())).length, 1)
  t.is(await routeTables.get(`${accountId}/rtb-1`), undefined)
})

test('a launch that was interrupted while it wrote is made anew by its client token', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const input = { ImageId, MinCount: 1, MaxCount: 1, ClientToken: 'interrupted' }
  const first = await ec2.client.send(new RunInstancesCommand(input))
  const records = openComputeRecords(ec2.storage)
  await records.launches.update(
    `${ec2.key.accountId}/interrupted`,
    current => current && { ...current, isComplete: false },
  )
  await ec2.restart()
  const second = await ec2.client.send(new RunInstancesCommand(input))
  await ec2.compute().settled()
  t.not(second.Instances?.[0]?.InstanceId, first.Instances?.[0]?.InstanceId)
  t.is(await stateOf(ec2, first.Instances?.[0]?.InstanceId ?? ''), 'terminated')
  t.is((await ec2.hypervisor.list()).length, 1)
})

test('client tokens are forgotten after a day, when their machines are gone', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const input = { ImageId, MinCount: 1, MaxCount: 1 }
  const run = async (ClientToken: string) =>
    (await ec2.client.send(new RunInstancesCommand({ ...input, ClientToken }))).Instances?.[0]
  const gone = await run('gone')
  await run('kept')
  await ec2.compute().machines.terminate(ec2.key.accountId, [gone?.InstanceId ?? ''])
  await ec2.compute().settled()
  ec2.clock.advance(25 * 3_600_000)
  await ec2.compute().sweep()
  await ec2.restart()
  const left = await Array.fromAsync(openComputeRecords(ec2.storage).launches.list())
  t.deepEqual(
    left.map(([id]) => id),
    [`${ec2.key.accountId}/kept`],
  )
})
