/**
 * The limits of this machine that a durable store meets: how fast one core makes an MD5 (every ETag
 * is one), and how many small files a second its disk makes durable one by one.
 *
 *   node bench/md5-limit.ts [--directory DIR] [--scale smoke]
 */
import { createHash, randomFillSync } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Scale } from './load/scenarios.ts'

export interface MachineLimits {
  /** 10^6 bytes. */
  readonly md5MegabytesPerSecond: number
  /** Create, write 4 KiB, fdatasync, close: one after the other. */
  readonly durableFilesPerSecond: number
}

const blockBytes = 256 * 1024
const fileBytes = 4096

export async function run(options: {
  readonly scale: Scale
  /** On the disk to be measured. */
  readonly directory?: string
}): Promise<MachineLimits> {
  const isSmoke = options.scale === 'smoke'
  return {
    md5MegabytesPerSecond: md5Speed(isSmoke ? 50 : 1000),
    durableFilesPerSecond: await durableFileRate(
      options.directory ?? tmpdir(),
      isSmoke ? 50 : 2000,
    ),
  }
}

function md5Speed(durationMs: number): number {
  const block = randomFillSync(Buffer.allocUnsafe(blockBytes))
  const hash = createHash('md5')
  const beganMs = performance.now()
  let bytes = 0
  while (performance.now() - beganMs < durationMs) {
    hash.update(block)
    bytes += block.length
  }
  return bytes / 1000 / (performance.now() - beganMs)
}

async function durableFileRate(parent: string, durationMs: number): Promise<number> {
  const directory = await mkdtemp(join(parent, 'mallee-limit-'))
  const bytes = randomFillSync(Buffer.allocUnsafe(fileBytes))
  try {
    const beganMs = performance.now()
    let count = 0
    while (performance.now() - beganMs < durationMs) {
      const file = await open(join(directory, String(count)), 'wx')
      await file.write(bytes)
      await file.datasync()
      await file.close()
      count += 1
    }
    return (count * 1000) / (performance.now() - beganMs)
  } finally {
    await rm(directory, { recursive: true })
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { directory: { type: 'string' }, scale: { type: 'string', default: 'full' } },
  })
  const limits = await run({
    scale: values.scale === 'smoke' ? 'smoke' : 'full',
    ...(values.directory !== undefined && { directory: values.directory }),
  })
  process.stdout.write(
    `MD5, one core: ${Math.round(limits.md5MegabytesPerSecond)} MB/s\n` +
      `durable 4 KiB files, one by one: ${Math.round(limits.durableFilesPerSecond)} a second\n`,
  )
}
