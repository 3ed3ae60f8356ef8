/** Small things that the storage tests share. */
import type { ObjectFields, OpenObject, Storage } from '../../../storage/storage.ts'

export const clock = { now: () => Date.now() }

export function fields(etag = 'etag'): ObjectFields {
  return { etag, summary: 'sum\tmary', attributes: { type: 'text/plain' } }
}

/** Bytes that differ at every place, so that a mix-up of positions shows. */
export function bytesOf(sizeBytes: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(sizeBytes)
  let state = seed
  for (let index = 0; index < sizeBytes; index++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    bytes[index] = state >>> 16
  }
  return bytes
}

export async function* inChunks(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    yield bytes.subarray(start, start + chunkBytes)
  }
}

export async function readAll(opened: OpenObject): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(opened.read()))
}

export async function contentOf(
  storage: Storage,
  key: string,
  versionId?: string,
): Promise<string | undefined> {
  await using opened = await storage.openObject('bucket', key, versionId)
  return opened && (await readAll(opened)).toString()
}

export function put(storage: Storage, key: string, text: string) {
  return storage.putObject('bucket', key, Buffer.from(text), { finish: () => fields() })
}
