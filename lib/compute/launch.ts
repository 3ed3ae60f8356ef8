/**
 * Launching machines: room is reserved, then records are written, then the reconciler starts what
 * they name. A client token makes a launch repeatable: the first use of a token records which
 * machines it made, and every later use has the same answer.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Addresses } from './addresses.ts'
import { ComputeError } from './errors.ts'
import { newId } from './ids.ts'
import type { Images } from './images.ts'
import { createLimiter } from './limiter.ts'
import type { MachineType } from './machine-types.ts'
import {
  type ComputeRecords,
  documentId,
  type ImageRecord,
  type LaunchRecord,
  type MachineRecord,
  type MetadataOptions,
  type Tags,
} from './records.ts'
import type { Scheduler } from './scheduler.ts'
import { checkTagCount } from './tags.ts'

export interface LaunchRequest {
  readonly accountId: string
  readonly imageId: string
  readonly machineType: string
  /** At least this many or none. */
  readonly countMin: number
  readonly countMax: number
  /** Empty: none. */
  readonly keyName: string
  /** Empty: none. */
  readonly userDataBase64: string
  /** Empty: every call is a launch of its own. */
  readonly clientToken: string
  readonly tags: Tags
  /** Absent: the size of the image's disk. */
  readonly diskBytes?: number
  readonly deleteDiskOnTermination: boolean
  /** Only with one machine. */
  readonly privateIpAddress?: string
  readonly shutdownBehavior: 'stop' | 'terminate'
  readonly metadataOptions: MetadataOptions
}

export interface LaunchOptions {
  readonly records: ComputeRecords
  readonly images: Images
  readonly addresses: Addresses
  readonly scheduler: Scheduler
  readonly machineTypes: ReadonlyMap<string, MachineType>
  readonly clock: Clock
  /** Called for each machine whose record was written. */
  readonly onCreated: (machineId: string) => void
  readonly terminate: (accountId: string, machineIds: readonly string[]) => Promise<unknown>
}

export type Launch = (request: LaunchRequest) => Promise<readonly MachineRecord[]>

/** What a request asks for, checked and looked up. */
interface Blueprint {
  readonly request: LaunchRequest
  readonly image: ImageRecord
  readonly type: MachineType
  readonly publicKey: string
  readonly reservationId: string
}

const LAUNCH_COUNT_MAX = 1_000
const WRITES_AT_A_TIME = 16

