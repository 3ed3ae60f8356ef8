/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySnapshotAttribute.html and its kin. */
import { ComputeError } from '../../compute/errors.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, snapshotIdKind } from '../identifiers.ts'
import { defineOperation } from '../operation.ts'
import { changeOf, isChange, toPermissions } from './audience.ts'

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
    return { SnapshotId, CreateVolumePermissions: toPermissions(snapshot) }
  },
})

export const modifySnapshotAttribute = defineOperation({
  name: 'ModifySnapshotAttribute',
  requires: ['SnapshotId'],
  async run({ compute, accountId }, input) {
    const { SnapshotId = '', Attribute } = input
    checkIds(snapshotIdKind, [SnapshotId])
    if (Attribute) checkAttribute(Attribute)
    const permission = {
      lists: input.CreateVolumePermission,
      operation: input.OperationType,
      userIds: input.UserIds,
      groups: input.GroupNames,
    }
    if (!isChange(permission)) {
      const message = 'The request must contain the parameter createVolumePermission'
      throw new Ec2Error('MissingParameter', message)
    }
    await compute.snapshots.share(accountId, SnapshotId, changeOf(permission))
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
