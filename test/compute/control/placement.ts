import test from 'ava'
import fc from 'fast-check'
import { ComputeError } from '../../../lib/compute/errors.ts'
import { AttachedHost } from '../../../lib/compute/hosts/attached-host.ts'
import { createFakeHypervisor } from '../../../lib/compute/hypervisors/fake/fake-hypervisor.ts'
import {
  chooseSeat,
  type GroupSeat,
  type PlacementOptions,
  type PlacementPolicy,
} from '../../../lib/compute/placement.ts'
import { createScheduler, type Reservation } from '../../../lib/compute/scheduler.ts'

const gib = 2 ** 30

function rooms(...memory: readonly number[]) {
  return memory.map((each, index) => ({
    name: 'abcdefgh'.charAt(index),
    vcpuCount: 16,
    memoryBytes: each * gib,
  }))
}

function choose(options: Partial<PlacementOptions>) {
  return chooseSeat({
    rooms: rooms(8, 4, 6),
    size: { vcpuCount: 2, memoryBytes: 2 * gib },
    policy: 'spread',
    count: 1,
    neighbours: [],
    ...options,
  })
}

function group(seat: Partial<GroupSeat>): GroupSeat {
  return { groupId: 'pg-1', strategy: 'spread', partitionCount: 0, ...seat }
}

test('spreading takes the emptiest host, packing the fullest that has room', t => {
  t.deepEqual(choose({}), { on: 'a' })
  t.deepEqual(choose({ policy: 'pack' }), { on: 'b' })
  const size = { vcpuCount: 2, memoryBytes: 5 * gib }
  t.deepEqual(choose({ policy: 'pack', size }), { on: 'c' })
  t.is(choose({ size: { vcpuCount: 2, memoryBytes: 9 * gib } }), undefined)
  t.is(choose({ size: { vcpuCount: 17, memoryBytes: gib } }), undefined)
  t.deepEqual(choose({ preferred: 'b' }), { on: 'b' })
  t.deepEqual(choose({ preferred: 'b', size }), { on: 'a' })
})

test('a cluster group stays on the host of its first machine', t => {
  const cluster = group({ strategy: 'cluster' })
  t.deepEqual(choose({ group: cluster, neighbours: [{ on: 'c' }] }), { on: 'c' })
  const full = { group: cluster, neighbours: [{ on: 'b' }], rooms: rooms(8, 1, 6) }
  t.is(choose(full), undefined)
  // Three together fit on one host alone, whatever the policy prefers.
  t.deepEqual(choose({ group: cluster, count: 3, policy: 'pack' }), { on: 'c' })
  t.deepEqual(choose({ group: cluster, count: 9, policy: 'pack' }), { on: 'a' })
})

test('a spread group has one machine on each host', t => {
  const spread = group({})
  t.deepEqual(choose({ group: spread, neighbours: [{ on: 'a' }] }), { on: 'c' })
  const all = [{ on: 'a' }, { on: 'b' }, { on: 'c' }]
  t.is(choose({ group: spread, neighbours: all }), undefined)
})

test('two partitions of a group share no host', t => {
  const partitions = group({ strategy: 'partition', partitionCount: 2 })
  t.deepEqual(choose({ group: partitions }), { on: 'a', partition: 1 })
  const neighbours = [{ on: 'a', partition: 1 }]
  t.deepEqual(choose({ group: partitions, neighbours }), { on: 'c', partition: 2 })
  t.deepEqual(choose({ group: { ...partitions, partition: 1 }, neighbours }), {
    on: 'a',
    partition: 1,
  })
  const taken = ['a', 'b', 'c'].map(on => ({ on, partition: 1 }))
  t.is(choose({ group: { ...partitions, partition: 2 }, neighbours: taken }), undefined)
})

