/** A file of the converter's, which goes when it has become an object. */
import { createReadStream } from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

export interface ExportedFile extends AsyncDisposable {
  readonly path: string
  read(): AsyncIterable<Uint8Array>
}

const readBytes = 256 * 1024

/** Makes it anew; what an interrupted export left under the name is gone. */
export async function makeExportedFile(folder: string, name: string): Promise<ExportedFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, name)
  await rm(path, { force: true })
  await (await open(path, 'wx', 0o600)).close()
  return {
    path,
    read: () => createReadStream(path, { highWaterMark: readBytes }),
    [Symbol.asyncDispose]: () => rm(path, { force: true }),
  }
}
