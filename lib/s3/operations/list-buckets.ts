import { formatXmlDate } from '../../http/dates.ts'
import { xmlAnswer } from '../answer.ts'
import { invalidArgument } from '../errors.ts'
import { formatToken, parseToken } from '../listing.ts'
import { defineOperation } from '../operation.ts'
import { ownerNode } from '../owner.ts'

const BUCKETS_MAX = 10_000
const INTEGER = /^\d{1,9}$/

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets = defineOperation({
  name: 'ListBuckets',
  on: { method: 'GET', target: 'service' },
  action: 's3:ListAllMyBuckets',
  needsNoBucket: true,

  parse: ({ query }) => ({
    limit: parseMaxBuckets(query.get('max-buckets')),
    after: parseToken(query.get('continuation-token') ?? ''),
    prefix: query.get('prefix'),
    region: query.get('bucket-region'),
  }),

  async run({ storage, owner, region }, input) {
    const isElsewhere = input.region !== undefined && input.region !== region
    const page = isElsewhere
      ? { entries: [], isTruncated: false }
      : await storage.listBuckets({
          ownerId: owner.accountId,
          prefix: input.prefix ?? '',
          after: input.after,
          limit: input.limit,
        })
    const last = page.entries.at(-1)
    return xmlAnswer('ListAllMyBucketsResult', {
      Owner: ownerNode(owner),
      Buckets: {
        Bucket: page.entries.map(bucket => ({
          Name: bucket.name,
          CreationDate: formatXmlDate(bucket.createdAtMs),
          BucketRegion: region,
          BucketArn: `arn:aws:s3:::${bucket.name}`,
        })),
      },
      ContinuationToken: page.isTruncated && last ? formatToken(last.name) : undefined,
      Prefix: input.prefix,
    })
  },
})

function parseMaxBuckets(text: string | undefined): number {
  if (text === undefined || text === '') return BUCKETS_MAX
  const value = Number(text)
  if (!INTEGER.test(text) || value < 1 || value > BUCKETS_MAX) {
    const message = `Argument max-buckets must be an integer between 1 and ${BUCKETS_MAX}`
    throw invalidArgument('max-buckets', text, message)
  }
  return value
}