function scheduler(options: { limits?: object; policy?: PlacementPolicy; memory: number[] }) {
  const hosts = options.memory.map((memory, index) => {
    const capacity = { vcpuCount: 2, memoryBytes: memory * gib }
    const name = `host-${index}`
    const hypervisor = createFakeHypervisor({ name, capacity, clock: Date })
    return new AttachedHost(hypervisor, { isDraining: false })
  })
  return createScheduler({
    hosts: { list: () => hosts, get: name => hosts.find(host => host.name === name) },
    vcpuOvercommitRatio: 4,
    policy: options.policy ?? 'spread',
    limits: { machinesMax: 0, vcpusMax: 0, ...options.limits },
  })
}

let idCount = 0
const wanted = (count: number, change: Partial<Reservation> = {}): Reservation => ({
  accountId: '000000000001',
  machineType: 't3.nano',
  ids: Array.from({ length: count }, () => `i-${++idCount}`),
  countMin: 1,
  vcpuCount: 1,
  memoryBytes: gib,
  platforms: ['q35-bios'],
  ...change,
})

test('what an account may have is bounded, for it alone', async t => {
  const plan = scheduler({ memory: [64], limits: { machinesMax: 3, vcpusMax: 5 } })
  t.is((await plan.reserve(wanted(2))).size, 2)
  t.is((await plan.reserve(wanted(4))).size, 1, 'as many as there may be')
  const more = plan.reserve(wanted(1))
  t.is((await t.throwsAsync(more, { instanceOf: ComputeError }))?.code, 'machine-limit-exceeded')
  const others = { accountId: '000000000002' }
  const vcpus = plan.reserve(wanted(1, { ...others, vcpuCount: 6 }))
  t.is((await t.throwsAsync(vcpus, { instanceOf: ComputeError }))?.code, 'vcpu-limit-exceeded')
  t.is((await plan.reserve(wanted(1, others))).size, 1)
})

test('any number of launches at once share no memory, and take no more vCPUs than are lent', async t => {
  const launch = fc.record({
    count: fc.integer({ min: 1, max: 6 }),
    countMin: fc.integer({ min: 1, max: 3 }),
    memoryBytes: fc.integer({ min: 1, max: 5 }).map(each => each * gib),
    vcpuCount: fc.integer({ min: 1, max: 4 }),
  })
  const policies = fc.constantFrom<PlacementPolicy>('pack', 'spread')
  await fc.assert(
    fc.asyncProperty(policies, fc.array(launch, { maxLength: 12 }), async (policy, launches) => {
      const memory = [8, 4, 6]
      const plan = scheduler({ memory, policy })
      const asked = launches.map(({ count, ...change }) => plan.reserve(wanted(count, change)))
      const answers = await Promise.allSettled(asked)
      for (const [index, answer] of answers.entries()) {
        const { countMin = 1 } = launches[index] ?? {}
        if (answer.status === 'fulfilled') t.true(answer.value.size >= countMin)
        else t.true(answer.reason instanceof ComputeError)
      }
      for (const [index, each] of memory.entries()) {
        const taken = plan.taken(`host-${index}`)
        t.true(taken.memoryBytes <= each * gib)
        t.true(taken.vcpuCount <= 2 * 4)
      }
      for (const answer of answers) {
        if (answer.status !== 'fulfilled') continue
        for (const id of answer.value.keys()) plan.release(id)
      }
      t.is(plan.taken('host-0').machineCount, 0)
    }),
    { numRuns: 60 },
  )
})

test('before anybody is refused, those who were lent room give it back; they themselves ask nobody', async t => {
  const plan = scheduler({ memory: [2] })
  const lent = wanted(2, { isLent: true })
  await plan.reserve(lent)
  const asked: number[] = []
  plan.addBorrower(async ({ memoryBytes }) => {
    asked.push(memoryBytes)
    for (const id of lent.ids) plan.release(id)
  })
  const code = async (attempt: Promise<unknown>) =>
    (await t.throwsAsync(attempt, { instanceOf: ComputeError }))?.code
  t.is(await code(plan.reserve(wanted(1, { isLent: true }))), 'insufficient-capacity')
  t.deepEqual(asked, [])
  t.is((await plan.reserve(wanted(2, { countMin: 2 }))).size, 2)
  t.deepEqual(asked, [2 * gib])
  t.is(await code(plan.reserve(wanted(1))), 'insufficient-capacity')
})
