/** What every Storage must do. One call per implementation. */
import type { TestFn } from 'ava'
import type { Storage } from '../../storage/storage.ts'
import { appendTests, renameTests } from '../support/storage/suite-append.ts'
import { bucketTests } from '../support/storage/suite-buckets.ts'
import { contentionTests } from '../support/storage/suite-contention.ts'
import { limitTests } from '../support/storage/suite-limits.ts'
import { modelTests } from '../support/storage/suite-model.ts'
import { objectTests } from '../support/storage/suite-objects.ts'
import { queueTests } from '../support/storage/suite-queues.ts'
import { uploadTests } from '../support/storage/suite-uploads.ts'

/** `open` makes a fresh one, which takes everything with it when it is disposed. */
export function storageSuite(
  test: TestFn,
  name: string,
  open: () => Promise<Storage>,
  { hasOneShard = true }: { readonly hasOneShard?: boolean } = {},
): void {
  bucketTests(test, name, open)
  objectTests(test, name, open)
  uploadTests(test, name, open)
  queueTests(test, name, open)
  limitTests(test, name, open)
  appendTests(test, name, open)
  if (hasOneShard) renameTests(test, name, open)
  modelTests(test, name, open)
  contentionTests(test, name, open)
}
