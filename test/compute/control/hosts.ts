import {
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { HostError } from '../../../lib/compute/hosts/host-error.ts'
import {
  createFakeHypervisor,
  type FakeHypervisor,
} from '../../../lib/compute/hypervisors/fake/fake-hypervisor.ts'
import { documentId, openComputeRecords } from '../../../lib/compute/records.ts'
import { type Ec2Server, startEc2 } from '../../support/ec2-server.ts'

const gib = 2 ** 30

function fake(name: string, memoryGib = 8): FakeHypervisor {
  const capacity = { vcpuCount: 8, memoryBytes: memoryGib * gib }
  return createFakeHypervisor({ name, capacity, clock: Date })
}

interface TwoHosts extends Ec2Server {
  readonly one: FakeHypervisor
  readonly other: FakeHypervisor
}

/** `one` is the emptier, so machines go there first. */
async function startTwo(): Promise<TwoHosts> {
  const [one, other] = [fake('one', 16), fake('other')]
  const hostChecks = { checkTimeoutMs: 50, fenceTimeoutMs: 200, failuresMax: 2, answersMin: 2 }
  const ec2 = await startEc2({ hypervisor: one, hypervisors: [one, other], hostChecks })
  return { ...ec2, one, other }
}

async function machineOf(ec2: Ec2Server, id: string) {
  const machine = await ec2.compute().machines.get(ec2.key.accountId, id)
  if (!machine) throw new Error(`no machine ${id}`)
  return machine
}

/** As if it booted from a disk of its host instead of from a volume, which any host reaches. */
async function bindToHost(ec2: Ec2Server, id: string): Promise<void> {
  const records = openComputeRecords(ec2.storage)
  const key = documentId(await machineOf(ec2, id))
  await records.machines.update(key, current => current && { ...current, hasLocalDisk: true })
}

async function checkTwice(ec2: Ec2Server): Promise<void> {
  for (let round = 0; round < 2; round++) await ec2.compute().checkHosts()
  await ec2.compute().settled()
}

const stateOf = async (ec2: Ec2Server, name: string) =>
  (await ec2.compute().hosts.list()).find(host => host.name === name)?.state

test('a host that does not answer is fenced, and only then its machines start elsewhere', async t => {
  await using ec2 = await startTwo()
  const { one, other } = ec2
  const id = await ec2.runMachine()
  t.is((await machineOf(ec2, id)).hypervisor, 'one')

  one.die({ machinesRun: true })
  one.failNext('fence', 'unavailable')
  await checkTwice(ec2)
  t.is(await stateOf(ec2, 'one'), 'unreachable')
  t.deepEqual(one.runningIds(), [id])
  t.deepEqual(other.runningIds(), [], 'nothing starts elsewhere while nothing is confirmed')
  t.is((await machineOf(ec2, id)).state, 'running')

  await ec2.compute().checkHosts()
  await ec2.compute().settled()
  t.is(await stateOf(ec2, 'one'), 'fenced')
  t.deepEqual(one.runningIds(), [])
  t.deepEqual(other.runningIds(), [id])
  const { state, hypervisor, leftOn } = await machineOf(ec2, id)
  t.deepEqual(
    { state, hypervisor, leftOn },
    { state: 'running', hypervisor: 'other', leftOn: ['one'] },
  )

  one.revive()
  await checkTwice(ec2)
  t.is(await stateOf(ec2, 'one'), 'active')
  t.deepEqual(other.runningIds(), [id])
  t.deepEqual(one.runningIds(), [])
})

test('a fence that never answers is no confirmation, and neither is one that answers late', async t => {
  await using ec2 = await startTwo()
  const { one, other } = ec2
  const id = await ec2.runMachine()
  one.die({ machinesRun: true })
  const answer = one.hangNext('fence')
  await checkTwice(ec2)
  t.is(await stateOf(ec2, 'one'), 'unreachable')
  answer()
  t.deepEqual(other.runningIds(), [])
  await ec2.compute().checkHosts()
  await ec2.compute().settled()
  t.deepEqual([one.runningIds(), other.runningIds()], [[], [id]])
})

test('a start that hangs on a host that dies is made on another one, and is no start when it comes late', async t => {
  await using ec2 = await startTwo()
  const { one, other } = ec2
  const release = one.hangNext('start')
  const ImageId = await ec2.registerImage()
  const { Instances } = await ec2.client.send(
    new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 }),
  )
  const id = Instances?.[0]?.InstanceId ?? ''
  one.die({ machinesRun: true })
  await checkTwice(ec2)
  t.deepEqual(other.runningIds(), [id])
  one.revive()
  release()
  await checkTwice(ec2)
  t.deepEqual([one.runningIds(), other.runningIds()], [[], [id]])
  t.is((await machineOf(ec2, id)).hypervisor, 'other')
})

test('a machine whose disk is on the host waits for it and starts again with it', async t => {
  await using ec2 = await startTwo()
  const { one, other } = ec2
  const id = await ec2.runMachine()
  await bindToHost(ec2, id)
  one.die({ machinesRun: false })
  await checkTwice(ec2)
  t.is(await stateOf(ec2, 'one'), 'fenced')
  t.is((await machineOf(ec2, id)).state, 'pending')
  t.deepEqual(other.runningIds(), [])
  one.revive()
  await checkTwice(ec2)
  t.deepEqual(one.runningIds(), [id])
  t.is((await machineOf(ec2, id)).state, 'running')
})

