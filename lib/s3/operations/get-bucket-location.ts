import { xmlAnswer } from '../answer.ts'
import { defineOperation } from '../operation.ts'

/**
 * The first region has the empty name.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
 */
export const getBucketLocation = defineOperation({
  name: 'GetBucketLocation',
  on: { method: 'GET', target: 'bucket', query: ['location'] },
  action: 's3:GetBucketLocation',

  parse: () => undefined,

  async run({ region }) {
    return xmlAnswer('LocationConstraint', region === 'us-east-1' ? '' : region)
  },
})
