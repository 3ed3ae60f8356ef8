/**
 * The control plane's records, as storage keeps them. A record's document id is
 * `<account id>/<its own id>`, so that one account's records lie together and nobody else's can be
 * named by a mistaken query.
 */
import type { Documents, Storage } from '../../storage/storage.ts'
import type { HostRecord } from './hosts/attached-hosts.ts'
import type { DiskLimits, Platform } from './hypervisor.ts'
import type { LaunchTemplateRecord, TemplateVersionRecord } from './launch-templates.ts'
import { type NetworkRecords, openNetworkRecords } from './networks/records.ts'
import type { GroupSeat, PlacementStrategy } from './placement.ts'
import type {
  DiskAttachment,
  ImageDisk,
  SnapshotRecord,
  VolumeRecord,
  VolumeToken,
} from './volumes/volume-records.ts'

export type Tags = { readonly [key: string]: string }

/**
 * A transitional state is an intent that the reconciler has yet to carry out: `pending` wants a
 * machine that runs, `stopping` one that is off, `shutting-down` none at all.
 */
export type MachineState =
  | 'pending'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'shutting-down'
  | 'terminated'

/** Why a machine is in its state, where there is a reason. */
export type StateCause =
  | 'none'
  | 'user'
  | 'guest'
  | 'crash'
  | 'start-failed'
  | 'no-capacity'
  | 'host-lost'

export type MetadataOptions = {
  readonly isEnabled: boolean
  /** Only IMDSv2: requests without a token are refused. */
  readonly isTokenRequired: boolean
  readonly showsTags: boolean
  /** How many networks away an answer with a token may be read; absent: 1. */
  readonly hopLimit?: number
}

/** What an owner switches on or off, at the launch and later. Absent: as noted. */
export type MachineSwitches = {
  /** Refuses the owner's own terminations until it is taken off; absent: false. */
  readonly isTerminationProtected?: boolean
  /** The same for stops. */
  readonly isStopProtected?: boolean
  /** Absent: false. */
  readonly isMonitored?: boolean
  /** Absent: false. */
  readonly isEbsOptimized?: boolean
}

/** How an image's disk boots; `uefi-preferred`: by UEFI where there is any. */
export type BootMode = 'legacy-bios' | 'uefi' | 'uefi-preferred'

export type MachineRecord = MachineSwitches & {
  readonly id: string
  readonly accountId: string
  readonly reservationId: string
  readonly launchIndex: number
  readonly clientToken: string
  readonly imageId: string
  /** Of the image, which may be gone before the machine is. */
  readonly architecture: string
  readonly rootDeviceName: string
  /** In the order of preference; absent: BIOS. */
  readonly platforms?: readonly Platform[]
  readonly machineType: string
  readonly vcpuCount: number
  readonly memoryBytes: number
  /** Of each disk, by its type; absent: none. */
  readonly diskLimits?: DiskLimits
  /** Of a local disk over the image; where the machine boots from a volume, it says nothing. */
  readonly diskBytes: number
  /** Empty: launched without a key. */
  readonly keyName: string
  /** The key as it was at launch, in OpenSSH form; empty without. */
  readonly publicKey: string
  readonly hasUserData: boolean
  /** It boots from a file of its host instead of from a volume; absent: true. */
  readonly hasLocalDisk?: boolean
  readonly vpcId: string
  /** As its interface says, which it keeps for its whole life. */
  readonly privateIpAddress: string
  readonly macAddress: string
  readonly smbiosUuid: string
  readonly hostname: string
  readonly interfaceId: string
  /** Volumes; a machine with none from its launch on boots from a local disk over its image. */
  readonly disks: readonly DiskAttachment[]
  /** Which hypervisor holds it; empty: none does since its own was detached. */
  readonly hypervisor: string
  /** Others on which something of it may be left, to be removed from there. */
  readonly leftOn?: readonly string[]
  /** Its place in a placement group. */
  readonly group?: GroupSeat & { readonly groupName: string }
  readonly shutdownBehavior: 'stop' | 'terminate'
  readonly metadataOptions: MetadataOptions
  /** Signs this machine's metadata tokens; never leaves the server. */
  readonly metadataSecret: string
  readonly tags: Tags
  readonly state: MachineState
  /** False until the guest ran for the first time: a failure before that terminates the machine. */
  readonly hasRun: boolean
  /** Stop without asking the guest. */
  readonly isForced: boolean
  readonly stateCause: StateCause
  readonly launchedAtMs: number
  readonly createdAtMs: number
  readonly stateChangedAtMs: number
}

/** `pending` while it is being inspected, `deregistered` while machines still use it. */
export type ImageState = 'pending' | 'available' | 'deregistered'

export type ImageRecord = {
  readonly id: string
  readonly accountId: string
  readonly name: string
  readonly description: string
  /** `bucket/key`, as given at registration; empty: its disks are made of snapshots. */
  readonly location: string
  /** The one to boot from is the one with the name of the root device. */
  readonly disks: readonly ImageDisk[]
  readonly versionId: string
  readonly format: 'raw' | 'qcow2'
  readonly virtualSizeBytes: number
  readonly sizeBytes: number
  readonly architecture: string
  readonly rootDeviceName: string
  readonly enaSupport: boolean
  readonly sriovNetSupport?: string
  /** Absent: legacy-bios. */
  readonly bootMode?: BootMode
  readonly tags: Tags
  /** Accounts that may run machines of it; absent: none. */
  readonly sharedWith?: readonly string[]
  readonly isPublic?: boolean
  readonly state: ImageState
  readonly createdAtMs: number
}