test('a host that answers late once, or fails once, is left alone', async t => {
  await using ec2 = await startTwo()
  const { one } = ec2
  const id = await ec2.runMachine()
  const answer = one.hangNext('check')
  await ec2.compute().checkHosts()
  answer()
  await ec2.compute().checkHosts()
  one.failNext('check', 'timeout')
  await ec2.compute().checkHosts()
  await ec2.compute().checkHosts()
  t.is(await stateOf(ec2, 'one'), 'active')
  t.deepEqual(one.runningIds(), [id])
  t.false(one.calls.includes('fence'))
})

test('a host without another one beside it is not fenced, and goes on when it answers again', async t => {
  await using ec2 = await startTwo()
  const { one } = ec2
  const id = await ec2.runMachine()
  await ec2.compute().hosts.drain('other')
  one.die({ machinesRun: true })
  await checkTwice(ec2)
  await ec2.compute().checkHosts()
  t.is(await stateOf(ec2, 'one'), 'unreachable')
  one.revive()
  await checkTwice(ec2)
  t.is(await stateOf(ec2, 'one'), 'active')
  t.deepEqual(one.runningIds(), [id])
  t.false(one.calls.includes('fence'))
  t.is((await machineOf(ec2, id)).state, 'running')
})

test('a hypervisor that hides a machine makes none run twice', async t => {
  await using ec2 = await startTwo()
  const { one, other } = ec2
  const id = await ec2.runMachine()
  // The sweep asks once, and looks again before it concludes anything.
  one.lieNext([])
  one.lieNext([])
  await ec2.compute().sweep()
  await ec2.compute().settled()
  t.is((await machineOf(ec2, id)).state, 'stopped')
  t.deepEqual([...one.runningIds(), ...other.runningIds()], [])
})

test('a draining host gets nothing new, and its stopped machines start elsewhere if their disks can', async t => {
  await using ec2 = await startTwo()
  const { one, other } = ec2
  const kept = await ec2.runMachine()
  const bound = await ec2.runMachine()
  await bindToHost(ec2, bound)
  const free = await ec2.runMachine()
  const hosts = ec2.compute().hosts
  await hosts.drain('one')
  t.is(await stateOf(ec2, 'one'), 'draining')
  await ec2.client.send(new StopInstancesCommand({ InstanceIds: [bound, free] }))
  await ec2.compute().settled()
  await ec2.client.send(new StartInstancesCommand({ InstanceIds: [free] }))
  await t.throwsAsync(ec2.client.send(new StartInstancesCommand({ InstanceIds: [bound] })), {
    name: 'InsufficientInstanceCapacity',
  })
  const fresh = await ec2.runMachine()
  await ec2.compute().settled()
  t.deepEqual([...other.runningIds()].sort(), [free, fresh].sort())
  t.deepEqual(one.runningIds(), [kept])

  await ec2.restart()
  t.is(await stateOf(ec2, 'one'), 'draining', 'a restart remembers it')
  await ec2.compute().hosts.keep('one')
  await ec2.client.send(new StartInstancesCommand({ InstanceIds: [bound] }))
  await ec2.compute().settled()
  t.deepEqual([...one.runningIds()].sort(), [kept, bound].sort())
})

test('hosts are attached and detached while the server runs, and found again by its next start', async t => {
  const attached = new Map<string, FakeHypervisor>()
  await using ec2 = await startEc2({
    hypervisor: fake('one', 1),
    async openHost(name, { memoryBytes }) {
      if (name === 'broken') throw new Error('there is no such folder')
      const there = attached.get(name) ?? fake(name, memoryBytes / gib)
      attached.set(name, there)
      return Object.assign(Object.create(there), { [Symbol.asyncDispose]: async () => undefined })
    },
  })
  const settings = { driver: 'fake', folder: '/srv/b', vcpuCount: 8, memoryBytes: 64 * gib }
  const hosts = () => ec2.compute().hosts
  await hosts().attach('b', settings)
  const id = await ec2.runMachine({ InstanceType: 't3.large' })
  t.deepEqual(attached.get('b')?.runningIds(), [id])
  await bindToHost(ec2, id)

  for (const [name, folder] of [
    ['b', '/srv/c'],
    ['c', '/srv/b'],
    ['broken', '/srv/d'],
    ['../b', '/srv/e'],
  ] as const) {
    const again = hosts().attach(name, { ...settings, folder })
    t.is((await t.throwsAsync(again, { instanceOf: HostError }))?.code, 'host-refused', name)
  }
  await ec2.restart()
  const [b] = await hosts().list()
  t.like(b, { name: 'b', state: 'active', machineCount: 1, folder: '/srv/b' })
  t.is(b?.taken.memoryBytes, 8 * gib)

  const refused = hosts().detach('b', { isForced: false })
  t.regex((await t.throwsAsync(refused, { instanceOf: HostError }))?.message ?? '', /1 machines/)
  t.is(await stateOf(ec2, 'b'), 'active')
  await t.throwsAsync(hosts().detach('one', { isForced: true }), { instanceOf: HostError })
  await t.throwsAsync(hosts().detach('nobody', { isForced: true }), { instanceOf: HostError })

  await hosts().detach('b', { isForced: true })
  await ec2.compute().settled()
  t.is((await machineOf(ec2, id)).state, 'terminated', 'its disk went with the host')
  t.deepEqual(attached.get('b')?.runningIds(), [])
  t.deepEqual(
    (await hosts().list()).map(({ name }) => name),
    ['one'],
  )
  await ec2.restart()
  t.deepEqual(
    (await hosts().list()).map(({ name }) => name),
    ['one'],
  )
})
