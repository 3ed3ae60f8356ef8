/** What was measured, and what the project holds itself to: ratios within one run. */
import { formatTable, significant } from '../load/table.ts'
import type { DiskThroughput } from './guest.ts'

export interface ComputeFigures {
  /** From the start of QEMU, or the request to run, until the guest ran its first user command. */
  readonly bareSeconds: number
  readonly tinySeconds: number
  readonly middleSeconds: number
  readonly largeSeconds: number
  readonly largeGibibytes: number
  /** Of the image, from storage, until the guest was ready. */
  readonly middleReadBytes: number
  readonly largeReadBytes: number
  /** Of QEMU, when the guest was ready. */
  readonly bareBytes: number
  readonly tinyBytes: number
  readonly serverBytesPerMachine: number
  readonly bareDisk: DiskThroughput
  readonly cloudDisk: DiskThroughput
  readonly machineCount: number
  readonly manySeconds: number
  readonly bareManySeconds: number
}

export interface ComputeTarget {
  readonly text: string
  readonly reached: (figures: ComputeFigures) => number
  readonly bound: number
  readonly isLeast?: true
}

export interface Verdict {
  readonly target: ComputeTarget
  readonly reached: number
  readonly isMet: boolean
}

export const computeTargets: readonly ComputeTarget[] = [
  {
    text: 'RunInstances to first user command / bare QEMU',
    reached: ({ tinySeconds, bareSeconds }) => tinySeconds / bareSeconds,
    bound: 1.15,
  },
  {
    text: 'the same, large image / image of 100 MiB',
    reached: ({ largeSeconds, middleSeconds }) => largeSeconds / middleSeconds,
    bound: 1.1,
  },
  {
    text: 'bytes read from storage, large image / image of 100 MiB',
    reached: ({ largeReadBytes, middleReadBytes }) => largeReadBytes / middleReadBytes,
    bound: 1.1,
  },
  {
    text: 'many machines at once / as many bare QEMUs at once',
    reached: ({ manySeconds, bareManySeconds }) => manySeconds / bareManySeconds,
    bound: 1.15,
  },
  {
    text: 'guest reads from its disk / local raw file',
    reached: ({ cloudDisk, bareDisk }) =>
      cloudDisk.readMegabytesPerSecond / bareDisk.readMegabytesPerSecond,
    bound: 0.7,
    isLeast: true,
  },
  {
    text: 'guest writes to its disk, synced / local raw file',
    reached: ({ cloudDisk, bareDisk }) =>
      cloudDisk.writeMegabytesPerSecond / bareDisk.writeMegabytesPerSecond,
    bound: 0.7,
    isLeast: true,
  },
  {
    text: 'MB of memory of a machine beyond bare QEMU’s',
    reached: ({ tinyBytes, bareBytes, serverBytesPerMachine }) =>
      (tinyBytes - bareBytes + Math.max(0, serverBytesPerMachine)) / 1e6,
    bound: 5,
  },
]

export function judge(figures: ComputeFigures): readonly Verdict[] {
  return computeTargets.map(target => {
    const reached = target.reached(figures)
    const isMet = target.isLeast ? reached >= target.bound : reached <= target.bound
    return { target, reached, isMet }
  })
}

export function formatFigures(
  figures: ComputeFigures,
  verdicts: readonly Verdict[],
  accelerator: string,
): string {
  const { bareDisk, cloudDisk, machineCount } = figures
  const measured = [
    ['first user command, s', figures.bareSeconds, figures.tinySeconds],
    ['… image of 100 MiB', undefined, figures.middleSeconds],
    [`… image of ${significant(figures.largeGibibytes)} GiB`, undefined, figures.largeSeconds],
    ['read of it, 100 MiB, MB', undefined, figures.middleReadBytes / 1e6],
    ['read of it, large, MB', undefined, figures.largeReadBytes / 1e6],
    [`${machineCount} at once, s`, figures.bareManySeconds, figures.manySeconds],
    ['guest reads, MB/s', bareDisk.readMegabytesPerSecond, cloudDisk.readMegabytesPerSecond],
    ['guest writes, MB/s', bareDisk.writeMegabytesPerSecond, cloudDisk.writeMegabytesPerSecond],
    ['QEMU, MB', figures.bareBytes / 1e6, figures.tinyBytes / 1e6],
    ['server, MB a machine', undefined, figures.serverBytesPerMachine / 1e6],
  ] as const
  const judged = verdicts.map(({ target, reached, isMet }) => [
    target.text,
    significant(reached),
    `${target.isLeast ? '≥' : '≤'} ${target.bound}`,
    isMet ? 'PASS' : 'short',
  ])
  return [
    `\nmachines under ${accelerator}\n`,
    formatTable(
      ['', 'bare QEMU', 'Mallee'],
      measured.map(([text, bare, own]) => [text, significant(bare), significant(own)]),
    ),
    `\n${formatTable(['target', 'reached', 'bound', ''], judged)}`,
  ].join('')
}
