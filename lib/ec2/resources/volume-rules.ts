/**
 * What EC2 lets a volume be: types, sizes and performance.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
 */
import type { VolumePerformance } from '../../compute/volumes/volume-records.ts'
import { Ec2Error } from '../errors.ts'

interface Range {
  readonly min: number
  readonly max: number
}

interface TypeRule {
  readonly sizeGib: Range
  /** Absent: cannot be chosen. */
  readonly iops?: Range & {
    readonly perGibMax: number
    /** Absent: has to be chosen. */
    readonly default?: number
  }
  readonly throughputMibps?: Range & { readonly default: number }
}

const rules = {
  standard: { sizeGib: { min: 1, max: 1024 } },
  gp2: { sizeGib: { min: 1, max: 16_384 } },
  gp3: {
    sizeGib: { min: 1, max: 65_536 },
    iops: { min: 3_000, max: 80_000, perGibMax: 500, default: 3_000 },
    throughputMibps: { min: 125, max: 2_000, default: 125 },
  },
  io1: { sizeGib: { min: 4, max: 16_384 }, iops: { min: 100, max: 64_000, perGibMax: 50 } },
  io2: { sizeGib: { min: 4, max: 65_536 }, iops: { min: 100, max: 256_000, perGibMax: 1_000 } },
  sc1: { sizeGib: { min: 125, max: 16_384 } },
  st1: { sizeGib: { min: 125, max: 16_384 } },
} as const satisfies Record<string, TypeRule>

/** Bytes per second and IOPS of gp3 depend on each other: 0.25 MiB/s for each IOPS at most. */
const THROUGHPUT_PER_IOPS_MAX = 0.25

export interface WantedVolume {
  readonly VolumeType?: string | undefined
  readonly Iops?: number | undefined
  readonly Throughput?: number | undefined
  readonly sizeGib: number
}

/** What an account's volumes are when nobody says. */
export const defaultVolumeType = 'gp2'

/** Throws where EC2 does; fills in what depends on the type and the size. */
export function checkVolume(wanted: WantedVolume): VolumePerformance {
  const { VolumeType = defaultVolumeType, sizeGib } = wanted
  if (!isType(VolumeType)) {
    throw invalid(`Value (${VolumeType.slice(0, 64)}) for parameter volumeType is invalid.`)
  }
  const rule: TypeRule = rules[VolumeType]
  checkSize(VolumeType, rule, sizeGib)
  const iops = iopsOf(VolumeType, rule, wanted)
  return { volumeType: VolumeType, iops, throughputMibps: throughputOf(VolumeType, rule, wanted) }
}

function isType(name: string): name is keyof typeof rules {
  return Object.hasOwn(rules, name)
}

function checkSize(type: string, { sizeGib: { min, max } }: TypeRule, sizeGib: number): void {
  if (Number.isInteger(sizeGib) && sizeGib >= min && sizeGib <= max) return
  if (sizeGib > max) {
    throw invalid(
      `Volume of ${sizeGib}GiB is too large for volume type ${type}; maximum is ${max}GiB.`,
    )
  }
  throw invalid(
    `Volume of ${sizeGib}GiB is too small for volume type ${type}; minimum is ${min}GiB.`,
  )
}

function iopsOf(type: string, rule: TypeRule, { Iops, sizeGib }: WantedVolume): number {
  const { iops } = rule
  if (iops === undefined) {
    if (Iops === undefined || Iops === 0) return baselineIops(type, sizeGib)
    throw combination(`The parameter iops is not supported for ${type} volumes.`)
  }
  const value = Iops ?? iops.default
  if (value === undefined) {
    const message = `The request must contain the parameter iops for ${type} volumes.`
    throw new Ec2Error('MissingParameter', message)
  }
  if (!Number.isInteger(value) || value < iops.min || value > iops.max) {
    const message = `Volume iops of ${value} is out of range; ${type} takes ${iops.min} to ${iops.max}.`
    throw invalid(message)
  }
  // What every volume of the type has is not a ratio that anybody asked for.
  if (value > iops.perGibMax * sizeGib && value !== iops.default) {
    throw invalid(
      `Iops to volume size ratio of ${(value / sizeGib).toFixed(1)} is too high; maximum is ${iops.perGibMax}.`,
    )
  }
  return value
}

/** 3 IOPS for each GiB, 100 at least: what gp2 has, and the only type that says so. */
function baselineIops(type: string, sizeGib: number): number {
  return type === 'gp2' ? Math.min(Math.max(3 * sizeGib, 100), 16_000) : 0
}

function throughputOf(type: string, rule: TypeRule, wanted: WantedVolume): number {
  const { Throughput, Iops } = wanted
  const { throughputMibps } = rule
  if (throughputMibps === undefined) {
    if (Throughput === undefined || Throughput === 0) return 0
    throw combination(`The parameter throughput is not supported for ${type} volumes.`)
  }
  const value = Throughput ?? throughputMibps.default
  const { min, max } = throughputMibps
  if (!Number.isInteger(value) || value < min || value > max) {
    throw invalid(`Throughput of ${value} is out of range; ${type} takes ${min} to ${max}.`)
  }
  const iops = Iops ?? rule.iops?.default ?? 0
  if (value > iops * THROUGHPUT_PER_IOPS_MAX) {
    throw invalid(
      `Throughput (MiBps) to iops ratio of ${(value / iops).toFixed(6)} is too high; maximum is ${THROUGHPUT_PER_IOPS_MAX} MiBps per iops.`,
    )
  }
  return value
}

function invalid(message: string): Ec2Error {
  return new Ec2Error('InvalidParameterValue', message)
}

function combination(message: string): Ec2Error {
  return new Ec2Error('InvalidParameterCombination', message)
}
