/** Every operation of EC2 that is served. */
import { networkOperations } from './network-operations.ts'
import type { Ec2Operation } from './operation.ts'
import {
  disableSerialConsoleAccess,
  enableSerialConsoleAccess,
  getConsoleScreenshot,
  getSerialConsoleAccessStatus,
} from './resources/consoles.ts'
import {
  copyImage,
  describeImageAttribute,
  modifyImageAttribute,
  resetImageAttribute,
} from './resources/image-attributes.ts'
import {
  createRestoreImageTask,
  createStoreImageTask,
  describeExportImageTasks,
  describeStoreImageTasks,
  exportImage,
} from './resources/image-exports.ts'
import {
  cancelImportTask,
  describeImportImageTasks,
  describeImportSnapshotTasks,
  importImage,
  importSnapshot,
} from './resources/image-imports.ts'
import { createImage, deregisterImage, registerImage } from './resources/image-registration.ts'
import { describeImages } from './resources/images.ts'
import {
  describeInstanceAttribute,
  modifyInstanceAttribute,
  resetInstanceAttribute,
} from './resources/instance-attributes.ts'
import {
  associateIamInstanceProfile,
  describeIamInstanceProfileAssociations,
  describeInstanceCreditSpecifications,
  disassociateIamInstanceProfile,
  getInstanceMetadataDefaults,
  getPasswordData,
  modifyInstanceMetadataOptions,
  monitorInstances,
  replaceIamInstanceProfileAssociation,
  unmonitorInstances,
} from './resources/instance-options.ts'
import { describeInstanceStatus } from './resources/instance-status.ts'
import { describeInstanceTypeOfferings, describeInstanceTypes } from './resources/instance-types.ts'
import {
  describeInstances,
  getConsoleOutput,
  rebootInstances,
  startInstances,
  stopInstances,
  terminateInstances,
} from './resources/instances.ts'
import {
  createKeyPair,
  deleteKeyPair,
  describeKeyPairs,
  importKeyPair,
} from './resources/key-pairs.ts'
import {
  createLaunchTemplate,
  createLaunchTemplateVersion,
  deleteLaunchTemplate,
  deleteLaunchTemplateVersions,
  describeLaunchTemplates,
  describeLaunchTemplateVersions,
  modifyLaunchTemplate,
} from './resources/launch-templates.ts'
import {
  createPlacementGroup,
  deletePlacementGroup,
  describePlacementGroups,
  modifyInstancePlacement,
} from './resources/placement-groups.ts'
import {
  describeAccountAttributes,
  describeAvailabilityZones,
  describeRegions,
} from './resources/regions.ts'
import { runInstances } from './resources/run-instances.ts'
import {
  describeSnapshotAttribute,
  modifySnapshotAttribute,
  resetSnapshotAttribute,
} from './resources/snapshot-sharing.ts'
import {
  copySnapshot,
  createSnapshot,
  deleteSnapshot,
  describeSnapshots,
} from './resources/snapshots.ts'
import { createTags, deleteTags, describeTags } from './resources/tags.ts'
import {
  describeVolumeAttribute,
  describeVolumeStatus,
  describeVolumesModifications,
  getEbsEncryptionByDefault,
  modifyVolume,
  modifyVolumeAttribute,
} from './resources/volume-changes.ts'
import {
  attachVolume,
  createVolume,
  deleteVolume,
  describeVolumes,
  detachVolume,
} from './resources/volumes.ts'

export const operations: readonly Ec2Operation[] = [
  ...networkOperations,
  associateIamInstanceProfile,
  attachVolume,
  cancelImportTask,
  copyImage,
  copySnapshot,
  createImage,
  createKeyPair,
  createLaunchTemplate,
  createLaunchTemplateVersion,
  createPlacementGroup,
  createRestoreImageTask,
  createSnapshot,
  createStoreImageTask,
  createTags,
  createVolume,
  deleteKeyPair,
  deleteLaunchTemplate,
  deleteLaunchTemplateVersions,
  deletePlacementGroup,
  deleteSnapshot,
  deleteTags,
  deleteVolume,
  deregisterImage,
  describeAccountAttributes,
  describeAvailabilityZones,
  describeExportImageTasks,
  describeIamInstanceProfileAssociations,
  describeImageAttribute,
  describeImages,
  describeImportImageTasks,
  describeImportSnapshotTasks,
  describeInstanceAttribute,
  describeInstanceCreditSpecifications,
  describeInstances,
  describeInstanceStatus,
  describeInstanceTypeOfferings,
  describeInstanceTypes,
  describeKeyPairs,
  describeLaunchTemplates,
  describeLaunchTemplateVersions,
  describePlacementGroups,
  describeRegions,
  describeSnapshotAttribute,
  describeSnapshots,
  describeStoreImageTasks,
  describeTags,
  describeVolumeAttribute,
  describeVolumes,
  describeVolumesModifications,
  describeVolumeStatus,
  detachVolume,
  disableSerialConsoleAccess,
  disassociateIamInstanceProfile,
  enableSerialConsoleAccess,
  exportImage,
  getConsoleOutput,
  getConsoleScreenshot,
  getEbsEncryptionByDefault,
  getInstanceMetadataDefaults,
  getPasswordData,
  getSerialConsoleAccessStatus,
  importImage,
  importKeyPair,
  importSnapshot,
  modifyImageAttribute,
  modifyInstanceAttribute,
  modifyInstanceMetadataOptions,
  modifyInstancePlacement,
  modifyLaunchTemplate,
  modifySnapshotAttribute,
  modifyVolume,
  modifyVolumeAttribute,
  monitorInstances,
  rebootInstances,
  registerImage,
  replaceIamInstanceProfileAssociation,
  resetImageAttribute,
  resetInstanceAttribute,
  resetSnapshotAttribute,
  runInstances,
  startInstances,
  stopInstances,
  terminateInstances,
  unmonitorInstances,
]
