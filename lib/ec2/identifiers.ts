/** Ids that clients send: their shape is checked first, then whether there is such a thing. */
import { type IdPrefix, isId } from '../compute/ids.ts'
import { Ec2Error, type Ec2ErrorCode } from './errors.ts'

export interface IdKind {
  readonly prefix: IdPrefix
  readonly malformed: Ec2ErrorCode
  readonly missing: Ec2ErrorCode
  /** As in `The instance ID 'i-…' does not exist`. */
  readonly noun: string
}

export const instanceIdKind: IdKind = {
  prefix: 'i',
  malformed: 'InvalidInstanceID.Malformed',
  missing: 'InvalidInstanceID.NotFound',
  noun: 'instance ID',
}

export const imageIdKind: IdKind = {
  prefix: 'ami',
  malformed: 'InvalidAMIID.Malformed',
  missing: 'InvalidAMIID.NotFound',
  noun: 'image id',
}

export const keyPairIdKind: IdKind = {
  prefix: 'key',
  malformed: 'InvalidParameterValue',
  missing: 'InvalidKeyPair.NotFound',
  noun: 'key pair ID',
}

export const launchTemplateIdKind: IdKind = {
  prefix: 'lt',
  malformed: 'InvalidLaunchTemplateId.Malformed',
  missing: 'InvalidLaunchTemplateId.NotFound',
  noun: 'launch template ID',
}

export const placementGroupIdKind: IdKind = {
  prefix: 'pg',
  malformed: 'InvalidPlacementGroup.Unknown',
  missing: 'InvalidPlacementGroup.Unknown',
  noun: 'placement group',
}

export const volumeIdKind: IdKind = {
  prefix: 'vol',
  malformed: 'InvalidParameterValue',
  missing: 'InvalidVolume.NotFound',
  noun: 'volume',
}

export const snapshotIdKind: IdKind = {
  prefix: 'snap',
  malformed: 'InvalidParameterValue',
  missing: 'InvalidSnapshot.NotFound',
  noun: 'snapshot',
}

export const imageImportIdKind: IdKind = {
  prefix: 'import-ami',
  malformed: 'InvalidConversionTaskId.Malformed',
  missing: 'InvalidConversionTaskId',
  noun: 'conversion task',
}

export const snapshotImportIdKind: IdKind = { ...imageImportIdKind, prefix: 'import-snap' }

export const imageExportIdKind: IdKind = {
  prefix: 'export-ami',
  malformed: 'InvalidExportTaskID.Malformed',
  missing: 'InvalidExportTaskID.NotFound',
  noun: 'export task',
}

export const idKinds: readonly IdKind[] = [
  instanceIdKind,
  imageIdKind,
  keyPairIdKind,
  launchTemplateIdKind,
  placementGroupIdKind,
  volumeIdKind,
  snapshotIdKind,
]

/** The ids as they are, when each has its kind's shape. */
export function checkIds(kind: IdKind, ids: readonly string[]): readonly string[] {
  for (const id of ids) {
    if (!isId(kind.prefix, id)) {
      const shown = id.slice(0, 128)
      throw new Ec2Error(kind.malformed, `Invalid id: "${shown}" (expecting "${kind.prefix}-...")`)
    }
  }
  return ids
}

export function missingIds(kind: IdKind, ids: readonly string[]): Ec2Error {
  const [plural, verb] = ids.length === 1 ? ['', 'does'] : ['s', 'do']
  const message = `The ${kind.noun}${plural} '${ids.join(', ')}' ${verb} not exist`
  return new Ec2Error(kind.missing, message)
}
