/** What storage stands on, so that tests can put something else below it. */
import type { Database } from '../meta/level.ts'
import { createDatabase } from '../meta/level.ts'
import type { FileSystem } from './file-system.ts'
import { nodeFileSystem } from './node-file-system.ts'

export interface StorageEnvironment {
  readonly files: FileSystem
  /** Of a directory that exists; `isShared`: other threads of this process open it too. */
  readonly createDatabase: (path: string, options: { isShared: boolean }) => Database
}

export const realEnvironment: StorageEnvironment = { files: nodeFileSystem, createDatabase }
