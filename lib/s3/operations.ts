/**
 * Every operation that is served, specific before general: for one method and target the first row
 * that matches wins. test/s3/operations.ts builds each one's request and asserts that it is chosen.
 */
import type { AnyOperation } from './operation.ts'
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts'
import { getBucketAbac, putBucketAbac } from './operations/bucket-abac.ts'
import {
  getBucketAccelerateConfiguration,
  putBucketAccelerateConfiguration,
} from './operations/bucket-accelerate.ts'
import { getBucketAcl, putBucketAcl } from './operations/bucket-acl.ts'
import { deleteBucketCors, getBucketCors, putBucketCors } from './operations/bucket-cors.ts'
import {
  deleteBucketEncryption,
  getBucketEncryption,
  putBucketEncryption,
} from './operations/bucket-encryption.ts'
import {
  deleteBucketLifecycle,
  getBucketLifecycleConfiguration,
  putBucketLifecycleConfiguration,
} from './operations/bucket-lifecycle.ts'
import { getBucketLogging, putBucketLogging } from './operations/bucket-logging.ts'
import {
  getBucketNotificationConfiguration,
  putBucketNotificationConfiguration,
} from './operations/bucket-notification.ts'
import {
  deleteBucketOwnershipControls,
  getBucketOwnershipControls,
  putBucketOwnershipControls,
} from './operations/bucket-ownership-controls.ts'
import {
  deleteBucketPolicy,
  getBucketPolicy,
  getBucketPolicyStatus,
  putBucketPolicy,
} from './operations/bucket-policy.ts'
import {
  deleteBucketReplication,
  getBucketReplication,
  putBucketReplication,
} from './operations/bucket-replication.ts'
import {
  getBucketRequestPayment,
  putBucketRequestPayment,
} from './operations/bucket-request-payment.ts'
import {
  deleteBucketTagging,
  getBucketTagging,
  putBucketTagging,
} from './operations/bucket-tagging.ts'
import { getBucketVersioning, putBucketVersioning } from './operations/bucket-versioning.ts'
import {
  deleteBucketWebsite,
  getBucketWebsite,
  putBucketWebsite,
} from './operations/bucket-website.ts'
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts'
import { copyObject } from './operations/copy-object.ts'
import { createBucket } from './operations/create-bucket.ts'
import { createMultipartUpload } from './operations/create-multipart-upload.ts'
import { deleteBucket } from './operations/delete-bucket.ts'
import { deleteObject } from './operations/delete-object.ts'
import { deleteObjects } from './operations/delete-objects.ts'
import { getBucketLocation } from './operations/get-bucket-location.ts'
import { getObject } from './operations/get-object.ts'
import { getObjectAttributes } from './operations/get-object-attributes.ts'
import { headBucket } from './operations/head-bucket.ts'
import { headObject } from './operations/head-object.ts'
import { listBuckets } from './operations/list-buckets.ts'
import { listMultipartUploads } from './operations/list-multipart-uploads.ts'
import { listObjectVersions } from './operations/list-object-versions.ts'
import { listObjects, listObjectsV2 } from './operations/list-objects.ts'
import { listParts } from './operations/list-parts.ts'
import { namedConfigurations } from './operations/named-configurations.ts'
import { getObjectAcl, putObjectAcl } from './operations/object-acl.ts'
import { getObjectLegalHold, putObjectLegalHold } from './operations/object-legal-hold.ts'
import {
  getObjectLockConfiguration,
  putObjectLockConfiguration,
} from './operations/object-lock-configuration.ts'
import { getObjectRetention, putObjectRetention } from './operations/object-retention.ts'
import {
  deleteObjectTagging,
  getObjectTagging,
  putObjectTagging,
} from './operations/object-tagging.ts'
import { postObject } from './operations/post-object.ts'
import {
  deletePublicAccessBlock,
  getPublicAccessBlock,
  putPublicAccessBlock,
} from './operations/public-access-block.ts'
import { putObject } from './operations/put-object.ts'
import { renameObject } from './operations/rename-object.ts'
import { restoreObject } from './operations/restore-object.ts'
import { selectObjectContent } from './operations/select-object-content.ts'
import { updateObjectEncryption } from './operations/update-object-encryption.ts'
import { uploadPart } from './operations/upload-part.ts'
import { uploadPartCopy } from './operations/upload-part-copy.ts'

export const operations: readonly AnyOperation[] = [
  listBuckets,

  ...namedConfigurations,
  getBucketAccelerateConfiguration,
  getBucketAbac,
  getBucketAcl,
  getBucketCors,
  getBucketEncryption,
  getBucketLifecycleConfiguration,
  getBucketLocation,
  getBucketLogging,
  getBucketNotificationConfiguration,
  getBucketOwnershipControls,
  getBucketPolicy,
  getBucketPolicyStatus,
  getBucketRequestPayment,
  getPublicAccessBlock,
  getBucketTagging,
  getBucketVersioning,
  getBucketWebsite,
  getObjectLockConfiguration,
  listMultipartUploads,
  listObjectVersions,
  listObjectsV2,
  getBucketReplication,
  putBucketReplication,
  deleteBucketReplication,
  listObjects,
  headBucket,
  putBucketAccelerateConfiguration,
  putBucketAbac,
  putBucketAcl,
  putBucketLifecycleConfiguration,
  putBucketCors,
  putBucketLogging,
  putBucketNotificationConfiguration,
  putBucketEncryption,
  putBucketOwnershipControls,
  putBucketPolicy,
  putBucketRequestPayment,
  putPublicAccessBlock,
  putBucketTagging,
  putBucketVersioning,
  putBucketWebsite,
  putObjectLockConfiguration,
  postObject,
  createBucket,
  deleteBucketCors,
  deleteBucketEncryption,
  deleteBucketLifecycle,
  deleteBucketOwnershipControls,
  deleteBucketPolicy,
  deletePublicAccessBlock,
  deleteBucketTagging,
  deleteBucketWebsite,
  deleteBucket,

  getObjectAcl,
  getObjectLegalHold,
  getObjectRetention,
  getObjectTagging,
  listParts,
  putObjectAcl,
  putObjectLegalHold,
  putObjectRetention,
  putObjectTagging,
  deleteObjectTagging,
  getObjectAttributes,
  getObject,
  headObject,
  updateObjectEncryption,
  uploadPartCopy,
  uploadPart,
  copyObject,
  renameObject,
  selectObjectContent,
  putObject,
  createMultipartUpload,
  completeMultipartUpload,
  restoreObject,
  deleteObjects,
  abortMultipartUpload,
  deleteObject,
]
