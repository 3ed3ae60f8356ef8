/** The ratios that the project holds itself to, and what they are ratios of. */
import { listPageKeys } from './load/scenarios.ts'

export interface Target {
  readonly scenario: string
  readonly measure: 'megabytesPerSecond' | 'ratePerSecond'
  /** A scenario of the bare Node server in the same run, or one core's MD5 speed. */
  readonly yardstick: 'get-4k' | 'get-64m' | 'md5' | 'put-4k'
  readonly ratio: number
  readonly text: string
}

export const targets: readonly Target[] = [
  {
    scenario: 'put-4k',
    measure: 'ratePerSecond',
    yardstick: 'put-4k',
    ratio: 0.15,
    text: 'durable PUT 4 KiB / bare Node that throws the body away',
  },
  {
    scenario: 'get-4k',
    measure: 'ratePerSecond',
    yardstick: 'get-4k',
    ratio: 0.25,
    text: 'GET 4 KiB / bare Node from a buffer',
  },
  {
    scenario: 'list-1000',
    measure: 'ratePerSecond',
    yardstick: 'get-4k',
    ratio: 300 / 37_000,
    text: `LIST of ${listPageKeys} keys / bare GET 4 KiB (300 a second where that does 37,000)`,
  },
  {
    scenario: 'put-64m',
    measure: 'megabytesPerSecond',
    yardstick: 'md5',
    ratio: 0.8,
    text: 'PUT 64 MiB / MD5 of one core',
  },
  {
    scenario: 'get-64m',
    measure: 'megabytesPerSecond',
    yardstick: 'get-64m',
    ratio: 0.35,
    text: 'GET 64 MiB / bare Node from a buffer',
  },
]
