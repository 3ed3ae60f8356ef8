/**
 * Launching machines: room is reserved, then records are written, then the reconciler starts what
 * they name. A client token makes a launch repeatable: the first use of a token records which
 * machines it made, and every later use has the same answer.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { ComputeError } from './errors.ts'
import { newId } from './ids.ts'
import type { Images } from './images.ts'
import { createLimiter } from './limiter.ts'
import {
  type Blueprint,
  describeMachine,
  type LaunchRequest,
  platformsByBootMode,
  type Seat,
} from './machine-blueprint.ts'
import type { MachineType } from './machine-types.ts'
import type { Machines } from './machines.ts'
import type { MachineInterfaces } from './networks/machine-interfaces.ts'
import type { InterfaceRecord } from './networks/records.ts'
import type { PlacementGroups } from './placement-groups.ts'
import {
  type ComputeRecords,
  documentId,
  type LaunchRecord,
  type MachineRecord,
} from './records.ts'
import type { Scheduler } from './scheduler.ts'
import { checkTagCount } from './tags.ts'

export interface LaunchOptions {
  readonly records: ComputeRecords
  readonly images: Images
  readonly interfaces: MachineInterfaces
  readonly scheduler: Scheduler
  readonly placementGroups: PlacementGroups
  readonly machineTypes: ReadonlyMap<string, MachineType>
  readonly clock: Clock
  /** Called for each machine whose record was written. */
  readonly onCreated: (machineId: string) => void
  readonly terminate: Machines['terminate']
}

export type Launch = (request: LaunchRequest) => Promise<readonly MachineRecord[]>

const LAUNCH_COUNT_MAX = 1_000
const WRITES_AT_A_TIME = 16

export function createLaunch(options: LaunchOptions): Launch {
  const launcher = new Launcher(options)
  return request => launcher.run(request)
}

class Launcher {
  readonly #options: LaunchOptions
  /** First uses of client tokens that have not ended yet. */
  readonly #inFlight = new Map<string, Promise<readonly MachineRecord[]>>()
  readonly #limitWrites = createLimiter(WRITES_AT_A_TIME)

  constructor(options: LaunchOptions) {
    this.#options = options
  }

  async #draw(request: LaunchRequest): Promise<Blueprint> {
    const { accountId, imageId, keyName } = request
    const type = this.#options.machineTypes.get(request.machineType)
    if (!type) throw new ComputeError('machine-type-unknown', request.machineType)
    const image = await this.#options.images.get(accountId, imageId)
    if (!image) throw new ComputeError('image-missing', imageId)
    const key = keyName
      ? await this.#options.records.keyPairs.get(`${accountId}/${keyName}`)
      : undefined
    if (keyName && !key) throw new ComputeError('key-pair-missing', keyName)
    checkTagCount(request.tags)
    const publicKey = key?.publicKey ?? ''
    const network = await this.#options.interfaces.plan(accountId, request.network)
    const disks = await request.disks.draw(image)
    const group =
      request.group && (await this.#options.placementGroups.seatIn(accountId, request.group))
    return { request, image, type, disks, publicKey, network, group, reservationId: newId('r') }
  }

