/**
 * Analytics, metrics, inventory and intelligent-tiering configurations: four kinds, four operations
 * each, which differ in names and in what a configuration says.
 */
import type { HttpResponse } from '../../http/exchange.ts'
import type { XmlNode } from '../../http/xml.ts'
import { xmlAnswer } from '../answer.ts'
import {
  analytics,
  type ConfigurationKind,
  intelligentTiering,
  inventory,
  metrics,
  type NamedConfiguration,
} from '../configurations/kinds.ts'
import {
  deleteConfiguration,
  getConfiguration,
  listConfigurations,
  putConfiguration,
} from '../configurations/store.ts'
import { S3Error } from '../errors.ts'
import { type AnyOperation, defineOperation, type S3Context, type S3Request } from '../operation.ts'
import { requireDocument } from '../request-document.ts'

const PAGE_SIZE = 100
const ID = /^[\w.-]{1,64}$/

export const configurationKinds: readonly ConfigurationKind[] = [
  analytics,
  intelligentTiering,
  inventory,
  metrics,
]

/** Those of each kind: get, list, put and delete. */
export const namedConfigurations: readonly AnyOperation[] = configurationKinds.flatMap(kind => [
  getOperation(kind),
  listOperation(kind),
  putOperation(kind),
  deleteOperation(kind),
])

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketInventoryConfiguration.html */
function getOperation(kind: ConfigurationKind): AnyOperation {
  return defineOperation({
    name: `GetBucket${kind.name}Configuration`,
    on: { method: 'GET', target: 'bucket', query: [kind.query, 'id'] },
    action: `s3:Get${kind.action}`,

    parse: ({ query }) => query.get('id') ?? '',

    async run(context, id) {
      // AWS takes an empty id for none.
      if (id === '') return answerList(kind, context)
      const { storage, bucket } = context
      const found = await getConfiguration(storage, kind, { bucket, id })
      if (found === undefined) throw new S3Error('NoSuchConfiguration')
      return xmlAnswer(kind.root, toNode(found))
    },
  })
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBucketInventoryConfigurations.html */
function listOperation(kind: ConfigurationKind): AnyOperation {
  return defineOperation({
    name: `ListBucket${kind.name}Configurations`,
    on: { method: 'GET', target: 'bucket', query: [kind.query] },
    action: `s3:Get${kind.action}`,

    parse: () => undefined,

    run: context => answerList(kind, context),
  })
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketInventoryConfiguration.html */
function putOperation(kind: ConfigurationKind): AnyOperation {
  return defineOperation({
    name: `PutBucket${kind.name}Configuration`,
    on: { method: 'PUT', target: 'bucket', query: [kind.query] },
    action: `s3:Put${kind.action}`,
    body: 'document',

    parse: request => readConfiguration(kind, request),

    async run({ storage, bucket }, configuration) {
      if (kind === inventory) {
        // Before the configuration, so that no crash leaves one that the job does not find.
        await storage.updateBucket(bucket.name, current => ({
          attributes: { ...current.attributes, hasInventory: true },
        }))
      }
      await putConfiguration(storage, kind, { bucket, configuration })
      return { status: 200, headers: {} }
    },
  })
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketInventoryConfiguration.html */
function deleteOperation(kind: ConfigurationKind): AnyOperation {
  return defineOperation({
    name: `DeleteBucket${kind.name}Configuration`,
    on: { method: 'DELETE', target: 'bucket', query: [kind.query] },
    action: `s3:Put${kind.action}`,

    parse: ({ query }) => query.get('id') ?? '',

    async run({ storage, bucket }, id) {
      const wasThere = await deleteConfiguration(storage, kind, { bucket, id })
      if (!wasThere) throw new S3Error('NoSuchConfiguration')
      return { status: 204, headers: {} }
    },
  })
}

async function readConfiguration(
  kind: ConfigurationKind,
  request: S3Request,
): Promise<NamedConfiguration> {
  const id = request.query.get('id') ?? ''
  if (!ID.test(id)) throw new S3Error('InvalidConfigurationId')
  const configuration = kind.shape(await requireDocument(request, kind.root))
  if (configuration.Id !== id) throw new S3Error('IdMismatch')
  return configuration
}

async function answerList(kind: ConfigurationKind, context: S3Context): Promise<HttpResponse> {
  const { storage, bucket, request } = context
  const token = request.query.get('continuation-token')
  const found = await listConfigurations(storage, kind, {
    bucket,
    limit: PAGE_SIZE + 1,
    ...(token !== undefined && token !== '' && { after: readToken(token) }),
  })
  const page = found.slice(0, PAGE_SIZE)
  const isTruncated = found.length > PAGE_SIZE
  return xmlAnswer(kind.listRoot, {
    IsTruncated: isTruncated,
    ContinuationToken: token,
    NextContinuationToken: isTruncated ? tokenAfter(page) : undefined,
    [kind.root]: page.map(toNode),
  })
}

/** It was read from XML, in the elements' own names. */
function toNode(configuration: NamedConfiguration): XmlNode {
  return configuration as XmlNode
}

function tokenAfter(page: readonly NamedConfiguration[]): string {
  return Buffer.from(page.at(-1)?.Id ?? '').toString('base64url')
}

function readToken(token: string): string {
  const after = Buffer.from(token, 'base64url').toString()
  if (!ID.test(after) || Buffer.from(after).toString('base64url') !== token) {
    throw new S3Error('MalformedContinuationToken')
  }
  return after
}
