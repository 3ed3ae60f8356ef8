/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySnapshotAttribute.html and its kin. */
import { ComputeError } from '../../compute/errors.ts'
import type { Audience } from '../../compute/volumes/snapshots.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, snapshotIdKind } from '../identifiers.ts'
import { defineOperation } from '../operation.ts'
import type {
  CreateVolumePermissionInput,
  ModifySnapshotAttributeRequestInput,
} from '../wire/wire.generated.ts'

const PERMISSION = 'createVolumePermission'

export const describeSnapshotAttribute = defineOperation({
  name: 'DescribeSnapshotAttribute',
  requires: ['SnapshotId', 'Attribute'],
  async run({ compute, accountId }, { SnapshotId = '', Attribute = '' }) {
    checkIds(snapshotIdKind, [SnapshotId])
    const snapshot = await compute.snapshots.get(accountId, SnapshotId)
    // Whom it is shared with is its owner's affair.
    if (snapshot?.accountId !== accountId) throw new ComputeError('snapshot-missing', SnapshotId)
    if (Attribute === 'productCodes') return { SnapshotId, ProductCodes: [] }
    checkAttribute(Attribute)
    const everybody = snapshot.isPublic ? [{ Group: 'all' }] : []
    const accounts = snapshot.sharedWith.map(UserId => ({ UserId }))
    return { SnapshotId, CreateVolumePermissions: [...everybody, ...accounts] }
  },
})

export const modifySnapshotAttribute = defineOperation({
  name: 'ModifySnapshotAttribute',
  requires: ['SnapshotId'],
  async run({ compute, accountId }, input) {
    const { SnapshotId = '', Attribute } = input
    checkIds(snapshotIdKind, [SnapshotId])
    if (Attribute) checkAttribute(Attribute)
    const { added, removed } = permissionsOf(input)
    await compute.snapshots.share(accountId, SnapshotId, current => {
      const kept = current.accountIds.filter(id => !removed.accountIds.includes(id))
      return {
        accountIds: [...new Set([...kept, ...added.accountIds])],
        isPublic: (current.isPublic && !removed.isPublic) || added.isPublic,
      }
    })
    return undefined
  },
})

export const resetSnapshotAttribute = defineOperation({
  name: 'ResetSnapshotAttribute',
  requires: ['SnapshotId', 'Attribute'],
  async run({ compute, accountId }, { SnapshotId = '', Attribute = '' }) {
    checkIds(snapshotIdKind, [SnapshotId])
    checkAttribute(Attribute)
    const nobody = { accountIds: [], isPublic: false }
    await compute.snapshots.share(accountId, SnapshotId, () => nobody)
    return undefined
  },
})

function checkAttribute(name: string): void {
  if (name === PERMISSION) return
  const message = `Value (${name.slice(0, 64)}) for parameter attribute is invalid.`
  throw new Ec2Error('InvalidParameterValue', message)
}

/** There are two ways to say it: lists to add and to remove, or one list and an operation. */
function permissionsOf(input: ModifySnapshotAttributeRequestInput): {
  added: Audience
  removed: Audience
} {
  const { CreateVolumePermission, OperationType, UserIds = [], GroupNames = [] } = input
  const named = audienceOf([
    ...UserIds.map(UserId => ({ UserId })),
    ...GroupNames.map(Group => ({ Group })),
  ])
  const added = audienceOf(CreateVolumePermission?.Add ?? [])
  const removed = audienceOf(CreateVolumePermission?.Remove ?? [])
  if (OperationType === undefined || OperationType === '') {
    if (CreateVolumePermission !== undefined) return { added, removed }
    const message = 'The request must contain the parameter createVolumePermission'
    throw new Ec2Error('MissingParameter', message)
  }
  if (OperationType === 'add') return { added: named, removed }
  if (OperationType === 'remove') return { added, removed: named }
  const message = `Value (${OperationType.slice(0, 64)}) for parameter operationType is invalid.`
  throw new Ec2Error('InvalidParameterValue', message)
}

function audienceOf(permissions: readonly CreateVolumePermissionInput[]): Audience {
  const accountIds: string[] = []
  let isPublic = false
  for (const { UserId, Group } of permissions) {
    if (Group !== undefined && Group !== '') {
      if (Group !== 'all') {
        const message = `Invalid group: "${Group.slice(0, 64)}"`
        throw new Ec2Error('InvalidParameterValue', message)
      }
      isPublic = true
    }
    if (UserId === undefined || UserId === '') continue
    if (!/^\d{12}$/.test(UserId)) {
      throw new Ec2Error('InvalidParameterValue', `Invalid user id: "${UserId.slice(0, 64)}"`)
    }
    accountIds.push(UserId)
  }
  return { accountIds, isPublic }
}