  /** Room for at least the minimum, or nothing stays reserved. */
  async #reserve({ request, type, image, group }: Blueprint) {
    const { accountId, countMin, countMax } = request
    if (countMin > LAUNCH_COUNT_MAX) throw new ComputeError('insufficient-capacity', type.name)
    const count = Math.min(countMax, LAUNCH_COUNT_MAX)
    const { vcpuCount, memoryBytes } = type
    return await this.#options.scheduler.reserve({
      accountId,
      machineType: type.name,
      ids: Array.from({ length: count }, () => newId('i')),
      countMin,
      vcpuCount,
      memoryBytes,
      platforms: platformsByBootMode[image.bootMode ?? 'legacy-bios'],
      group,
    })
  }

  async #writeMachine(
    blueprint: Blueprint,
    seat: Seat & { readonly nic: InterfaceRecord },
    undo: AsyncDisposableStack,
  ): Promise<MachineRecord> {
    const { accountId, userDataBase64 } = blueprint.request
    const { nic, ...place } = seat
    const machine = describeMachine(blueprint, place, nic, this.#options.clock.now())
    undo.defer(() => removeRecords(this.#options.records, machine))
    await Promise.all([
      this.#options.records.machineOwners.update(seat.id, () => ({ accountId })),
      userDataBase64 !== '' &&
        this.#options.records.userData.update(documentId(machine), () => ({
          base64: userDataBase64,
        })),
    ])
    await this.#options.records.machines.update(documentId(machine), () => machine)
    return machine
  }

  /** For each machine, in their order. */
  async #makeInterfaces(
    { request: { accountId }, network }: Blueprint,
    machineIds: readonly string[],
    undo: AsyncDisposableStack,
  ) {
    const nics = await this.#options.interfaces.attach(accountId, network, machineIds)
    return nics.map((nic, position) => {
      const id = machineIds[position] ?? ''
      undo.defer(() => this.#options.interfaces.ended({ accountId, id, interfaceId: nic.id }))
      return { id, nic }
    })
  }

  async #launch(request: LaunchRequest): Promise<readonly MachineRecord[]> {
    const blueprint = await this.#draw(request)
    await using undo = new AsyncDisposableStack()
    // At last, because machines that are taken back no longer use the image.
    undo.defer(() => this.#options.images.releaseUnused(request.accountId, request.imageId))
    const placed = await this.#reserve(blueprint)
    undo.defer(() => {
      for (const id of placed.keys()) this.#options.scheduler.release(id)
    })
    const token = tokenOf(request)
    const record: LaunchRecord = {
      fingerprint: fingerprintOf(request),
      reservationId: blueprint.reservationId,
      machineIds: [...placed.keys()],
      isComplete: false,
      createdAtMs: this.#options.clock.now(),
    }
    if (token !== undefined) {
      await this.#options.records.launches.update(token, () => record)
      undo.defer(() => this.#forget(token))
    }
    const nics = await this.#makeInterfaces(blueprint, record.machineIds, undo)
    const written = await Promise.allSettled(
      nics.map(({ id, nic }, launchIndex) =>
        this.#limitWrites(() => {
          const { on: hypervisor = '', partition } = placed.get(id) ?? {}
          return this.#writeMachine(
            blueprint,
            { id, hypervisor, partition, launchIndex, nic },
            undo,
          )
        }),
      ),
    )
    const machines = written.map(result => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
    // A deregistration or deletion that did not see these machines is seen here.
    if (request.group) await this.#options.placementGroups.seatIn(request.accountId, request.group)
    if (!(await this.#options.images.get(request.accountId, request.imageId))) {
      throw new ComputeError('image-unavailable', request.imageId)
    }
    if (token !== undefined) {
      await this.#options.records.launches.update(token, () => ({ ...record, isComplete: true }))
    }
    undo.move()
    for (const { id } of machines) this.#options.onCreated(id)
    return machines
  }

  async #forget(token: string): Promise<void> {
    await this.#options.records.launches.update(token, () => undefined)
  }

  /** What an earlier use of the token made; `undefined` if it has to be launched. */
  async #repeat(
    token: string,
    request: LaunchRequest,
  ): Promise<readonly MachineRecord[] | undefined> {
    const earlier = await this.#options.records.launches.get(token)
    if (!earlier) return undefined
    if (earlier.fingerprint !== fingerprintOf(request)) {
      throw new ComputeError('token-mismatch', request.clientToken)
    }
    const { accountId } = request
    const found = await Promise.all(
      earlier.machineIds.map(id => this.#options.records.machines.get(`${accountId}/${id}`)),
    )
    const machines = found.filter(machine => machine !== undefined)
    if (earlier.isComplete) {
      if (machines.some(machine => machine.state !== 'terminated')) return machines
      throw new ComputeError('token-machines-terminated', request.clientToken)
    }
    // The server was killed in the middle of that launch.
    await this.#options.terminate(
      accountId,
      machines.map(machine => machine.id),
      { overridesProtection: true },
    )
    await this.#forget(token)
    return undefined
  }

  async run(request: LaunchRequest): Promise<readonly MachineRecord[]> {
    const token = tokenOf(request)
    if (token === undefined) return this.#launch(request)
    const running = this.#inFlight.get(token)
    if (running) {
      await running
      // It succeeded, so its record is there; a failure reached the caller as its own.
      return (await this.#repeat(token, request)) ?? this.#launch(request)
    }
    const started = this.#repeat(token, request).then(earlier => earlier ?? this.#launch(request))
    this.#inFlight.set(token, started)
    try {
      return await started
    } finally {
      this.#inFlight.delete(token)
    }
  }
}

/** Everything that a launch wrote under the machine's own name. */
export async function removeRecords(
  records: ComputeRecords,
  machine: MachineRecord,
): Promise<void> {
  await records.machines.update(documentId(machine), () => undefined)
  await records.userData.update(documentId(machine), () => undefined)
  await records.machineOwners.update(machine.id, () => undefined)
}

function tokenOf({ accountId, clientToken }: LaunchRequest): string | undefined {
  return clientToken === '' ? undefined : `${accountId}/${clientToken}`
}

function fingerprintOf(request: LaunchRequest): string {
  const tags = Object.entries(request.tags).sort(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify({ ...request, tags }))
    .digest('hex')
}
