/**
 * Where a bucket's named configurations are: a document each, under the bucket's id, which no bucket
 * of the same name will ever have again.
 */
import type { BucketRecord, Storage } from '../../../storage/storage.ts'
import { S3Error } from '../errors.ts'
import type { ConfigurationKind, NamedConfiguration } from './kinds.ts'

/** Of one kind, in one bucket; as many more may get in as are put at the same moment. */
const CONFIGURATIONS_MAX = 1000

type Kind = Pick<ConfigurationKind, 'query'>

function collection(storage: Storage, { query }: Kind) {
  return storage.documents<NamedConfiguration>(`bucket-${query}`)
}

function prefixOf({ id }: BucketRecord): string {
  return `${id}/`
}

export function getConfiguration(
  storage: Storage,
  kind: Kind,
  { bucket, id }: { readonly bucket: BucketRecord; readonly id: string },
): Promise<NamedConfiguration | undefined> {
  return collection(storage, kind).get(prefixOf(bucket) + id)
}

/** In the order of their ids, after the one named; at most `limit`. */
export async function listConfigurations(
  storage: Storage,
  kind: Kind,
  options: { readonly bucket: BucketRecord; readonly after?: string; readonly limit: number },
): Promise<NamedConfiguration[]> {
  const { bucket, after, limit } = options
  const prefix = prefixOf(bucket)
  const listed = collection(storage, kind).list({
    prefix,
    limit,
    ...(after !== undefined && { after: prefix + after }),
  })
  const configurations: NamedConfiguration[] = []
  for await (const [, configuration] of listed) configurations.push(configuration)
  return configurations
}

/** Throws TooManyConfigurations. */
export async function putConfiguration(
  storage: Storage,
  kind: Kind,
  { bucket, configuration }: { bucket: BucketRecord; configuration: NamedConfiguration },
): Promise<void> {
  const id = configuration.Id
  if ((await getConfiguration(storage, kind, { bucket, id })) === undefined) {
    const known = await listConfigurations(storage, kind, { bucket, limit: CONFIGURATIONS_MAX })
    if (known.length >= CONFIGURATIONS_MAX) throw new S3Error('TooManyConfigurations')
  }
  await collection(storage, kind).update(prefixOf(bucket) + id, () => configuration)
}

/** False: there was none. */
export async function deleteConfiguration(
  storage: Storage,
  kind: Kind,
  { bucket, id }: { readonly bucket: BucketRecord; readonly id: string },
): Promise<boolean> {
  let wasThere = false
  await collection(storage, kind).update(prefixOf(bucket) + id, current => {
    wasThere = current !== undefined
    return undefined
  })
  return wasThere
}

/** For a bucket that is gone. */
export async function deleteConfigurations(
  storage: Storage,
  kinds: readonly Kind[],
  bucket: BucketRecord,
): Promise<void> {
  for (const kind of kinds) {
    for await (const [id] of collection(storage, kind).list({ prefix: prefixOf(bucket) })) {
      await collection(storage, kind).update(id, () => undefined)
    }
  }
}
