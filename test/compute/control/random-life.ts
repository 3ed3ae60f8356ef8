/** Random commands, guests' own doings, failures and restarts: records and hypervisor agree at last. */
import test from 'ava'
import fc from 'fast-check'
import pino from 'pino'
import { type Compute, createCompute } from '../../../lib/compute/compute.ts'
import { ComputeError } from '../../../lib/compute/errors.ts'
import {
  createFakeHypervisor,
  type FakeHypervisor,
  type FakeStep,
} from '../../../lib/compute/hypervisors/fake/fake-hypervisor.ts'
import { type MachineRecord, openComputeRecords } from '../../../lib/compute/records.ts'
import { openMemoryStorage } from '../../../storage/open.ts'
import type { Storage } from '../../../storage/storage.ts'

const accountId = '123456789012'
const capacity = { vcpuCount: 8, memoryBytes: 8 * 2 ** 30 }
const clock = { now: () => Date.now() }

interface World extends AsyncDisposable {
  readonly storage: Storage
  readonly hypervisor: FakeHypervisor
  readonly imageId: string
  /** Those that somebody asked to terminate. */
  readonly ended: Set<string>
  compute: Compute
  open(): Promise<Compute>
}

async function createWorld(): Promise<World> {
  const storage = await openMemoryStorage({ clock })
  const hypervisor = createFakeHypervisor({ clock, capacity })
  const log = pino({ level: 'silent' })
  const open = () =>
    createCompute({ storage, hypervisors: [hypervisor], clock, log, vcpuOvercommitRatio: 1 })
  const compute = await open()
  await storage.createBucket('images', { ownerId: accountId })
  const finish = () => ({ etag: '', summary: '', attributes: {} })
  await storage.putObject('images', 'disk', new Uint8Array(512), { finish })
  const image = await compute.images.register({
    accountId,
    name: 'disk',
    description: '',
    location: 'images/disk',
    architecture: 'x86_64',
    rootDeviceName: '/dev/sda1',
    enaSupport: true,
    tags: {},
  })
  const world: World = {
    storage,
    hypervisor,
    imageId: image.id,
    ended: new Set(),
    compute,
    open,
    async [Symbol.asyncDispose]() {
      await world.compute.close()
      await hypervisor[Symbol.asyncDispose]()
      await storage[Symbol.asyncDispose]()
    },
  }
  return world
}

function launch({ compute, imageId }: World, count: number, clientToken: string) {
  return compute.launch({
    accountId,
    imageId,
    machineType: 't2.micro',
    countMin: count,
    countMax: count,
    keyName: '',
    userDataBase64: 'aGVsbG8=',
    clientToken,
    tags: {},
    deleteDiskOnTermination: true,
    network: { groupIds: [], groupNames: [], description: '', deletesOnTermination: true },
    shutdownBehavior: count % 2 === 0 ? 'terminate' : 'stop',
    metadataOptions: { isEnabled: true, isTokenRequired: false, showsTags: false },
  })
}

async function machinesOf({ compute }: World): Promise<MachineRecord[]> {
  return Array.fromAsync(compute.machines.list(accountId))
}

type Step = (world: World) => Promise<unknown> | void

/** A step on the machine at that place of the list, if there are any. */
function onMachine(act: (world: World, machineId: string) => Promise<unknown> | void) {
  return (position: number): Step =>
    async world => {
      const machines = await machinesOf(world)
      const machine = machines[position % Math.max(machines.length, 1)]
      if (machine) await act(world, machine.id)
    }
}

const position = fc.nat({ max: 7 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('', 'one', 'two')).map(
    ([count, token]): Step =>
      world =>
        launch(world, count, token),
  ),
  position.map(onMachine((world, id) => world.compute.machines.start(accountId, [id]))),
  position.map(
    onMachine((world, id) => world.compute.machines.stop(accountId, [id], { isForced: false })),
  ),
  position.map(
    onMachine((world, id) => world.compute.machines.stop(accountId, [id], { isForced: true })),
  ),
  position.map(
    onMachine(async (world, id) => {
      await world.compute.machines.terminate(accountId, [id])
      world.ended.add(id)
    }),
  ),
  position.map(onMachine((world, id) => world.hypervisor.guestPowersOff(id))),
  position.map(onMachine((world, id) => world.hypervisor.guestCrashes(id))),
  fc.constantFrom<FakeStep>('start', 'stop', 'destroy', 'list').map(
    (name): Step =>
      world =>
        world.hypervisor.failNext(name, 'timeout'),
  ),
  fc.constant<Step>(world => world.compute.settled()),
  fc.constant<Step>(world => world.compute.sweep()),
  fc.constant<Step>(async world => {
    await world.compute.close()
    world.compute = await world.open()
  }),
)

/** Refusals are part of the game; anything else is a fault. */
async function perform(world: World, act: Step): Promise<void> {
  try {
    await act(world)
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error
  }
}

/** Every scripted failure hits one sweep at most, so after so many nothing is left to fail. */
async function calmDown(world: World): Promise<void> {
  for (let round = 0; round < 30; round++) {
    await world.compute.sweep()
    await world.compute.settled()
  }
}

test('after any history the hypervisor has what the records want, and all room comes back', async t => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
      await using world = await createWorld()
      for (const act of steps) await perform(world, act)
      await calmDown(world)

      const machines = await machinesOf(world)
      const running = new Map((await world.hypervisor.list()).map(({ id, power }) => [id, power]))
      for (const { id, state } of machines) {
        t.true(['running', 'stopped', 'terminated'].includes(state), state)
        t.is(running.get(id) === 'running', state === 'running', `${id} is ${state}`)
        if (world.ended.has(id)) t.is(state, 'terminated')
        if (state === 'terminated') t.false(running.has(id))
      }
      t.deepEqual(
        [...running.keys()].filter(id => !machines.some(each => each.id === id)),
        [],
      )

      const records = openComputeRecords(world.storage)
      const claims = await Array.fromAsync(records.networks.interfaces.list())
      const alive = machines.filter(({ state }) => state !== 'terminated')
      t.deepEqual(
        claims.map(([, { attachment }]) => attachment?.machineId).sort(),
        alive.map(({ id }) => id).sort(),
      )

      await world.compute.machines.terminate(
        accountId,
        alive.map(({ id }) => id),
      )
      await calmDown(world)
      t.deepEqual(await world.hypervisor.list(), [])
      t.deepEqual(await Array.fromAsync(records.userData.list()), [])
      t.is((await launch(world, capacity.vcpuCount, '')).length, capacity.vcpuCount)
    }),
    { numRuns: 200, interruptAfterTimeLimit: 60_000 },
  )
})
