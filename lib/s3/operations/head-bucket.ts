import { defineOperation } from '../operation.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket = defineOperation({
  name: 'HeadBucket',
  on: { method: 'HEAD', target: 'bucket' },
  action: 's3:ListBucket',
  grant: { on: 'bucket', permission: 'READ' },

  parse: () => undefined,

  async run({ region, bucket }) {
    return {
      status: 200,
      headers: {
        'content-type': 'application/xml',
        'x-amz-bucket-region': region,
        'x-amz-bucket-arn': `arn:aws:s3:::${bucket.name}`,
        'x-amz-access-point-alias': 'false',
      },
    }
  },
})