export type KeyPairRecord = {
  readonly id: string
  readonly accountId: string
  readonly name: string
  readonly keyType: 'rsa' | 'ed25519'
  readonly fingerprint: string
  /** OpenSSH form, its comment included. */
  readonly publicKey: string
  readonly tags: Tags
  readonly createdAtMs: number
}

/** Kept under its name. */
export type PlacementGroupRecord = {
  readonly id: string
  readonly accountId: string
  readonly name: string
  readonly strategy: PlacementStrategy
  /** 0 where there are none. */
  readonly partitionCount: number
  readonly tags: Tags
  readonly createdAtMs: number
}

/** What a client token was first used for, so that a repeat has the same result. */
export type LaunchRecord = {
  readonly fingerprint: string
  readonly reservationId: string
  readonly machineIds: readonly string[]
  /** False while the machines' records are being written: what a crash left then is undone. */
  readonly isComplete: boolean
  readonly createdAtMs: number
}

type Owner = { readonly accountId: string }
type ImageName = { readonly imageId: string }
type SerialConsoles = { readonly isAllowed: boolean }
type TemplateName = { readonly templateId: string }
type SnapshotShare = { readonly accountId: string }
type UserData = { readonly base64: string }

export interface ComputeRecords {
  readonly machines: Documents<MachineRecord>
  /** Machine id → account: for events and guests, which know only the machine. */
  readonly machineOwners: Documents<Owner>
  /** Apart from the machines, which are listed often and should stay small. */
  readonly userData: Documents<UserData>
  readonly images: Documents<ImageRecord>
  readonly imageNames: Documents<ImageName>
  readonly imageOwners: Documents<Owner>
  readonly imageShares: Documents<Owner>
  readonly keyPairs: Documents<KeyPairRecord>
  readonly launches: Documents<LaunchRecord>
  readonly placementGroups: Documents<PlacementGroupRecord>
  readonly launchTemplates: Documents<LaunchTemplateRecord>
  /** Name → template. */
  readonly templateNames: Documents<TemplateName>
  /** Under template and number. */
  readonly templateVersions: Documents<TemplateVersionRecord>
  /** Hosts that were attached, and what was set of the others. */
  readonly hosts: Documents<HostRecord>
  readonly networks: NetworkRecords
  /** By account. */
  readonly serialConsoles: Documents<SerialConsoles>
  readonly volumes: Documents<VolumeRecord>
  readonly volumeTokens: Documents<VolumeToken>
  readonly snapshots: Documents<SnapshotRecord>
  /** Snapshot id → account: for those who know only the id. */
  readonly snapshotOwners: Documents<Owner>
  /** `<account or "all">/<snapshot id>` → its owner: an index of what snapshots say themselves. */
  readonly snapshotShares: Documents<SnapshotShare>
}

export function openComputeRecords(storage: Storage): ComputeRecords {
  return {
    machines: storage.documents('machines'),
    machineOwners: storage.documents('machine-owners'),
    userData: storage.documents('machine-user-data'),
    images: storage.documents('images'),
    imageNames: storage.documents('image-names'),
    imageOwners: storage.documents('image-owners'),
    imageShares: storage.documents('image-shares'),
    keyPairs: storage.documents('key-pairs'),
    launches: storage.documents('launches'),
    placementGroups: storage.documents('placement-groups'),
    launchTemplates: storage.documents('launch-templates'),
    templateNames: storage.documents('launch-template-names'),
    templateVersions: storage.documents('launch-template-versions'),
    hosts: storage.documents('hypervisors'),
    networks: openNetworkRecords(storage),
    serialConsoles: storage.documents('serial-consoles'),
    volumes: storage.documents('volumes'),
    volumeTokens: storage.documents('volume-tokens'),
    snapshots: storage.documents('snapshots'),
    snapshotOwners: storage.documents('snapshot-owners'),
    snapshotShares: storage.documents('snapshot-shares'),
  }
}

/** What a machine can run on, in the order of preference. */
export function platformsOf({ platforms }: Pick<MachineRecord, 'platforms'>): readonly Platform[] {
  return platforms ?? ['q35-bios']
}

/**
 * Whether it can run only where it ran before: its own disk is a file there. Nothing is written
 * before the first run.
 */
export function isBoundToHost({ hasRun, hasLocalDisk, hypervisor }: MachineRecord): boolean {
  return hasRun && hasLocalDisk !== false && hypervisor !== ''
}

/** A machine by its id alone; `undefined` if no record names it. */
export async function findMachine(
  records: ComputeRecords,
  machineId: string,
): Promise<MachineRecord | undefined> {
  const owner = await records.machineOwners.get(machineId)
  return owner && records.machines.get(`${owner.accountId}/${machineId}`)
}

export function documentId(record: { readonly accountId: string; readonly id: string }): string {
  return `${record.accountId}/${record.id}`
}

/** One account's records in the order of their ids. `after` is the record's own id. */
export async function* listOwned<Value extends { readonly accountId: string }>(
  documents: {
    list(options: { prefix: string; after?: string }): AsyncIterable<readonly [string, Value]>
  },
  accountId: string,
  after?: string,
): AsyncIterable<Value> {
  const prefix = `${accountId}/`
  const options = after === undefined ? { prefix } : { prefix, after: `${prefix}${after}` }
  for await (const [, value] of documents.list(options)) yield value
}
