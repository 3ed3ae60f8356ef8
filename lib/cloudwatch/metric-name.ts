/** Which metric is meant: shared by the operations. */
import type { Dimensions, SeriesName } from '../compute/monitoring/metric-store.ts'
import { CloudWatchError } from './errors.ts'
import { require } from './operation.ts'

export const dimensionsShape = {
  list: { fields: { Name: 'text', Value: 'text' } },
  countMax: 30,
} as const

interface DimensionInput {
  readonly Name: string | undefined
  readonly Value: string | undefined
}

/** Printable ASCII; a colon begins no name. */
const nameRule = /^(?!:)[\x20-\x7e]{1,255}$/
const valueRule = /^[\x20-\x7e]{1,1024}$/

export function checkName(parameter: string, name: string | undefined): string {
  const given = require(parameter, name)
  // An object's own name for what it inherits from is nobody else's.
  if (nameRule.test(given) && given !== '__proto__') return given
  const message = `The value ${given.slice(0, 64)} for parameter ${parameter} is invalid.`
  throw new CloudWatchError('InvalidParameterValue', message)
}

export function toDimensions(given: readonly DimensionInput[] | undefined): Dimensions {
  const entries = (given ?? []).map(({ Name, Value }) => {
    const name = checkName('Dimensions.Name', Name)
    const value = require('Dimensions.Value', Value)
    if (valueRule.test(value)) return [name, value] as const
    throw new CloudWatchError('InvalidParameterValue', 'The value of a dimension is invalid.')
  })
  const dimensions = Object.fromEntries(entries)
  if (Object.keys(dimensions).length === entries.length) return dimensions
  throw new CloudWatchError('InvalidParameterValue', 'A dimension is given twice.')
}

export function toSeries(given: {
  readonly Namespace: string | undefined
  readonly Dimensions: readonly DimensionInput[] | undefined
}): SeriesName {
  return {
    namespace: checkName('Namespace', given.Namespace),
    dimensions: toDimensions(given.Dimensions),
  }
}

export function fromDimensions(dimensions: Dimensions) {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
}
