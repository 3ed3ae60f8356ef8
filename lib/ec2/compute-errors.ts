/** What the control plane refuses, in EC2's words. Total: a code without a row does not compile. */
import { ComputeError, type ComputeErrorCode } from '../compute/errors.ts'
import { Ec2Error } from './errors.ts'
import { type ErrorRow, networkErrorRows } from './network-errors.ts'

const rows: Readonly<Record<ComputeErrorCode, ErrorRow>> = {
  ...networkErrorRows,
  'address-in-use': ['InvalidIPAddress.InUse', id => `Address ${id} is in use.`],
  'address-invalid': [
    'InvalidParameterValue',
    id => `Address ${id} does not fall within the subnet's address range`,
  ],
  'addresses-exhausted': [
    'InsufficientFreeAddressesInSubnet',
    cidr => `There are not enough free addresses in subnet ${cidr}.`,
  ],
  'attachment-limit-exceeded': [
    'AttachmentLimitExceeded',
    count => `An instance may have ${count} volumes besides its root volume.`,
  ],
  'attachment-missing': [
    'InvalidAttachment.NotFound',
    id => `The volume '${id}' is not attached to that instance and device.`,
  ],
  'bucket-missing': [
    'InvalidParameterValue',
    name => `The bucket '${name}' does not exist or is not yours.`,
  ],
  'device-in-use': [
    'InvalidParameterValue',
    name => `Invalid value '${name}' for unixDevice. Attachment point ${name} is already in use`,
  ],
  'image-invalid': ['InvalidParameterValue', reason => `The image is not acceptable: ${reason}`],
  'image-location-invalid': [
    'InvalidParameterValue',
    text => `Value (${text}) for parameter ImageLocation is invalid. Expected bucket/key.`,
  ],
  'image-location-missing': [
    'InvalidParameterValue',
    text => `The object of ImageLocation (${text}) does not exist or is not yours.`,
  ],
  'image-missing': ['InvalidAMIID.NotFound', id => `The image id '[${id}]' does not exist`],
  'image-name-taken': [
    'InvalidAMIName.Duplicate',
    name => `AMI name ${name} is already in use by another AMI`,
  ],
  'image-share-limit-exceeded': [
    'InvalidParameterValue',
    id => `The image '${id}' would be shared with too many accounts.`,
  ],
  'image-unavailable': [
    'InvalidAMIID.Unavailable',
    id => `The image id '[${id}]' is no longer available`,
  ],
  'insufficient-capacity': [
    'InsufficientInstanceCapacity',
    type => `There is not enough room for the requested instances of type ${type}.`,
  ],
  'insufficient-space': [
    'InsufficientVolumeCapacity',
    id => `There is not enough capacity for the volume or snapshot '${id}'.`,
  ],
  'key-pair-missing': ['InvalidKeyPair.NotFound', id => `The key pair '${id}' does not exist`],
  'key-pair-name-taken': [
    'InvalidKeyPair.Duplicate',
    name => `The keypair already exists: ${name}`,
  ],
  'launch-template-missing': [
    'InvalidLaunchTemplateId.NotFound',
    id => `The specified launch template, with template ID ${id}, does not exist.`,
  ],
  'launch-template-name-missing': [
    'InvalidLaunchTemplateName.NotFoundException',
    name => `The specified launch template, with template name ${name}, does not exist.`,
  ],
  'launch-template-name-taken': [
    'InvalidLaunchTemplateName.AlreadyExistsException',
    name => `Launch template name already in use: ${name}`,
  ],
  'machine-limit-exceeded': [
    'InstanceLimitExceeded',
    limit =>
      `You have requested more instances than your current instance limit of ${limit} allows.`,
  ],
  'machine-missing': ['InvalidInstanceID.NotFound', id => `The instance ID '${id}' does not exist`],
  'machine-not-stopped': [
    'IncorrectInstanceState',
    id => `The instance '${id}' is not in the 'stopped' state.`,
  ],
  'machine-not-attachable': ['IncorrectState', id => `Instance '${id}' is not 'running'.`],
  'machine-without-volumes': [
    'UnsupportedOperation',
    id => `The instance '${id}' boots from a disk that is no volume.`,
  ],
  'machine-type-unknown': [
    'InvalidParameterValue',
    type => `Invalid value '${type}' for InstanceType.`,
  ],
  'machine-wrong-state': [
    'IncorrectInstanceState',
    id => `The instance '${id}' is not in a state from which this can be done.`,
  ],
  'partition-invalid': [
    'InvalidParameterValue',
    number => `Value (${number}) for parameter partitionNumber is invalid.`,
  ],
  'placement-group-in-use': [
    'InvalidPlacementGroup.InUse',
    name => `The placement group ${name} is in use and may not be deleted.`,
  ],
  'placement-group-missing': [
    'InvalidPlacementGroup.Unknown',
    name => `The Placement Group '${name}' is unknown.`,
  ],
  'placement-group-name-taken': [
    'InvalidPlacementGroup.Duplicate',
    name => `The placement group '${name}' already exists.`,
  ],
  'metric-limit-exceeded': ['RequestLimitExceeded', () => 'There are too many metrics.'],
  'public-key-invalid': [
    'InvalidKey.Format',
    () => 'Key is not in valid OpenSSH public key format',
  ],
  'resource-missing': ['InvalidID', id => `The ID '${id}' is not valid`],
  'stop-protected': ['OperationNotPermitted', id => protectedBy(id, 'stopped', 'disableApiStop')],
  'screen-missing': ['UnsupportedOperation', id => `The instance '${id}' has no screen.`],
  'serial-console-disabled': [
    'UnauthorizedOperation',
    () => 'Access to serial consoles is not enabled for this account.',
  ],
  'root-volume': [
    'OperationNotPermitted',
    id => `Unable to detach root volume '${id}': its instance is not stopped.`,
  ],
  'root-volume-missing': [
    'InvalidParameterValue',
    id => `Invalid value '${id}' for instanceId. Instance does not have a volume attached at root`,
  ],
  'snapshot-in-use': [
    'InvalidSnapshot.InUse',
    ids => `The snapshot ${ids.split(' ').join(' is currently in use by ')}`,
  ],
  'snapshot-incomplete': ['IncorrectState', id => `Snapshot '${id}' is not completed.`],
  'snapshot-limit-exceeded': [
    'SnapshotLimitExceeded',
    id => `There are too many snapshots, or too many who share them, of '${id}'.`,
  ],
  'snapshot-missing': ['InvalidSnapshot.NotFound', id => `The snapshot '${id}' does not exist.`],
  'tag-limit-exceeded': [
    'TagLimitExceeded',
    count => `A resource may have 50 tags, and this would be ${count}.`,
  ],
  'template-version-default': [
    'OperationNotPermitted',
    version => `The version ${version} is the default version and cannot be deleted.`,
  ],
  'template-version-missing': [
    'InvalidLaunchTemplateId.VersionNotFound',
    version => `Could not find the launch template version ${version}.`,
  ],
  'template-versions-exhausted': [
    'VersionLimitExceeded',
    id => `The launch template ${id} can have no more versions.`,
  ],
  'termination-protected': [
    'OperationNotPermitted',
    id => protectedBy(id, 'terminated', 'disableApiTermination'),
  ],
  'token-machines-terminated': [
    'IdempotentInstanceTerminated',
    () => 'The instances that this client token was used for have been terminated.',
  ],
  'token-mismatch': [
    'IdempotentParameterMismatch',
    () =>
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
  ],
  'vcpu-limit-exceeded': [
    'VcpuLimitExceeded',
    limit =>
      `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows.`,
  ],
  'too-many-tickets': ['RequestLimitExceeded', () => 'Request limit exceeded.'],
  'transfer-ended': ['IncorrectState', id => `The task '${id}' has ended.`],
  'transfer-limit-exceeded': [
    'ResourceCountLimitExceeded',
    () => 'You have reached the limit of tasks that go on at the same time.',
  ],
  'transfer-missing': ['InvalidConversionTaskId', id => `The task '${id}' does not exist.`],
  unavailable: ['Unavailable', name => `The hypervisor ${name} is not attached.`],
  'volume-attached': ['VolumeInUse', id => `${id} is already attached to an instance`],
  'volume-changing': [
    'IncorrectModificationState',
    id => `The volume '${id}' is being modified already.`,
  ],
  'volume-detached': ['IncorrectState', id => `Volume '${id}' is in the 'available' state.`],
  'volume-in-use': ['VolumeInUse', id => `Volume ${id} is currently attached to an instance`],
  'volume-missing': ['InvalidVolume.NotFound', id => `The volume '${id}' does not exist.`],
  'volume-not-ready': ['IncorrectState', id => `Volume '${id}' is not available yet.`],
  'volume-too-small': [
    'InvalidParameterValue',
    size => `New size cannot be smaller than existing size (${size})`,
  ],
}

function protectedBy(id: string, verb: string, attribute: string): string {
  return (
    `The instance '${id}' may not be ${verb}. ` +
    `Modify its '${attribute}' instance attribute and try again.`
  )
}

/** The one place where something thrown becomes something sent; messages are never inspected. */
export function toEc2Error(thrown: unknown): Ec2Error {
  if (thrown instanceof Ec2Error) return thrown
  if (thrown instanceof ComputeError) {
    const [code, message] = rows[thrown.code]
    return new Ec2Error(code, message(thrown.subject), { cause: thrown })
  }
  return new Ec2Error('InternalError', 'An internal error has occurred', { cause: thrown })
}