export function createLaunch(options: LaunchOptions): Launch {
  const { records, images, addresses, scheduler, machineTypes, clock } = options
  const inFlight = new Map<string, Promise<readonly MachineRecord[]>>()
  const limitWrites = createLimiter(WRITES_AT_A_TIME)

  async function draw(request: LaunchRequest): Promise<Blueprint> {
    const { accountId, imageId, keyName, diskBytes } = request
    const type = machineTypes.get(request.machineType)
    if (!type) throw new ComputeError('machine-type-unknown', request.machineType)
    const image = await images.get(accountId, imageId)
    if (!image) throw new ComputeError('image-missing', imageId)
    const key = keyName ? await records.keyPairs.get(`${accountId}/${keyName}`) : undefined
    if (keyName && !key) throw new ComputeError('key-pair-missing', keyName)
    if (diskBytes !== undefined && diskBytes < image.virtualSizeBytes) {
      throw new ComputeError('disk-too-small', String(image.virtualSizeBytes))
    }
    checkTagCount(request.tags)
    const publicKey = key?.publicKey ?? ''
    return { request, image, type, publicKey, reservationId: newId('r') }
  }

  /** Room for at least the minimum, or nothing stays reserved. */
  async function reserve({ request, type }: Blueprint): Promise<ReadonlyMap<string, string>> {
    const { countMin, countMax } = request
    if (countMin > LAUNCH_COUNT_MAX) throw new ComputeError('insufficient-capacity', type.name)
    const count = Math.min(countMax, LAUNCH_COUNT_MAX)
    const ids = Array.from({ length: count }, () => newId('i'))
    const placed = await scheduler.reserve(ids, type)
    if (placed.size < countMin) {
      for (const id of placed.keys()) scheduler.release(id)
      throw new ComputeError('insufficient-capacity', type.name)
    }
    return placed
  }

  async function writeMachine(
    blueprint: Blueprint,
    seat: { id: string; hypervisor: string; launchIndex: number },
    undo: AsyncDisposableStack,
  ): Promise<MachineRecord> {
    const { accountId, privateIpAddress, userDataBase64 } = blueprint.request
    const owner = { accountId, machineId: seat.id }
    const address = await addresses.claim(owner, privateIpAddress)
    undo.defer(() => addresses.release(owner, address))
    const machine = describeMachine(blueprint, seat, address, clock.now())
    undo.defer(() => removeRecords(records, machine))
    await Promise.all([
      records.machineOwners.update(seat.id, () => ({ accountId })),
      userDataBase64 !== '' &&
        records.userData.update(documentId(machine), () => ({ base64: userDataBase64 })),
    ])
    await records.machines.update(documentId(machine), () => machine)
    return machine
  }

  async function launch(request: LaunchRequest): Promise<readonly MachineRecord[]> {
    const blueprint = await draw(request)
    await using undo = new AsyncDisposableStack()
    const placed = await reserve(blueprint)
    undo.defer(() => {
      for (const id of placed.keys()) scheduler.release(id)
    })
    const token = tokenOf(request)
    const record: LaunchRecord = {
      fingerprint: fingerprintOf(request),
      reservationId: blueprint.reservationId,
      machineIds: [...placed.keys()],
      isComplete: false,
      createdAtMs: clock.now(),
    }
    if (token !== undefined) {
      await records.launches.update(token, () => record)
      undo.defer(() => forget(token))
    }
    const written = await Promise.allSettled(
      [...placed].map(([id, hypervisor], launchIndex) =>
        limitWrites(() => writeMachine(blueprint, { id, hypervisor, launchIndex }, undo)),
      ),
    )
    const machines = written.map(result => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
    // A deregistration that did not see these machines is seen here.
    if (!(await images.get(request.accountId, request.imageId))) {
      throw new ComputeError('image-unavailable', request.imageId)
    }
    if (token !== undefined) {
      await records.launches.update(token, () => ({ ...record, isComplete: true }))
    }
    undo.move()
    for (const { id } of machines) options.onCreated(id)
    return machines
  }

  async function forget(token: string): Promise<void> {
    await records.launches.update(token, () => undefined)
  }

  /** What an earlier use of the token made; `undefined` if it has to be launched. */
  async function repeat(
    token: string,
    request: LaunchRequest,
  ): Promise<readonly MachineRecord[] | undefined> {
    const earlier = await records.launches.get(token)
    if (!earlier) return undefined
    if (earlier.fingerprint !== fingerprintOf(request)) {
      throw new ComputeError('token-mismatch', request.clientToken)
    }
    const { accountId } = request
    const found = await Promise.all(
      earlier.machineIds.map(id => records.machines.get(`${accountId}/${id}`)),
    )
    const machines = found.filter(machine => machine !== undefined)
    if (earlier.isComplete) {
      if (machines.some(machine => machine.state !== 'terminated')) return machines
      throw new ComputeError('token-machines-terminated', request.clientToken)
    }
    // The server was killed in the middle of that launch.
    await options.terminate(
      accountId,
      machines.map(machine => machine.id),
    )
    await forget(token)
    return undefined
  }

  return async request => {
    const token = tokenOf(request)
    if (token === undefined) return launch(request)
    const running = inFlight.get(token)
    if (running) {
      await running
      // It succeeded, so its record is there; a failure reached the caller as its own.
      return (await repeat(token, request)) ?? launch(request)
    }
    const started = repeat(token, request).then(earlier => earlier ?? launch(request))
    inFlight.set(token, started)
    try {
      return await started
    } finally {
      inFlight.delete(token)
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

function describeMachine(
  { request, image, type, publicKey, reservationId }: Blueprint,
  seat: { id: string; hypervisor: string; launchIndex: number },
  privateIpAddress: string,
  now: number,
): MachineRecord {
  const digest = createHash('sha256').update(seat.id).digest('hex')
  return {
    ...seat,
    accountId: request.accountId,
    reservationId,
    clientToken: request.clientToken,
    imageId: image.id,
    architecture: image.architecture,
    rootDeviceName: image.rootDeviceName,
    machineType: type.name,
    vcpuCount: type.vcpuCount,
    memoryBytes: type.memoryBytes,
    diskBytes: request.diskBytes ?? image.virtualSizeBytes,
    deleteDiskOnTermination: request.deleteDiskOnTermination,
    keyName: request.keyName,
    publicKey,
    hasUserData: request.userDataBase64 !== '',
    privateIpAddress,
    macAddress: macAddressOf(digest),
    smbiosUuid: smbiosUuidOf(digest),
    hostname: `ip-${privateIpAddress.replaceAll('.', '-')}`,
    interfaceId: newId('eni'),
    volumeId: newId('vol'),
    shutdownBehavior: request.shutdownBehavior,
    metadataOptions: request.metadataOptions,
    metadataSecret: randomBytes(32).toString('hex'),
    tags: request.tags,
    state: 'pending',
    stateCause: 'none',
    hasRun: false,
    isForced: false,
    launchedAtMs: now,
    createdAtMs: now,
    stateChangedAtMs: now,
  }
}

/** Locally administered, unicast. */
function macAddressOf(digest: string): string {
  return `02:${(digest.slice(0, 10).match(/../g) ?? []).join(':')}`
}

/** Begins with `ec2`: by that cloud-init's ds-identify knows where it is. */
function smbiosUuidOf(digest: string): string {
  const hex = `ec2${digest.slice(0, 29)}`
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
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
