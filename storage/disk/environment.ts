/** What storage stands on, so that tests can put something else below it. */
import type { Database, DatabaseOptions } from '../meta/level.ts'
import { createDatabase, destroyDatabase } from '../meta/level.ts'
import type { FileSystem } from './file-system.ts'
import { nodeFileSystem } from './node-file-system.ts'

export interface StorageEnvironment {
  readonly files: FileSystem
  /** Of a directory that exists. */
  readonly createDatabase: (path: string, options: DatabaseOptions) => Database
  /** Removes all that a database has in its directory; nobody has it open. */
  readonly destroyDatabase: (path: string) => Promise<void>
}

export const realEnvironment: StorageEnvironment = {
  files: nodeFileSystem,
  createDatabase,
  destroyDatabase,
}
