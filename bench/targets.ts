/** What the project holds itself to: ratios within one run, and processor time. */
import { listPageKeys } from './load/scenarios.ts'

export interface Target {
  readonly scenario: string
  readonly measure:
    | 'cpuSecondsPer1000'
    | 'cpuSecondsPerGibibyte'
    | 'megabytesPerSecond'
    | 'ratePerSecond'
  /**
   * What the measure is divided by: a scenario of the bare Node server in the same run, one core's
   * MD5 speed, or the rate of files that are made durable one by one. Absent: nothing.
   */
  readonly yardstick?: 'durable-files' | 'get-4k' | 'get-64m' | 'md5' | 'put-4k'
  /** Rates are to be no less, costs no more. */
  readonly bound: number
  readonly text: string
}

export const targets: readonly Target[] = [
  {
    scenario: 'put-4k',
    measure: 'ratePerSecond',
    yardstick: 'put-4k',
    bound: 0.23,
    text: 'durable PUT 4 KiB / bare Node that throws the body away',
  },
  {
    scenario: 'put-4k',
    measure: 'ratePerSecond',
    yardstick: 'durable-files',
    bound: 2.5,
    text: 'durable PUT 4 KiB / create, write and fdatasync of a file each',
  },
  {
    scenario: 'get-4k',
    measure: 'ratePerSecond',
    yardstick: 'get-4k',
    bound: 0.35,
    text: 'GET 4 KiB / bare Node from a buffer',
  },
  {
    scenario: 'list-1000',
    measure: 'ratePerSecond',
    yardstick: 'get-4k',
    bound: 300 / 37_000,
    text: `LIST of ${listPageKeys} keys / bare GET 4 KiB (300 a second where that does 37,000)`,
  },
  {
    scenario: 'put-64m',
    measure: 'megabytesPerSecond',
    yardstick: 'md5',
    bound: 1,
    text: 'PUT 64 MiB / MD5 of one core',
  },
  {
    scenario: 'get-64m',
    measure: 'megabytesPerSecond',
    yardstick: 'get-64m',
    bound: 0.4,
    text: 'GET 64 MiB / bare Node from a buffer',
  },
  {
    scenario: 'put-4k',
    measure: 'cpuSecondsPer1000',
    bound: 0.12,
    text: 'CPU seconds of 1000 PUTs of 4 KiB',
  },
  {
    scenario: 'get-4k',
    measure: 'cpuSecondsPer1000',
    bound: 0.1,
    text: 'CPU seconds of 1000 GETs of 4 KiB',
  },
  {
    scenario: 'head-4k',
    measure: 'cpuSecondsPer1000',
    bound: 0.07,
    text: 'CPU seconds of 1000 HEADs',
  },
  {
    scenario: 'put-64m',
    measure: 'cpuSecondsPerGibibyte',
    bound: 2.8,
    text: 'CPU seconds of a GiB of PUTs of 64 MiB',
  },
  {
    scenario: 'get-64m',
    measure: 'cpuSecondsPerGibibyte',
    bound: 0.6,
    text: 'CPU seconds of a GiB of GETs of 64 MiB',
  },
]

/** Costs are good when they are small. */
export function isMet({ measure, bound }: Target, reached: number): boolean {
  return measure.startsWith('cpu') ? reached <= bound : reached >= bound
}
