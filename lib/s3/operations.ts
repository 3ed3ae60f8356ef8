/**
 * Every operation that is served, specific before general: for one method and target the first row
 * that matches wins. test/s3/operations.ts builds each one's request and asserts that it is chosen.
 */
import type { AnyOperation } from './operation.ts'
import {
  deleteBucketTagging,
  getBucketTagging,
  putBucketTagging,
} from './operations/bucket-tagging.ts'
import { getBucketVersioning, putBucketVersioning } from './operations/bucket-versioning.ts'
import { createBucket } from './operations/create-bucket.ts'
import { deleteBucket } from './operations/delete-bucket.ts'
import { deleteObject } from './operations/delete-object.ts'
import { getBucketLocation } from './operations/get-bucket-location.ts'
import { getObject } from './operations/get-object.ts'
import { getObjectAcl } from './operations/get-object-acl.ts'
import { headBucket } from './operations/head-bucket.ts'
import { headObject } from './operations/head-object.ts'
import { listBuckets } from './operations/list-buckets.ts'
import { listMultipartUploads } from './operations/list-multipart-uploads.ts'
import { listObjectVersions } from './operations/list-object-versions.ts'
import { listObjects, listObjectsV2 } from './operations/list-objects.ts'
import { listParts } from './operations/list-parts.ts'
import {
  deleteObjectTagging,
  getObjectTagging,
  putObjectTagging,
} from './operations/object-tagging.ts'
import { putObject } from './operations/put-object.ts'
import { unsetConfigurations } from './operations/unset-configurations.ts'

export const operations: readonly AnyOperation[] = [
  listBuckets,

  getBucketLocation,
  getBucketTagging,
  getBucketVersioning,
  listMultipartUploads,
  listObjectVersions,
  listObjectsV2,
  ...unsetConfigurations,
  listObjects,
  headBucket,
  putBucketTagging,
  putBucketVersioning,
  createBucket,
  deleteBucketTagging,
  deleteBucket,

  getObjectAcl,
  getObjectTagging,
  listParts,
  putObjectTagging,
  deleteObjectTagging,
  getObject,
  headObject,
  putObject,
  deleteObject,
]
