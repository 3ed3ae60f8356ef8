/** What the block store refuses, as the control plane says it. */
import { BlockError, type BlockErrorCode } from '../blocks/block-store.ts'
import { ComputeError, type ComputeErrorCode } from '../errors.ts'

/** Those that an owner can do something about; the others are faults of ours. */
const refusals: { readonly [Code in BlockErrorCode]?: ComputeErrorCode } = {
  'limit-exceeded': 'snapshot-limit-exceeded',
  'no-space': 'insufficient-space',
  'object-missing': 'image-location-missing',
  'object-unusable': 'image-invalid',
  'size-invalid': 'volume-too-small',
}

/** Rethrows what `work` fails with, in the control plane's words where it has some. */
export async function translated<Result>(subject: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (cause) {
    const code = cause instanceof BlockError ? refusals[cause.code] : undefined
    if (code === undefined) throw cause
    throw new ComputeError(code, subject, { cause })
  }
}
