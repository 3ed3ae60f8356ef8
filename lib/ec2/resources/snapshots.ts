/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshot.html and its kin. */
import type { SnapshotRecord } from '../../compute/volumes/volume-records.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, snapshotIdKind, volumeIdKind } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { defineOperation } from '../operation.ts'
import { tagsFor, toTagSet } from '../tag-sets.ts'
import type { DescribeSnapshotsRequestInput, SnapshotOutput } from '../wire/wire.generated.ts'

const DESCRIPTION_LENGTH_MAX = 255

function descriptionOf(text = ''): string {
  if (text.length <= DESCRIPTION_LENGTH_MAX) return text
  const message = `Character sets beyond ${DESCRIPTION_LENGTH_MAX} characters are not supported.`
  throw new Ec2Error('InvalidParameterValue', message)
}

export const createSnapshot = defineOperation({
  name: 'CreateSnapshot',
  requires: ['VolumeId'],
  refuses: ['OutpostArn'],
  async run({ compute, accountId }, { VolumeId = '', Description, TagSpecifications, Location }) {
    checkIds(volumeIdKind, [VolumeId])
    if (Location !== undefined && Location !== 'regional') {
      throw new Ec2Error('UnsupportedOperation', 'Snapshots are made in the region only')
    }
    const snapshot = await compute.snapshots.create({
      accountId,
      volumeId: VolumeId,
      description: descriptionOf(Description),
      tags: tagsFor('snapshot', TagSpecifications),
    })
    return toSnapshot(snapshot)
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopySnapshot.html */
export const copySnapshot = defineOperation({
  name: 'CopySnapshot',
  requires: ['SourceRegion', 'SourceSnapshotId'],
  refuses: [
    'CompletionDurationMinutes',
    'DestinationAvailabilityZone',
    'DestinationOutpostArn',
    'Encrypted',
    'KmsKeyId',
  ],
  async run({ compute, accountId, region }, input) {
    const { SourceSnapshotId = '', SourceRegion = '', DestinationRegion } = input
    checkIds(snapshotIdKind, [SourceSnapshotId])
    for (const name of [SourceRegion, DestinationRegion]) {
      if (!name || name === region) continue
      const message = `Invalid region: [${name.slice(0, 64)}]; this service has only ${region}`
      throw new Ec2Error('InvalidParameterValue', message)
    }
    const copy = await compute.snapshots.copy({
      accountId,
      sourceId: SourceSnapshotId,
      description: descriptionOf(input.Description),
      tags: tagsFor('snapshot', input.TagSpecifications),
    })
    return { SnapshotId: copy.id, Tags: toTagSet(copy.tags) }
  },
})

export const deleteSnapshot = defineOperation({
  name: 'DeleteSnapshot',
  requires: ['SnapshotId'],
  async run({ compute, accountId }, { SnapshotId = '' }) {
    checkIds(snapshotIdKind, [SnapshotId])
    await compute.snapshots.delete(accountId, SnapshotId)
    return undefined
  },
})

interface ListedSnapshot {
  readonly shown: SnapshotOutput
  readonly record: SnapshotRecord
}

const toListed = (record: SnapshotRecord): ListedSnapshot => ({ shown: toSnapshot(record), record })

const snapshotListing: Listing<DescribeSnapshotsRequestInput, ListedSnapshot> = {
  name: 'DescribeSnapshots',
  pageSize: { min: 5, max: 1_000 },
  byId: {
    kind: snapshotIdKind,
    idsOf: input => input.SnapshotIds,
    async find({ compute, accountId }, id) {
      const snapshot = await compute.snapshots.get(accountId, id)
      return snapshot && toListed(snapshot)
    },
  },
  filters: {
    description: ({ shown }) => shown.Description,
    encrypted: ({ shown }) => String(shown.Encrypted),
    'owner-alias': () => undefined,
    'owner-id': ({ shown }) => shown.OwnerId,
    progress: ({ shown }) => shown.Progress,
    'snapshot-id': ({ shown }) => shown.SnapshotId,
    'start-time': ({ shown }) => shown.StartTime?.toISOString(),
    status: ({ shown }) => shown.State,
    'storage-tier': ({ shown }) => shown.StorageTier,
    'transfer-type': () => undefined,
    'volume-id': ({ shown }) => shown.VolumeId,
    'volume-size': ({ shown }) => String(shown.VolumeSize),
  },
  tagsOf: ({ shown }) => shown.Tags ?? [],
  async *list({ compute, accountId }, after) {
    for await (const snapshot of compute.snapshots.list(accountId, after)) yield toListed(snapshot)
  },
  positionOf: ({ shown }) => shown.SnapshotId ?? '',
}

export const describeSnapshots = defineOperation({
  name: 'DescribeSnapshots',
  async run(context, input) {
    const owners = (input.OwnerIds ?? []).map(id => (id === 'self' ? context.accountId : id))
    const users = (input.RestorableByUserIds ?? []).map(id =>
      id === 'self' ? context.accountId : id,
    )
    const listing = {
      ...snapshotListing,
      // Beside the filters and before the pages are cut.
      async *list(...position: Parameters<typeof snapshotListing.list>) {
        for await (const item of snapshotListing.list(...position)) {
          if (isAskedFor(item.record, owners, users)) yield item
        }
      },
    }
    const { items, NextToken } = await listItems(listing, context, input)
    const shown = items.filter(item => isAskedFor(item.record, owners, users))
    return { Snapshots: shown.map(item => item.shown), NextToken }
  },
})

function isAskedFor(
  { accountId, isPublic, sharedWith }: SnapshotRecord,
  owners: readonly string[],
  users: readonly string[],
): boolean {
  if (owners.length > 0 && !owners.includes(accountId)) return false
  if (users.length === 0) return true
  return users.some(user =>
    user === 'all' ? isPublic : user === accountId || sharedWith.includes(user),
  )
}

export function toSnapshot(snapshot: SnapshotRecord): SnapshotOutput {
  const isDone = snapshot.state === 'completed'
  return {
    SnapshotId: snapshot.id,
    VolumeId: snapshot.volumeId,
    VolumeSize: snapshot.volumeSizeGib,
    OwnerId: snapshot.accountId,
    Description: snapshot.description,
    State: snapshot.state === 'deleting' ? 'pending' : snapshot.state,
    Progress: isDone ? '100%' : '0%',
    StartTime: new Date(snapshot.startedAtMs),
    CompletionTime: isDone ? new Date(snapshot.completedAtMs) : undefined,
    Encrypted: false,
    StorageTier: 'standard',
    Tags: toTagSet(snapshot.tags),
  }
}
