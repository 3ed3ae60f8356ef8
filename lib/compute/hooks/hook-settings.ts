/** What whoever makes a hook says of it, checked and with what is meant where nothing was said. */
import { z } from 'zod'
import { HookError } from './errors.ts'

/** `put` is every way to write an object but a copy. */
export const hookEvents = ['copy', 'delete', 'put', 'restore'] as const

const MIB = 1024 * 1024
const TIB = 1024 ** 4
const KEY_BYTES_MAX = 512

export const HOOK_NAME: RegExp = /^[A-Za-z0-9_-]{1,64}$/

const bucketName = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is no name of a bucket')
const keyPart = z
  .string()
  .refine(
    text => text.isWellFormed() && Buffer.byteLength(text) <= KEY_BYTES_MAX,
    `has at most ${KEY_BYTES_MAX} bytes of UTF-8`,
  )
const wholeNumber = (least: number, most: number) => z.int().min(least).max(most)

const settings = z
  .strictObject({
    name: z.string().regex(HOOK_NAME, 'has 1 to 64 letters, digits, - and _'),
    /** The rule for it is written into this bucket's notification configuration. */
    bucket: bucketName.optional(),
    prefix: keyPart.default(''),
    suffix: keyPart.default(''),
    events: z
      .array(z.enum(hookEvents))
      .min(1)
      .max(hookEvents.length)
      .default(['copy', 'put'])
      .transform(events => hookEvents.filter(event => events.includes(event))),
    imageId: z.string().regex(/^ami-[0-9a-f]{8,17}$/, 'is no id of an image'),
    machineType: z.string().regex(/^[a-z0-9.-]{1,32}$/, 'is no machine type'),
    command: z.string().min(1).max(16_384),
    /** Absent: `bucket`. Logs and dead letters go there as well. */
    outputBucket: bucketName.optional(),
    outputPrefix: keyPart.optional(),
    logPrefix: keyPart.optional(),
    deadLetterPrefix: keyPart.optional(),
    timeoutMs: wholeNumber(1_000, 86_400_000).default(60_000),
    memoryBytes: wholeNumber(32 * MIB, TIB).optional(),
    outputBytesMax: wholeNumber(0, TIB).default(1024 * MIB),
    logBytesMax: wholeNumber(0, 4 * MIB).default(64 * 1024),
    /** Events that are worked on at once. */
    concurrency: wholeNumber(1, 1_000).default(4),
    /** Tries after the first. */
    retries: wholeNumber(0, 100).default(2),
    reuse: z.boolean().default(false),
  })
  .refine(({ bucket, outputBucket }) => bucket !== undefined || outputBucket !== undefined, {
    message: 'needs one where there is no bucket',
    path: ['outputBucket'],
  })

type Parsed = z.output<typeof settings>

export type HookSettings = Omit<
  Parsed,
  'bucket' | 'deadLetterPrefix' | 'logPrefix' | 'memoryBytes' | 'outputBucket' | 'outputPrefix'
> & {
  readonly bucket?: string
  readonly memoryBytes?: number
  readonly outputBucket: string
  readonly outputPrefix: string
  readonly logPrefix: string
  readonly deadLetterPrefix: string
}

/** Throws HookError. */
export function readHookSettings(value: unknown): HookSettings {
  const result = settings.safeParse(value)
  if (!result.success) {
    const reasons = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new HookError('settings-invalid', reasons.join('; ').slice(0, 1_000))
  }
  const { name, bucket, memoryBytes, outputBucket = bucket, ...rest } = result.data
  if (outputBucket === undefined) throw new Error('settings without a bucket are refused')
  return {
    ...rest,
    name,
    ...(bucket !== undefined && { bucket }),
    ...(memoryBytes !== undefined && { memoryBytes }),
    outputBucket,
    outputPrefix: rest.outputPrefix ?? `hook-outputs/${name}/`,
    logPrefix: rest.logPrefix ?? `hook-logs/${name}/`,
    deadLetterPrefix: rest.deadLetterPrefix ?? `hook-dead-letters/${name}/`,
  }
}
