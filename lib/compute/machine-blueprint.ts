/** What a launch asks for, and the record of a machine that is made by it. */
import { createHash, randomBytes } from 'node:crypto'
import type { Platform } from './hypervisor.ts'
import { newId } from './ids.ts'
import type { MachineType } from './machine-types.ts'
import { privateHostname } from './networks/host-names.ts'
import type { InterfacePlan, LaunchNetwork } from './networks/machine-interfaces.ts'
import type { InterfaceRecord } from './networks/records.ts'
import type { GroupChoice } from './placement-groups.ts'
import type {
  BootMode,
  ImageRecord,
  MachineRecord,
  MachineSwitches,
  MetadataOptions,
  Tags,
} from './records.ts'
import type { DiskAttachment, VolumePlan } from './volumes/volume-records.ts'
import { gibibyte } from './volumes/volumes.ts'

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
  readonly disks: DiskWish
  readonly network: LaunchNetwork
  readonly shutdownBehavior: 'stop' | 'terminate'
  readonly metadataOptions: MetadataOptions
  readonly switches?: MachineSwitches
  readonly group?: GroupChoice
}

/** The volumes that come with each machine; none: it boots from a local disk over its image. */
export interface DiskWish {
  /** What was asked for, as far as it tells one launch from another. */
  readonly text: string
  draw(image: ImageRecord): Promise<readonly DiskRequest[]>
}

/** A volume that comes with each machine of a launch. */
export interface DiskRequest {
  readonly deviceName: string
  readonly deleteOnTermination: boolean
  readonly plan: VolumePlan
}

/** What a request asks for, checked and looked up. */
export interface Blueprint {
  readonly request: LaunchRequest
  readonly image: ImageRecord
  readonly type: MachineType
  readonly disks: readonly DiskRequest[]
  readonly publicKey: string
  readonly network: InterfacePlan
  readonly group: MachineRecord['group']
  readonly reservationId: string
}

/** Which machine of a launch, and where. */
export interface Seat {
  readonly id: string
  readonly hypervisor: string
  /** Of its placement group. */
  readonly partition: number | undefined
  readonly launchIndex: number
}

export function describeMachine(
  { request, image, type, disks, publicKey, group, reservationId }: Blueprint,
  { partition, ...seat }: Seat,
  nic: InterfaceRecord,
  now: number,
): MachineRecord {
  const digest = createHash('sha256').update(seat.id).digest('hex')
  return {
    ...seat,
    ...request.switches,
    ...(group && { group: { ...group, ...(partition !== undefined && { partition }) } }),
    accountId: request.accountId,
    reservationId,
    clientToken: request.clientToken,
    imageId: image.id,
    architecture: image.architecture,
    rootDeviceName: image.rootDeviceName,
    platforms: platformsByBootMode[image.bootMode ?? 'legacy-bios'],
    machineType: type.name,
    vcpuCount: type.vcpuCount,
    memoryBytes: type.memoryBytes,
    ...(type.diskLimits && { diskLimits: type.diskLimits }),
    diskBytes: image.virtualSizeBytes,
    hasLocalDisk: disks.length === 0,
    keyName: request.keyName,
    publicKey,
    hasUserData: request.userDataBase64 !== '',
    vpcId: nic.vpcId,
    privateIpAddress: nic.privateIpAddress,
    macAddress: nic.macAddress,
    smbiosUuid: smbiosUuidOf(digest),
    hostname: privateHostname(nic.privateIpAddress),
    interfaceId: nic.id,
    disks: describeDisks(disks, image.rootDeviceName, now),
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

function describeDisks(
  disks: readonly DiskRequest[],
  rootDeviceName: string,
  now: number,
): readonly DiskAttachment[] {
  let slot = 0
  return disks.map(({ deviceName, deleteOnTermination, plan }) => ({
    volumeId: newId('vol'),
    deviceName,
    slot: deviceName === rootDeviceName ? 0 : ++slot,
    sizeBytes: plan.sizeGib * gibibyte,
    hasGrown: false,
    deleteOnTermination,
    state: 'attached',
    isForced: false,
    attachedAtMs: now,
    plan,
  }))
}

export const platformsByBootMode: Readonly<Record<BootMode, readonly Platform[]>> = {
  'legacy-bios': ['q35-bios'],
  uefi: ['q35-uefi'],
  'uefi-preferred': ['q35-uefi', 'q35-bios'],
}

/** Begins with `ec2`: by that cloud-init's ds-identify knows where it is. */
export function smbiosUuidOf(digest: string): string {
  const hex = `ec2${digest.slice(0, 29)}`
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
