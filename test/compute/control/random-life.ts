/** Random commands, guests' own doings, failures and restarts: records and hypervisor agree at last. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import pino from 'pino'
import type { BlockStore } from '../../../lib/compute/blocks/block-store.ts'
import { createBlockStore } from '../../../lib/compute/blocks/store.ts'
import { type Compute, createCompute } from '../../../lib/compute/compute.ts'
import { ComputeError } from '../../../lib/compute/errors.ts'
import {
  createFakeHypervisor,
  type FakeHypervisor,
  type FakeStep,
} from '../../../lib/compute/hypervisors/fake/fake-hypervisor.ts'
import { sourceOf } from '../../../lib/compute/images.ts'
import type { DiskRequest } from '../../../lib/compute/machine-blueprint.ts'
import {
  type ImageRecord,
  type MachineRecord,
  openComputeRecords,
} from '../../../lib/compute/records.ts'
import { openMemoryStorage } from '../../../storage/open.ts'
import type { Storage } from '../../../storage/storage.ts'
import { openTransferTools } from '../../support/transfer-tools.ts'

const accountId = '123456789012'
const capacity = { vcpuCount: 8, memoryBytes: 8 * 2 ** 30 }
const gp2 = { volumeType: 'gp2', iops: 100, throughputMibps: 0 }
const clock = { now: () => Date.now() }

interface World extends AsyncDisposable {
  readonly storage: Storage
  readonly blocks: BlockStore
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
  const journalFolder = await mkdtemp(join(tmpdir(), 'mallee-journals-'))
  const blocks = await createBlockStore({ storage, journalFolder, log })
  const transfers = await openTransferTools(storage)
  const open = () =>
    createCompute({
      storage,
      blocks,
      transfers: transfers.tools,
      hypervisors: [hypervisor],
      clock,
      log,
      vcpuOvercommitRatio: 1,
    })
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
    blocks,
    hypervisor,
    imageId: image.id,
    ended: new Set(),
    compute,
    open,
    async [Symbol.asyncDispose]() {
      await world.compute.close()
      await hypervisor[Symbol.asyncDispose]()
      await blocks[Symbol.asyncDispose]()
      await transfers[Symbol.asyncDispose]()
      await rm(journalFolder, { recursive: true, force: true })
      await storage[Symbol.asyncDispose]()
    },
  }
  return world
}

function planOf(image: ImageRecord, deviceName: string): DiskRequest {
  const isRoot = deviceName === image.rootDeviceName
  const [root] = image.disks
  return {
    deviceName,
    deleteOnTermination: isRoot,
    plan: {
      ...gp2,
      sizeGib: 1,
      sourceId: isRoot && root ? sourceOf(image, root) : '',
      snapshotId: '',
      tags: {},
    },
  }
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
    disks: {
      text: '',
      // A root volume that goes with its machine and one that stays, or a local disk.
      draw: async image =>
        count === 1 ? [] : [planOf(image, '/dev/sda1'), planOf(image, '/dev/sdb')],
    },
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

/** Random names, so that most pairs are refused and some are taken. */
function onVolume(act: (world: World, volumeId: string, other: number) => Promise<unknown>) {
  return ([position, other]: readonly [number, number]): Step =>
    async world => {
      const volumes = await Array.fromAsync(world.compute.volumes.list(accountId))
      const volume = volumes[position % Math.max(volumes.length, 1)]
      if (volume) await act(world, volume.id, other)
    }
}

const createVolume: Step = ({ compute }) =>
  compute.volumes.create({
    ...gp2,
    accountId,
    sizeGib: 1,
    snapshotId: '',
    tags: {},
    clientToken: '',
  })

const attachVolume = onVolume(async (world, volumeId, other) => {
  const machines = await machinesOf(world)
  const machineId = machines[other % Math.max(machines.length, 1)]?.id ?? ''
  const deviceName = `/dev/sd${'fgh'[other % 3]}`
  await world.compute.attachments.attach({ accountId, volumeId, machineId, deviceName })
})

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
  fc.constant(createVolume),
  fc.tuple(position, position).map(attachVolume),
  fc
    .tuple(position, position)
    .map(
      onVolume((world, volumeId, other) =>
        world.compute.attachments.detach({ accountId, volumeId, isForced: other % 2 === 0 }),
      ),
    ),
  fc
    .tuple(position, position)
    .map(onVolume((world, volumeId) => world.compute.volumes.delete(accountId, volumeId))),
  fc.tuple(position, position).map(
    onVolume((world, volumeId) =>
      world.compute.modifications.modify(accountId, volumeId, current => ({
        ...current,
        sizeGib: current.sizeGib + 1,
      })),
    ),
  ),
  fc
    .tuple(position, position)
    .map(
      onVolume((world, volumeId) =>
        world.compute.snapshots.create({ accountId, volumeId, description: '', tags: {} }),
      ),
    ),
  fc
    .constantFrom<FakeStep>(
      'start',
      'stop',
      'destroy',
      'list',
      'attachDisk',
      'detachDisk',
      'resizeDisk',
    )
    .map(
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

/** Volumes and machines name each other, and the store has what is named and nothing else. */
async function checkVolumes(
  t: ExecutionContext,
  { compute, blocks, hypervisor }: World,
  machines: readonly MachineRecord[],
): Promise<void> {
  const volumes = await Array.fromAsync(compute.volumes.list(accountId))
  for (const { id, state, machineId, sizeGib, modification } of volumes) {
    t.is(state, 'ready')
    t.not(modification?.state, 'modifying')
    t.is((await blocks.getVolume(id))?.sizeBytes, sizeGib * 2 ** 30)
    const owners = machines.filter(({ disks }) => disks.some(disk => disk.volumeId === id))
    t.deepEqual(
      owners.map(owner => owner.id),
      machineId === '' ? [] : [machineId],
    )
  }
  for (const { id, state, disks } of machines) {
    t.true(disks.every(disk => disk.state === 'attached' && !disk.hasGrown))
    if (state !== 'running') continue
    t.deepEqual(
      hypervisor
        .disksOf(id)
        .map(disk => `${disk.volumeId} ${disk.slot}`)
        .sort(),
      disks.map(disk => `${disk.volumeId} ${disk.slot}`).sort(),
    )
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
      await checkVolumes(t, world, machines)
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
