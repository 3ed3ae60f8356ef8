/** Aborts uploads that were begun too long ago. */
import { StorageError, type UploadRecord } from '../../../../storage/storage.ts'
import { nextAbort, prefixesToWalk } from '../../lifecycle/rules.ts'
import { isCommonPrefix } from '../../listing.ts'
import type { LifecycleWork } from './lifecycle-work.ts'
import { forAll, prefixFrom } from './prefix-walk.ts'

const PAGE_SIZE = 250
const PAGE_REQUESTS = 5

export type UploadsCursor = {
  readonly prefix: string
  readonly isFinished?: true
  readonly keyMarker?: string
  readonly uploadIdMarker?: string
}

/** One page. `undefined`: there is no more. */
export async function abortUploads(
  cursor: UploadsCursor | undefined,
  work: LifecycleWork,
): Promise<UploadsCursor | undefined> {
  const { bucket, step } = work
  const rules = work.rules.filter(rule => rule.abortDays !== undefined)
  const prefix = prefixFrom(prefixesToWalk(rules), cursor)
  if (prefix === undefined) return undefined
  const { keyMarker = '', uploadIdMarker } = cursor?.isFinished ? {} : (cursor ?? {})
  await step.pace.take({ requests: PAGE_REQUESTS })
  const page = await step.storage.listUploads(bucket.name, {
    prefix,
    delimiter: '',
    keyMarker,
    limit: PAGE_SIZE,
    ...(uploadIdMarker !== undefined && { uploadIdMarker }),
  })
  const uploads = page.entries.flatMap(entry => (isCommonPrefix(entry) ? [] : [entry]))
  await forAll(uploads, async upload => {
    const ending = nextAbort(rules, upload, work.calendar)
    if (ending === undefined || ending.atMs > step.nowMs() || step.signal.aborted) return
    await abort(work, upload)
  })
  step.signal.throwIfAborted()
  step.count({ examined: uploads.length })
  const last = uploads.at(-1)
  if (!page.isTruncated || last === undefined) return { prefix, isFinished: true }
  return { prefix, keyMarker: last.key, uploadIdMarker: last.uploadId }
}

async function abort({ bucket, step }: LifecycleWork, upload: UploadRecord): Promise<void> {
  await step.pace.take({ requests: 1 })
  try {
    await step.storage.abortUpload(bucket.name, upload.key, upload.uploadId)
    step.count({ changed: 1 })
  } catch (error) {
    // It was completed or aborted meanwhile.
    if (!(error instanceof StorageError && error.code === 'upload-missing')) throw error
  }
}
