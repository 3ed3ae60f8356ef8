import { defineOperation } from '../operation.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload = defineOperation({
  name: 'AbortMultipartUpload',
  on: { method: 'DELETE', target: 'object', query: ['uploadId'] },
  action: 's3:AbortMultipartUpload',
  grant: { on: 'upload', permission: 'WRITE' },
  needsSignature: true,

  parse: ({ query }) => query.get('uploadId') ?? '',

  async run({ storage, bucket, request }, uploadId) {
    await storage.abortUpload(bucket.name, request.key, uploadId)
    return { status: 204, headers: {} }
  },
})
